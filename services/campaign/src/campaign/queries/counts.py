"""The figures of the start page."""

from collections.abc import Mapping

from sqlalchemy import func, select

from campaign.domain import Business, BusinessStatus, Edition, EditionStatus, Offer, OfferStatus, TownParticipation
from campaign.domain.towns import TAKING_PART
from campaign.projections import offers_places
from regio_chassis.database import Reading
from regio_chassis.rows import table_of

_editions = table_of(Edition).c
_towns = table_of(TownParticipation).c
_businesses = table_of(Business).c
_offers = table_of(Offer).c


async def counts(reading: Reading) -> Mapping[str, int]:
    """By German label; what is public of all editions, towns of those going on."""
    listed = _businesses.status == BusinessStatus.APPROVED
    figures = {
        "Auflagen": select(func.count()).where(_editions.status != EditionStatus.DRAFT),
        "Städte dabei": select(func.count(_towns.town_key.distinct())).where(_towns.status.in_(TAKING_PART)),
        "Betriebe": select(func.count()).select_from(_businesses.id.table).where(listed),
        "Angebote": select(func.count()).where(_offers.status == OfferStatus.PUBLISHED),
        "Praxistage-Betriebe": select(func.count()).where(listed, offers_places(_businesses.id)),
    }
    row = (await reading.execute(select(*(figure.scalar_subquery() for figure in figures.values())))).one()
    return dict(zip(figures, row, strict=True))
