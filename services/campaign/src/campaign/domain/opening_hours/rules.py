"""One rule of opening hours: on which days, when, and whether that means open."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
LENGTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
MIDNIGHT = 24 * 60
_RUN = 3

DayOfYear = tuple[int, int]
"""Month and day, counted from 1."""
Minutes = tuple[int, int]
"""From and to, in minutes after the midnight with which the day begins; ``to`` may lie on the next day."""


class State(StrEnum):
    """Whether a place is open; ``ask``: by appointment, or nobody said what holds on this day."""

    OPEN = "open"
    CLOSED = "closed"
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class Rule:
    """
    ``dates`` and ``weekdays`` empty: every one. ``holidays``: on public holidays too; without weekdays on those only.

    ``added``: adds to what earlier rules say about its days; else it replaces that.
    """

    dates: tuple[tuple[DayOfYear, DayOfYear], ...] = ()
    weekdays: frozenset[int] = frozenset()
    holidays: bool = False
    spans: tuple[Minutes, ...] = ()
    state: State = State.OPEN
    comment: str | None = None
    added: bool = False

    def holds_on(self, day: date, *, holiday: bool) -> bool:
        """Whether it is about this day."""
        if self.dates and not any(_within((day.month, day.day), span) for span in self.dates):
            return False
        if not self.weekdays and not self.holidays:
            return True
        return (self.holidays and holiday) or day.weekday() in self.weekdays

    def __str__(self) -> str:
        days = [*_runs(self.weekdays), *(["PH"] if self.holidays else [])]
        whole = not self.spans and self.state is State.OPEN and not self.comment
        words = [
            ",".join(_dates(*span) for span in self.dates),
            ",".join(days),
            ",".join(f"{_clock(start)}-{_clock(end)}" for start, end in self.spans),
            "off" if self.state is State.CLOSED else "",
            "open" if self.comment and self.state is State.OPEN else "",
            f'"{self.comment}"' if self.comment else "",
        ]
        if whole:
            words.append("24/7" if not self.dates and not days else "00:00-24:00")
        return " ".join(word for word in words if word)


def merged(spans: Iterable[Minutes]) -> tuple[Minutes, ...]:
    """In order, and those that overlap or touch as one."""
    found: list[Minutes] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return tuple(found)


def _within(day: DayOfYear, span: tuple[DayOfYear, DayOfYear]) -> bool:
    first, last = span
    return first <= day <= last if first <= last else day >= first or day <= last


def _runs(weekdays: Iterable[int]) -> list[str]:
    runs: list[list[int]] = []
    for day in sorted(weekdays):
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return [
        f"{DAYS[run[0]]}-{DAYS[run[-1]]}" if len(run) >= _RUN else ",".join(DAYS[day] for day in run) for run in runs
    ]


def _dates(first: DayOfYear, last: DayOfYear) -> str:
    whole_months = first[1] == 1 and last[1] == LENGTHS[last[0] - 1]
    if whole_months:
        return MONTHS[first[0] - 1] + (f"-{MONTHS[last[0] - 1]}" if first[0] != last[0] else "")
    start = f"{MONTHS[first[0] - 1]} {first[1]:02}"
    if first == last:
        return start
    return f"{start}-{last[1]:02}" if first[0] == last[0] else f"{start}-{MONTHS[last[0] - 1]} {last[1]:02}"


def _clock(minutes: int) -> str:
    if minutes > MIDNIGHT:
        minutes -= MIDNIGHT
    return f"{minutes // 60:02}:{minutes % 60:02}"
