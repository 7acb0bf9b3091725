"""
Practice days: who was there. The company records before noon, the school sees an absence the same day and corrects.

Being there is school: an absence is told to the school on the day itself. Source: the programme's page of the state
("nicht freiwillig"), spec of Praxistage.
"""

from collections.abc import Mapping
from datetime import date, datetime, time
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict
from sqlalchemy import UniqueConstraint

from placement.domain.base import HERE, Row, local_day, minor
from placement.domain.refusals import TooEarly, TooLate
from regio_chassis.rows import EnumText, JsonOf, Stateful, UtcDateTime, new_id

NOON = time(12)
"""Local time until which the company records attendance."""


class DayStatus(StrEnum):
    """What became of a practice day."""

    PLANNED = "planned"
    PRESENT = "present"
    EXCUSED = "excused"
    UNEXCUSED = "unexcused"
    COMPANY_CLOSED = "company_closed"
    CANCELLED = "cancelled"


class Recorder(StrEnum):
    """Who said what became of a day; ``calendar``: a change of holidays or closed days did."""

    COMPANY = "company"
    SCHOOL = "school"
    CALENDAR = "calendar"


RECORDED = (DayStatus.PRESENT, DayStatus.EXCUSED, DayStatus.UNEXCUSED, DayStatus.COMPANY_CLOSED)
ABSENT = frozenset({DayStatus.EXCUSED, DayStatus.UNEXCUSED})


class Correction(BaseModel):
    """What stood there before a teacher corrected it."""

    model_config = ConfigDict(frozen=True)

    was: DayStatus
    recorded_by: Recorder
    recorded_at: datetime
    corrected_at: datetime


def _transitions() -> Mapping[DayStatus, Mapping[str, DayStatus]]:
    recorded = {was: {f"correct_{to}": to for to in RECORDED if to is not was} for was in RECORDED}
    planned = {f"record_{to}": to for to in RECORDED} | {"cancel": DayStatus.CANCELLED}
    return {DayStatus.PLANNED: planned, **recorded, DayStatus.CANCELLED: {"plan": DayStatus.PLANNED}}


class PracticeDay(Row, Stateful, table=True):
    """One day of one placement. ``sequence`` counts changes, for those who have it in their calendar."""

    __tablename__: ClassVar[str] = "practice_day"
    __table_args__ = (UniqueConstraint("placement_id", "day"),)

    TRANSITIONS: ClassVar[Mapping[DayStatus, Mapping[str, DayStatus]]] = _transitions()

    id: UUID = minor(default_factory=new_id, primary_key=True)
    placement_id: UUID = minor(foreign_key="placement.id")
    pupil_id: UUID = minor(foreign_key="pupil.id", index=True)
    school_key: str = minor(max_length=60)
    company_id: UUID = minor(foreign_key="company.id", index=True)
    day: date = minor(index=True)
    starts: time = minor()
    ends: time = minor()
    status: DayStatus = minor(type_=EnumText(DayStatus), default=DayStatus.PLANNED, index=True)
    recorded_by: Recorder | None = minor(type_=EnumText(Recorder), default=None)
    recorded_at: datetime | None = minor(type_=UtcDateTime, default=None)
    corrections: list[Correction] = minor(type_=JsonOf(list[Correction]), default_factory=list)
    sequence: int = minor(default=0)
    changed_at: datetime = minor(type_=UtcDateTime)
    version: int = minor(default=1)

    @property
    def starts_at(self) -> datetime:
        """The instant it begins, whatever the clock does between now and then."""
        return datetime.combine(self.day, self.starts, HERE)

    @property
    def ends_at(self) -> datetime:
        return datetime.combine(self.day, self.ends, HERE)

    def record(self, status: DayStatus, by: Recorder, *, at: datetime) -> None:
        """
        Say what became of it: the company on the day before noon, the school from the day on; a pupil may be excused
        beforehand.

        Raises:
            TooEarly: the day has not come.
            TooLate: it is past noon, for the company.
        """
        verb = f"record_{status}"
        self._insist_on(verb)
        today = local_day(at)
        if today < self.day and not (by is Recorder.SCHOOL and status is DayStatus.EXCUSED):
            raise TooEarly(f"Practice day {self.id} is still to come.")
        if by is Recorder.COMPANY and (today > self.day or at.astimezone(HERE).time() >= NOON):
            raise TooLate(f"Practice day {self.id} is recorded by the company until noon.")
        self._step(verb)
        self.recorded_by, self.recorded_at = by, at

    def correct(self, status: DayStatus, *, at: datetime) -> None:
        """A teacher knows better; what stood there is kept."""
        self._insist_on(f"correct_{status}")
        assert self.recorded_by is not None, "it was recorded"
        assert self.recorded_at is not None, "it was recorded"
        old = Correction(was=self.status, recorded_by=self.recorded_by, recorded_at=self.recorded_at, corrected_at=at)
        self._step(f"correct_{status}")
        self.corrections = [*self.corrections, old]
        self.recorded_by, self.recorded_at = Recorder.SCHOOL, at

    def cancel(self, *, at: datetime) -> None:
        """It does not take place: a holiday, a closed day, or the placement ended."""
        self._step("cancel")
        self._changed(at)

    def plan(self, *, at: datetime) -> None:
        """It takes place after all."""
        self._step("plan")
        self._changed(at)

    def move(self, starts: time, ends: time, *, at: datetime) -> None:
        """Other hours were agreed; only a day that is still to come has them."""
        self._insist_on("cancel")
        if (starts, ends) != (self.starts, self.ends):
            self.starts, self.ends = starts, ends
            self._changed(at)

    def _changed(self, at: datetime) -> None:
        self.sequence += 1
        self.changed_at = at
