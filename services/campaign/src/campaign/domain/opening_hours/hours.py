"""Whether a place is open at a moment."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple

from campaign.domain.base import BERLIN
from campaign.domain.opening_hours.reading import read_rules
from campaign.domain.opening_hours.rules import MIDNIGHT, Minutes, Rule, State

Holiday = Callable[[date], bool]
"""Whether a day is a public holiday where the place is."""


class Span(NamedTuple):
    """From and to, in minutes after the midnight with which the day begins, and what that means."""

    start: int
    end: int
    state: State
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class OpeningHours:
    """
    Regular hours. ``str()`` writes them in one way, however they were given.

    On a public holiday a place is closed or open only if the text says so (``PH off``, ``PH 10:00-12:00``, ``24/7``, or
    hours without weekdays): rules for weekdays alone leave it at ``ask``, because shops that do not mention holidays
    are closed on them and restaurants are not.
    """

    rules: tuple[Rule, ...]

    @classmethod
    def parse(cls, text: str) -> "OpeningHours":
        """
        Read ``text``.

        Raises:
            HoursInvalid: with the position of what is not understood.
        """
        return _parsed(text)

    def __str__(self) -> str:
        text = "; ".join(str(rule) for rule in self.rules[:1])
        for rule in self.rules[1:]:
            text += (", " if rule.added else "; ") + str(rule)
        return text

    def on(self, day: date, *, holiday: Holiday) -> list[Span]:
        """What holds for the spans that begin on ``day``, in order; outside of them it is closed."""
        free = holiday(day)
        found: list[Span] = []
        for rule in self.rules:
            if rule.holds_on(day, holiday=free):
                found = _after(rule, found, unsure=free and self._silent_on_holidays(rule))
        return sorted(found)

    def state(
        self, at: datetime, *, holiday: Holiday, special: Mapping[date, Sequence[tuple[time, time]]] | None = None
    ) -> State:
        """
        What holds at the moment ``at``.

        ``special``: hours of single days, such as action days, during which it is open as well.
        """
        today = at.astimezone(BERLIN).date()
        states = set()
        for day in (today - timedelta(1), today):
            extra = [Span(*_minutes(*pair), State.OPEN) for pair in (special or {}).get(day, ())]
            for span in (*self.on(day, holiday=holiday), *extra):
                if _moment(day, span.start) <= at < _moment(day, span.end):
                    states.add(span.state)
        if State.OPEN in states:
            return State.OPEN
        return State.ASK if states else State.CLOSED

    def is_open(
        self, at: datetime, *, holiday: Holiday, special: Mapping[date, Sequence[tuple[time, time]]] | None = None
    ) -> bool:
        """Whether one may simply come in."""
        return self.state(at, holiday=holiday, special=special) is State.OPEN

    def _silent_on_holidays(self, rule: Rule) -> bool:
        return bool(rule.weekdays) and not any(other.holidays for other in self.rules)


@lru_cache(maxsize=4096)
def _parsed(text: str) -> OpeningHours:
    return OpeningHours(read_rules(text))


def _after(rule: Rule, before: list[Span], *, unsure: bool) -> list[Span]:
    spans = rule.spans or ((0, MIDNIGHT),)
    if rule.state is State.CLOSED:
        # "Mo-Fr 12:00-13:00 off" is a lunch break, not a day off.
        return [rest for span in before for rest in _without(span, spans)] if rule.spans else []
    state = State.ASK if unsure and rule.state is State.OPEN else rule.state
    given = [Span(start, end, state, rule.comment) for start, end in spans]
    return [*before, *given] if rule.added else given


def _without(span: Span, holes: Sequence[Minutes]) -> list[Span]:
    rest = [span]
    for start, end in holes:
        rest = [
            piece
            for whole in rest
            for piece in (
                whole._replace(end=min(whole.end, start)),
                whole._replace(start=max(whole.start, end)),
            )
            if piece.start < piece.end
        ]
    return rest


def _minutes(starts: time, ends: time) -> Minutes:
    start, end = starts.hour * 60 + starts.minute, ends.hour * 60 + ends.minute
    return start, end if end > start else end + MIDNIGHT


def _moment(day: date, minutes: int) -> datetime:
    # In UTC: two times of one zone are compared by their clocks alone, also in the night in which the clock goes back.
    at = datetime.combine(day + timedelta(minutes // MIDNIGHT), time(minutes % MIDNIGHT // 60, minutes % 60), BERLIN)
    return at.astimezone(UTC)
