"""Companies, and the businesses that were invited to become one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Select, select
from sqlmodel import col

from placement import access
from placement.domain.companies import Company, CompanyStatus, DayConfirmation
from placement.domain.invitations import Invitation
from placement.domain.offers import OfferStatus, PlaceOffer, Seats
from placement.domain.phases import Phase
from placement.projections import CampaignOffer
from regio_chassis.access import Scope
from regio_chassis.database import Reading, Tx
from regio_chassis.errors import Missing
from regio_chassis.search import matches
from regio_events.placement import CompanyKind


class NoteKind(StrEnum):
    """What a note is about."""

    CAMPAIGN_OFFER = "campaign_offer"
    BUSINESS_CLOSED = "business_closed"


def companies(
    scope: Scope,
    *,
    town: str | None = None,
    kind: CompanyKind | None = None,
    status: CompanyStatus | None = None,
    business: UUID | None = None,
    q: str | None = None,
) -> Select[Company]:
    """Companies that the scope reaches."""
    found = select(Company).where(access.companies(scope))
    if town is not None:
        found = found.where(col(Company.town_key) == town)
    if kind is not None:
        found = found.where(col(Company.kind) == kind)
    if status is not None:
        found = found.where(col(Company.status) == status)
    if business is not None:
        found = found.where(col(Company.business_id) == business)
    if q is not None:
        found = found.where(matches(col(Company.search), q))
    return found


async def company(reading: Reading, scope: Scope, id: UUID) -> Company:
    """
    One company.

    Raises:
        Missing: there is none, or it is out of reach.
    """
    found = await reading.entity(Company, select(Company).where(col(Company.id) == id, access.companies(scope)))
    if found is None:
        raise Missing(f"company {id} does not exist")
    return found


async def company_for_update(tx: Tx, scope: Scope, id: UUID) -> Company:
    """The same, locked until the transaction ends."""
    statement = select(Company).where(col(Company.id) == id, access.companies(scope)).with_for_update()
    found = await tx.entity(Company, statement)
    if found is None:
        raise Missing(f"company {id} does not exist")
    return found


async def companies_of_business_for_update(tx: Tx, scope: Scope, business_id: UUID) -> Sequence[Company]:
    """Companies linked to a business that have not left, by id, locked."""
    statement = (
        select(Company)
        .where(col(Company.business_id) == business_id, col(Company.status) != CompanyStatus.LEFT)
        .where(access.companies(scope))
        .order_by(col(Company.id))
    )
    return await tx.entities(Company, statement.with_for_update())


@dataclass(frozen=True, slots=True)
class Note:
    """Something of the campaign that a company should confirm or know; ``days`` are practice days it falls on."""

    kind: NoteKind
    business_id: UUID
    offer_id: UUID | None = None
    title: str | None = None
    days: Sequence[date] = ()


async def notes(reading: Reading, scope: Scope, id: UUID) -> Sequence[Note]:
    """
    What a company should know: its business closed, or does something in the campaign on practice days with it, for
    which the tutor has not confirmed to be there.

    Derived on reading, so that it does not matter whether link, place or campaign offer came first.

    Raises:
        Missing: there is no such company, or it is out of reach.
    """
    one = await company(reading, scope, id)
    if one.business_id is None:
        return []
    found = [Note(NoteKind.BUSINESS_CLOSED, one.business_id)] if await _closed(reading, one.business_id) else []
    confirmed = await _confirmed_days(reading, id)
    practice = {day for phase in await _phases_with_seats_of(reading, one) for day in phase.days} - set(one.closed_days)
    found.extend(
        Note(NoteKind.CAMPAIGN_OFFER, one.business_id, offer.offer_id, offer.title, days)
        for offer in await _campaign_offers_of(reading, one.business_id)
        if (days := sorted(practice.intersection(offer.days) - confirmed.get(offer.offer_id, set())))
    )
    return found


async def _confirmed_days(reading: Reading, company_id: UUID) -> dict[UUID, set[date]]:
    statement = select(DayConfirmation).where(col(DayConfirmation.company_id) == company_id)
    found: dict[UUID, set[date]] = {}
    for one in await reading.entities(DayConfirmation, statement):
        found.setdefault(one.offer_id, set()).add(one.day)
    return found


async def _closed(reading: Reading, business_id: UUID) -> bool:
    return bool(await reading.scalar(select(col(Invitation.closed)).where(col(Invitation.business_id) == business_id)))


async def _campaign_offers_of(reading: Reading, business_id: UUID) -> Sequence[CampaignOffer]:
    statement = (
        select(CampaignOffer)
        .where(col(CampaignOffer.business_id) == business_id, ~col(CampaignOffer.cancelled))
        .order_by(col(CampaignOffer.offer_id))
    )
    return await reading.entities(CampaignOffer, statement)


async def _phases_with_seats_of(reading: Reading, company: Company) -> Sequence[Phase]:
    public = (OfferStatus.PUBLISHED, OfferStatus.PAUSED)
    offers = select(col(PlaceOffer.id)).where(col(PlaceOffer.company_id) == company.id)
    seats = select(col(Seats.phase_id)).where(col(Seats.offer_id).in_(offers.where(col(PlaceOffer.status).in_(public))))
    return await reading.entities(Phase, select(Phase).where(col(Phase.id).in_(seats)))
