"""Agenda items: on a meeting's agenda, proposed for it, or waiting for one."""

from typing import Any, cast
from uuid import UUID

from sqlalchemy import Select, and_, func, or_, select
from sqlmodel import col

from network import access
from network.domain import OPEN_ITEMS, AgendaItem, ItemStatus, Meeting
from regio_chassis.access import Scope
from regio_chassis.database import Reading, Tx
from regio_chassis.errors import Missing
from regio_events.network import MeetingKind


def items(
    scope: Scope,
    *,
    meeting: UUID | None = None,
    town: str | None = None,
    status: ItemStatus | None = None,
    waiting: bool | None = None,
    origin: str | None = None,
    carried_from: UUID | None = None,
) -> Select[Any]:
    """Agenda items; ``waiting`` ones have no meeting yet, ``origin`` is the id of the thing whose event proposed it."""
    found: Select[Any] = select(AgendaItem).where(access.agenda_items(scope))
    for column, value in (
        (col(AgendaItem.meeting_id), meeting),
        (col(AgendaItem.town_key), town),
        (col(AgendaItem.status), status),
        (col(AgendaItem.origin_subject), origin),
        (col(AgendaItem.carried_from), carried_from),
    ):
        if value is not None:
            found = found.where(column == value)
    if waiting is not None:
        found = found.where(
            col(AgendaItem.meeting_id).is_(None) if waiting else col(AgendaItem.meeting_id).is_not(None)
        )
    return found


async def on_agenda(reading: Reading, scope: Scope, meeting_id: UUID) -> list[AgendaItem]:
    """What was accepted for a meeting, in the order of its agenda."""
    found = items(scope, meeting=meeting_id).where(col(AgendaItem.number).is_not(None))
    return await reading.entities(AgendaItem, found.order_by(col(AgendaItem.number)))


async def item(reading: Reading, scope: Scope, id: UUID) -> AgendaItem:
    """
    One agenda item.

    Raises:
        Missing: there is none, or it is not the caller's to see.
    """
    found = await reading.entity(AgendaItem, items(scope).where(col(AgendaItem.id) == id))
    if found is None:
        raise Missing("there is no such agenda item")
    return found


async def item_for_update(tx: Tx, scope: Scope, id: UUID) -> AgendaItem:
    """
    Load an agenda item and lock its row until the transaction ends.

    Raises:
        Missing: there is none, or it is not the caller's to change.
    """
    mine = access.managed_items(scope)
    found = await tx.entity(AgendaItem, select(AgendaItem).where(col(AgendaItem.id) == id, mine).with_for_update())
    if found is None:
        raise Missing("there is no such agenda item")
    return found


async def proposed_by(reading: Reading, *, type: str, subject: str) -> bool:
    """Whether the thing an event is about was proposed before, by the same type of event."""
    found = select(col(AgendaItem.id)).where(
        col(AgendaItem.origin_subject) == subject, col(AgendaItem.origin_type) == type
    )
    return await reading.scalar(found.limit(1)) is not None


async def first_of_origin(reading: Reading, subject: str) -> UUID:
    """The item that the thing with this id was first proposed by; it has to be there."""
    found = select(col(AgendaItem.id)).where(col(AgendaItem.origin_subject) == subject)
    return cast("UUID", await reading.scalar(found.order_by(col(AgendaItem.created_at), col(AgendaItem.id)).limit(1)))


async def of_origin_for_update(tx: Tx, subject: str) -> list[AgendaItem]:
    """Items that the thing with this id was proposed by, those that continue them included; their rows are locked."""
    found = select(AgendaItem).where(col(AgendaItem.origin_subject) == subject).order_by(col(AgendaItem.id))
    return await tx.entities(AgendaItem, found.with_for_update(of=AgendaItem))


async def last_number(tx: Tx, meeting_id: UUID) -> int:
    """The highest number on the meeting's agenda; 0: it is empty. The meeting is locked: numbers are given once."""
    await tx.execute(select(col(Meeting.id)).where(col(Meeting.id) == meeting_id).with_for_update())
    numbers = select(func.max(col(AgendaItem.number))).where(col(AgendaItem.meeting_id) == meeting_id)
    last = await tx.scalar(numbers)
    return int(last or 0)


async def left_open(tx: Tx, meeting_id: UUID) -> list[AgendaItem]:
    """Accepted items that the meeting did not finish, in the order of its agenda; locked."""
    found = select(AgendaItem).where(col(AgendaItem.meeting_id) == meeting_id, col(AgendaItem.status).in_(OPEN_ITEMS))
    return await tx.entities(AgendaItem, found.order_by(col(AgendaItem.number)).with_for_update())


async def movable(tx: Tx, meeting_id: UUID, *, only_proposed: bool = False) -> list[AgendaItem]:
    """Items that can go to another meeting: proposed ones, and accepted ones that were not talked about; locked."""
    statuses = [ItemStatus.PROPOSED] if only_proposed else [ItemStatus.PROPOSED, ItemStatus.ON_AGENDA]
    found = select(AgendaItem).where(col(AgendaItem.meeting_id) == meeting_id, col(AgendaItem.status).in_(statuses))
    return await tx.entities(AgendaItem, found.order_by(col(AgendaItem.number), col(AgendaItem.id)).with_for_update())


async def waiting_for(tx: Tx, meeting: Meeting) -> list[AgendaItem]:
    """Waiting items that the meeting takes: those of its series, and free ones that it is not too late for; locked."""
    of_series = col(AgendaItem.series) == meeting.series
    free = and_(
        col(AgendaItem.series).is_(None),
        or_(col(AgendaItem.not_after).is_(None), col(AgendaItem.not_after) >= meeting.day),
        or_(col(AgendaItem.town_key).is_(None), col(AgendaItem.town_key).in_(meeting.town_keys)),
    )
    fits = or_(of_series, free) if meeting.kind is MeetingKind.WORKING_MEETING else of_series
    found = select(AgendaItem).where(col(AgendaItem.meeting_id).is_(None), fits)
    return await tx.entities(AgendaItem, found.order_by(col(AgendaItem.id)).with_for_update())
