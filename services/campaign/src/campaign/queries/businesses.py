"""Businesses."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, exists, select

from campaign.access import BUSINESSES, businesses_in, editions_in
from campaign.domain import (
    Business,
    BusinessStatus,
    Edition,
    Participation,
    ParticipationStatus,
    Town,
)
from campaign.projections import offers_places
from campaign.queries.base import EditionRef, containing, of_edition
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
_HOST = Fixed(
    select(
        _businesses.c.town_key,
        _towns.c.name,
        _businesses.c.public_name,
        exists().where(_editions.c.id == bindparam("edition"), editions_in(Scope.PUBLIC)),
    )
    .join_from(_businesses, _towns, _towns.c.key == _businesses.c.town_key)
    .where(BUSINESSES.condition, _businesses.c.id == bindparam("id"))
)
_BUSINESS_COLUMNS = tuple(_businesses.columns.keys())


@dataclass(frozen=True, slots=True)
class SeenBusiness:
    """A business, with its town's name and whether it wears the badge "Praxistage-Betrieb"."""

    business: Business
    town_name: str
    badge: bool


@dataclass(frozen=True, slots=True)
class SeenHost:
    """Where a business is and what it is called."""

    town_key: str
    town_name: str
    public_name: str


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


async def host(reading: Reading, scope: Scope, id: UUID, *, edition_id: UUID | None) -> SeenHost:
    """
    What a new offer of the business takes from it; the edition, if one is named, has been announced.

    Raises:
        Missing: there is no such business in this scope, or no such edition.
    """
    wanted = {"id": id, "edition": edition_id, **BUSINESSES.values(scope, reading.dialect)}
    found = await reading.fetch(_HOST, wanted)
    if not found:
        raise Missing("there is no such business")
    town_key, town_name, public_name, announced = found[0]
    if edition_id is not None and not announced:
        raise Missing("there is no such edition")
    return SeenHost(town_key, town_name, public_name)


async def business_for_update(tx: Tx, scope: Scope, id: UUID) -> SeenBusiness:
    """The same, its row locked until the transaction ends."""
    return await _one_business(tx, _ONE_BUSINESS_LOCKED, scope, id)


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


async def _one_business(reading: Reading, statement: Fixed, scope: Scope, id: UUID) -> SeenBusiness:
    found = await reading.fetch(statement, {"id": id, **BUSINESSES.values(scope, reading.dialect)})
    if not found:
        raise Missing("there is no such business")
    *stored, town_name, badge = found[0]
    return SeenBusiness(loaded(Business, dict(zip(_BUSINESS_COLUMNS, stored, strict=True))), town_name, badge)
