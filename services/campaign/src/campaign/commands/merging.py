"""One business entered twice becomes one."""

from uuid import UUID

from sqlalchemy import Table, delete, select, update

from campaign.domain import Business, DateVote, Offer, ParticipationStatus, Stamp
from campaign.queries.businesses import SeenBusiness, business_for_update
from campaign.queries.participations import participations_for_update
from regio_chassis.access import Role, Scope, add_grant, remove_grant
from regio_chassis.access.tables import GRANTS
from regio_chassis.database import Tx
from regio_chassis.rows import expect, table_of

_offers = table_of(Offer)
_businesses = table_of(Business)


async def merge(tx: Tx, scope: Scope, id: UUID, *, into: UUID, expected: int | None) -> SeenBusiness:
    """
    ``id`` was ``into`` all along: participations, offers and its people go over; returns the one that remains.

    Raises:
        Missing: one of them is not there, or not the caller's to decide on.
        Invalid: they are the same, or in different towns.
        BusinessNotListed: the one that is to remain is not listed as the other is.
    """
    seen = {key: await business_for_update(tx, scope, key) for key in sorted({id, into})}
    gone, remains = seen[id].business, seen[into].business
    expect(gone, expected)
    stated, restated = gone.merge(remains)
    tx.record(stated)
    if restated is not None:
        tx.record(restated)
    await tx.save(gone)
    await tx.save(remains)
    await tx.execute(update(_businesses).where(_businesses.c.merged_into == id).values(merged_into=into))
    await _take_participations(tx, scope, id, into)
    await tx.execute(
        update(_offers).where(_offers.c.business_id == id).values(business_id=into, version=_offers.c.version + 1)
    )
    await _take_marks(tx, table_of(Stamp), "card_id", id, into)
    await _take_marks(tx, table_of(DateVote), "poll_id", id, into)
    await _take_people(tx, id, into)
    return seen[into]


async def _take_participations(tx: Tx, scope: Scope, id: UUID, into: UUID) -> None:
    taken = {part.edition_id for part in await participations_for_update(tx, scope, into)}
    for part in await participations_for_update(tx, scope, id):
        if part.edition_id not in taken:
            part.business_id = into
        elif part.status in (ParticipationStatus.APPLIED, ParticipationStatus.ACCEPTED):
            tx.record(part.withdraw())
        await tx.save(part)


async def _take_marks(tx: Tx, table: Table, on: str, id: UUID, into: UUID) -> None:
    """Stamps or votes go over, except where both gave one: it was one business."""
    given = select(table.c[on]).where(table.c.business_id == into)
    await tx.execute(delete(table).where(table.c.business_id == id, table.c[on].in_(given)))
    await tx.execute(update(table).where(table.c.business_id == id).values(business_id=into))


async def _take_people(tx: Tx, id: UUID, into: UUID) -> None:
    held = select(GRANTS.c.issuer, GRANTS.c.subject).where(
        GRANTS.c.role == Role.SHOPKEEPER.value, GRANTS.c.key == str(id)
    )
    for row in (await tx.execute(held)).all():
        await add_grant(tx, row.issuer, row.subject, Role.SHOPKEEPER, str(into))
        await remove_grant(tx, row.issuer, row.subject, Role.SHOPKEEPER, str(id))
