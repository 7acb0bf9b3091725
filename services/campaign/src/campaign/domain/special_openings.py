"""Days and hours on which the shops of a place may open by way of exception."""

from collections.abc import Collection
from datetime import date, time
from typing import ClassVar
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from campaign.domain.base import Row
from campaign.domain.shop_hours import Hours, insist_on_lawful_opening
from campaign.domain.towns import Town
from regio_chassis.rows import new_id
from regio_events import campaign as events


class SpecialOpening(Row, table=True):
    """
    The shops of one place may open on ``day``.

    ``permit`` is the county's regulation by which they may. ``allowance``: the day is one of the four that a
    municipality has in a year; the places of one municipality may use a day together.
    """

    __tablename__: ClassVar[str] = "special_opening"
    __table_args__ = (UniqueConstraint("town_key", "day"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    version: int = 1
    town_key: str = Field(foreign_key="town.key")
    municipality_key: str = Field(index=True)
    day: date = Field(index=True)
    opens: time
    closes: time
    occasion: str | None = None
    permit: str | None = None
    allowance: bool
    source: str | None = None

    @classmethod
    def register(
        cls,
        town: Town,
        hours: Hours,
        *,
        occasion: str | None,
        permit: str | None,
        used: Collection[date],
        source: str | None = None,
    ) -> tuple["SpecialOpening", events.SpecialOpeningRegistered]:
        """
        A new opening, and what is stated; ``used``: days of the yearly allowance that the municipality has used.

        Raises:
            OpeningNotAllowed: ThürLadÖffG does not know it.
        """
        allowance = insist_on_lawful_opening(hours, occasion=occasion, permit=permit, catholic=town.catholic, used=used)
        opening = cls(
            town_key=town.key,
            municipality_key=town.municipality_key,
            day=hours.day,
            opens=hours.opens,
            closes=hours.closes,
            occasion=occasion,
            permit=permit,
            allowance=allowance,
            source=source,
        )
        stated = events.SpecialOpeningRegistered(
            opening_id=opening.id,
            town_key=opening.town_key,
            municipality_key=opening.municipality_key,
            day=opening.day,
            opens=opening.opens,
            closes=opening.closes,
        )
        return opening, stated
