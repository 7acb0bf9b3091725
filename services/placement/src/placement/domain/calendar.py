"""Practice days: a school's weekday within a phase, without the days on which school or company is closed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from placement.domain import thuringia
from placement.domain.errors import CalendarNotCovered


class Reason(StrEnum):
    """Why a practice day is dropped."""

    PUBLIC_HOLIDAY = "public_holiday"
    SCHOOL_HOLIDAY = "school_holiday"
    CLOSED_DAY = "closed_day"


class Side(StrEnum):
    """Who is closed."""

    SCHOOL = "school"
    COMPANY = "company"


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody is on a practice day: which holidays hold there, and which own closed days."""

    side: Side
    corpus_christi: bool
    closed: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class Dropped:
    """A day of the weekday that is no practice day."""

    day: date
    reason: Reason
    side: Side
    name: str


@dataclass(frozen=True, slots=True)
class PracticeDays:
    """The practice days in order, and what was dropped on the way."""

    days: tuple[date, ...]
    dropped: tuple[Dropped, ...]


def practice_days(weekday: int, first: date, last: date, places: Sequence[Place]) -> PracticeDays:
    """
    The practice days of a phase, for ISO ``weekday`` from ``first`` to ``last`` inclusive, as ``places`` allow.

    Raises:
        CalendarNotCovered: the phase reaches beyond the known school holidays.
    """
    thuringia.insist_on_coverage(last)
    days: list[date] = []
    dropped: list[Dropped] = []
    for day in _every(weekday, first, last):
        why = _why_not(day, places)
        if why is None:
            days.append(day)
        else:
            dropped.append(why)
    return PracticeDays(tuple(days), tuple(dropped))


def _every(weekday: int, first: date, last: date) -> Iterable[date]:
    day = first + timedelta((weekday - first.isoweekday()) % 7)
    while day <= last:
        yield day
        day += timedelta(7)


def _why_not(day: date, places: Sequence[Place]) -> Dropped | None:
    for place in places:
        if name := thuringia.public_holidays(day.year).get(day):
            return Dropped(day, Reason.PUBLIC_HOLIDAY, place.side, name)
        if place.corpus_christi and (name := thuringia.corpus_christi(day.year).get(day)):
            return Dropped(day, Reason.PUBLIC_HOLIDAY, place.side, name)
    if name := thuringia.school_holidays(day.year).get(day):
        return Dropped(day, Reason.SCHOOL_HOLIDAY, Side.SCHOOL, name)
    for place in places:
        if day in place.closed:
            return Dropped(day, Reason.CLOSED_DAY, place.side, "")
    return None


__all__ = ["CalendarNotCovered", "Dropped", "Place", "PracticeDays", "Reason", "Side", "practice_days"]
