"""Where the entries of each kind come from, when they changed, and which of them are gone."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    String,
    Subquery,
    and_,
    case,
    cast,
    false,
    func,
    literal,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.sql.elements import SQLCoreOperations
from sqlmodel import col

from network.domain import (
    AgendaItem,
    Decision,
    ItemStatus,
    Meeting,
    MeetingParty,
    Membership,
    Minutes,
    MinutesStatus,
    Town,
    TownBody,
    TownRole,
    WorkingGroup,
)
from network.queries.oparl.kinds import NETWORK, Kind
from regio_chassis.rows import table_of
from regio_events.network import MeetingKind, MembershipStatus


def sources(kinds: Sequence[Kind], body: str | None, group: str | None) -> Subquery:
    """The entries of these kinds, of a body or group where one is named."""
    return union_all(*(_source(kind, body, group) for kind in kinds)).subquery("index")


def _source(kind: Kind, body: str | None, group: str | None) -> Select[Any]:
    match kind:
        case Kind.GROUP:
            return _rows(kind, WorkingGroup, col(WorkingGroup.key), where=_of_network(body))
        case Kind.TOWN:
            return _rows(kind, Town, col(Town.key), where=_of_town(col(Town.key), body))
        case Kind.OFFICE:
            return _rows(kind, TownBody, col(TownBody.id), where=_of_town(col(TownBody.town_key), body))
        case Kind.PERSON | Kind.ROLE:
            public = and_(col(TownRole.released), col(TownRole.person_name).is_not(None))
            known = or_(public, col(TownRole.withdrawn_at).is_not(None))
            where = and_(known, _of_town(col(TownRole.town_key), body))
            return _rows(kind, TownRole, col(TownRole.id), where=where, gone=~public)
        case Kind.MEMBER:
            signed = col(Membership.status) != MembershipStatus.CANDIDATE
            return _rows(kind, Membership, col(Membership.id), where=and_(signed, _of_network(body)))
        case Kind.PAPER:
            return _rows(kind, Decision, col(Decision.id), where=_at_meeting(col(Decision.meeting_id), body, group))
        case Kind.ITEM:
            return _items(body, group)
        case Kind.MINUTES:
            return _minutes(body, group)
        case Kind.MEETING | Kind.AGENDA | Kind.PLACE:
            return _meetings(kind, body, group)


def _rows(
    kind: Kind,
    model: Any,
    id: SQLCoreOperations[Any],
    *,
    where: ColumnElement[bool],
    gone: ColumnElement[bool] | None = None,
    modified: ColumnElement[Any] | None = None,
) -> Select[Any]:
    changed = _changed(model) if modified is None else modified
    return select(
        literal(kind.value).label("kind"),
        cast(id, String).label("id"),
        col(model.created_at).label("created"),
        changed.label("modified"),
        (false() if gone is None else gone).label("gone"),
    ).where(where)


def _meetings(kind: Kind, body: str | None, group: str | None) -> Select[Any]:
    known = or_(col(Meeting.public), col(Meeting.withdrawn_at).is_not(None))
    where = and_(known, _of_meeting(body, group))
    if kind is Kind.PLACE:
        where = and_(where, col(Meeting.place).is_not(None))
    # A meeting shows its items and minutes: it changes when they do.
    modified = _changed(Meeting)
    if kind is not Kind.PLACE:
        modified = _latest(modified, _newest(AgendaItem), _newest(Minutes))
    return _rows(kind, Meeting, col(Meeting.id), where=where, gone=~col(Meeting.public), modified=modified)


def _items(body: str | None, group: str | None) -> Select[Any]:
    public = and_(col(AgendaItem.public), func.coalesce(col(Meeting.public), false()))
    # On an agenda once, and public then: withdrawn by itself or with its meeting, or taken off by a cancelled one.
    withdrawn = or_(
        col(AgendaItem.withdrawn_at).is_not(None),
        and_(col(AgendaItem.public), or_(col(Meeting.withdrawn_at).is_not(None), col(Meeting.id).is_(None))),
    )
    accepted = col(AgendaItem.status) != ItemStatus.PROPOSED
    of_body = or_(_of_meeting(body, group), and_(col(Meeting.id).is_(None), _of_network(body)))
    found = _rows(
        Kind.ITEM,
        AgendaItem,
        col(AgendaItem.id),
        where=and_(accepted, or_(public, withdrawn), of_body),
        gone=~public,
        modified=_latest(_changed(AgendaItem), _changed(Meeting)),
    )
    return found.select_from(
        table_of(AgendaItem).outerjoin(table_of(Meeting), col(Meeting.id) == col(AgendaItem.meeting_id))
    )


def _minutes(body: str | None, group: str | None) -> Select[Any]:
    public = and_(col(Minutes.status) == MinutesStatus.FINAL, col(Meeting.public))
    known = and_(col(Minutes.revision) > 0, or_(col(Meeting.public), col(Meeting.withdrawn_at).is_not(None)))
    found = _rows(
        Kind.MINUTES,
        Minutes,
        col(Minutes.id),
        where=and_(known, _of_meeting(body, group)),
        gone=~public,
        modified=_latest(_changed(Minutes), _changed(Meeting)),
    )
    return found.select_from(table_of(Minutes).join(table_of(Meeting), col(Meeting.id) == col(Minutes.meeting_id)))


def _changed(model: Any) -> ColumnElement[Any]:
    return func.coalesce(col(model.changed_at), col(model.created_at))


def _newest(model: Any) -> ColumnElement[Any]:
    found = select(func.max(_changed(model))).where(col(model.meeting_id) == col(Meeting.id))
    return found.correlate(table_of(Meeting)).scalar_subquery()


def _latest(first: ColumnElement[Any], *others: ColumnElement[Any]) -> ColumnElement[Any]:
    # The greatest of several has another name in each database, and another idea of NULL.
    for other in others:
        first = case((other > first, other), else_=first)
    return first


def _of_network(body: str | None) -> ColumnElement[bool]:
    return true() if body in (None, NETWORK) else false()


def _of_town(key: SQLCoreOperations[str], body: str | None) -> ColumnElement[bool]:
    return true() if body is None else key == body


def _of_meeting(body: str | None, group: str | None) -> ColumnElement[bool]:
    """A working meeting is the network's, a round its town's."""
    terms: list[ColumnElement[bool]] = [true()]
    if body == NETWORK:
        terms.append(col(Meeting.kind) == MeetingKind.WORKING_MEETING)
    elif body is not None:
        terms.append(
            and_(col(Meeting.kind) == MeetingKind.DISCUSSION_ROUND, _party(col(MeetingParty.town_key) == body))
        )
    if group is not None:
        terms.append(_party(col(MeetingParty.group_key) == group))
    return and_(*terms)


def _at_meeting(meeting_id: SQLCoreOperations[Any], body: str | None, group: str | None) -> ColumnElement[bool]:
    if body is None and group is None:
        return true()
    return meeting_id.in_(select(col(Meeting.id)).where(_of_meeting(body, group)))


def _party(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return col(Meeting.id).in_(select(col(MeetingParty.meeting_id)).where(condition))
