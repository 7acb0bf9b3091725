"""What other services stated, kept as far as this one needs it."""

from collections.abc import Sequence
from datetime import date
from typing import ClassVar
from uuid import UUID

from sqlalchemy import bindparam, func, select, update
from sqlmodel import col

from placement.domain.base import Row, public
from placement.domain.invitations import Invitation
from regio_chassis.database import Tx
from regio_chassis.handling import Handled
from regio_chassis.rows import JsonOf
from regio_chassis.search import searchable
from regio_events.campaign import BusinessApproved, OfferCancelled, OfferPublished, OfferRescheduled
from regio_events.network import DecisionCorrected, DecisionKind, DecisionRecorded, DecisionResult, DecisionRevoked

CampaignDates = OfferPublished | OfferRescheduled | OfferCancelled
Decision = DecisionRecorded | DecisionCorrected | DecisionRevoked


class CampaignOffer(Row, table=True):
    """What a business of the campaign does on which days; a row only ever goes to a higher ``sequence``."""

    __tablename__: ClassVar[str] = "campaign_offer"

    offer_id: UUID = public(primary_key=True)
    business_id: UUID = public(index=True)
    town_key: str = public(max_length=60)
    title: str | None = public(default=None, max_length=200)
    days: list[date] = public(type_=JsonOf(list[date]))
    sequence: int = public()
    cancelled: bool = public()


class SeatCall(Row, table=True):
    """A decision of the network to look for places in a town, one row for each town it names."""

    __tablename__: ClassVar[str] = "seat_call"

    decision_id: UUID = public(primary_key=True)
    town_key: str = public(primary_key=True, max_length=60, index=True)
    version: int = public()
    effective_on: date = public()
    active: bool = public(index=True)


async def businesses_approved(tx: Tx, run: Sequence[Handled[BusinessApproved]]) -> None:
    """Every approved business is a row, invited or not, because a company may be linked to any of them later."""
    rows = [
        {
            "business_id": one.event.business_id,
            "public_name": one.event.public_name,
            "kind": one.event.kind,
            "branch": one.event.branch,
            "town_key": one.event.town_key,
            "wid_nr": one.event.wid_nr,
            "consent": one.event.consent_placement_contact,
            "invited_at": one.envelope.time,
            "search": searchable(one.event.public_name, one.event.branch),
        }
        for one in run
    ]
    await tx.upsert(Invitation, rows, key=["business_id"])


async def offers_published(tx: Tx, run: Sequence[Handled[OfferPublished]]) -> None:
    rows = [{**_dates(one.event), "title": one.event.title} for one in run if one.event.business_id is not None]
    await tx.upsert(CampaignOffer, rows, key=["offer_id"], newest="sequence")


async def offers_moved(tx: Tx, run: Sequence[Handled[OfferRescheduled] | Handled[OfferCancelled]]) -> None:
    """New dates, or none any longer; the title stays as published."""
    rows = [_dates(one.event) for one in run if one.event.business_id is not None]
    await tx.upsert(CampaignOffer, rows, key=["offer_id"], newest="sequence")


def _dates(event: CampaignDates) -> dict[str, object]:
    return {
        "offer_id": event.offer_id,
        "business_id": event.business_id,
        "town_key": event.town_key,
        "days": sorted({one.day for one in event.dates}),
        "sequence": event.sequence,
        "cancelled": isinstance(event, OfferCancelled),
    }


async def decisions_stated(tx: Tx, run: Sequence[Handled[Decision]]) -> None:
    """
    Seat calls as the newest version of each decision has them; an older version that arrives again changes nothing.

    A town that a correction no longer names stays as an inactive row, and so does every town of a revoked decision.
    """
    newest = {one.event.decision_id: one.event for one in run if _concerns_us(one.event)}
    stored = await _stored_versions(tx, list(newest))
    calls = [event for id, event in newest.items() if event.version >= stored.get(id, 0)]
    if not calls:
        return
    ended = update(SeatCall).where(col(SeatCall.decision_id) == bindparam("decision")).values(active=False)
    await tx.execute(ended, [{"decision": event.decision_id} for event in calls])
    rows = [
        {
            "decision_id": event.decision_id,
            "town_key": town_key,
            "version": event.version,
            "effective_on": event.effective_on,
            "active": _calls_for_seats(event),
        }
        for event in calls
        for town_key in event.town_keys
    ]
    await tx.upsert(SeatCall, rows, key=["decision_id", "town_key"])


def _concerns_us(event: Decision) -> bool:
    # A correction may turn a seat call into something else.
    return event.kind is DecisionKind.CALL_FOR_SEATS or isinstance(event, DecisionCorrected)


def _calls_for_seats(event: Decision) -> bool:
    return (
        event.kind is DecisionKind.CALL_FOR_SEATS
        and event.result is DecisionResult.ADOPTED
        and not isinstance(event, DecisionRevoked)
    )


async def _stored_versions(tx: Tx, decisions: Sequence[UUID]) -> dict[UUID, int]:
    statement = (
        select(col(SeatCall.decision_id), func.max(col(SeatCall.version)).label("version"))
        .where(col(SeatCall.decision_id).in_(decisions))
        .group_by(col(SeatCall.decision_id))
    )
    return {row.decision_id: row.version for row in await tx.execute(statement)}
