"""
When shops in Thuringia may be open: Thüringer Ladenöffnungsgesetz of 24.11.2006, last changed on 17.02.2022.

§ 3: Monday 0 h to Saturday 20 h. § 4 (1): not on Sundays and holidays; no. 3: on 24 and 31 December, if these are
weekdays, until 14 h. § 10 (1): on at most four Sundays or holidays a year for a special occasion, for up to six
consecutive hours between 11 and 20 h. § 10 (2): never on Good Friday, Sundays in Advent or other Sundays and holidays
in December, except either the first or the second Sunday in Advent. § 10 (3): the county releases them by a regulation.

Sources: § 3 and the heading of § 4, "Schutz von Sonn- und Feiertagen": kirchenrecht-ekm.de/document/9623; § 4 (1)
no. 3, with 31 December since then: Erstes Gesetz zur Änderung des ThürLadÖffG of 21.12.2011 (GVBl. p. 540), article 1
no. 1, which the second one, of 17.02.2022 (GVBl. p. 91), leaves alone; § 10: gesetze.co/TH/ThürLadÖffG/10. All that § 4
closes, in one sentence: kreis-eic.de/ladenoeffnung.html. Which numbers of (1) Sundays and Saturday evenings have is not
confirmed, so no error names one.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from campaign.domain.base import german_day
from campaign.domain.errors import OpeningNotAllowed, ShopsClosed
from campaign.domain.thuringia import advent_sunday, day_of_rest, good_friday
from regio_chassis.errors import Fault
from regio_events import OfferDate

PER_YEAR = 4
MOST_MINUTES = 6 * 60
EARLIEST, LATEST = time(11), time(20)
_SATURDAY = 6
_DECEMBER = 12
_SATURDAY_END = 20 * 60
_SHORT_DAYS = frozenset({(12, 24), (12, 31)})
_SHORT_END = 14 * 60
_MIDNIGHT = 24 * 60


@dataclass(frozen=True, slots=True)
class Hours:
    """Hours of one day; local time."""

    day: date
    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class Breach:
    """A paragraph of the law, and how it was broken."""

    paragraph: str
    detail: str
    pointer: str


def insist_on_lawful_opening(
    hours: Hours, *, occasion: str | None, permit: str | None, catholic: bool, used: Collection[date]
) -> bool:
    """
    Insist that a special opening is one that the law knows; ``used``: Sundays and holidays of the municipality's
    openings in the same year.

    Returns whether it uses the yearly allowance.

    Raises:
        OpeningNotAllowed: it breaks the law; with every paragraph it breaks.
    """
    rest = day_of_rest(hours.day, catholic=catholic)
    found = list(
        _on_weekday(hours)
        if rest is None
        else _on_day_of_rest(hours, rest, occasion=occasion, permit=permit, used=used)
    )
    if found:
        faults = [Fault(breach.pointer, OpeningNotAllowed.code, _told(breach)) for breach in found]
        raise OpeningNotAllowed("; ".join(map(_told, found)), faults=faults, source=_sources(found))
    return rest is not None


def needs_opening(dates: Sequence[OfferDate], *, catholic: bool) -> list[date]:
    """The Sundays and holidays among ``dates``."""
    days = {day for held in dates for day, _, _ in _stretches(held)}
    return sorted(day for day in days if day_of_rest(day, catholic=catholic) is not None)


def lawful_dates(dates: Sequence[OfferDate], *, catholic: bool, openings: Collection[Hours]) -> list[OfferDate]:
    """Those of ``dates`` at which shops may be open."""
    return [
        held
        for held in dates
        if not any(_closed(*part, "", catholic=catholic, openings=openings) for part in _stretches(held))
    ]


def insist_on_open_shops(dates: Sequence[OfferDate], *, catholic: bool, openings: Collection[Hours]) -> None:
    """
    Insist that shops may be open at ``dates``; ``openings`` are the special openings of the place.

    Raises:
        ShopsClosed: on one of them they may not.
    """
    for index, held in enumerate(dates):
        for day, starts, ends in _stretches(held):
            breach = _closed(day, starts, ends, f"/dates/{index}", catholic=catholic, openings=openings)
            if breach is not None:
                fault = Fault(breach.pointer, ShopsClosed.code, _told(breach))
                raise ShopsClosed(_told(breach), faults=[fault], source=_sources([breach]))


def _on_weekday(hours: Hours) -> Iterator[Breach]:
    end, paragraph = _general_end(hours.day)
    if _minutes(hours.closes) > end:
        yield Breach(paragraph, f"on {german_day(hours.day)} shops close at {end // 60} h", "/closes")


def _on_day_of_rest(
    hours: Hours, rest: str, *, occasion: str | None, permit: str | None, used: Collection[date]
) -> Iterator[Breach]:
    if not occasion:
        yield Breach("§ 10 Abs. 1", f"an opening on {rest} needs a special occasion", "/occasion")
    if not permit:
        yield Breach("§ 10 Abs. 3", f"an opening on {rest} is released by a regulation of the county", "/permit")
    if len({*used, hours.day}) > PER_YEAR:
        yield Breach("§ 10 Abs. 1", f"the municipality has used its {PER_YEAR} days of {hours.day.year}", "/day")
    if _minutes(hours.closes) - _minutes(hours.opens) > MOST_MINUTES:
        yield Breach("§ 10 Abs. 1", "at most six consecutive hours", "/closes")
    if hours.opens < EARLIEST:
        yield Breach("§ 10 Abs. 1", "not before 11 h", "/opens")
    if hours.closes > LATEST:
        yield Breach("§ 10 Abs. 1", "not after 20 h", "/closes")
    yield from _on_kept_day(hours.day, rest, used)


def _on_kept_day(day: date, rest: str, used: Collection[date]) -> Iterator[Breach]:
    first, second = (advent_sunday(number, day.year) for number in (1, 2))
    if day == good_friday(day.year):
        yield Breach("§ 10 Abs. 2", "never on Good Friday", "/day")
    elif day in (first, second):
        other = second if day == first else first
        if other in used:
            yield Breach("§ 10 Abs. 2", "either the first or the second Sunday in Advent, not both", "/day")
    elif day.month == _DECEMBER:
        yield Breach("§ 10 Abs. 2", f"not on {rest} in Advent or December", "/day")


def _closed(
    day: date, starts: int, ends: int, pointer: str, *, catholic: bool, openings: Collection[Hours]
) -> Breach | None:
    rest = day_of_rest(day, catholic=catholic)
    if rest is None:
        end, paragraph = _general_end(day)
        return None if ends <= end else Breach(paragraph, f"on {german_day(day)} shops close at {end // 60} h", pointer)
    for opening in openings:
        if opening.day == day and _minutes(opening.opens) <= starts and ends <= _minutes(opening.closes):
            return None
    return Breach("§ 4 Abs. 1", f"{german_day(day)} ({rest}) is not within a special opening after § 10", pointer)


def _general_end(day: date) -> tuple[int, str]:
    """Minute of a weekday at which the general opening hours end, and where it stands."""
    if (day.month, day.day) in _SHORT_DAYS:
        return _SHORT_END, "§ 4 Abs. 1 Nr. 3"
    return (_SATURDAY_END, "§ 3") if day.isoweekday() == _SATURDAY else (_MIDNIGHT, "§ 3")


def _stretches(held: OfferDate) -> Iterator[tuple[date, int, int]]:
    """Day, first and last minute; past midnight it goes on with the next day."""
    if held.ends > held.starts:
        yield held.day, _minutes(held.starts), _minutes(held.ends)
        return
    yield held.day, _minutes(held.starts), _MIDNIGHT
    if _minutes(held.ends):
        yield held.day + timedelta(days=1), 0, _minutes(held.ends)


def _minutes(moment: time) -> int:
    return moment.hour * 60 + moment.minute


def _told(breach: Breach) -> str:
    return f"ThürLadÖffG {breach.paragraph}: {breach.detail}"


def _sources(found: Sequence[Breach]) -> str:
    return "ThürLadÖffG " + ", ".join(dict.fromkeys(breach.paragraph for breach in found))
