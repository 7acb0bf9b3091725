"""Things to do are opened, by people or by a fact of another programme, and closed."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from network import access, queries
from network.commands.towns import insist_on_known
from network.domain import ActionItem, local_day
from regio_chassis.access import Scope
from regio_chassis.database import Tx
from regio_chassis.rows import expect
from regio_events import Envelope
from regio_events.campaign import TownConfirmed, TownWithdrew


async def open_item(
    tx: Tx,
    scope: Scope,
    *,
    title: str,
    due: date,
    at: datetime,
    town_key: str | None = None,
    group_key: str | None = None,
    meeting_id: UUID | None = None,
    **values: Any,
) -> ActionItem:
    """Moderators open items for their groups and town managers for their towns; the chamber also for all."""
    if group_key is not None:
        await insist_on_known(tx, groups=[group_key], pointer="/group_key")
    if town_key is not None:
        await insist_on_known(tx, towns=[town_key], pointer="/town_key")
    if meeting_id is not None:
        await queries.meetings.meeting_to_propose_to(tx, scope, meeting_id)
    if scope.of("group"):
        access.insist(scope, "group", [group_key or ""])
    else:
        access.insist(scope, "town", [town_key or ""])
    item, event = ActionItem.open(
        title=title, due=due, at=at, town_key=town_key, group_key=group_key, meeting_id=meeting_id, **values
    )
    await tx.add(item)
    tx.record(event)
    return item


async def change(tx: Tx, scope: Scope, id: UUID, changes: Mapping[str, Any], *, version: int | None) -> ActionItem:
    item = await queries.action_items.action_item_for_update(tx, scope, id)
    expect(item, version)
    for name, value in changes.items():
        setattr(item, name, value)
    await tx.save(item)
    return item


async def start(tx: Tx, scope: Scope, id: UUID, *, version: int | None = None) -> ActionItem:
    item = await queries.action_items.action_item_for_update(tx, scope, id)
    expect(item, version)
    item.start()
    await tx.save(item)
    return item


async def complete(tx: Tx, scope: Scope, id: UUID, *, version: int | None = None) -> ActionItem:
    item = await queries.action_items.action_item_for_update(tx, scope, id)
    expect(item, version)
    await _complete(tx, item)
    return item


async def drop(tx: Tx, scope: Scope, id: UUID, *, version: int | None = None) -> ActionItem:
    item = await queries.action_items.action_item_for_update(tx, scope, id)
    expect(item, version)
    item.drop()
    await tx.save(item)
    return item


async def ask_members(tx: Tx, envelope: Envelope, *, title: str, due: date) -> None:
    """One item for every town that is an active member today; what was asked for once is not asked for again."""
    if await queries.action_items.asked_for(tx, type=envelope.type, subject=envelope.subject):
        return
    for town_key, group_key in await queries.memberships.groups_on(tx, local_day(tx.at)):
        item, event = ActionItem.open(
            title=title, due=due, at=tx.at, town_key=town_key, group_key=group_key, origin=envelope
        )
        await tx.add(item)
        tx.record(event)


async def complete_for(tx: Tx, events: Sequence[TownConfirmed]) -> None:
    """What an edition asked of a town is done as soon as one of its places is confirmed."""
    for item in await _asked_of(tx, events):
        await _complete(tx, item)


async def drop_for(tx: Tx, events: Sequence[TownWithdrew]) -> None:
    """What an edition asked of a town is obsolete when it withdrew."""
    for item in await _asked_of(tx, events):
        item.drop()
        await tx.save(item)


async def _asked_of(tx: Tx, events: Sequence[TownConfirmed | TownWithdrew]) -> list[ActionItem]:
    towns = await queries.towns.towns_of_places(tx, {event.town_key for event in events})
    meant = {(str(event.edition_id), towns.get(event.town_key)) for event in events}
    found = await queries.action_items.undone(tx, subjects={subject for subject, _ in meant}, towns=towns.values())
    return [item for item in found if (item.origin_subject, item.town_key) in meant]


async def _complete(tx: Tx, item: ActionItem) -> None:
    event = item.complete()
    await tx.save(item)
    tx.record(event)
