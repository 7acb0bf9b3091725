"""Towns: who belongs to which group, what was found out about them, and what they have to do."""

from sqlalchemy import ColumnElement, and_, or_, select, true
from sqlalchemy.sql.elements import SQLCoreOperations
from sqlmodel import col

from network.access.base import towns_of
from network.domain import (
    ActionItem,
    Analysis,
    AnalysisStatus,
    Indicator,
    Measure,
    MeasureTown,
    Membership,
    Reminder,
    ReminderKind,
    Town,
)
from regio_chassis.access import Scope, scoped
from regio_events.network import MembershipStatus


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


def action_items(scope: Scope) -> ColumnElement[bool]:
    """What one's towns or groups have to do; nothing of it is public."""
    return scoped(scope, town=col(ActionItem.town_key), group=col(ActionItem.group_key))


def reminders(scope: Scope) -> ColumnElement[bool]:
    """What one's towns or groups are reminded of; moderators also of what escalated at a town of theirs."""
    own, groups = action_items(scope), scope.of("group")
    if scope.everything or not groups:
        return own
    of_town = and_(col(ActionItem.group_key).is_(None), col(ActionItem.town_key).in_(towns_of(groups)))
    return or_(own, and_(col(Reminder.kind) == ReminderKind.ESCALATION, of_town))


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
    return or_(town_key.in_(scope.of("town")), town_key.in_(towns_of(scope.of("group"))))
