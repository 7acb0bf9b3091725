"""Minutes are written, become final, and take their decisions with them when they are reopened."""

from datetime import datetime
from uuid import UUID

from network import queries
from network.commands import agenda
from network.commands.decisions import revoke_all
from network.domain import Minutes
from network.domain.decisions import REVOKED_WITH_MINUTES
from regio_chassis.access import Scope
from regio_chassis.database import Tx
from regio_chassis.rows import expect


async def draft(
    tx: Tx, scope: Scope, *, meeting_id: UUID, text: str, at: datetime, source: str | None = None
) -> Minutes:
    meeting = await queries.meetings.meeting_for_update(tx, scope, meeting_id)
    existing = await queries.minutes.status_of(tx, meeting_id) is not None
    minutes = Minutes.draft(meeting, text=text, existing=existing, at=at, source=source)
    await tx.add(minutes)
    return minutes


async def rewrite(tx: Tx, scope: Scope, id: UUID, *, text: str, version: int | None = None) -> Minutes:
    minutes = await queries.minutes.minutes_for_update(tx, scope, id)
    expect(minutes, version)
    minutes.rewrite(text)
    await tx.save(minutes)
    return minutes


async def finalise(tx: Tx, scope: Scope, id: UUID, *, at: datetime, version: int | None = None) -> Minutes:
    """What the meeting did not finish carries over."""
    minutes = await queries.minutes.minutes_for_update(tx, scope, id)
    expect(minutes, version)
    meeting = await queries.meetings.meeting_for_update(tx, scope, minutes.meeting_id)
    minutes.finalise(at=at)
    await tx.save(minutes)
    await agenda.carry_over(tx, meeting, at=at)
    return minutes


async def reopen(tx: Tx, scope: Scope, id: UUID, *, reason: str, version: int | None = None) -> Minutes:
    """Decisions that rest on the minutes are revoked, each with its event."""
    minutes = await queries.minutes.minutes_for_update(tx, scope, id)
    expect(minutes, version)
    # Locked after the minutes, so that the meeting is not closed on minutes that are being reopened.
    meeting = await queries.meetings.meeting_for_update(tx, scope, minutes.meeting_id)
    later_final = await queries.meetings.later_minutes_final(tx, meeting)
    minutes.reopen(reason=reason, meeting=meeting, later_final=later_final)
    await tx.save(minutes)
    await revoke_all(tx, meeting, reason=REVOKED_WITH_MINUTES)
    return minutes
