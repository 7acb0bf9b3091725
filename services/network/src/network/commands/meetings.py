"""Meetings are fixed, moved, held and closed; agenda items follow them."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlmodel import col

from network import access, queries
from network.commands import agenda, attendances
from network.commands.saving import save
from network.commands.towns import insist_on_known
from network.domain import Meeting, MeetingParty, MinutesStatus, local_day
from regio_chassis.access import Scope
from regio_chassis.database import Tx
from regio_chassis.rows import expect
from regio_events.network import MeetingKind

_PARTIES = update(MeetingParty)


async def schedule(
    tx: Tx,
    scope: Scope,
    *,
    kind: MeetingKind,
    group_keys: Collection[str],
    town_keys: Collection[str],
    starts_at: datetime,
    ends_at: datetime,
    title: str,
    at: datetime,
    **values: Any,
) -> Meeting:
    """A working meeting invites the active members of its groups on its day, unless ``town_keys`` names towns."""
    access.insist(scope, "group", group_keys)
    if kind is MeetingKind.DISCUSSION_ROUND:
        access.insist(scope, "town", town_keys)
    await insist_on_known(tx, groups=group_keys)
    if town_keys:
        await insist_on_known(tx, towns=town_keys)
    elif group_keys:
        town_keys = await queries.memberships.members_on(tx, local_day(starts_at), group_keys)
    meeting, event = Meeting.schedule(
        kind=kind,
        title=title,
        group_keys=group_keys,
        town_keys=town_keys,
        starts_at=starts_at,
        ends_at=ends_at,
        at=at,
        **values,
    )
    await tx.add(meeting, *meeting.parties())
    tx.record(event)
    await agenda.attach_waiting(tx, meeting, at=at)
    return meeting


async def change(tx: Tx, scope: Scope, id: UUID, changes: Mapping[str, Any], *, version: int | None) -> Meeting:
    meeting = await queries.meetings.meeting_for_update(tx, scope, id)
    expect(meeting, version)
    meeting.rewrite(changes, at=tx.at)
    await save(tx, meeting)
    return meeting


async def invite(tx: Tx, scope: Scope, id: UUID, *, at: datetime, version: int | None = None) -> Meeting:
    meeting = await queries.meetings.meeting_for_update(tx, scope, id)
    expect(meeting, version)
    meeting.invite(at=at)
    await save(tx, meeting)
    await attendances.invite_towns(tx, meeting, at=at)
    return meeting


async def reschedule(
    tx: Tx,
    scope: Scope,
    id: UUID,
    *,
    starts_at: datetime,
    ends_at: datetime,
    at: datetime,
    place: str | None = None,
    version: int | None = None,
) -> Meeting:
    """Items that would come too late at the new time go to another meeting; those who answered are asked again."""
    meeting = await queries.meetings.meeting_for_update(tx, scope, id)
    expect(meeting, version)
    event = meeting.reschedule(starts_at=starts_at, ends_at=ends_at, place=place, at=at)
    await save(tx, meeting)
    await tx.execute(_PARTIES.where(col(MeetingParty.meeting_id) == id).values(starts_at=starts_at))
    tx.record(event)
    await attendances.ask_again(tx, meeting)
    await agenda.move_late_items(tx, meeting, at=at)
    return meeting


async def hold(
    tx: Tx,
    scope: Scope,
    id: UUID,
    *,
    towns_present: Collection[str],
    decisions: int,
    at: datetime,
    version: int | None = None,
) -> Meeting:
    meeting = await queries.meetings.meeting_for_update(tx, scope, id)
    expect(meeting, version)
    event = meeting.hold(towns_present=towns_present, decisions=decisions, at=at)
    await save(tx, meeting)
    tx.record(event)
    await attendances.towns_were_there(tx, meeting, at=at)
    return meeting


async def approve_minutes(tx: Tx, scope: Scope, id: UUID, *, version: int | None = None) -> Meeting:
    meeting = await queries.meetings.meeting_for_update(tx, scope, id)
    expect(meeting, version)
    meeting.approve_minutes(minutes_final=await queries.minutes.status_of(tx, id) is MinutesStatus.FINAL)
    await save(tx, meeting)
    return meeting


async def cancel(tx: Tx, scope: Scope, id: UUID, *, reason: str, at: datetime, version: int | None = None) -> Meeting:
    """The items of a cancelled meeting go to the next one that fits, or wait for it."""
    meeting = await queries.meetings.meeting_for_update(tx, scope, id)
    expect(meeting, version)
    event = meeting.cancel(reason=reason)
    await save(tx, meeting)
    tx.record(event)
    await agenda.move_items(tx, meeting, at=at)
    return meeting
