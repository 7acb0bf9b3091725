"""What hosts, towns and the chamber do with offers."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import delete, update

from campaign.access import speaks_for_town
from campaign.domain import Offer, OfferDay, OfferStatus, SpecialOpening, Surroundings, local_day
from campaign.queries import businesses
from campaign.queries.editions import edition
from campaign.queries.offers import (
    SeenOffer,
    hold_surroundings,
    offer_for_update,
    published_offers_for_update,
)
from campaign.queries.published_offers import coming, offers_for_update
from campaign.queries.special_openings import hours_on
from campaign.queries.towns import town
from regio_chassis.access import Scope
from regio_chassis.database import Because, Tx
from regio_chassis.errors import Missing
from regio_chassis.rows import expect, new, table_of
from regio_events import OfferDate

_offers = table_of(Offer)
_days = table_of(OfferDay)


async def create(
    tx: Tx,
    scope: Scope,
    facts: Mapping[str, Any],
    *,
    business_id: UUID | None,
    town_key: str | None,
    edition_id: UUID | None,
) -> SeenOffer:
    """
    A new draft, hosted by the business or else by the town.

    Raises:
        Missing: there is no such business, town or edition, or the caller does not speak for it.
        Invalid: it has no date.
    """
    if business_id is not None:
        host = await businesses.host(tx, scope, business_id, edition_id=edition_id)
        key, around = host.town_key, Surroundings(host.town_name, business_name=host.public_name)
    else:
        key, around = await _town_as_host(tx, scope, town_key)
        if edition_id is not None:
            await edition(tx, Scope.PUBLIC, edition_id)
    offer = Offer.draft(**facts, business_id=business_id, town_key=key, edition_id=edition_id)
    await tx.add(offer, *days_of(offer))
    return SeenOffer(offer, around)


async def change(tx: Tx, scope: Scope, id: UUID, facts: Mapping[str, Any], *, expected: int | None) -> SeenOffer:
    """
    Raises:
        OfferFixed: it was published, cancelled or rejected.
    """
    seen = await _load(tx, scope, id, expected)
    offer = seen.offer
    offer.insist_on_editable()
    for name, value in facts.items():
        setattr(offer, name, value)
    offer.arrange(offer.dates)
    await _save_with_days(tx, offer)
    return seen


async def register(tx: Tx, scope: Scope, id: UUID, *, expected: int | None) -> SeenOffer:
    seen = await _load(tx, scope, id, expected)
    tx.record(seen.offer.register(seen.around))
    await tx.save(seen.offer)
    return seen


async def publish(tx: Tx, scope: Scope, id: UUID, *, expected: int | None) -> SeenOffer:
    await hold_surroundings(tx, scope, id, today=local_day(tx.at))
    seen = await _load(tx, scope, id, expected)
    tx.record(seen.offer.publish(await _with_openings(tx, seen, seen.offer.dates)))
    await tx.save(seen.offer)
    return seen


async def request_changes(tx: Tx, scope: Scope, id: UUID, *, reason: str, expected: int | None) -> SeenOffer:
    seen = await _load(tx, scope, id, expected)
    seen.offer.request_changes(reason=reason)
    await tx.save(seen.offer)
    return seen


async def reject(tx: Tx, scope: Scope, id: UUID, *, reason: str, expected: int | None) -> SeenOffer:
    seen = await _load(tx, scope, id, expected)
    seen.offer.reject(reason=reason)
    await tx.save(seen.offer)
    return seen


async def reschedule(tx: Tx, scope: Scope, id: UUID, *, dates: Sequence[OfferDate], expected: int | None) -> SeenOffer:
    await hold_surroundings(tx, scope, id, today=local_day(tx.at))
    seen = await _load(tx, scope, id, expected)
    tx.record(seen.offer.reschedule(dates, await _with_openings(tx, seen, dates), today=local_day(tx.at)))
    await _save_with_days(tx, seen.offer)
    return seen


async def cancel(tx: Tx, scope: Scope, id: UUID, *, reason: str, expected: int | None) -> SeenOffer:
    seen = await _load(tx, scope, id, expected)
    tx.record(seen.offer.cancel(reason=reason))
    await tx.save(seen.offer)
    return seen


async def call_off(
    tx: Tx,
    scope: Scope,
    *,
    reason: str,
    business: UUID | None = None,
    town: str | None = None,
    edition: UUID | None = None,
    because: Because | None = None,
) -> None:
    """Cancel the published offers, still to come, of whatever is named; whose row the caller has locked."""
    which = coming(scope, today=local_day(tx.at), business=business, town=town, edition=edition)
    for offer in await offers_for_update(tx, which):
        tx.record(offer.cancel(reason=reason), because=because)
    # In one statement, because thousands may hang on an edition. Nobody publishes one more meanwhile: that waits for
    # the row that the caller has locked.
    raised = {name: _offers.c[name] + 1 for name in ("sequence", "version")}
    await tx.execute(update(_offers).where(which).values(status=OfferStatus.CANCELLED, reason=reason, **raised))


async def follow_revoked_opening(tx: Tx, scope: Scope, opening: SpecialOpening, *, reason: str) -> None:
    """Published offers of the place whose shops may not open any more drop those dates, or are cancelled."""
    # One that begins on the day before may go on past midnight.
    days, today = (opening.day - timedelta(days=1), opening.day), local_day(tx.at)
    for seen in await published_offers_for_update(tx, scope, today=today, town_key=opening.town_key, days=days):
        around = await _with_openings(tx, seen, seen.offer.dates)
        stated = seen.offer.lose_opening(around, reason=reason, today=today)
        if stated is not None:
            tx.record(stated)
            await _save_with_days(tx, seen.offer)


def days_of(offer: Offer) -> list[OfferDay]:
    """The rows by which lists find the offer on a day."""
    return [new(OfferDay, offer_id=offer.id, day=day) for day in sorted({held.day for held in offer.dates})]


async def _town_as_host(tx: Tx, scope: Scope, town_key: str | None) -> tuple[str, Surroundings]:
    if town_key is None or not speaks_for_town(scope, town_key):
        raise Missing("there is no such town")
    place = await town(tx, Scope.PUBLIC, town_key)
    return place.key, Surroundings(place.name)


async def _with_openings(tx: Tx, seen: SeenOffer, dates: Sequence[OfferDate]) -> Surroundings:
    """What stands around it; special openings are looked up only for Sundays and holidays."""
    days = seen.offer.needs_shops_on(dates, seen.around)
    if not days:
        return seen.around
    found = await hours_on(tx, Scope.PUBLIC, town_key=seen.offer.town_key, days=days)
    return replace(seen.around, openings=tuple(found))


async def _save_with_days(tx: Tx, offer: Offer) -> None:
    await tx.save(offer)
    await tx.execute(delete(_days).where(_days.c.offer_id == offer.id))
    await tx.add(*days_of(offer))


async def _load(tx: Tx, scope: Scope, id: UUID, expected: int | None) -> SeenOffer:
    seen = await offer_for_update(tx, scope, id, today=local_day(tx.at))
    expect(seen.offer, expected)
    return seen
