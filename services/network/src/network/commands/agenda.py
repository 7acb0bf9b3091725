"""Agenda items find their meeting, and move on when it does not get to them."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from network import access, queries
from network.commands import threads
from network.commands.saving import save
from network.commands.towns import insist_on_known
from network.domain import AHEAD, AgendaItem, ItemStatus, Meeting, MeetingStatus, MinutesStatus, day_ends
from network.domain.errors import MeetingOver, NotAttached, Unknown
from regio_chassis.access import Scope
from regio_chassis.database import Tx
from regio_chassis.rows import expect
from regio_events import Envelope
from regio_events.network import AnalysisPresented


async def propose(
    tx: Tx,
    scope: Scope,
    *,
    title: str,
    at: datetime,
    meeting_id: UUID | None = None,
    town_key: str | None = None,
    analysis_id: UUID | None = None,
    **values: Any,
) -> AgendaItem:
    """
    A proposal for a meeting the caller takes part in, or for the next one that fits.

    Town managers propose for their own towns. What is about a finding names its analysis and continues its thread.

    Raises:
        MeetingOver: the meeting takes no items any longer.
        Unknown: the analysis was not presented.
    """
    if not scope.of("group"):
        access.insist(scope, "town", [town_key or ""])
    if town_key is not None:
        await insist_on_known(tx, towns=[town_key], pointer="/town_key")
    if analysis_id is not None:
        values |= await _from_analysis(tx, analysis_id)
    item = AgendaItem(title=title, town_key=town_key, created_at=at, **values)
    if meeting_id is None:
        item.put_to(await _next_meeting(tx, item, at=at))
    else:
        item.put_to(await _open_meeting(tx, scope, meeting_id))
    await tx.add(item)
    return item


async def propose_from_event(
    tx: Tx,
    envelope: Envelope,
    *,
    title: str,
    text: str,
    town_key: str | None = None,
    not_after: date | None = None,
    subject: str | None = None,
) -> None:
    """
    Propose what another programme's event asks for, to the next working meeting that is not too late.

    What an event of the same type proposed about the same thing (``subject``, if that is not the event's own) is not
    proposed again.
    """
    if await queries.agenda.proposed_by(tx, type=envelope.type, subject=subject or envelope.subject):
        return
    item = AgendaItem.from_event(
        envelope, title=title, text=text, town_key=town_key, not_after=not_after, subject=subject, at=tx.at
    )
    item.put_to(await _next_meeting(tx, item, at=tx.at))
    await tx.add(item)
    await threads.note(tx, envelope)


async def change(tx: Tx, scope: Scope, id: UUID, changes: Mapping[str, Any], *, version: int | None) -> AgendaItem:
    item = await queries.agenda.item_for_update(tx, scope, id)
    expect(item, version)
    final = item.meeting_id and await queries.minutes.status_of(tx, item.meeting_id) is MinutesStatus.FINAL
    item.rewrite(changes, minutes_final=bool(final), at=tx.at)
    await save(tx, item)
    return item


async def accept(tx: Tx, scope: Scope, id: UUID, *, version: int | None = None) -> AgendaItem:
    item = await queries.agenda.item_for_update(tx, scope, id)
    expect(item, version)
    number = 0 if item.meeting_id is None else await _next_number(tx, item.meeting_id)
    item.accept(number=number)
    await save(tx, item)
    return item


async def discuss(tx: Tx, scope: Scope, id: UUID, *, version: int | None = None) -> AgendaItem:
    item, meeting, final = await _item_of_meeting(tx, scope, id, version)
    item.discuss(meeting=meeting, minutes_final=final)
    await save(tx, item)
    return item


async def adjourn(tx: Tx, scope: Scope, id: UUID, *, version: int | None = None) -> AgendaItem:
    item, meeting, final = await _item_of_meeting(tx, scope, id, version)
    item.adjourn(meeting=meeting, minutes_final=final)
    await save(tx, item)
    return item


async def take_words_back(tx: Tx, subject: str, words: str, *, title: str) -> None:
    """Items about ``subject`` that repeat its ``words`` read ``title``; final minutes keep what was talked about."""
    for item in await queries.agenda.of_origin_for_update(tx, subject):
        status = None if item.meeting_id is None else await queries.minutes.status_of(tx, item.meeting_id)
        if words in item.title and status is not MinutesStatus.FINAL:
            item.rewrite({"title": title}, minutes_final=False, at=tx.at)
            await save(tx, item)


async def attach_waiting(tx: Tx, meeting: Meeting, *, at: datetime) -> None:
    """Put waiting items that fit to a meeting ahead."""
    if meeting.status not in AHEAD or meeting.starts_at <= at:
        return
    for item in await queries.agenda.waiting_for(tx, meeting):
        await _put(tx, item, meeting)


async def move_items(tx: Tx, meeting: Meeting, *, at: datetime, only_proposed: bool = False) -> None:
    """Items that ``meeting`` does not get to go to the next one that fits, or wait for it."""
    for item in await queries.agenda.movable(tx, meeting.id, only_proposed=only_proposed):
        if not item.free:
            item.series = meeting.series
        await _put(tx, item, await _next_meeting(tx, item, at=max(at, meeting.starts_at) if item.series else at))


async def move_late_items(tx: Tx, meeting: Meeting, *, at: datetime) -> None:
    """After a new date: items that would come too late look for another meeting, waiting ones that now fit come in."""
    for item in await queries.agenda.movable(tx, meeting.id):
        if item.free and item.not_after is not None and item.not_after < meeting.day:
            await _put(tx, item, await _next_meeting(tx, item, at=at))
    await attach_waiting(tx, meeting, at=at)


async def carry_over(tx: Tx, meeting: Meeting, *, at: datetime) -> None:
    """What final minutes leave open continues at the next meeting of its series, or of the one it was handed to."""
    for item in await queries.agenda.left_open(tx, meeting.id):
        series = item.series or meeting.series
        following = await queries.meetings.next_of_series(tx, series, after=max(at, meeting.starts_at))
        successor = item.carry_over(series=series, to=following, own=series == meeting.series, at=at)
        if following is not None and successor.status is ItemStatus.ON_AGENDA:
            successor.number = await _next_number(tx, following.id)
        await save(tx, item)
        await tx.add(successor)
    await move_items(tx, meeting, at=at, only_proposed=True)


async def _put(tx: Tx, item: AgendaItem, meeting: Meeting | None) -> None:
    listed = meeting is not None and item.status is ItemStatus.ON_AGENDA
    item.put_to(meeting, number=await _next_number(tx, meeting.id) if meeting is not None and listed else None)
    await save(tx, item)


async def _next_meeting(tx: Tx, item: AgendaItem, *, at: datetime) -> Meeting | None:
    if item.series is not None:
        return await queries.meetings.next_of_series(tx, item.series, after=at)
    before = None if item.not_after is None else day_ends(item.not_after)
    return await queries.meetings.next_working_meeting(tx, after=at, before=before, town=item.town_key)


async def _open_meeting(tx: Tx, scope: Scope, meeting_id: UUID) -> Meeting:
    meeting = await queries.meetings.meeting_to_propose_to(tx, scope, meeting_id)
    if meeting.status not in (*AHEAD, MeetingStatus.HELD):
        raise MeetingOver("this meeting takes no more items")
    if await queries.minutes.status_of(tx, meeting_id) is MinutesStatus.FINAL:
        raise MeetingOver("the minutes of this meeting are final")
    return meeting


async def _item_of_meeting(tx: Tx, scope: Scope, id: UUID, version: int | None) -> tuple[AgendaItem, Meeting, bool]:
    item = await queries.agenda.item_for_update(tx, scope, id)
    expect(item, version)
    if item.meeting_id is None:
        raise NotAttached("the agenda item waits for a meeting")
    meeting = await queries.meetings.meeting_for_update(tx, Scope.ALL, item.meeting_id)
    return item, meeting, await queries.minutes.status_of(tx, meeting.id) is MinutesStatus.FINAL


async def _next_number(tx: Tx, meeting_id: UUID) -> int:
    return await queries.agenda.last_number(tx, meeting_id) + 1


async def _from_analysis(tx: Tx, id: UUID) -> dict[str, Any]:
    presented = (await queries.threads.traces(tx, [str(id)])).get(str(id))
    if presented is None:
        raise Unknown("no analysis of this id was presented", pointer="/analysis_id")
    return {
        "origin_event_id": presented.event_id,
        "origin_type": AnalysisPresented.type,
        "origin_subject": str(id),
    }
