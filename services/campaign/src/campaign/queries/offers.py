"""Offers, with what stands around them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, bindparam, select

from campaign.access import OFFERS, offers_in
from campaign.domain import (
    Business,
    Edition,
    Offer,
    OfferDay,
    OfferStatus,
    Participation,
    ParticipationStatus,
    SpecialOpening,
    Surroundings,
    Town,
    TownParticipation,
    TownStatus,
)
from campaign.queries.base import EditionRef, containing, of_edition, one, part
from regio_chassis.access import Scope
from regio_chassis.database import Reading, Tx
from regio_chassis.errors import Missing
from regio_chassis.fixed import Fixed
from regio_chassis.rows import table_of
from regio_events.campaign import OfferKind

_offers = table_of(Offer)
_days = table_of(OfferDay)
_towns = table_of(Town)
_businesses = table_of(Business)
_editions = table_of(Edition)
_parts = table_of(Participation)
_town_parts = table_of(TownParticipation)
_openings = table_of(SpecialOpening)

# Built once: putting the joins together costs as much as running them.
_SEEN: Select[Any] = (
    select(
        _offers,
        _towns.c.name.label("town_name"),
        _towns.c.catholic,
        _businesses.c.kind.label("business_kind"),
        _businesses.c.public_name.label("business_name"),
        _businesses.c.status.label("business_status"),
        _editions.c.year.label("edition_year"),
        _editions.c.status.label("edition_status"),
        _editions.c.year_round,
        _town_parts.c.status.label("town_status"),
        _town_parts.c.windows,
        _parts.c.status.label("participation_status"),
    )
    .join_from(_offers, _towns, _towns.c.key == _offers.c.town_key)
    .outerjoin(_businesses, _businesses.c.id == _offers.c.business_id)
    .outerjoin(_editions, _editions.c.id == _offers.c.edition_id)
    .outerjoin(
        _town_parts,
        and_(
            _town_parts.c.edition_id == _offers.c.edition_id,
            _town_parts.c.town_key == _offers.c.town_key,
            _town_parts.c.status != TownStatus.WITHDRAWN,
        ),
    )
    .outerjoin(
        _parts,
        and_(
            _parts.c.edition_id == _offers.c.edition_id,
            _parts.c.business_id == _offers.c.business_id,
            _parts.c.status != ParticipationStatus.WITHDRAWN,
        ),
    )
)
_ONE = _SEEN.where(OFFERS.condition, _offers.c.id == bindparam("id"))
_ONE_OFFER = Fixed(_ONE)
_ONE_OFFER_LOCKED = Fixed(_ONE.with_for_update(of=_offers))
_NAMES = tuple(column.key for column in _SEEN.selected_columns)
_LISTED: Select[Any] = (
    select(_offers, _towns.c.name.label("town_name"), _businesses.c.public_name.label("business_name"))
    .join_from(_offers, _towns, _towns.c.key == _offers.c.town_key)
    .outerjoin(_businesses, _businesses.c.id == _offers.c.business_id)
)


@dataclass(frozen=True, slots=True)
class SeenOffer:
    """An offer and what stands around it."""

    offer: Offer
    around: Surroundings


def offers(
    scope: Scope,
    *,
    today: date,
    town: str | None = None,
    edition: EditionRef | None = None,
    business: UUID | None = None,
    kind: OfferKind | None = None,
    status: OfferStatus | None = None,
    since: date | None = None,
    until: date | None = None,
    for_children: bool | None = None,
    accessible: bool | None = None,
    q: str | None = None,
) -> Select[Any]:
    """The list, to be paged. ``since`` and ``until``: those with at least one date between, both included."""
    statement = _LISTED.where(offers_in(scope, today=today))
    wanted = {
        _offers.c.town_key: town,
        _offers.c.business_id: business,
        _offers.c.kind: kind,
        _offers.c.status: status,
        _offers.c.for_children: for_children,
        _offers.c.accessible: accessible,
    }
    statement = statement.where(*(column == value for column, value in wanted.items() if value is not None))
    if edition is not None:
        statement = statement.where(of_edition(_offers.c.edition_id, edition))
    if since is not None or until is not None:
        held = select(_days.c.offer_id)
        held = held if since is None else held.where(_days.c.day >= since)
        held = held if until is None else held.where(_days.c.day <= until)
        statement = statement.where(_offers.c.id.in_(held))
    return containing(statement, _offers.c.search, q)


async def offer(reading: Reading, scope: Scope, id: UUID, *, today: date) -> SeenOffer:
    """
    One offer.

    Raises:
        Missing: there is none in this scope.
    """
    return await _one(reading, _ONE_OFFER, scope, id, today)


async def offer_for_update(tx: Tx, scope: Scope, id: UUID, *, today: date) -> SeenOffer:
    """The same, its row locked until the transaction ends; one statement for all that a decision needs."""
    return await _one(tx, _ONE_OFFER_LOCKED, scope, id, today)


async def hold_surroundings(tx: Tx, scope: Scope, id: UUID, *, today: date) -> None:
    """
    Keep edition, town, business, participation and openings of the offer as they are until the transaction ends.

    Whoever ends one of them cancels the published offers afterwards: they wait, and find this one among them. In
    this order, as everybody locks, so that nobody waits in a circle.

    Raises:
        Missing: there is no such offer in this scope.
    """
    if tx.dialect == "sqlite":
        return  # the only writer
    found = select(_offers.c.edition_id, _offers.c.business_id, _offers.c.town_key).where(
        offers_in(scope, today=today), _offers.c.id == id
    )
    offer = one((await tx.execute(found)).mappings().one_or_none(), "offer")
    edition, business, town = offer["edition_id"], offer["business_id"], offer["town_key"]
    for table, condition in (
        (_editions, _editions.c.id == edition),
        (_town_parts, and_(_town_parts.c.edition_id == edition, _town_parts.c.town_key == town)),
        (_businesses, _businesses.c.id == business),
        (_parts, and_(_parts.c.edition_id == edition, _parts.c.business_id == business)),
        (_openings, and_(_openings.c.town_key == town, _openings.c.day >= today)),
    ):
        await tx.execute(select(table.c.id).where(condition).order_by(table.c.id).with_for_update(read=True))


async def published_offers_for_update(
    tx: Tx, scope: Scope, *, today: date, town_key: str, days: Sequence[date]
) -> list[SeenOffer]:
    """Published offers of the place that begin on one of ``days``, in order, locked until the transaction ends."""
    statement = _SEEN.where(
        offers_in(scope, today=today),
        _offers.c.town_key == town_key,
        _offers.c.status == OfferStatus.PUBLISHED,
        _offers.c.id.in_(select(_days.c.offer_id).where(_days.c.day.in_(days))),
    )
    found = await tx.execute(statement.order_by(_offers.c.id).with_for_update(of=_offers))
    return [_seen(row) for row in found.mappings()]


async def _one(reading: Reading, statement: Fixed, scope: Scope, id: UUID, today: date) -> SeenOffer:
    found = await reading.fetch(statement, {"id": id, "today": today, **OFFERS.values(scope, reading.dialect)})
    if not found:
        raise Missing("there is no such offer")
    return _seen(dict(zip(_NAMES, found[0], strict=True)))


def _seen(row: Mapping[Any, Any]) -> SeenOffer:
    around = Surroundings(
        town_name=row["town_name"],
        catholic=bool(row["catholic"]),
        business_kind=row["business_kind"],
        business_name=row["business_name"],
        business_status=row["business_status"],
        edition_year=row["edition_year"],
        edition_status=row["edition_status"],
        year_round=bool(row["year_round"]),
        town_status=row["town_status"],
        windows=row["windows"] or (),
        participation_status=row["participation_status"],
    )
    return SeenOffer(part(Offer, row), around)
