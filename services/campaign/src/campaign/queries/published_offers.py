"""Published offers, for those whose decisions touch them."""

from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, and_, select

from campaign.access import offers_in
from campaign.domain import Edition, Offer, OfferStatus
from regio_chassis.access import Scope
from regio_chassis.database import Reading, Tx
from regio_chassis.rows import table_of
from regio_events import OfferDate

_offers = table_of(Offer)
_editions = table_of(Edition)


def coming(
    scope: Scope,
    *,
    today: date,
    business: UUID | None = None,
    town: str | None = None,
    edition: UUID | None = None,
) -> ColumnElement[bool]:
    """An offer is published, still has a date to come, and belongs to whatever is named."""
    wanted = {_offers.c.business_id: business, _offers.c.town_key: town, _offers.c.edition_id: edition}
    return and_(
        *(column == value for column, value in wanted.items() if value is not None),
        _offers.c.status == OfferStatus.PUBLISHED,
        _offers.c.ends_on >= today,
        offers_in(scope, today=today),
    )


async def offers_for_update(tx: Tx, which: ColumnElement[bool]) -> list[Offer]:
    """Offers of which ``which`` is true, locked until the transaction ends."""
    return await tx.entities(Offer, select(_offers).where(which).order_by(_offers.c.id).with_for_update())


async def published_dates(reading: Reading, scope: Scope, *, edition_id: UUID, town_key: str) -> list[OfferDate]:
    """All dates of the published offers of a town in an edition that has action windows."""
    statement = (
        select(_offers.c.dates)
        .join_from(_offers, _editions, _editions.c.id == _offers.c.edition_id)
        .where(
            _offers.c.edition_id == edition_id,
            _offers.c.town_key == town_key,
            _offers.c.status == OfferStatus.PUBLISHED,
            ~_editions.c.year_round,
            offers_in(scope, today=date.min),
        )
    )
    return [held for row in await reading.execute(statement) for held in row.dates]
