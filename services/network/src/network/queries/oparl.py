"""
What council apps read: every public object with the time of its last change, and those that were taken back.

OParl knows a few kinds of object that are several tables here: each is one entry of a list; ``council`` loads what
stands behind the entries of one page. Only what is public is here, whoever asks.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

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
from regio_chassis.database import Reading
from regio_chassis.errors import Missing
from regio_chassis.rows import table_of
from regio_events.network import MeetingKind, MembershipStatus

NETWORK = "netzwerk"
"""Key of the body that the working groups belong to; the other bodies are the towns."""


class Kind(StrEnum):
    """What stands behind an object."""

    GROUP = "group"
    TOWN = "town"
    OFFICE = "office"
    PERSON = "person"
    MEMBER = "member"
    ROLE = "role"
    MEETING = "meeting"
    PLACE = "place"
    ITEM = "item"
    AGENDA = "agenda"
    MINUTES = "minutes"
    PAPER = "paper"


@dataclass(frozen=True, slots=True)
class Entry:
    """One object of a list; of one that is ``gone`` nothing else may be told."""

    kind: Kind
    id: str
    created: datetime
    modified: datetime
    gone: bool


@dataclass(frozen=True, slots=True)
class Window:
    """What a caller wants of a list; pages are counted from 1."""

    page: int = 1
    limit: int = 100
    created_since: datetime | None = None
    created_until: datetime | None = None
    modified_since: datetime | None = None
    modified_until: datetime | None = None

    @property
    def filters(self) -> bool:
        """The caller brings a copy up to date, and has to learn what is gone."""
        return any((self.created_since, self.created_until, self.modified_since, self.modified_until))

    def admits(self, created: datetime, modified: datetime) -> bool:
        """Whether the filters let an object through."""
        return (
            (self.created_since is None or created >= self.created_since)
            and (self.created_until is None or created <= self.created_until)
            and (self.modified_since is None or modified >= self.modified_since)
            and (self.modified_until is None or modified <= self.modified_until)
        )


async def listing(
    reading: Reading, kinds: Sequence[Kind], window: Window, *, body: str | None = None, group: str | None = None
) -> tuple[list[Entry], int]:
    """One page of the objects of these kinds, the oldest first, and how many there are in all."""
    found = _within(_sources(kinds, body, group), window)
    total = int(await reading.scalar(select(func.count()).select_from(found.subquery())))
    columns = found.selected_columns
    page = found.order_by(columns.created, columns.id).limit(window.limit).offset((window.page - 1) * window.limit)
    return [_entry(row) for row in await reading.execute(page)], total


async def entry(reading: Reading, kinds: Sequence[Kind], id: str) -> Entry:
    """
    One object.

    Raises:
        Missing: there is none that is, or was, public.
    """
    index = _sources(kinds, None, None)
    # SQLite keeps a UUID without hyphens; keys of towns and groups have theirs.
    stored = {id} if set(kinds) <= {Kind.GROUP, Kind.TOWN} else {id, id.replace("-", "")}
    found = await reading.execute(select(index).where(index.c.id.in_(stored)))
    row = found.one_or_none()
    if row is None:
        raise Missing("there is no such object")
    return _entry(row)


async def span(reading: Reading) -> tuple[datetime, datetime]:
    """
    When the network began to be on record, and when one of its groups last changed.

    Raises:
        Missing: there is no group.
    """
    changed = func.max(func.coalesce(col(WorkingGroup.changed_at), col(WorkingGroup.created_at)))
    found = select(func.min(col(WorkingGroup.created_at)).label("first"), changed.label("last"))
    row = (await reading.execute(found)).mappings().one()
    if row["first"] is None:
        raise Missing("the network has no groups yet")
    return row["first"], row["last"]


def _entry(row: Any) -> Entry:
    kind = Kind(row.kind)
    # SQLite keeps a UUID without hyphens.
    id = row.id if kind in (Kind.GROUP, Kind.TOWN) else str(UUID(row.id))
    return Entry(kind, id, row.created, row.modified, bool(row.gone))


def _within(index: Subquery, window: Window) -> Select[Any]:
    found: Select[Any] = select(index)
    if not window.filters:
        found = found.where(index.c.gone.is_(False))
    for column, since, until in (
        (index.c.created, window.created_since, window.created_until),
        (index.c.modified, window.modified_since, window.modified_until),
    ):
        if since is not None:
            found = found.where(column >= since)
        if until is not None:
            found = found.where(column <= until)
    return found


def _sources(kinds: Sequence[Kind], body: str | None, group: str | None) -> Subquery:
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
