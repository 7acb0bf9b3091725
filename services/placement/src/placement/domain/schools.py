"""Schools: on which weekday their pupils are at companies, and on which days nobody is."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from placement.domain.base import Row, organisation, public
from placement.domain.calendar import Place, Side
from placement.domain.errors import SchoolYearNotAllowed
from placement.domain.towns import Town
from regio_chassis.rows import EnumText, JsonOf, new_id
from regio_chassis.search import searchable


class ClosedDayKind(StrEnum):
    """Why a school is closed although it is a school day elsewhere."""

    MOVABLE = "movable"
    CLOSED = "closed"


class ClosedDay(BaseModel):
    """A day on which the school is closed: a movable holiday, or for a reason of its own."""

    model_config = ConfigDict(frozen=True)

    day: date
    kind: ClosedDayKind


class SchoolYear(Row, table=True):
    """A school year; figures of the whole programme in the year that a source gives are kept with that source."""

    __tablename__: ClassVar[str] = "school_year"

    key: str = public(primary_key=True, max_length=7)
    starts_on: date = public()
    ends_on: date = public()
    pupils_total: int | None = public(default=None)
    source: str | None = public(default=None, max_length=500)
    version: int = public(default=1)

    def insist_on_order(self) -> None:
        """
        Refuse a year that ends before it starts, or whose key names other years.

        Raises:
            SchoolYearNotAllowed: it does.
        """
        if self.ends_on <= self.starts_on:
            raise SchoolYearNotAllowed("A school year ends after it starts.", pointer="/ends_on")
        if self.key != f"{self.starts_on.year}/{self.ends_on.year % 100:02d}":
            raise SchoolYearNotAllowed("The key names the years of the first and the last day.", pointer="/key")


class School(Row, table=True):
    """
    A school that takes part, with the ISO weekday of its practice days (1 Monday to 5 Friday).

    The contact is the school's office for the programme, never a person.
    """

    __tablename__: ClassVar[str] = "school"

    id: UUID = public(default_factory=new_id, primary_key=True)
    key: str = public(max_length=60, unique=True)
    name: str = public(max_length=200)
    town_key: str = public(max_length=60, foreign_key="town.key", index=True)
    weekday: int = public()
    grade: int = public()
    closed_days: list[ClosedDay] = public(type_=JsonOf(list[ClosedDay]), default_factory=list)
    contact_office: str | None = organisation(default=None, max_length=200)
    contact_phone: str | None = organisation(default=None, max_length=60)
    contact_mail: str | None = organisation(default=None, max_length=200)
    source: str | None = public(default=None, max_length=500)
    search: str = public(default="")
    version: int = public(default=1)

    def index(self) -> None:
        """Bring the words that ``q`` looks in up to date; after each change of what they are made of."""
        self.search = searchable(self.name)

    def place(self, town: Town) -> Place:
        """Where its pupils come from on a practice day: the town's holidays and the school's own closed days."""
        return Place(Side.SCHOOL, town.corpus_christi, frozenset(closed.day for closed in self.closed_days))

    def close_on(self, closed: Sequence[ClosedDay]) -> None:
        """Replace the closed days; the last one given for a day counts."""
        self.closed_days = sorted({one.day: one for one in closed}.values(), key=lambda one: one.day)


class PartnerKind(StrEnum):
    """What a partner does in the programme."""

    PARTNER = "partner"
    COMPANY_CONTACT = "company_contact"


class Partner(Row, table=True):
    """An organisation that helps the programme."""

    __tablename__: ClassVar[str] = "partner"

    key: str = public(primary_key=True, max_length=60)
    name: str = public(max_length=200)
    kind: PartnerKind = public(type_=EnumText(PartnerKind))
    role: str = public(max_length=500)
    source: str | None = public(default=None, max_length=500)
