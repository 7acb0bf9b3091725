"""What the chamber and the towns do with towns and their participations."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from campaign.access import speaks_for_town
from campaign.commands import offers
from campaign.domain import AlreadyTakingPart, Town, TownExists, TownParticipation
from campaign.domain.windows import in_order
from campaign.queries.editions import edition, edition_for_update
from campaign.queries.published_offers import published_dates
from campaign.queries.towns import (
    SeenTownParticipation,
    participation_of_town,
    town,
    town_for_update,
    town_participation_for_update,
)
from regio_chassis.access import Scope
from regio_chassis.database import Tx
from regio_chassis.errors import Missing
from regio_chassis.rows import expect


async def create_town(tx: Tx, scope: Scope, facts: Mapping[str, Any]) -> Town:
    """
    Raises:
        TownExists: the key is taken.
    """
    new = Town(**facts)
    try:
        await town(tx, scope, new.key)
    except Missing:
        await tx.add(new)
        return new
    raise TownExists("there already is a town with this key")


async def change_town(tx: Tx, scope: Scope, key: str, facts: Mapping[str, Any], *, expected: int | None) -> Town:
    found = await town_for_update(tx, scope, key)
    expect(found, expected)
    for name, value in facts.items():
        setattr(found, name, value)
    await tx.save(found)
    return found


async def create(
    tx: Tx, scope: Scope, *, edition_id: UUID, town_key: str, declared: bool, facts: Mapping[str, Any]
) -> SeenTownParticipation:
    """
    A town is invited to an edition, or declares of its own accord that it takes part.

    Raises:
        Missing: there is no such edition or town, or the caller does not speak for it.
        EditionNotOpen: towns cannot join it now.
        AlreadyTakingPart: the town has a participation.
    """
    if not speaks_for_town(scope, town_key):
        raise Missing("there is no such town")
    place = await town(tx, scope, town_key)
    # Locked: of two that declare the same town, one is told that it already takes part.
    joined = await edition_for_update(tx, Scope.PUBLIC, edition_id)
    joined.insist_on_towns()
    if await participation_of_town(tx, scope, edition_id=edition_id, town_key=town_key) is not None:
        raise AlreadyTakingPart(f"{place.name} already has a participation in edition {joined.year}")
    participation = TownParticipation(
        edition_id=edition_id, town_key=town_key, municipality_key=place.municipality_key, **facts
    )
    participation.windows = in_order(participation.windows, year=joined.year)
    if declared:
        tx.record(participation.declare())
    await tx.add(participation)
    return SeenTownParticipation(participation, place.name, joined.year)


async def change(
    tx: Tx, scope: Scope, id: UUID, facts: Mapping[str, Any], *, expected: int | None
) -> SeenTownParticipation:
    """
    Raises:
        WindowsFixed: the programme, or an offer that would then lie outside, is public; its windows do not move.
    """
    seen = await _load(tx, scope, id, expected)
    participation = seen.participation
    for name, value in facts.items():
        if name != "windows":
            setattr(participation, name, value)
        elif value != participation.windows:
            # Read after the row was locked: whoever publishes an offer holds it until then.
            held = await published_dates(
                tx, Scope.PUBLIC, edition_id=participation.edition_id, town_key=participation.town_key
            )
            participation.set_windows(value, year=seen.edition_year, held=held)
    await tx.save(participation)
    return seen


async def declare(tx: Tx, scope: Scope, id: UUID, *, expected: int | None) -> SeenTownParticipation:
    seen = await _load(tx, scope, id, expected)
    tx.record(seen.participation.declare())
    await tx.save(seen.participation)
    return seen


async def confirm(tx: Tx, scope: Scope, id: UUID, *, expected: int | None) -> SeenTownParticipation:
    seen = await _load(tx, scope, id, expected)
    tx.record(seen.participation.confirm())
    await tx.save(seen.participation)
    return seen


async def publish(tx: Tx, scope: Scope, id: UUID, *, expected: int | None) -> SeenTownParticipation:
    seen = await _load(tx, scope, id, expected)
    joined = await edition(tx, Scope.PUBLIC, seen.participation.edition_id)
    tx.record(seen.participation.publish(joined))
    await tx.save(seen.participation)
    return seen


async def end(tx: Tx, scope: Scope, id: UUID, *, expected: int | None) -> SeenTownParticipation:
    seen = await _load(tx, scope, id, expected)
    seen.participation.end()
    await tx.save(seen.participation)
    return seen


async def withdraw(tx: Tx, scope: Scope, id: UUID, *, reason: str, expected: int | None) -> SeenTownParticipation:
    """The town's published offers of the edition are cancelled with it."""
    seen = await _load(tx, scope, id, expected)
    tx.record(seen.participation.withdraw(reason=reason))
    await tx.save(seen.participation)
    await offers.call_off(
        tx,
        scope,
        town=seen.participation.town_key,
        edition=seen.participation.edition_id,
        reason="Die Stadt nimmt nicht mehr teil.",
    )
    return seen


async def acknowledge(tx: Tx, scope: Scope, id: UUID, *, expected: int | None) -> SeenTownParticipation:
    """The chamber has looked at what a decision of the network could not change by itself."""
    seen = await _load(tx, scope, id, expected)
    seen.participation.attention = None
    await tx.save(seen.participation)
    return seen


async def _load(tx: Tx, scope: Scope, id: UUID, expected: int | None) -> SeenTownParticipation:
    seen = await town_participation_for_update(tx, scope, id)
    expect(seen.participation, expected)
    return seen
