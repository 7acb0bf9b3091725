"""Who comes to a meeting: towns are asked by its invitation, other organisations by name."""

from datetime import datetime
from uuid import UUID

from network import access, queries
from network.commands.towns import insist_on_known
from network.domain import Attendance, AttendanceStatus, Meeting
from network.domain.errors import AlreadyInvited
from regio_chassis.access import Scope
from regio_chassis.database import Tx
from regio_chassis.rows import expect


async def invite_towns(tx: Tx, meeting: Meeting, *, at: datetime) -> None:
    """Every invited town has an answer to give."""
    await tx.add(*Attendance.of_towns(meeting, at=at))


async def invite_guest(
    tx: Tx, scope: Scope, *, meeting_id: UUID, organisation: str, town_key: str | None, at: datetime
) -> Attendance:
    """
    Ask an organisation to come.

    Raises:
        AlreadyInvited: it is on the list.
    """
    if town_key is not None:
        await insist_on_known(tx, towns=[town_key], pointer="/town_key")
    meeting = await queries.meetings.meeting_for_update(tx, scope, meeting_id)
    if await queries.attendances.of_invitee(tx, meeting_id, organisation) is not None:
        raise AlreadyInvited("this organisation is invited")
    guest = Attendance.of_guest(meeting, organisation=organisation, town_key=town_key, at=at)
    await tx.add(guest)
    return guest


async def accept(tx: Tx, scope: Scope, id: UUID, *, at: datetime, version: int | None = None) -> Attendance:
    meeting = await queries.attendances.meeting_for_update(tx, access.answerable(scope), id)
    attendance = await queries.attendances.attendance_for_update(tx, id)
    expect(attendance, version)
    attendance.accept(meeting=meeting, at=at)
    await tx.save(attendance)
    return attendance


async def decline(tx: Tx, scope: Scope, id: UUID, *, at: datetime, version: int | None = None) -> Attendance:
    meeting = await queries.attendances.meeting_for_update(tx, access.answerable(scope), id)
    attendance = await queries.attendances.attendance_for_update(tx, id)
    expect(attendance, version)
    attendance.decline(meeting=meeting, at=at)
    await tx.save(attendance)
    return attendance


async def attend(tx: Tx, scope: Scope, id: UUID, *, version: int | None = None) -> Attendance:
    """A guest was there; towns are named when the meeting is held."""
    meeting = await queries.attendances.meeting_for_update(tx, access.managed_attendances(scope), id)
    attendance = await queries.attendances.attendance_for_update(tx, id)
    expect(attendance, version)
    attendance.attend(meeting=meeting)
    await tx.save(attendance)
    return attendance


async def towns_were_there(tx: Tx, meeting: Meeting, *, at: datetime) -> None:
    """The towns that were present, also of a meeting whose invitation was not sent from here."""
    known = {one.invitee: one for one in await queries.attendances.of_meeting(tx, meeting.id)}
    unknown = [one for one in Attendance.of_towns(meeting, at=at) if one.invitee not in known]
    for attendance in [*known.values(), *unknown]:
        if attendance.invitee in meeting.towns_present:
            attendance.attend(meeting=meeting)
            if attendance.invitee in known:
                await tx.save(attendance)
    await tx.add(*unknown)


async def ask_again(tx: Tx, meeting: Meeting) -> None:
    """What was answered was about another time."""
    for attendance in await queries.attendances.of_meeting(tx, meeting.id):
        if attendance.status in (AttendanceStatus.ACCEPTED, AttendanceStatus.DECLINED):
            attendance.ask_again()
            await tx.save(attendance)
