"""What businesses, their towns and the chamber do with businesses and their participations."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from campaign.commands import offers
from campaign.domain import AlreadyTakingPart, Business, Edition, Participation, local_day
from campaign.queries.businesses import SeenBusiness, business_for_update
from campaign.queries.editions import edition_held
from campaign.queries.participations import (
    SeenParticipation,
    current_participations_for_update,
    participation_for_update,
    takes_part,
)
from campaign.queries.towns import participation_of_town, town
from regio_chassis.access import Scope
from regio_chassis.database import Tx
from regio_chassis.errors import Invalid, Missing
from regio_chassis.rows import expect


async def register(tx: Tx, facts: Mapping[str, Any], *, edition_id: UUID | None) -> SeenBusiness:
    """
    Anybody asks for a business to be listed and, with ``edition_id``, to take part in that edition.

    Raises:
        Invalid: there is no such town.
        RegistrationClosed: the last day to register for the edition has passed; nothing is stored.
    """
    business = Business(**facts, registered_at=tx.at)
    business.index()
    try:
        place = await town(tx, Scope.PUBLIC, business.town_key)
    except Missing as missing:
        raise Invalid("there is no such town", pointer="/town_key") from missing
    applied = []
    if edition_id is not None:
        joined = await edition_held(tx, Scope.PUBLIC, edition_id)
        applied.append(await _apply(tx, business, joined))
    await tx.add(business, *applied)
    tx.record(business.registered())
    return SeenBusiness(business, place.name, badge=False)


async def change(tx: Tx, scope: Scope, id: UUID, facts: Mapping[str, Any], *, expected: int | None) -> SeenBusiness:
    """
    Raises:
        BusinessNotListed: it was rejected or is closed.
    """
    seen = await _load(tx, scope, id, expected)
    restated = seen.business.change(facts)
    await tx.save(seen.business)
    if restated is not None:
        tx.record(restated)
    return seen


async def approve(tx: Tx, scope: Scope, id: UUID, *, expected: int | None) -> SeenBusiness:
    seen = await _load(tx, scope, id, expected)
    tx.record(seen.business.approve())
    await tx.save(seen.business)
    return seen


async def reject(tx: Tx, scope: Scope, id: UUID, *, reason: str, expected: int | None) -> SeenBusiness:
    seen = await _load(tx, scope, id, expected)
    seen.business.reject(reason=reason)
    await tx.save(seen.business)
    return seen


async def close(tx: Tx, scope: Scope, id: UUID, *, expected: int | None) -> SeenBusiness:
    """Its participations are withdrawn and its published offers cancelled with it."""
    seen = await _load(tx, scope, id, expected)
    tx.record(seen.business.close())
    await tx.save(seen.business)
    for participation in await current_participations_for_update(tx, scope, id):
        tx.record(participation.withdraw())
        await tx.save(participation)
    await offers.call_off(tx, scope, business=id, reason="Der Betrieb ist geschlossen.")
    return seen


async def apply(tx: Tx, scope: Scope, *, business_id: UUID, edition_id: UUID) -> SeenParticipation:
    """
    A business wants to take part in an edition.

    Raises:
        Missing: there is no such edition or business, or the caller does not speak for it.
        RegistrationClosed: the last day to register has passed; names whom to ask in the town.
        AlreadyTakingPart: it has a participation.
    """
    business = (await business_for_update(tx, scope, business_id)).business
    joined = await edition_held(tx, Scope.PUBLIC, edition_id)
    if await takes_part(tx, scope, edition_id=edition_id, business_id=business_id):
        raise AlreadyTakingPart(f"the business already has a participation in edition {joined.year}")
    participation = await _apply(tx, business, joined)
    await tx.add(participation)
    return SeenParticipation(participation, business.public_name, business.status, joined.year)


async def accept(tx: Tx, scope: Scope, id: UUID, *, expected: int | None) -> SeenParticipation:
    seen = await _load_participation(tx, scope, id, expected)
    tx.record(seen.participation.accept(seen.business_status))
    await tx.save(seen.participation)
    return seen


async def decline(tx: Tx, scope: Scope, id: UUID, *, reason: str, expected: int | None) -> SeenParticipation:
    seen = await _load_participation(tx, scope, id, expected)
    seen.participation.decline(reason=reason)
    await tx.save(seen.participation)
    return seen


async def end(tx: Tx, scope: Scope, id: UUID, *, expected: int | None) -> SeenParticipation:
    seen = await _load_participation(tx, scope, id, expected)
    seen.participation.end()
    await tx.save(seen.participation)
    return seen


async def withdraw(tx: Tx, scope: Scope, id: UUID, *, expected: int | None) -> SeenParticipation:
    """Its published offers of the edition are cancelled with it."""
    seen = await _load_participation(tx, scope, id, expected)
    participation = seen.participation
    tx.record(participation.withdraw())
    await tx.save(participation)
    await offers.call_off(
        tx,
        scope,
        business=participation.business_id,
        edition=participation.edition_id,
        reason="Der Betrieb nimmt nicht mehr teil.",
    )
    return seen


async def _apply(tx: Tx, business: Business, joined: Edition) -> Participation:
    # The town is asked for its contact only when there is something to refuse.
    contact = None
    if not joined.registers_on(local_day(tx.at)):
        contact = await participation_of_town(tx, Scope.PUBLIC, edition_id=joined.id, town_key=business.town_key)
    return Participation.apply(business, joined, contact, at=tx.at)


async def _load(tx: Tx, scope: Scope, id: UUID, expected: int | None) -> SeenBusiness:
    seen = await business_for_update(tx, scope, id)
    expect(seen.business, expected)
    return seen


async def _load_participation(tx: Tx, scope: Scope, id: UUID, expected: int | None) -> SeenParticipation:
    seen = await participation_for_update(tx, scope, id)
    expect(seen.participation, expected)
    return seen
