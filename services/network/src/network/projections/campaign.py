"""
What the other programmes stated, kept by the id of the thing itself.

Every event sets the whole row, and the events of one thing arrive in order, so that reading a channel again ends in
the same rows. Numbers are counted when they are asked for: a counter would count a repeated event twice.
"""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import Field, col

from network.domain import Row
from regio_chassis.database import Tx
from regio_chassis.handling import Handled
from regio_chassis.rows import json_field
from regio_events import Window
from regio_events.campaign import (
    EditionAnnounced,
    OfferCancelled,
    OfferPublished,
    ParticipationAccepted,
    ParticipationWithdrew,
    SpecialOpeningRegistered,
    SpecialOpeningRevoked,
    TownConfirmed,
    TownWithdrew,
)


class KnownEdition(Row, table=True):
    """An edition of the campaign; participations and offers name only its id."""

    __tablename__ = "known_edition"

    edition_id: UUID = Field(primary_key=True)
    year: int
    register_until: date | None = None


class TownParticipation(Row, table=True):
    """A place that takes part in an edition, or withdrew."""

    __tablename__ = "town_participation"

    participation_id: UUID = Field(primary_key=True)
    edition_id: UUID = Field(index=True)
    place_key: str = Field(index=True, max_length=60)
    municipality_key: str = Field(max_length=8)
    windows: list[Window] = json_field(list[Window])
    decision_id: UUID | None = Field(default=None, index=True)
    active: bool


class BusinessParticipation(Row, table=True):
    """A business that takes part in an edition, or withdrew."""

    __tablename__ = "business_participation"

    participation_id: UUID = Field(primary_key=True)
    edition_id: UUID
    business_id: UUID
    place_key: str = Field(index=True, max_length=60)
    active: bool


class PublishedOffer(Row, table=True):
    """An offer in the public programme, or cancelled; without an edition it holds the whole year."""

    __tablename__ = "published_offer"

    offer_id: UUID = Field(primary_key=True)
    edition_id: UUID | None = None
    place_key: str = Field(index=True, max_length=60)
    active: bool


class SpecialOpening(Row, table=True):
    """A Sunday or holiday on which shops of a municipality may open."""

    __tablename__ = "special_opening"

    opening_id: UUID = Field(primary_key=True)
    municipality_key: str = Field(index=True, max_length=8)
    place_key: str = Field(max_length=60)
    day: date


async def edition_announced(tx: Tx, event: EditionAnnounced) -> None:
    row = {"edition_id": event.edition_id, "year": event.year, "register_until": event.register_until}
    await tx.upsert(KnownEdition, [row], key=["edition_id"])


async def towns_confirmed(tx: Tx, handled: Sequence[Handled[TownConfirmed]]) -> None:
    await _towns(tx, [one.event for one in handled], active=True)


async def towns_withdrew(tx: Tx, handled: Sequence[Handled[TownWithdrew]]) -> None:
    await _towns(tx, [one.event for one in handled], active=False)


async def participations_accepted(tx: Tx, handled: Sequence[Handled[ParticipationAccepted]]) -> None:
    await _businesses(tx, [one.event for one in handled], active=True)


async def participations_withdrew(tx: Tx, handled: Sequence[Handled[ParticipationWithdrew]]) -> None:
    await _businesses(tx, [one.event for one in handled], active=False)


async def offers_published(tx: Tx, handled: Sequence[Handled[OfferPublished]]) -> None:
    await _offers(tx, [one.event for one in handled], active=True)


async def offers_cancelled(tx: Tx, handled: Sequence[Handled[OfferCancelled]]) -> None:
    await _offers(tx, [one.event for one in handled], active=False)


async def special_openings_registered(tx: Tx, handled: Sequence[Handled[SpecialOpeningRegistered]]) -> None:
    rows = [
        {
            "opening_id": one.event.opening_id,
            "municipality_key": one.event.municipality_key,
            "place_key": one.event.town_key,
            "day": one.event.day,
        }
        for one in handled
    ]
    await tx.upsert(SpecialOpening, rows, key=["opening_id"])


async def special_openings_revoked(tx: Tx, handled: Sequence[Handled[SpecialOpeningRevoked]]) -> None:
    """The day is free again: what does not take place is no row."""
    ids = [one.event.opening_id for one in handled]
    await tx.execute(delete(SpecialOpening).where(col(SpecialOpening.opening_id).in_(ids)))


async def _towns(tx: Tx, events: Sequence[TownConfirmed | TownWithdrew], *, active: bool) -> None:
    rows = [
        {
            "participation_id": event.participation_id,
            "edition_id": event.edition_id,
            "place_key": event.town_key,
            "municipality_key": event.municipality_key,
            "windows": list(event.windows),
            "decision_id": event.decision_id,
            "active": active,
        }
        for event in events
    ]
    await tx.upsert(TownParticipation, rows, key=["participation_id"])


async def _businesses(tx: Tx, events: Sequence[ParticipationAccepted | ParticipationWithdrew], *, active: bool) -> None:
    rows = [
        {
            "participation_id": event.participation_id,
            "edition_id": event.edition_id,
            "business_id": event.business_id,
            "place_key": event.town_key,
            "active": active,
        }
        for event in events
    ]
    await tx.upsert(BusinessParticipation, rows, key=["participation_id"])


async def _offers(tx: Tx, events: Sequence[OfferPublished | OfferCancelled], *, active: bool) -> None:
    rows = [
        {"offer_id": event.offer_id, "edition_id": event.edition_id, "place_key": event.town_key, "active": active}
        for event in events
    ]
    await tx.upsert(PublishedOffer, rows, key=["offer_id"])
