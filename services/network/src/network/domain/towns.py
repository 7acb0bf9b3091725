"""Towns with their places, the groups they work in, and the fields they work on."""

from datetime import datetime

from sqlmodel import Field

from network.domain.base import Row
from regio_chassis.rows import utc_field


class Town(Row, table=True):
    """A municipality that works, worked or may work in the network."""

    __tablename__ = "town"

    key: str = Field(primary_key=True, max_length=60)
    version: int = 1
    name: str = Field(max_length=120)
    municipality_key: str | None = Field(default=None, max_length=8, unique=True)
    county: str | None = Field(default=None, max_length=120)
    region: str | None = Field(default=None, max_length=60, index=True)
    website: str | None = Field(default=None, max_length=300)
    source: str | None = Field(default=None, max_length=500)
    created_at: datetime = utc_field()
    changed_at: datetime | None = utc_field(nullable=True)


class Place(Row, table=True):
    """
    A place as the campaign counts it, and the town of the network that it belongs to.

    Leinefelde and Worbis are two places of one town. Source: Amtsblatt 28/2017 of Leinefelde-Worbis.
    """

    __tablename__ = "place"

    key: str = Field(primary_key=True, max_length=60)
    town_key: str = Field(foreign_key="town.key", index=True, max_length=60)


class WorkingGroup(Row, table=True):
    """Towns that meet regularly."""

    __tablename__ = "working_group"

    key: str = Field(primary_key=True, max_length=60)
    version: int = 1
    name: str = Field(max_length=120)
    purpose: str | None = Field(default=None, max_length=2000)
    source: str | None = Field(default=None, max_length=500)
    created_at: datetime = utc_field()
    changed_at: datetime | None = utc_field(nullable=True)


class FieldOfAction(Row, table=True):
    """What the network works on. Source: the chamber's list of 13, ihk.de 3325726."""

    __tablename__ = "field_of_action"

    key: str = Field(primary_key=True, max_length=60)
    number: int
    name: str = Field(max_length=120)
    source: str | None = Field(default=None, max_length=500)
