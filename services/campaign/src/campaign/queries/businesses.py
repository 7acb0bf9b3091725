"""Businesses and their participations."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, select

from campaign.access import BUSINESSES, businesses_in, participations_in
from campaign.domain import (
    CURRENT,
    Business,
    BusinessStatus,
    Edition,
    Participation,
    ParticipationStatus,
    Town,
)
from campaign.projections import offers_places
from campaign.queries.base import EditionRef, containing, of_edition, one, part
from regio_chassis.access import Scope
from regio_chassis.database import Reading, Tx
from regio_chassis.errors import Missing
from regio_chassis.fixed import Fixed
from regio_chassis.rows import loaded, table_of
from regio_events.campaign import BusinessKind

_businesses = table_of(Business)
_towns = table_of(Town)
_parts = table_of(Participation)
_editions = table_of(Edition)


# Built once: putting the joins together costs as much as running them.
_SEEN_BUSINESSES: Select[Any] = select(
    _businesses, _towns.c.name.label("town_name"), offers_places(_businesses.c.id).label("badge")
).join_from(_businesses, _towns, _towns.c.key == _businesses.c.town_key)
_ONE = _SEEN_BUSINESSES.where(BUSINESSES.condition, _businesses.c.id == bindparam("id"))
_ONE_BUSINESS = Fixed(_ONE)
_ONE_BUSINESS_LOCKED = Fixed(_ONE.with_for_update(of=_businesses))
_BUSINESS_COLUMNS = tuple(_businesses.columns.keys())
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
class SeenBusiness:
    """A business, with its town's name and whether it wears the badge "Praxistage-Betrieb"."""

    business: Business
    town_name: str
    badge: bool


@dataclass(frozen=True, slots=True)
class SeenParticipation:
    """A participation, with name and state of its business and the year."""

    participation: Participation
    business_name: str
    business_status: BusinessStatus
    edition_year: int


def businesses(
    scope: Scope,
    *,
    town: str | None = None,
    kind: BusinessKind | None = None,
    status: BusinessStatus | None = None,
    edition: EditionRef | None = None,
    badge: bool | None = None,
    q: str | None = None,
) -> Select[Any]:
    """The list, to be paged. ``edition``: only those that take part in it."""
    statement = _SEEN_BUSINESSES.where(businesses_in(scope))
    if town is not None:
        statement = statement.where(_businesses.c.town_key == town)
    if kind is not None:
        statement = statement.where(_businesses.c.kind == kind)
    if status is not None:
        statement = statement.where(_businesses.c.status == status)
    if edition is not None:
        taking_part = select(_parts.c.business_id).where(
            of_edition(_parts.c.edition_id, edition),
            _parts.c.status.in_((ParticipationStatus.ACCEPTED, ParticipationStatus.ENDED)),
        )
        statement = statement.where(_businesses.c.id.in_(taking_part))
    if badge is not None:
        worn = offers_places(_businesses.c.id)
        statement = statement.where(worn if badge else ~worn)
    return containing(statement, _businesses.c.search, q)


async def business(reading: Reading, scope: Scope, id: UUID) -> SeenBusiness:
    """
    One business.

    Raises:
        Missing: there is none in this scope.
    """
    return await _one_business(reading, _ONE_BUSINESS, scope, id)


async def business_for_update(tx: Tx, scope: Scope, id: UUID) -> SeenBusiness:
    """The same, its row locked until the transaction ends."""
    return await _one_business(tx, _ONE_BUSINESS_LOCKED, scope, id)


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


async def existing_businesses(reading: Reading, scope: Scope, *, town: str | None = None) -> list[Business]:
    """Businesses that are listed or under review, the oldest first; also to find duplicates among."""
    statement = (
        select(_businesses)
        .where(
            businesses_in(scope),
            _businesses.c.status.in_((BusinessStatus.REGISTERED, BusinessStatus.APPROVED)),
        )
        .order_by(_businesses.c.registered_at, _businesses.c.id)
    )
    return await reading.entities(
        Business, statement if town is None else statement.where(_businesses.c.town_key == town)
    )


async def current_participations_for_update(tx: Tx, scope: Scope, business_id: UUID) -> list[Participation]:
    """Participations of the business that are neither over nor withdrawn, locked until the transaction ends."""
    return await tx.entities(
        Participation,
        select(_parts)
        .where(_parts.c.business_id == business_id, _parts.c.status.in_(CURRENT), participations_in(scope))
        .order_by(_parts.c.id)
        .with_for_update(),
    )


async def _one_business(reading: Reading, statement: Fixed, scope: Scope, id: UUID) -> SeenBusiness:
    found = await reading.fetch(statement, {"id": id, **BUSINESSES.values(scope, reading.dialect)})
    if not found:
        raise Missing("there is no such business")
    *stored, town_name, badge = found[0]
    return SeenBusiness(loaded(Business, dict(zip(_BUSINESS_COLUMNS, stored, strict=True))), town_name, badge)


async def _one_participation(reading: Reading, statement: Select[Any]) -> SeenParticipation:
    row = one((await reading.execute(statement)).mappings().one_or_none(), "participation")
    return SeenParticipation(
        part(Participation, row), row["business_name"], row["business_status"], row["edition_year"]
    )
