"""By which number calendars know each date of an offer."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from pydantic import BaseModel, ConfigDict

from regio_events import OfferDate


class Dropped(BaseModel):
    """A date that was told, and does not take place any more."""

    model_config = ConfigDict(frozen=True)

    number: int
    held: OfferDate


class Numbering(BaseModel):
    """
    ``numbers`` name the dates of a published offer, in their order; ``highest`` is the last that was ever given.

    A number is one entry in the calendars of those who follow the programme: it stays with its date, moves with it,
    and is called off with it. One that was called off may be taken up again.
    """

    model_config = ConfigDict(frozen=True)

    numbers: tuple[int, ...]
    dropped: tuple[Dropped, ...] = ()
    highest: int

    @classmethod
    def of(cls, dates: Sequence[OfferDate]) -> "Numbering":
        """As they are numbered when they are told for the first time."""
        return cls(numbers=tuple(range(1, len(dates) + 1)), highest=len(dates))

    def moved(self, before: Sequence[OfferDate], after: Sequence[OfferDate], *, today: date) -> "Numbering":
        """
        The numbers of the dates ``after``, which take the place of those ``before``.

        What stays keeps its number, also what was dropped and comes back; then what stays on its day; what is left over
        of both is moved, one for the other. Dates before ``today`` that are not named any more took place: they are
        neither moved nor dropped.
        """
        told = [*zip(self.numbers, before, strict=True), *((one.number, one.held) for one in self.dropped)]
        given: dict[int, int] = {}
        for alike in (_same, _same_day, lambda old, _: old.day >= today):
            _match(after, told, given, alike)
        highest = self.highest
        for place in range(len(after)):
            if place not in given:
                highest += 1
                given[place] = highest
        return Numbering(
            numbers=tuple(given[place] for place in range(len(after))),
            dropped=tuple(Dropped(number=number, held=held) for number, held in told if held.day >= today),
            highest=highest,
        )

    @property
    def last_dropped(self) -> date:
        """The last day on which something was dropped; the first day there is, where nothing was."""
        return max((one.held.day for one in self.dropped), default=date.min)


def _match(
    after: Iterable[OfferDate],
    told: list[tuple[int, OfferDate]],
    given: dict[int, int],
    alike: Callable[[OfferDate, OfferDate], bool],
) -> None:
    """Take numbers out of ``told``, in its order, for those of ``after`` that have none yet."""
    for place, wanted in enumerate(after):
        found = None if place in given else next((one for one in told if alike(one[1], wanted)), None)
        if found is not None:
            given[place] = found[0]
            told.remove(found)


def _same(old: OfferDate, new: OfferDate) -> bool:
    return old == new


def _same_day(old: OfferDate, new: OfferDate) -> bool:
    return old.day == new.day
