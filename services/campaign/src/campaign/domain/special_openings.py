"""Days and hours on which the shops of a place may open by way of exception."""

from collections.abc import Collection, Mapping
from datetime import date, time
from enum import StrEnum
from typing import ClassVar, TypeVar
from uuid import UUID

from sqlalchemy import Index, text
from sqlmodel import Field

from campaign.domain.base import Row
from campaign.domain.shop_hours import Hours, insist_on_lawful_opening
from campaign.domain.towns import Town
from regio_chassis.rows import Stateful, new_id, status_field
from regio_events import campaign as events

_Fact = TypeVar("_Fact", events.SpecialOpeningRegistered, events.SpecialOpeningRevoked)
_REGISTERED = text("status = 'registered'")


class OpeningStatus(StrEnum):
    """Whether the shops may open then."""

    REGISTERED = "registered"
    REVOKED = "revoked"


class SpecialOpening(Row, Stateful, table=True):
    """
    The shops of one place may open on ``day``.

    ``permit`` is the county's regulation by which they may. ``allowance``: the day is one of the four that a
    municipality has in a year; the places of one municipality may use a day together. Revoked ones stay, and count for
    nothing.
    """

    TRANSITIONS: ClassVar[Mapping[OpeningStatus, Mapping[str, OpeningStatus]]] = {
        OpeningStatus.REGISTERED: {"revoke": OpeningStatus.REVOKED},
        OpeningStatus.REVOKED: {},
    }

    __tablename__: ClassVar[str] = "special_opening"
    __table_args__ = (
        Index(
            "ux_special_opening_day",
            "town_key",
            "day",
            unique=True,
            sqlite_where=_REGISTERED,
            postgresql_where=_REGISTERED,
        ),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    version: int = 1
    status: OpeningStatus = status_field(OpeningStatus, OpeningStatus.REGISTERED)
    town_key: str = Field(foreign_key="town.key")
    municipality_key: str = Field(index=True)
    day: date = Field(index=True)
    opens: time
    closes: time
    occasion: str | None = None
    permit: str | None = None
    allowance: bool
    reason: str | None = None
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
        return opening, opening._state(events.SpecialOpeningRegistered)

    def revoke(self, *, reason: str) -> events.SpecialOpeningRevoked:
        """It does not take place: the county took its regulation back, or the occasion is gone."""
        self._step("revoke")
        self.reason = reason
        return self._state(events.SpecialOpeningRevoked)

    def _state(self, fact: type[_Fact]) -> _Fact:
        return fact(
            opening_id=self.id,
            town_key=self.town_key,
            municipality_key=self.municipality_key,
            day=self.day,
            opens=self.opens,
            closes=self.closes,
        )
