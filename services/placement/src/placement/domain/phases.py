"""Phases: four a year at each school, each with another company."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from sqlalchemy import UniqueConstraint

from placement.domain.base import Row, public
from placement.domain.calendar import Place, PracticeDays, practice_days
from placement.domain.errors import KeyTaken, PhaseNotAllowed, PhaseNotEditable
from placement.domain.schools import School
from placement.domain.towns import Town
from regio_chassis.rows import EnumText, JsonOf, Stateful, UtcDateTime, new_id
from regio_events.placement import PhasePlanned

LONGEST_DAYS = 200
"""Calendar days a phase may span at most; the pilot's longest had 102, a whole school year has 365."""


class PhaseStatus(StrEnum):
    """A phase is prepared, and then its practice days are fixed."""

    DRAFT = "draft"
    PLANNED = "planned"


class Phase(Row, Stateful, table=True):
    """
    One of the four phases of a school's year, which is named after the school year in which phase 1 begins.

    ``weekday`` and ``days`` are what was last published; both are empty before. ``completed_at`` is when its result was
    stated.
    """

    __tablename__: ClassVar[str] = "phase"
    __table_args__ = (UniqueConstraint("school_id", "school_year", "number"),)

    # A planned phase is planned again when its school's weekday or closed days change.
    TRANSITIONS: ClassVar[Mapping[PhaseStatus, Mapping[str, PhaseStatus]]] = {
        PhaseStatus.DRAFT: {"plan": PhaseStatus.PLANNED},
        PhaseStatus.PLANNED: {"plan": PhaseStatus.PLANNED},
    }

    id: UUID = public(default_factory=new_id, primary_key=True)
    school_id: UUID = public(foreign_key="school.id")
    school_year: str = public(max_length=7, foreign_key="school_year.key", index=True)
    number: int = public()
    starts_on: date = public(index=True)
    ends_on: date = public()
    status: PhaseStatus = public(type_=EnumText(PhaseStatus), default=PhaseStatus.DRAFT, index=True)
    weekday: int | None = public(default=None)
    days: list[date] = public(type_=JsonOf(list[date]), default_factory=list)
    completed_at: datetime | None = public(type_=UtcDateTime, default=None)
    version: int = public(default=1)

    def practice_days(self, *places: Place, weekday: int) -> PracticeDays:
        """Its practice days on ``weekday``, as the places allow."""
        return practice_days(weekday, self.starts_on, self.ends_on, places)

    def move(self, starts_on: date, ends_on: date) -> None:
        """
        Take place at another time.

        Raises:
            PhaseNotEditable: its days are published.
        """
        if self.status is not PhaseStatus.DRAFT:
            raise PhaseNotEditable(f"Phase {self.id} is {self.status}.")
        self.starts_on, self.ends_on = starts_on, ends_on

    def plan(self, school: School, town: Town) -> PhasePlanned:
        """
        Fix the practice days by the school's weekday and calendar, again if they were fixed before.

        Raises:
            CalendarNotCovered: the school holidays of that time are not known.
            PhaseNotAllowed: no practice day is left.
        """
        found = self.practice_days(school.place(town), weekday=school.weekday)
        if not found.days:
            raise PhaseNotAllowed("The phase has no practice day.", pointer="/starts_on")
        self._step("plan")
        self.weekday, self.days = school.weekday, list(found.days)
        return PhasePlanned(
            phase_id=self.id,
            school_key=school.key,
            town_key=school.town_key,
            weekday=school.weekday,
            starts_on=self.starts_on,
            ends_on=self.ends_on,
            days=found.days,
        )


def insist_on_place_in_year(phase: Phase, others: Iterable[Phase]) -> None:
    """
    Refuse a phase that does not fit the other phases of its school and year.

    Raises:
        KeyTaken: the number is in use.
        PhaseNotAllowed: it ends before it starts, is too long, overlaps another, or stands out of order.
    """
    if phase.ends_on < phase.starts_on:
        raise PhaseNotAllowed("A phase ends after it starts.", pointer="/ends_on")
    if (phase.ends_on - phase.starts_on).days > LONGEST_DAYS:
        raise PhaseNotAllowed(f"A phase spans {LONGEST_DAYS} days at most.", pointer="/ends_on")
    for other in others:
        if other.id == phase.id:
            continue
        if other.number == phase.number:
            raise KeyTaken("The school has a phase of this number in this school year.")
        before, after = (phase, other) if phase.number < other.number else (other, phase)
        if after.starts_on <= before.ends_on:
            raise PhaseNotAllowed("Phases follow one another in the order of their numbers.", pointer="/starts_on")
