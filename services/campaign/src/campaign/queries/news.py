"""What happened lately, from the log of what this service has stated."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from campaign.access import offers_in, towns_in
from campaign.domain import Offer, Row, Town
from regio_chassis.access import Scope
from regio_chassis.bus.tables import bus_tables
from regio_chassis.database import Reading
from regio_chassis.fixed import Fixed
from regio_chassis.rows import table_of
from regio_events import EVENT_TYPES, Event
from regio_events import campaign as events

MOST = 50
_LOOKED_AT = 500

NEWS: tuple[type[Event], ...] = (
    events.EditionAnnounced,
    events.EditionOpened,
    events.EditionClosed,
    events.EditionStarted,
    events.EditionEnded,
    events.EditionCancelled,
    events.TownConfirmed,
    events.TownPublished,
    events.TownWithdrew,
    events.OfferPublished,
    events.OfferRescheduled,
    events.OfferCancelled,
    events.SpecialOpeningRegistered,
    events.SpecialOpeningRevoked,
)

_log = bus_tables(Row.metadata).log.c
_offers = table_of(Offer).c
_towns = table_of(Town).c
_NEWEST = Fixed(select(func.max(_log.position)))
_LATELY = (
    select(_log.id, _log.type, _log.time, _log.data)
    .where(_log.type.in_([kind.type for kind in NEWS]), _log.public)
    .order_by(_log.position.desc())
    .limit(_LOOKED_AT)
)


@dataclass(frozen=True, slots=True)
class News:
    """A public fact, with the names of what it is about as they are now."""

    id: UUID
    at: datetime
    fact: Event
    town_name: str | None
    offer_title: str | None


async def newest(reading: Reading, scope: Scope) -> int:
    """The number of what was stated last, news or not."""
    assert scope.published, "news are what is public"
    [(position,)] = await reading.fetch(_NEWEST)
    return position or 0


async def news(reading: Reading, scope: Scope, *, town: str | None, today: date) -> list[News]:
    """
    The latest ``MOST`` facts, newest first; with ``town`` those about it or about everybody.

    Facts about an offer that nobody sees any more are left out.
    """
    rows = await reading.execute(_LATELY)
    facts = [(row.id, row.time, EVENT_TYPES[row.type].model_validate_json(row.data)) for row in rows]
    facts = [found for found in facts if town is None or getattr(found[2], "town_key", town) == town]
    titles = await _titles(reading, scope, [fact for _, _, fact in facts], today)
    names = {row.key: row.name for row in await reading.execute(select(_towns.key, _towns.name).where(towns_in(scope)))}
    told = [
        News(id, at, fact, names.get(getattr(fact, "town_key", "")), titles.get(getattr(fact, "offer_id", None)))
        for id, at, fact in facts
        if not hasattr(fact, "offer_id") or fact.offer_id in titles
    ]
    return told[:MOST]


async def _titles(reading: Reading, scope: Scope, facts: Sequence[Any], today: date) -> dict[UUID | None, str]:
    ids = {fact.offer_id for fact in facts if hasattr(fact, "offer_id")}
    statement = select(_offers.id, _offers.title).where(_offers.id.in_(ids), offers_in(scope, today=today))
    return {row.id: row.title for row in await reading.execute(statement)}
