"""Figures for the start page."""

from sqlalchemy import func, select
from sqlalchemy.sql.elements import SQLCoreOperations
from sqlmodel import col

from placement.domain.base import Row
from placement.domain.companies import Company, CompanyStatus
from placement.domain.invitations import Invitation, InvitationStatus
from placement.domain.offers import OfferStatus, PlaceOffer, Seats
from placement.domain.phases import Phase, PhaseStatus
from placement.domain.schools import School
from placement.projections import SeatCall
from placement.queries.companies import STILL_THERE
from regio_chassis.database import Reading


async def counts(reading: Reading) -> dict[str, int]:
    """How many of each there are, as far as that is public or says nothing about anybody."""
    published = select(col(PlaceOffer.id)).where(col(PlaceOffer.status) == OfferStatus.PUBLISHED)
    return {
        "schools": await _count(reading, School),
        "phases": await _count(reading, Phase, col(Phase.status) == PhaseStatus.PLANNED),
        "companies": await _count(reading, Company, col(Company.status) == CompanyStatus.APPROVED),
        "place_offers": await _count(reading, PlaceOffer, col(PlaceOffer.status) == OfferStatus.PUBLISHED),
        "seats": await _sum(reading, col(Seats.seats), col(Seats.offer_id).in_(published)),
        "invitations": await _count(
            reading, Invitation, STILL_THERE & (col(Invitation.status) == InvitationStatus.OPEN)
        ),
        "seat_calls": await _count(reading, SeatCall, col(SeatCall.active)),
    }


async def _count(reading: Reading, model: type[Row], *which: SQLCoreOperations[bool]) -> int:
    return int(await reading.scalar(select(func.count()).select_from(model).where(*which)))


async def _sum(reading: Reading, what: SQLCoreOperations[int], *which: SQLCoreOperations[bool]) -> int:
    return int(await reading.scalar(select(func.coalesce(func.sum(what), 0)).where(*which)))
