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
from placement.queries.invitations import STILL_THERE
from regio_chassis.database import Reading


async def counts(reading: Reading) -> dict[str, int]:
    """How many of each there are, by German label; nothing here says anything about anybody."""
    published = select(col(PlaceOffer.id)).where(col(PlaceOffer.status) == OfferStatus.PUBLISHED)
    return {
        "Schulen": await _count(reading, School),
        "Phasen": await _count(reading, Phase, col(Phase.status) == PhaseStatus.PLANNED),
        "Betriebe": await _count(reading, Company, col(Company.status) == CompanyStatus.APPROVED),
        "Platzangebote": await _count(reading, PlaceOffer, col(PlaceOffer.status) == OfferStatus.PUBLISHED),
        "Plätze": await _sum(reading, col(Seats.seats), col(Seats.offer_id).in_(published)),
        "Einladungen": await _count(
            reading, Invitation, STILL_THERE & (col(Invitation.status) == InvitationStatus.OPEN)
        ),
        "Platzaufrufe": await _count(reading, SeatCall, col(SeatCall.active)),
    }


async def _count(reading: Reading, model: type[Row], *which: SQLCoreOperations[bool]) -> int:
    return int(await reading.scalar(select(func.count()).select_from(model).where(*which)))


async def _sum(reading: Reading, what: SQLCoreOperations[int], *which: SQLCoreOperations[bool]) -> int:
    return int(await reading.scalar(select(func.coalesce(func.sum(what), 0)).where(*which)))
