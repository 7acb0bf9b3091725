"""What tables that come in are compared with, and what tables that go out are made of."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from campaign.access import businesses_in, offers_in, participations_in, towns_in
from campaign.domain import Business, BusinessStatus, Edition, Offer, Participation, Town
from campaign.queries.base import EditionRef, of_edition
from regio_chassis.access import Scope
from regio_chassis.database import Reading
from regio_chassis.rows import table_of

_businesses = table_of(Business)
_towns = table_of(Town)
_offers = table_of(Offer)
_parts = table_of(Participation)
_editions = table_of(Edition)


@dataclass(frozen=True, slots=True)
class Known:
    """A stored business, as far as it is recognised by it."""

    id: UUID
    public_name: str
    postcode: str
    street: str
    status: BusinessStatus


async def town_names(reading: Reading, scope: Scope) -> dict[str, str]:
    """Names of towns by their keys."""
    rows = await reading.execute(select(_towns.c.key, _towns.c.name).where(towns_in(scope)).order_by(_towns.c.key))
    return {row.key: row.name for row in rows}


async def known_businesses(reading: Reading, scope: Scope, *, towns: Collection[str]) -> list[Known]:
    """Every business of these towns, whatever became of it, the oldest first."""
    c = _businesses.c
    rows = await reading.execute(
        select(c.id, c.public_name, c.postcode, c.street, c.status)
        .where(businesses_in(scope), c.town_key.in_(sorted(towns)))
        .order_by(c.registered_at, c.id)
    )
    return [Known(row.id, row.public_name, row.postcode, row.street, row.status) for row in rows]


def exported_businesses(scope: Scope, *, town: str | None, status: BusinessStatus | None) -> Select[Any]:
    """With what their town and the chamber know of them, by town and name."""
    c = _businesses.c
    statement = (
        select(_businesses, _towns.c.name.label("town_name"))
        .join_from(_businesses, _towns, _towns.c.key == c.town_key)
        .where(businesses_in(scope))
        .order_by(c.town_key, c.public_name, c.id)
    )
    statement = statement if town is None else statement.where(c.town_key == town)
    return statement if status is None else statement.where(c.status == status)


def exported_offers(scope: Scope, *, today: date, town: str | None, edition: EditionRef | None) -> Select[Any]:
    """Offers in every state that the scope reaches, by town and first date."""
    c = _offers.c
    statement = (
        select(
            _offers,
            _towns.c.name.label("town_name"),
            _businesses.c.public_name.label("business_name"),
            _editions.c.year.label("edition_year"),
        )
        .join_from(_offers, _towns, _towns.c.key == c.town_key)
        .outerjoin(_businesses, _businesses.c.id == c.business_id)
        .outerjoin(_editions, _editions.c.id == c.edition_id)
        .where(offers_in(scope, today=today))
        .order_by(c.town_key, c.starts_on, c.id)
    )
    statement = statement if town is None else statement.where(c.town_key == town)
    return statement if edition is None else statement.where(of_edition(c.edition_id, edition))


def exported_participations(scope: Scope, *, town: str | None, edition: EditionRef | None) -> Select[Any]:
    """Participations in every state that the scope reaches, by town and business."""
    c = _parts.c
    statement = (
        select(
            _parts,
            _towns.c.name.label("town_name"),
            _businesses.c.public_name.label("business_name"),
            _businesses.c.kind,
            _businesses.c.branch,
            _editions.c.year.label("edition_year"),
        )
        .join_from(_parts, _businesses, _businesses.c.id == c.business_id)
        .join(_towns, _towns.c.key == c.town_key)
        .join(_editions, _editions.c.id == c.edition_id)
        .where(participations_in(scope))
        .order_by(c.town_key, _businesses.c.public_name, c.id)
    )
    statement = statement if town is None else statement.where(c.town_key == town)
    return statement if edition is None else statement.where(of_edition(c.edition_id, edition))
