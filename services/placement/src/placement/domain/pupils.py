"""
Pupils and their classes.

What says who a pupil is stands in a table of its own, so that everything else in this service knows an id and nothing
more.
"""

import secrets
from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from sqlalchemy import UniqueConstraint

from placement.domain.base import Row, minor
from regio_chassis.rows import EnumText, Stateful, UtcDateTime, new_id

_SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


class PupilStatus(StrEnum):
    """Whether a pupil takes part; of an erased one nothing is left but that there was one."""

    ENROLLED = "enrolled"
    LEFT = "left"
    ERASED = "erased"


class Cohort(Row, table=True):
    """A class of a school in one school year."""

    __tablename__: ClassVar[str] = "cohort"
    __table_args__ = (UniqueConstraint("school_key", "school_year", "name"),)

    id: UUID = minor(default_factory=new_id, primary_key=True)
    school_key: str = minor(max_length=60, foreign_key="school.key")
    school_year: str = minor(max_length=7, foreign_key="school_year.key", index=True)
    name: str = minor(max_length=20)
    version: int = minor(default=1)


class Pupil(Row, Stateful, table=True):
    """
    A pupil without a name. ``ref`` is what the school writes on lists instead of one; it is made at random.

    ``school_key`` repeats the cohort's, because every query asks for it.
    """

    __tablename__: ClassVar[str] = "pupil"

    TRANSITIONS: ClassVar[Mapping[PupilStatus, Mapping[str, PupilStatus]]] = {
        PupilStatus.ENROLLED: {"leave": PupilStatus.LEFT, "erase": PupilStatus.ERASED},
        PupilStatus.LEFT: {"return": PupilStatus.ENROLLED, "erase": PupilStatus.ERASED},
        PupilStatus.ERASED: {},
    }

    id: UUID = minor(default_factory=new_id, primary_key=True)
    cohort_id: UUID = minor(foreign_key="cohort.id", index=True)
    school_key: str = minor(max_length=60, index=True)
    ref: str = minor(default_factory=lambda: new_ref(), max_length=8, unique=True)
    status: PupilStatus = minor(type_=EnumText(PupilStatus), default=PupilStatus.ENROLLED, index=True)
    left_on: date | None = minor(default=None)
    erased_at: datetime | None = minor(type_=UtcDateTime, default=None)
    version: int = minor(default=1)

    def leave(self, on: date) -> None:
        """Take part no longer, from this day."""
        self._step("leave")
        self.left_on = on

    def return_(self) -> None:
        """Take part again."""
        self._step("return")
        self.left_on = None

    def erase(self, at: datetime) -> None:
        """Be nobody; the caller deletes what belongs to this pupil in the same transaction."""
        self._step("erase")
        self.erased_at = at


class PupilPerson(Row, table=True):
    """Who a pupil is: read by the school, the pupil and the guardians, by nobody else."""

    __tablename__: ClassVar[str] = "pupil_person"

    pupil_id: UUID = minor(primary_key=True, foreign_key="pupil.id")
    given_name: str = minor(max_length=100)
    family_name: str = minor(max_length=100)
    born_on: date | None = minor(default=None)
    phone: str | None = minor(default=None, max_length=60)
    mail: str | None = minor(default=None, max_length=200)
    street: str | None = minor(default=None, max_length=200)
    postcode: str | None = minor(default=None, max_length=5)
    town: str | None = minor(default=None, max_length=120)
    note: str | None = minor(default=None, max_length=500)
    source: str | None = minor(default=None, max_length=200)
    folded: str = minor(default="", max_length=600)

    @property
    def short_name(self) -> str:
        """What a company is told after the school released an application: first name and initial."""
        return f"{self.given_name} {self.family_name[:1]}."

    @property
    def identity(self) -> tuple[str, str, date | None]:
        """What makes two rows of one school the same pupil."""
        return (self.family_name.casefold(), self.given_name.casefold(), self.born_on)


def new_ref() -> str:
    """Seven signs that cannot be mistaken for each other: 34 bits, unique by constraint, no secret."""
    return "".join(secrets.choice(_SIGNS) for _ in range(7))
