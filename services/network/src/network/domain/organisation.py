"""A town's own organisation chart: its bodies, and the roles in them."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlmodel import Field

from network.domain.base import Row
from network.domain.errors import DatesReversed, NothingToRelease
from network.domain.meetings import withdrawn
from regio_chassis.rows import enum_field, new_id, utc_field


class BodyKind(StrEnum):
    """What a body is."""

    ADMINISTRATION = "administration"
    CITY_MANAGEMENT = "city_management"
    ASSOCIATION = "association"
    COMMITTEE = "committee"
    CITIZENS = "citizens"
    OTHER = "other"


class TownBody(Row, table=True):
    """An office, an association or a circle that works on the town's centre."""

    __tablename__ = "town_body"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    version: int = 1
    town_key: str = Field(foreign_key="town.key", index=True, max_length=60)
    name: str = Field(max_length=120)
    kind: BodyKind = enum_field(BodyKind)
    purpose: str | None = Field(default=None, max_length=2000)
    website: str | None = Field(default=None, max_length=300)
    since: date | None = None
    until: date | None = None
    source: str | None = Field(default=None, max_length=500)
    created_at: datetime = utc_field()
    changed_at: datetime | None = utc_field(nullable=True)


class TownRole(Row, table=True):
    """
    A function in a body, and the organisation that sends somebody for it.

    ``person_name`` is personal: shown to others than the town only while ``released``, and in no event.
    ``withdrawn_at`` says since when a name that had been public is not any longer.
    """

    __tablename__ = "town_role"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    version: int = 1
    body_id: UUID = Field(foreign_key="town_body.id", index=True)
    town_key: str = Field(foreign_key="town.key", index=True, max_length=60)
    function: str = Field(max_length=120)
    organisation: str | None = Field(default=None, max_length=120)
    person_name: str | None = Field(default=None, max_length=120)
    released: bool = False
    since: date | None = None
    until: date | None = None
    created_at: datetime = utc_field()
    changed_at: datetime | None = utc_field(nullable=True)
    withdrawn_at: datetime | None = utc_field(nullable=True)

    def rewrite(self, changes: Mapping[str, Any], *, at: datetime) -> None:
        """
        Change the role, or release or take back the name.

        Raises:
            NothingToRelease, DatesReversed: there is no name, or an end before the beginning.
        """
        before = self.released
        for name, value in changes.items():
            setattr(self, name, value)
        self.check()
        self.withdrawn_at = withdrawn(before, self.released, self.withdrawn_at, at)

    def check(self) -> None:
        """
        Insist on what holds for every role.

        Raises:
            NothingToRelease, DatesReversed: there is no name, or an end before the beginning.
        """
        if self.released and self.person_name is None:
            raise NothingToRelease("there is no name that could be released", pointer="/released")
        insist_on_span(self.since, self.until)


def insist_on_span(since: date | None, until: date | None) -> None:
    """
    Insist that the end is not before the beginning.

    Raises:
        DatesReversed: it is.
    """
    if since is not None and until is not None and until < since:
        raise DatesReversed("the end is before the beginning", pointer="/until")
