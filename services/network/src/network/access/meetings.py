"""Meetings and all that belongs to them."""

from typing import Any

from sqlalchemy import ColumnElement, and_, case, false, or_, select, true
from sqlalchemy.sql.elements import SQLCoreOperations
from sqlmodel import col

from network.access.base import published
from network.domain import AgendaItem, Attendance, Decision, ItemStatus, Meeting, MeetingParty, Minutes, MinutesStatus
from regio_chassis.access import Scope, scoped
from regio_events.network import MeetingKind


def meetings(scope: Scope) -> ColumnElement[bool]:
    """What one may read: public meetings, those of one's groups, and those one's towns are invited to."""
    return or_(published(scope, col(Meeting.public)), own_meetings(scope))


def own_meetings(scope: Scope) -> ColumnElement[bool]:
    """Meetings of one's groups and those one's towns are invited to: one sees more of them than the public does."""
    if scope.everything:
        return true()
    if not scope.keys:
        return false()
    mine = scoped(scope, town=col(MeetingParty.town_key), group=col(MeetingParty.group_key))
    # A list that is read from the parties has them in it already.
    return col(Meeting.id).in_(select(col(MeetingParty.meeting_id)).where(mine).correlate(None))


def managed_meetings(scope: Scope) -> ColumnElement[bool]:
    """What one may change: a moderator the meetings of the own groups, a town manager the own towns' rounds."""
    if scope.everything:
        return true()
    of_round = case((col(Meeting.kind) == MeetingKind.DISCUSSION_ROUND, col(MeetingParty.town_key)))
    mine = scoped(scope, town=of_round, group=col(MeetingParty.group_key))
    found = select(col(MeetingParty.id)).where(col(MeetingParty.meeting_id) == col(Meeting.id), mine)
    return found.correlate(Meeting).exists()


def attendances(scope: Scope) -> ColumnElement[bool]:
    """Invitees of meetings that one takes part in; answers are not public."""
    return _of(col(Attendance.meeting_id), own_meetings(scope))


def answerable(scope: Scope) -> ColumnElement[bool]:
    """What one may answer: for one's towns, and for all at meetings one may change."""
    return or_(col(Attendance.town_key).in_(scope.of("town")), managed_attendances(scope))


def managed_attendances(scope: Scope) -> ColumnElement[bool]:
    """Invitees of meetings one may change."""
    return _of(col(Attendance.meeting_id), managed_meetings(scope))


def agenda_items(scope: Scope) -> ColumnElement[bool]:
    """Items of meetings one may read, and waiting ones for those who could take them up; proposals are not public."""
    seen = and_(
        col(AgendaItem.public),
        col(AgendaItem.status) != ItemStatus.PROPOSED,
        _of(col(AgendaItem.meeting_id), col(Meeting.public)),
    )
    own = _of(col(AgendaItem.meeting_id), own_meetings(scope))
    return or_(published(scope, seen), own, _waiting_items(scope))


def managed_items(scope: Scope) -> ColumnElement[bool]:
    """Items of meetings one may change, and waiting ones one could take up."""
    return or_(_of(col(AgendaItem.meeting_id), managed_meetings(scope)), _waiting_items(scope))


def minutes(scope: Scope) -> ColumnElement[bool]:
    """Final minutes of public meetings, and drafts for those who were there."""
    seen = and_(col(Minutes.status) == MinutesStatus.FINAL, _of(col(Minutes.meeting_id), col(Meeting.public)))
    return or_(published(scope, seen), _of(col(Minutes.meeting_id), own_meetings(scope)))


def own_minutes(scope: Scope) -> ColumnElement[bool]:
    """Minutes of meetings that one takes part in."""
    return _of(col(Minutes.meeting_id), own_meetings(scope))


def managed_minutes(scope: Scope) -> ColumnElement[bool]:
    """Minutes of meetings one may change."""
    return _of(col(Minutes.meeting_id), managed_meetings(scope))


def decisions(scope: Scope) -> ColumnElement[bool]:
    """Decisions are public, also those of a meeting that was not: they are events that anybody may read."""
    return or_(published(scope, true()), _of(col(Decision.meeting_id), own_meetings(scope)))


def managed_decisions(scope: Scope) -> ColumnElement[bool]:
    """Decisions of meetings one may change."""
    return _of(col(Decision.meeting_id), managed_meetings(scope))


def _waiting_items(scope: Scope) -> ColumnElement[bool]:
    if scope.everything:
        return true()
    # A proposal without a town may be taken up by every group.
    any_moderator = true() if scope.of("group") else false()
    return and_(
        col(AgendaItem.meeting_id).is_(None), or_(any_moderator, col(AgendaItem.town_key).in_(scope.of("town")))
    )


def _of(meeting_id: SQLCoreOperations[Any], predicate: SQLCoreOperations[bool]) -> ColumnElement[bool]:
    return meeting_id.in_(select(col(Meeting.id)).where(predicate))
