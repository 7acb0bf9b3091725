"""What towns reported."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select

from campaign.access import town_participations_in, town_reports_in, towns_in
from campaign.domain import (
    Edition,
    Offer,
    OfferStatus,
    Participation,
    ParticipationStatus,
    Town,
    TownParticipation,
    TownReport,
    TownStatus,
)
from campaign.queries.base import EditionRef, of_edition
from regio_chassis.access import Scope
from regio_chassis.database import Reading, Tx
from regio_chassis.rows import table_of

_reports = table_of(TownReport)
_towns = table_of(Town)
_editions = table_of(Edition)
_town_parts = table_of(TownParticipation)
_parts = table_of(Participation).c
_offers = table_of(Offer).c

_SEEN: Select[Any] = (
    select(_reports, _towns.c.name.label("town_name"), _editions.c.year.label("edition_year"))
    .join_from(_reports, _towns, _towns.c.key == _reports.c.town_key)
    .join(_editions, _editions.c.id == _reports.c.edition_id)
)


def town_reports(scope: Scope, *, edition: EditionRef | None = None, town: str | None = None) -> Select[Any]:
    """The list, to be paged."""
    statement = _SEEN.where(town_reports_in(scope))
    if edition is not None:
        statement = statement.where(of_edition(_reports.c.edition_id, edition))
    return statement if town is None else statement.where(_reports.c.town_key == town)


async def reports_of(reading: Reading, scope: Scope, edition_id: UUID) -> list[TownReport]:
    """All reports on the edition."""
    return await reading.entities(
        TownReport, select(_reports).where(_reports.c.edition_id == edition_id, town_reports_in(scope))
    )


async def reported_before(reading: Reading, scope: Scope, year: int) -> Edition | None:
    """The latest edition before ``year`` on which a town has reported."""
    reported = select(_reports.c.edition_id).where(town_reports_in(scope))
    return await reading.entity(
        Edition,
        select(_editions)
        .where(_editions.c.year < year, _editions.c.id.in_(reported))
        .order_by(_editions.c.year.desc())
        .limit(1),
    )


async def names_of_towns(reading: Reading, scope: Scope, keys: Sequence[str]) -> dict[str, str]:
    """What the towns are called, by key."""
    found = await reading.execute(select(_towns.c.key, _towns.c.name).where(_towns.c.key.in_(keys), towns_in(scope)))
    return {row.key: row.name for row in found}


async def towns_to_report_for_update(tx: Tx, scope: Scope, edition_id: UUID) -> list[TownParticipation]:
    """Participations that are over and not reported on, locked until the transaction ends."""
    return await tx.entities(
        TownParticipation,
        select(_town_parts)
        .where(
            _town_parts.c.edition_id == edition_id,
            _town_parts.c.status == TownStatus.ENDED,
            town_participations_in(scope),
        )
        .order_by(_town_parts.c.town_key)
        .with_for_update(),
    )


async def counted(reading: Reading, *, edition_id: UUID, town_key: str) -> tuple[int, int]:
    """Businesses of the town that took part in the edition, and offers that were not cancelled."""
    businesses = select(func.count()).where(
        _parts.edition_id == edition_id,
        _parts.town_key == town_key,
        _parts.status.in_((ParticipationStatus.ACCEPTED, ParticipationStatus.ENDED)),
    )
    offers = select(func.count()).where(
        _offers.edition_id == edition_id, _offers.town_key == town_key, _offers.status == OfferStatus.PUBLISHED
    )
    found: tuple[int, int] = (await reading.scalar(businesses), await reading.scalar(offers))
    return found
