"""Offers of places with their company and seats."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.sql.elements import SQLCoreOperations
from sqlmodel import col

from placement import access
from placement.domain.companies import Company
from placement.domain.offers import OfferStatus, PlaceOffer, Seats
from regio_chassis.access import Scope
from regio_chassis.database import Reading, Tx
from regio_chassis.errors import Missing
from regio_chassis.search import matches


@dataclass(frozen=True, slots=True)
class Loaded:
    """An offer with what its verbs need."""

    offer: PlaceOffer
    company: Company
    seats: Sequence[Seats]


def offers(
    scope: Scope,
    *,
    town: str | None = None,
    company: UUID | None = None,
    phase: UUID | None = None,
    weekday: int | None = None,
    kldb: str | None = None,
    status: OfferStatus | None = None,
    full: bool | None = None,
    q: str | None = None,
) -> Select[Any]:
    """
    Offers that the scope reaches, each with name, town and requirements of its company, seats and free seats.

    ``kldb`` is a code or the beginning of one; ``weekday`` and ``phase`` hold for the same seats.
    """
    seats_total, seats_free = _sum(col(Seats.seats)), _sum(col(Seats.seats) - col(Seats.taken))
    shown: list[Any] = [
        PlaceOffer,
        col(Company.name).label("company_name"),
        col(Company.town_key).label("town_key"),
        col(Company.requirements).label("company_requirements"),
        seats_total.label("seats_total"),
        seats_free.label("seats_free"),
    ]
    found = select(*shown).join(Company, col(Company.id) == col(PlaceOffer.company_id)).where(access.offers(scope))
    if town is not None:
        found = found.where(col(Company.town_key) == town)
    if company is not None:
        found = found.where(col(PlaceOffer.company_id) == company)
    if phase is not None or weekday is not None:
        found = found.where(col(PlaceOffer.id).in_(_with_seats(phase, weekday)))
    if kldb is not None:
        found = found.where(col(PlaceOffer.kldb).startswith(kldb, autoescape=True))
    if status is not None:
        found = found.where(col(PlaceOffer.status) == status)
    if full is not None:
        found = found.where(seats_free <= 0 if full else seats_free > 0)
    if q is not None:
        found = found.where(matches(col(PlaceOffer.search) + " " + col(Company.search), q))
    return found


async def offer(reading: Reading, scope: Scope, id: UUID) -> Loaded:
    """
    One offer with its company and seats.

    Raises:
        Missing: there is none, or it is out of reach.
    """
    statement = select(PlaceOffer).where(col(PlaceOffer.id) == id, access.offers(scope))
    return await _loaded(reading, await reading.entity(PlaceOffer, statement), id)


async def offers_by_id(reading: Reading, scope: Scope, ids: Collection[UUID]) -> dict[UUID, Loaded]:
    """
    Some offers, each with its company and seats.

    Raises:
        Missing: there is one of them not, or it is out of reach.
    """
    statement = select(PlaceOffer).where(col(PlaceOffer.id).in_(ids), access.offers(scope))
    offers = {one.id: one for one in await reading.entities(PlaceOffer, statement)}
    for id in ids:
        if id not in offers:
            raise Missing(f"offer {id} does not exist")
    whose = select(Company).where(col(Company.id).in_({one.company_id for one in offers.values()}))
    companies = {one.id: one for one in await reading.entities(Company, whose)}
    seats = await seats_of(reading, list(offers))
    return {
        id: Loaded(offer, companies[offer.company_id], [one for one in seats if one.offer_id == id])
        for id, offer in offers.items()
    }


async def offer_for_update(tx: Tx, scope: Scope, id: UUID) -> Loaded:
    """The same, the offer and its seats locked until the transaction ends."""
    statement = select(PlaceOffer).where(col(PlaceOffer.id) == id, access.offers(scope)).with_for_update(of=PlaceOffer)
    return await _loaded(tx, await tx.entity(PlaceOffer, statement), id)


async def offers_of_company_for_update(tx: Tx, company: Company, *statuses: OfferStatus) -> Sequence[Loaded]:
    """A company's offers in one of the states, by id, locked."""
    statement = (
        select(PlaceOffer)
        .where(col(PlaceOffer.company_id) == company.id, col(PlaceOffer.status).in_(statuses))
        .order_by(col(PlaceOffer.id))
    )
    offers = await tx.entities(PlaceOffer, statement.with_for_update())
    seats = await seats_of(tx, [offer.id for offer in offers])
    return [Loaded(offer, company, [one for one in seats if one.offer_id == offer.id]) for offer in offers]


async def seats_of(reading: Reading, offers: Sequence[UUID]) -> Sequence[Seats]:
    """The seats of some offers, by offer, phase and weekday."""
    statement = (
        select(Seats)
        .where(col(Seats.offer_id).in_(offers))
        .order_by(col(Seats.offer_id), col(Seats.phase_id), col(Seats.weekday))
    )
    return await reading.entities(Seats, statement)


async def _loaded(reading: Reading, found: PlaceOffer | None, id: UUID) -> Loaded:
    if found is None:
        raise Missing(f"offer {id} does not exist")
    company = await reading.entity(Company, select(Company).where(col(Company.id) == found.company_id))
    assert company is not None, "the foreign key holds"
    return Loaded(found, company, await seats_of(reading, [found.id]))


def _sum(what: SQLCoreOperations[int]) -> ColumnElement[int]:
    total = select(func.coalesce(func.sum(what), 0)).where(col(Seats.offer_id) == col(PlaceOffer.id))
    return total.correlate(PlaceOffer).scalar_subquery()


def _with_seats(phase: UUID | None, weekday: int | None) -> Select[UUID]:
    found = select(col(Seats.offer_id))
    if phase is not None:
        found = found.where(col(Seats.phase_id) == phase)
    if weekday is not None:
        found = found.where(col(Seats.weekday) == weekday)
    return found
