"""What the chamber does with editions."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import update

from campaign.commands import decisions, offers
from campaign.domain import (
    CURRENT,
    Edition,
    EditionExists,
    EditionFixed,
    EditionStatus,
    Participation,
    ParticipationStatus,
    TownParticipation,
    TownStatus,
)
from campaign.queries.editions import edition_for_update, edition_of_year
from campaign.queries.participations import participations_of_edition_for_update
from campaign.queries.reports import towns_to_report_for_update
from campaign.queries.towns import town_participations_of_edition_for_update
from regio_chassis.access import Scope
from regio_chassis.database import Because, Tx
from regio_chassis.rows import expect, table_of

_towns, _participations = table_of(TownParticipation), table_of(Participation)
_FREE = frozenset({"motto", "links", "source"})


async def create(tx: Tx, scope: Scope, facts: Mapping[str, Any]) -> Edition:
    """
    A new draft.

    Raises:
        EditionExists: the year has one already.
        Invalid: its days do not fit together.
    """
    edition = Edition(**facts)
    edition.check()
    if await edition_of_year(tx, scope, edition.year) is not None:
        raise EditionExists(f"there already is an edition {edition.year}")
    await tx.add(edition)
    return edition


async def change(tx: Tx, scope: Scope, id: UUID, facts: Mapping[str, Any], *, expected: int | None) -> Edition:
    """
    Change a draft, or motto, links and source at any time.

    Raises:
        EditionFixed: the edition has been announced with its dates.
        Invalid: its days do not fit together.
    """
    edition = await _load(tx, scope, id, expected)
    changed = {name for name, value in facts.items() if getattr(edition, name) != value}
    if edition.status is not EditionStatus.DRAFT and changed - _FREE:
        raise EditionFixed(f"edition {edition.year} is {edition.status}")
    for name in changed:
        setattr(edition, name, facts[name])
    edition.check()
    if changed:
        await tx.save(edition)
    return edition


async def announce(tx: Tx, scope: Scope, id: UUID, *, expected: int | None) -> Edition:
    """Tell everybody; towns that have already decided to take part are declared."""
    edition = await _load(tx, scope, id, expected)
    tx.record(edition.announce())
    await tx.save(edition)
    await decisions.follow_those_to_join(tx, edition)
    return edition


async def open_registration(tx: Tx, scope: Scope, id: UUID, *, expected: int | None) -> Edition:
    edition = await _load(tx, scope, id, expected)
    tx.record(edition.open(at=tx.at))
    await tx.save(edition)
    return edition


async def close_registration(tx: Tx, scope: Scope, id: UUID, *, expected: int | None) -> Edition:
    edition = await _load(tx, scope, id, expected)
    tx.record(edition.close())
    await tx.save(edition)
    return edition


async def start(tx: Tx, scope: Scope, id: UUID, *, expected: int | None) -> Edition:
    edition = await _load(tx, scope, id, expected)
    tx.record(edition.start())
    await tx.save(edition)
    return edition


async def end(tx: Tx, scope: Scope, id: UUID, *, expected: int | None) -> Edition:
    """The participations of the edition end with it."""
    edition = await _load(tx, scope, id, expected)
    tx.record(edition.end())
    await tx.save(edition)
    await tx.execute(
        update(_towns)
        .where(_towns.c.edition_id == id, _towns.c.status == TownStatus.PUBLISHED)
        .values(status=TownStatus.ENDED, version=_towns.c.version + 1)
    )
    await tx.execute(
        update(_participations)
        .where(_participations.c.edition_id == id, _participations.c.status == ParticipationStatus.ACCEPTED)
        .values(status=ParticipationStatus.ENDED, version=_participations.c.version + 1)
    )
    return edition


async def evaluate(tx: Tx, scope: Scope, id: UUID, *, without_missing: bool, expected: int | None) -> Edition:
    """
    Raises:
        ReportsMissing: a town has not reported, and nobody said to go on without.
    """
    edition = await _load(tx, scope, id, expected)
    waiting = [] if without_missing else await towns_to_report_for_update(tx, scope, id)
    edition.evaluate(missing=len(waiting))
    await tx.save(edition)
    return edition


async def cancel(tx: Tx, scope: Scope, id: UUID, *, reason: str, expected: int | None) -> Edition:
    """
    What hangs on it ends with it: towns and businesses withdraw, published offers still to come are cancelled.

    Nothing new comes in behind: who applies, publishes or approves holds the edition's row, and so waits or is found.
    """
    edition = await _load(tx, scope, id, expected)
    because = Because(tx.record(edition.cancel(reason=reason)), tx.correlation)
    told = f"Die Aktion wurde abgesagt: {reason}"
    await tx.save(edition)
    for town in await town_participations_of_edition_for_update(tx, scope, id):
        tx.record(town.withdraw(reason=told), because=because)
        await tx.save(town)
    for participation in await participations_of_edition_for_update(tx, scope, id):
        tx.record(participation.withdraw(), because=because)
    await tx.execute(
        update(_participations)
        .where(_participations.c.edition_id == id, _participations.c.status.in_(CURRENT))
        .values(status=ParticipationStatus.WITHDRAWN, version=_participations.c.version + 1)
    )
    await offers.call_off(tx, scope, edition=id, reason=told, because=because)
    return edition


async def _load(tx: Tx, scope: Scope, id: UUID, expected: int | None) -> Edition:
    edition = await edition_for_update(tx, scope, id)
    expect(edition, expected)
    return edition
