"""Who may do what: one line per operation, and which rows a scope reaches."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, false, or_, select, true
from sqlalchemy.sql.elements import SQLCoreOperations
from sqlmodel import col

from network.domain import (
    ActionItem,
    AgendaItem,
    Analysis,
    AnalysisStatus,
    Attendance,
    Decision,
    Idea,
    Indicator,
    ItemStatus,
    Measure,
    MeasureTown,
    Meeting,
    MeetingParty,
    Membership,
    Minutes,
    MinutesStatus,
    Place,
    Town,
)
from network.projections import ThreadEvent
from regio_chassis.access import ALL, PUBLISHED, Policy, Reach, Role, Scope, own, scoped
from regio_chassis.errors import Missing
from regio_events.network import MeetingKind, MembershipStatus

ANYBODY = {Role.ANONYMOUS: PUBLISHED, Role.CHAMBER: ALL}
READERS = ANYBODY | {Role.TOWN_MANAGER: own("town"), Role.MODERATOR: own("group")}
MANAGERS: dict[Role, Reach] = {Role.TOWN_MANAGER: own("town"), Role.MODERATOR: own("group"), Role.CHAMBER: ALL}
CHAMBER: dict[Role, Reach] = {Role.CHAMBER: ALL}
TOWNS: dict[Role, Reach] = {Role.TOWN_MANAGER: own("town"), Role.CHAMBER: ALL}
OF_TOWN = ANYBODY | {Role.TOWN_MANAGER: own("town")}
SCREENERS: dict[Role, Reach] = {Role.MODERATOR: own("group"), Role.CHAMBER: ALL}
"""Who screens and answers ideas: not the town whose work an idea may criticise."""

POLICY: Policy = {
    "grant.list": CHAMBER,
    "grant.add": CHAMBER,
    "grant.remove": CHAMBER,
    "town.list": ANYBODY,
    "town.get": ANYBODY,
    "town.calendar": OF_TOWN,
    "town.picture": ANYBODY,
    "town.create": CHAMBER,
    "town.change": {Role.TOWN_MANAGER: own("town"), Role.CHAMBER: ALL},
    "field_of_action.list": ANYBODY,
    "working_group.list": ANYBODY,
    "working_group.get": ANYBODY,
    "working_group.calendar": ANYBODY | {Role.MODERATOR: own("group")},
    "working_group.create": CHAMBER,
    "working_group.change": {Role.MODERATOR: own("group"), Role.CHAMBER: ALL},
    "membership.list": READERS,
    "membership.get": READERS,
    "membership.create": CHAMBER,
    "membership.sign": CHAMBER,
    "membership.leave": CHAMBER,
    "meeting.list": READERS,
    "meeting.get": READERS,
    "meeting.calendar": READERS,
    "meeting.agenda_pdf": READERS,
    "meeting.create": MANAGERS,
    "meeting.change": MANAGERS,
    "meeting.invite": MANAGERS,
    "meeting.reschedule": MANAGERS,
    "meeting.hold": MANAGERS,
    "meeting.approve_minutes": MANAGERS,
    "meeting.cancel": MANAGERS,
    "attendance.list": MANAGERS,
    "attendance.get": MANAGERS,
    "attendance.create": MANAGERS,
    "attendance.accept": MANAGERS,
    "attendance.decline": MANAGERS,
    "attendance.attend": MANAGERS,
    "agenda_item.list": READERS,
    "agenda_item.get": READERS,
    "agenda_item.create": MANAGERS,
    "agenda_item.change": MANAGERS,
    "agenda_item.accept": MANAGERS,
    "agenda_item.discuss": MANAGERS,
    "agenda_item.adjourn": MANAGERS,
    "minutes.list": READERS,
    "minutes.get": READERS,
    "minutes.pdf": READERS,
    "minutes.create": MANAGERS,
    "minutes.change": MANAGERS,
    "minutes.finalise": MANAGERS,
    "minutes.reopen": MANAGERS,
    "minutes.revisions": READERS,
    "correction.list": MANAGERS,
    "correction.get": MANAGERS,
    "correction.create": MANAGERS,
    "correction.adopt": MANAGERS,
    "correction.reject": MANAGERS,
    "action_item.list": MANAGERS,
    "action_item.get": MANAGERS,
    "action_item.create": MANAGERS,
    "action_item.change": MANAGERS,
    "action_item.start": MANAGERS,
    "action_item.complete": MANAGERS,
    "action_item.drop": MANAGERS,
    "reminder.list": MANAGERS,
    "decision.list": READERS,
    "decision.get": READERS,
    "decision.create": MANAGERS,
    "decision.correct": MANAGERS,
    "decision.revoke": MANAGERS,
    "idea.list": READERS,
    "idea.get": READERS,
    "idea.similar": READERS,
    "idea.create": ANYBODY,
    "idea.support": ANYBODY,
    # Whoever has the author's secret; the service centre has not.
    "idea.withdraw": {Role.ANONYMOUS: PUBLISHED},
    "idea.contact": SCREENERS,
    "idea.change": SCREENERS,
    "idea.screen": SCREENERS,
    "idea.hide": SCREENERS,
    "idea.review": SCREENERS,
    "idea.answer": SCREENERS,
    "device_token.create": ANYBODY,
    "measure.list": ANYBODY,
    "measure.get": ANYBODY,
    "measure.create": MANAGERS,
    "measure.change": MANAGERS,
    "measure.decide": MANAGERS,
    "measure.plan": MANAGERS,
    "measure.start": MANAGERS,
    "measure.pause": MANAGERS,
    "measure.resume": MANAGERS,
    "measure.advance": MANAGERS,
    "measure.complete": MANAGERS,
    "measure.evaluate": MANAGERS,
    "measure.drop": MANAGERS,
    "measure.transfer": MANAGERS,
    "measure.fund": MANAGERS,
    "milestone.create": MANAGERS,
    "milestone.reach": MANAGERS,
    "thread.get": READERS,
    "engagement.get": SCREENERS,
    "oparl.system": ANYBODY,
    "oparl.bodies": ANYBODY,
    "oparl.body": ANYBODY,
    "oparl.list": ANYBODY,
    "oparl.organization_meetings": ANYBODY,
    "oparl.object": ANYBODY,
    "analysis.list": OF_TOWN,
    "analysis.get": OF_TOWN,
    "analysis.create": TOWNS,
    "analysis.change": TOWNS,
    "analysis.start": TOWNS,
    "analysis.present": TOWNS,
    "finding.list": OF_TOWN,
    "finding.get": OF_TOWN,
    "finding.create": TOWNS,
    "indicator.list": ANYBODY,
    "indicator.create": TOWNS,
    "town_body.list": ANYBODY,
    "town_body.get": ANYBODY,
    "town_body.create": TOWNS,
    "town_body.change": TOWNS,
    "town_role.list": OF_TOWN,
    "town_role.get": OF_TOWN,
    "town_role.create": TOWNS,
    "town_role.change": TOWNS,
}
"""Operation id to roles. What may be seen or done with a row of one's own is said by the predicates below."""


def insist(scope: Scope, kind: str, keys: Iterable[str]) -> None:
    """
    For what is about to be created, so that there is no row yet whose scope could be asked.

    Raises:
        Missing: one of ``keys`` is not the caller's own.
    """
    if not scope.everything and not set(keys) <= scope.of(kind):
        raise Missing(f"there is no such {kind} among yours")


def memberships(scope: Scope) -> ColumnElement[bool]:
    """Candidates are nobody's business but the town's and the group's."""
    return scoped(
        scope,
        published=col(Membership.status) != MembershipStatus.CANDIDATE,
        town=col(Membership.town_key),
        group=col(Membership.group_key),
    )


def analyses(scope: Scope) -> ColumnElement[bool]:
    """Presented ones, and those of one's towns."""
    presented = col(Analysis.status) == AnalysisStatus.PRESENTED
    return scoped(scope, published=presented, town=col(Analysis.town_key))


def indicators(scope: Scope) -> ColumnElement[bool]:
    """Figures of towns are public; what must not be known was never stored."""
    return scoped(scope, published=true(), town=col(Indicator.town_key))


def meetings(scope: Scope) -> ColumnElement[bool]:
    """What one may read: public meetings, those of one's groups, and those one's towns are invited to."""
    return or_(_published(scope, col(Meeting.public)), own_meetings(scope))


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
    return or_(_published(scope, seen), own, _waiting_items(scope))


def managed_items(scope: Scope) -> ColumnElement[bool]:
    """Items of meetings one may change, and waiting ones one could take up."""
    return or_(_of(col(AgendaItem.meeting_id), managed_meetings(scope)), _waiting_items(scope))


def action_items(scope: Scope) -> ColumnElement[bool]:
    """What one's towns or groups have to do; nothing of it is public."""
    return scoped(scope, town=col(ActionItem.town_key), group=col(ActionItem.group_key))


def minutes(scope: Scope) -> ColumnElement[bool]:
    """Final minutes of public meetings, and drafts for those who were there."""
    seen = and_(col(Minutes.status) == MinutesStatus.FINAL, _of(col(Minutes.meeting_id), col(Meeting.public)))
    return or_(_published(scope, seen), _of(col(Minutes.meeting_id), own_meetings(scope)))


def own_minutes(scope: Scope) -> ColumnElement[bool]:
    """Minutes of meetings that one takes part in."""
    return _of(col(Minutes.meeting_id), own_meetings(scope))


def managed_minutes(scope: Scope) -> ColumnElement[bool]:
    """Minutes of meetings one may change."""
    return _of(col(Minutes.meeting_id), managed_meetings(scope))


def decisions(scope: Scope) -> ColumnElement[bool]:
    """Decisions are public, also those of a meeting that was not: they are events that anybody may read."""
    return or_(_published(scope, true()), _of(col(Decision.meeting_id), own_meetings(scope)))


def managed_decisions(scope: Scope) -> ColumnElement[bool]:
    """Decisions of meetings one may change."""
    return _of(col(Decision.meeting_id), managed_meetings(scope))


def ideas(scope: Scope) -> ColumnElement[bool]:
    """Screened ones; others for the town they are for, and for the groups that could deal with them."""
    if scope.everything:
        return true()
    towns = scope.of("town")
    # What does not concern the caller is left out: an OR would keep the database from reading in order.
    own_ones = col(Idea.town_key).in_(towns) if towns else false()
    return or_(_published(scope, col(Idea.published)), managed_ideas(scope), own_ones)


def managed_ideas(scope: Scope) -> ColumnElement[bool]:
    """What a moderator answers: ideas for towns of the own groups, and those that are for no town."""
    if scope.everything:
        return true()
    groups = scope.of("group")
    return or_(col(Idea.town_key).in_(_towns_of(groups)), col(Idea.town_key).is_(None)) if groups else false()


def measures(scope: Scope) -> ColumnElement[bool]:
    """Measures are public, as the events are that state them."""
    return scoped(scope, published=true())


def managed_measures(scope: Scope) -> ColumnElement[bool]:
    """Measures of the own towns, or of towns of the own groups."""
    if scope.everything:
        return true()
    return col(Measure.id).in_(select(col(MeasureTown.measure_id)).where(_managed(scope, col(MeasureTown.town_key))))


def managed_towns(scope: Scope) -> ColumnElement[bool]:
    """Towns whose measures one may begin: the own ones, and active members of the own groups."""
    return true() if scope.everything else _managed(scope, col(Town.key))


def _managed(scope: Scope, town_key: SQLCoreOperations[str]) -> ColumnElement[bool]:
    return or_(town_key.in_(scope.of("town")), town_key.in_(_towns_of(scope.of("group"))))


def thread_events(scope: Scope) -> ColumnElement[bool]:
    """What was stated in public; the rest for moderators, and for the town it names."""
    if scope.everything or scope.of("group"):
        return true()
    towns = scope.of("town")
    places = select(col(Place.key)).where(col(Place.town_key).in_(towns))
    own_ones = or_(col(ThreadEvent.town_key).in_(towns), col(ThreadEvent.town_key).in_(places)) if towns else false()
    return or_(_published(scope, col(ThreadEvent.public)), own_ones)


def _towns_of(groups: Iterable[str]) -> Select[str]:
    active = col(Membership.status) == MembershipStatus.ACTIVE
    return select(col(Membership.town_key)).where(col(Membership.group_key).in_(groups), active)


def _published(scope: Scope, seen: SQLCoreOperations[bool]) -> ColumnElement[bool]:
    return and_(seen) if scope.published else false()


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
