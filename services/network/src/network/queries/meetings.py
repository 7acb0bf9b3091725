"""Meetings: what lies ahead, what was held, and which one comes next."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, RowMapping, Select, select
from sqlalchemy.sql.elements import SQLCoreOperations
from sqlmodel import col

from network import access
from network.domain import AHEAD, Meeting, MeetingParty, MeetingStatus, Minutes, MinutesStatus
from regio_chassis.access import Scope
from regio_chassis.database import Reading, Tx
from regio_chassis.errors import Missing
from regio_events.network import MeetingKind

CALENDAR_ENTRIES = 200
"""A group that meets every second week for a year, seven times over."""


def meetings(
    scope: Scope,
    *,
    group: str | None = None,
    town: str | None = None,
    kind: MeetingKind | None = None,
    series: str | None = None,
    status: MeetingStatus | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> Select[Any]:
    """
    Meetings with ``mine``: whether the caller takes part in them, and not only reads what is public.

    Those of a group or town are read from its list of parties; in order of time by ``starts``.
    """
    found: Select[Any] = (
        select(Meeting).add_columns(access.own_meetings(scope).label("mine")).where(access.meetings(scope))
    )
    if group is not None or town is not None:
        found = found.join(MeetingParty, col(MeetingParty.meeting_id) == col(Meeting.id))
        invited = col(MeetingParty.town_key) == town if group is None else col(MeetingParty.group_key) == group
        found = found.where(invited)
    if group is not None and town is not None:
        found = found.where(_has(col(MeetingParty.town_key) == town))
    starts_at = starts(group=group, town=town)
    for column, value in ((col(Meeting.kind), kind), (col(Meeting.series), series), (col(Meeting.status), status)):
        if value is not None:
            found = found.where(column == value)
    if since is not None:
        found = found.where(starts_at >= since)
    if until is not None:
        found = found.where(starts_at < until)
    return found


def starts(*, group: str | None = None, town: str | None = None) -> SQLCoreOperations[datetime]:
    """When meetings start, in the table from which ``meetings`` of this group or town are read."""
    return col(Meeting.starts_at) if group is None and town is None else col(MeetingParty.starts_at)


async def meeting(reading: Reading, scope: Scope, id: UUID) -> RowMapping:
    """
    One meeting, as in the list.

    Raises:
        Missing: there is none, or it is not the caller's to see.
    """
    found = (await reading.execute(meetings(scope).where(col(Meeting.id) == id))).mappings().one_or_none()
    if found is None:
        raise Missing("there is no such meeting")
    return found


async def calendar(
    reading: Reading, scope: Scope, *, since: datetime, group: str | None = None, town: str | None = None
) -> Sequence[RowMapping]:
    """The next meetings, and those since ``since``; at most ``CALENDAR_ENTRIES``, the latest of them."""
    found = meetings(scope, group=group, town=town, since=since)
    found = found.order_by(starts(group=group, town=town).desc())
    latest = (await reading.execute(found.limit(CALENDAR_ENTRIES))).mappings().all()
    return latest[::-1]


async def meeting_for_update(tx: Tx, scope: Scope, id: UUID) -> Meeting:
    """
    Load a meeting and lock its row until the transaction ends.

    Raises:
        Missing: there is none, or it is not the caller's to change.
    """
    mine = access.managed_meetings(scope)
    found = await tx.entity(Meeting, select(Meeting).where(col(Meeting.id) == id, mine).with_for_update(of=Meeting))
    if found is None:
        raise Missing("there is no such meeting")
    return found


async def meeting_to_propose_to(tx: Tx, scope: Scope, id: UUID) -> Meeting:
    """
    Load a meeting that the caller takes part in, and lock it, so that it is not cancelled meanwhile.

    Raises:
        Missing: there is none, or the caller does not take part.
    """
    mine = access.own_meetings(scope)
    found = await tx.entity(Meeting, select(Meeting).where(col(Meeting.id) == id, mine).with_for_update(of=Meeting))
    if found is None:
        raise Missing("there is no such meeting")
    return found


async def next_working_meeting(tx: Tx, *, after: datetime, before: datetime | None, town: str | None) -> Meeting | None:
    """The first working meeting ahead, between the two moments; with ``town``: one it is invited to. Locked."""
    found = select(Meeting).where(
        col(Meeting.kind) == MeetingKind.WORKING_MEETING,
        col(Meeting.status).in_(AHEAD),
        col(Meeting.starts_at) > after,
    )
    if before is not None:
        found = found.where(col(Meeting.starts_at) < before)
    if town is not None:
        found = found.where(_has(col(MeetingParty.town_key) == town))
    found = found.order_by(col(Meeting.starts_at), col(Meeting.id)).limit(1)
    return await tx.entity(Meeting, found.with_for_update(of=Meeting))


async def next_of_series(tx: Tx, series: str, *, after: datetime) -> Meeting | None:
    """The first meeting of the series that lies ahead and starts later than ``after``. Locked."""
    found = select(Meeting).where(
        col(Meeting.series) == series, col(Meeting.status).in_(AHEAD), col(Meeting.starts_at) > after
    )
    found = found.order_by(col(Meeting.starts_at), col(Meeting.id)).limit(1)
    return await tx.entity(Meeting, found.with_for_update(of=Meeting))


async def later_minutes_final(reading: Reading, meeting: Meeting) -> bool:
    """Whether a later meeting of the series has final minutes."""
    later = (
        select(col(Minutes.id))
        .join(Meeting, col(Meeting.id) == col(Minutes.meeting_id))
        .where(
            col(Meeting.series) == meeting.series,
            col(Meeting.starts_at) > meeting.starts_at,
            col(Minutes.status) == MinutesStatus.FINAL,
        )
    )
    return await reading.scalar(later.limit(1)) is not None


def _has(party: ColumnElement[bool]) -> ColumnElement[bool]:
    # Not correlated: read once by its own index, instead of once for every meeting.
    return col(Meeting.id).in_(select(col(MeetingParty.meeting_id)).where(party).correlate(None))
