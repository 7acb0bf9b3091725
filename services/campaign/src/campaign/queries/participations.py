"""Participations of businesses in editions."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from campaign.access import participations_in
from campaign.domain import (
    CURRENT,
    Business,
    BusinessStatus,
    Edition,
    Participation,
    ParticipationStatus,
)
from campaign.queries.base import EditionRef, of_edition, one, part
from regio_chassis.access import Scope
from regio_chassis.database import Reading, Tx
from regio_chassis.rows import table_of

_businesses = table_of(Business)
_parts = table_of(Participation)
_editions = table_of(Edition)

_SEEN_PARTICIPATIONS: Select[Any] = (
    select(
        _parts,
        _businesses.c.public_name.label("business_name"),
        _businesses.c.status.label("business_status"),
        _editions.c.year.label("edition_year"),
    )
    .join_from(_parts, _businesses, _businesses.c.id == _parts.c.business_id)
    .join(_editions, _editions.c.id == _parts.c.edition_id)
)


@dataclass(frozen=True, slots=True)
class SeenParticipation:
    """A participation, with name and state of its business and the year."""

    participation: Participation
    business_name: str
    business_status: BusinessStatus
    edition_year: int


def participations(
    scope: Scope,
    *,
    edition: EditionRef | None = None,
    town: str | None = None,
    business: UUID | None = None,
    status: ParticipationStatus | None = None,
) -> Select[Any]:
    """The list, to be paged."""
    statement = _SEEN_PARTICIPATIONS.where(participations_in(scope))
    if edition is not None:
        statement = statement.where(of_edition(_parts.c.edition_id, edition))
    if town is not None:
        statement = statement.where(_parts.c.town_key == town)
    if business is not None:
        statement = statement.where(_parts.c.business_id == business)
    if status is not None:
        statement = statement.where(_parts.c.status == status)
    return statement


async def participation(reading: Reading, scope: Scope, id: UUID) -> SeenParticipation:
    """
    One participation.

    Raises:
        Missing: there is none in this scope.
    """
    return await _one_participation(reading, _SEEN_PARTICIPATIONS.where(participations_in(scope), _parts.c.id == id))


async def participation_for_update(tx: Tx, scope: Scope, id: UUID) -> SeenParticipation:
    """The same, its row locked until the transaction ends."""
    return await _one_participation(
        tx, _SEEN_PARTICIPATIONS.where(participations_in(scope), _parts.c.id == id).with_for_update(of=_parts)
    )


async def takes_part(reading: Reading, scope: Scope, *, edition_id: UUID, business_id: UUID) -> bool:
    """Whether the business has a participation in the edition that was not withdrawn."""
    found = await reading.scalar(
        select(_parts.c.id).where(
            _parts.c.edition_id == edition_id,
            _parts.c.business_id == business_id,
            _parts.c.status != ParticipationStatus.WITHDRAWN,
            participations_in(scope),
        )
    )
    return found is not None


async def participations_for_update(tx: Tx, scope: Scope, business_id: UUID) -> list[Participation]:
    """All participations of the business that were not withdrawn, locked until the transaction ends."""
    return await tx.entities(
        Participation,
        select(_parts)
        .where(
            _parts.c.business_id == business_id,
            _parts.c.status != ParticipationStatus.WITHDRAWN,
            participations_in(scope),
        )
        .order_by(_parts.c.id)
        .with_for_update(),
    )


async def part_in_town(
    reading: Reading, *, edition_id: UUID, town_key: str, business_id: UUID
) -> ParticipationStatus | None:
    """How far the participation of the business in the edition is, in this town; None without one."""
    found: ParticipationStatus | None = await reading.scalar(
        select(_parts.c.status).where(
            _parts.c.edition_id == edition_id,
            _parts.c.town_key == town_key,
            _parts.c.business_id == business_id,
            _parts.c.status != ParticipationStatus.WITHDRAWN,
        )
    )
    return found


async def current_participations_for_update(tx: Tx, scope: Scope, business_id: UUID) -> list[Participation]:
    """Participations of the business that are neither over nor withdrawn, locked until the transaction ends."""
    return await tx.entities(
        Participation,
        select(_parts)
        .where(_parts.c.business_id == business_id, _parts.c.status.in_(CURRENT), participations_in(scope))
        .order_by(_parts.c.id)
        .with_for_update(),
    )


async def participations_of_edition_for_update(tx: Tx, scope: Scope, edition_id: UUID) -> list[Participation]:
    """Participations in the edition, applied for or accepted, locked until the transaction ends."""
    return await tx.entities(
        Participation,
        select(_parts)
        .where(_parts.c.edition_id == edition_id, _parts.c.status.in_(CURRENT), participations_in(scope))
        .order_by(_parts.c.id)
        .with_for_update(),
    )


async def _one_participation(reading: Reading, statement: Select[Any]) -> SeenParticipation:
    row = one((await reading.execute(statement)).mappings().one_or_none(), "participation")
    return SeenParticipation(
        part(Participation, row), row["business_name"], row["business_status"], row["edition_year"]
    )
