"""What ends because a day has come."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from placement.domain.companies import Company, CompanyStatus
from placement.domain.offers import OfferStatus, PlaceOffer
from placement.domain.phases import Phase, PhaseStatus
from regio_chassis.database import Reading


async def paused_until(reading: Reading, before: date, *, limit: int) -> Sequence[UUID]:
    """Offers of approved companies whose pause ended before a day, by id."""
    statement = (
        select(col(PlaceOffer.id))
        .join(Company, col(Company.id) == col(PlaceOffer.company_id))
        .where(
            col(PlaceOffer.status) == OfferStatus.PAUSED,
            col(PlaceOffer.paused_until) < before,
            col(Company.status) == CompanyStatus.APPROVED,
        )
        .order_by(col(PlaceOffer.id))
        .limit(limit)
    )
    return [row.id for row in await reading.execute(statement)]


async def phases_over(reading: Reading, before: date, *, limit: int) -> Sequence[UUID]:
    """Planned phases that ended before a day and were not completed, the oldest first."""
    statement = (
        select(col(Phase.id))
        .where(col(Phase.status) == PhaseStatus.PLANNED, col(Phase.ends_on) < before, col(Phase.completed_at).is_(None))
        .order_by(col(Phase.ends_on), col(Phase.id))
        .limit(limit)
    )
    return [row.id for row in await reading.execute(statement)]
