"""Who is invited to which meeting, and what they answered."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select
from sqlmodel import col

from network import access
from network.domain import Attendance, AttendanceStatus, Meeting
from regio_chassis.access import Scope
from regio_chassis.database import Reading, Tx
from regio_chassis.errors import Missing


def attendances(
    scope: Scope,
    *,
    meeting: UUID | None = None,
    town: str | None = None,
    status: AttendanceStatus | None = None,
) -> Select[Any]:
    found: Select[Any] = select(Attendance).where(access.attendances(scope))
    for column, value in (
        (col(Attendance.meeting_id), meeting),
        (col(Attendance.town_key), town),
        (col(Attendance.status), status),
    ):
        if value is not None:
            found = found.where(column == value)
    return found


async def attendance(reading: Reading, scope: Scope, id: UUID) -> Attendance:
    """
    One attendance.

    Raises:
        Missing: there is none, or it is not the caller's to see.
    """
    found = await reading.entity(Attendance, attendances(scope).where(col(Attendance.id) == id))
    if found is None:
        raise Missing("there is no such attendance")
    return found


async def meeting_for_update(tx: Tx, mine: ColumnElement[bool], id: UUID) -> Meeting:
    """
    Lock the meeting of an attendance that is ``mine``: before the answer itself, in the order in which a meeting that
    is moved locks them, and so that an answer is not given to a time that is just being changed.

    Raises:
        Missing: there is no such attendance.
    """
    wanted = select(col(Attendance.meeting_id)).where(col(Attendance.id) == id, mine)
    meeting = select(Meeting).where(col(Meeting.id).in_(wanted)).with_for_update()
    found = await tx.entity(Meeting, meeting)
    if found is None:
        raise Missing("there is no such attendance")
    return found


async def attendance_for_update(tx: Tx, id: UUID) -> Attendance:
    """
    Lock an attendance whose meeting is locked.

    Raises:
        Missing: there is none.
    """
    found = await tx.entity(Attendance, select(Attendance).where(col(Attendance.id) == id).with_for_update())
    if found is None:
        raise Missing("there is no such attendance")
    return found


async def of_meeting(tx: Tx, meeting_id: UUID) -> list[Attendance]:
    """All invitees of a meeting; locked."""
    found = select(Attendance).where(col(Attendance.meeting_id) == meeting_id)
    return await tx.entities(Attendance, found.order_by(col(Attendance.id)).with_for_update())


async def of_invitee(reading: Reading, meeting_id: UUID, invitee: str) -> UUID | None:
    """The attendance of an invitee at a meeting, if there is one."""
    found = select(col(Attendance.id)).where(
        col(Attendance.meeting_id) == meeting_id, col(Attendance.invitee) == invitee
    )
    id: UUID | None = await reading.scalar(found)
    return id
