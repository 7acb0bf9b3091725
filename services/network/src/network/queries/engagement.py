"""How a town works with the network, in a period; for those who moderate, never as a ranking."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import case, func, select
from sqlmodel import col

from network import access
from network.domain import (
    BERLIN,
    ActionItem,
    ActionStatus,
    Attendance,
    AttendanceStatus,
    Idea,
    Measure,
    MeasureTown,
    Meeting,
    MeetingStatus,
    Town,
    day_ends,
)
from network.projections import ThreadEvent
from regio_chassis.access import Scope
from regio_chassis.database import Reading
from regio_chassis.errors import Missing
from regio_events.network import ActionItemDone, MeasureChanged, MeasureCompleted, MeasureStarted

MOVES = (MeasureChanged.type, MeasureStarted.type, MeasureCompleted.type)
CHUNK = 400


@dataclass(frozen=True)
class Share:
    """``done`` of ``all``."""

    done: int
    all: int


@dataclass(frozen=True)
class Engagement:
    """What was held, due or under way between two days, both included."""

    meetings: Share
    action_items: Share
    ideas: Share
    measures: Share


async def engagement(reading: Reading, scope: Scope, town: str, *, since: date, until: date) -> Engagement:
    """
    Meetings attended, items done in time, ideas answered in time, measures moved.

    Raises:
        Missing: there is no such town, or it is in none of the caller's groups.
    """
    known = select(col(Town.key)).where(col(Town.key) == town, access.managed_towns(scope))
    if await reading.scalar(known) is None:
        raise Missing("there is no such town")
    begins, ends = datetime.combine(since, time(), BERLIN), day_ends(until)
    return Engagement(
        meetings=await _meetings(reading, town, begins, ends),
        action_items=await _action_items(reading, town, since, until),
        ideas=await _ideas(reading, town, since, until),
        measures=await _measures(reading, town, begins, ends),
    )


async def _meetings(reading: Reading, town: str, begins: datetime, ends: datetime) -> Share:
    present = func.sum(case((col(Attendance.status) == AttendanceStatus.PRESENT, 1), else_=0))
    found = (
        select(func.count().label("all"), present.label("done"))
        .select_from(Attendance)
        .join(Meeting, col(Meeting.id) == col(Attendance.meeting_id))
        .where(
            col(Attendance.town_key) == town,
            col(Meeting.status).in_((MeetingStatus.HELD, MeetingStatus.CLOSED)),
            col(Meeting.starts_at) >= begins,
            col(Meeting.starts_at) < ends,
        )
    )
    row = (await reading.execute(found)).one()
    return Share(int(row.done or 0), int(row.all))


async def _action_items(reading: Reading, town: str, since: date, until: date) -> Share:
    """Items that nobody needed any longer do not count."""
    found = select(col(ActionItem.id), col(ActionItem.due)).where(
        col(ActionItem.town_key) == town,
        col(ActionItem.due).between(since, until),
        col(ActionItem.status) != ActionStatus.OBSOLETE,
    )
    due = {str(row.id): row.due for row in await reading.execute(found)}
    done = await _times(reading, due, (ActionItemDone.type,))
    return Share(sum(min(times) < day_ends(due[subject]) for subject, times in done.items()), len(due))


async def _ideas(reading: Reading, town: str, since: date, until: date) -> Share:
    in_time = func.sum(case((col(Idea.answered_on) <= col(Idea.answer_due), 1), else_=0))
    found = select(func.count().label("all"), in_time.label("done")).where(
        col(Idea.town_key) == town, col(Idea.published), col(Idea.answer_due).between(since, until)
    )
    row = (await reading.execute(found)).one()
    return Share(int(row.done or 0), int(row.all))


async def _measures(reading: Reading, town: str, begins: datetime, ends: datetime) -> Share:
    """Of the measures that the town carried by then, those about which something was stated in the period."""
    found = (
        select(col(Measure.id))
        .join(MeasureTown, col(MeasureTown.measure_id) == col(Measure.id))
        .where(col(MeasureTown.town_key) == town, col(Measure.created_at) < ends)
    )
    ids: Sequence[UUID] = (await reading.execute(found)).scalars().all()
    stated = await _times(reading, [str(id) for id in ids], MOVES)
    moved = [times for times in stated.values() if any(begins <= moment < ends for moment in times)]
    return Share(len(moved), len(ids))


async def _times(reading: Reading, subjects: Collection[str], types: Sequence[str]) -> Mapping[str, list[datetime]]:
    """When events of these types were stated, by subject."""
    times: dict[str, list[datetime]] = {}
    ordered = sorted(subjects)
    for start in range(0, len(ordered), CHUNK):
        found = select(col(ThreadEvent.subject), col(ThreadEvent.time)).where(
            col(ThreadEvent.subject).in_(ordered[start : start + CHUNK]), col(ThreadEvent.type).in_(types)
        )
        for row in await reading.execute(found):
            times.setdefault(row.subject, []).append(row.time)
    return times
