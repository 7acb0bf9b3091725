"""What belongs to a measure: its towns, milestones and money."""

from datetime import date
from typing import Self
from uuid import UUID

from sqlalchemy import BigInteger
from sqlmodel import Field

from network.domain.base import Row
from network.domain.errors import DatesReversed
from regio_chassis.rows import new_id


class MeasureTown(Row, table=True):
    """A town that carries a measure: ``Measure.town_keys`` in a form that an index can find."""

    __tablename__ = "measure_town"

    measure_id: UUID = Field(foreign_key="measure.id", primary_key=True)
    town_key: str = Field(foreign_key="town.key", primary_key=True, index=True, max_length=60)


class Milestone(Row, table=True):
    """Something of a measure that is reached on a day."""

    __tablename__ = "milestone"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    version: int = 1
    measure_id: UUID = Field(foreign_key="measure.id", index=True)
    title: str = Field(max_length=200)
    due: date
    reached_on: date | None = None


class Funding(Row, table=True):
    """Money for a measure: who gives it, for when, and how much in euro cents."""

    __tablename__ = "funding"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    measure_id: UUID = Field(foreign_key="measure.id", index=True)
    giver: str = Field(max_length=200)
    since: date
    until: date
    cents: int = Field(sa_type=BigInteger)

    @classmethod
    def grant(cls, *, measure_id: UUID, giver: str, since: date, until: date, cents: int) -> Self:
        """
        Money that was granted.

        Raises:
            DatesReversed: it ends before it begins.
        """
        insist_on_order(since, until, pointer="/until")
        return cls(measure_id=measure_id, giver=giver, since=since, until=until, cents=cents)


def insist_on_order(first: date, last: date, *, pointer: str = "/ends_on") -> None:
    """
    Insist that a span of days does not end before it begins.

    Raises:
        DatesReversed: it does.
    """
    if last < first:
        raise DatesReversed("the last day is not before the first", pointer=pointer)
