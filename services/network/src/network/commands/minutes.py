"""Minutes are written, become final, and take their decisions with them when they are reopened."""

from datetime import date, datetime
from uuid import UUID

from network import access, queries
from network.commands import agenda
from network.commands.decisions import revoke_all
from network.commands.saving import save
from network.domain import Correction, Minutes
from network.domain.decisions import REVOKED_WITH_MINUTES
from regio_chassis.access import Scope
from regio_chassis.database import Tx
from regio_chassis.rows import expect


async def draft(
    tx: Tx,
    scope: Scope,
    *,
    meeting_id: UUID,
    text: str,
    at: datetime,
    corrections_until: date | None = None,
    source: str | None = None,
) -> Minutes:
    meeting = await queries.meetings.meeting_for_update(tx, scope, meeting_id)
    existing = await queries.minutes.status_of(tx, meeting_id) is not None
    minutes = Minutes.draft(
        meeting, text=text, existing=existing, corrections_until=corrections_until, at=at, source=source
    )
    await tx.add(minutes)
    return minutes


async def rewrite(tx: Tx, scope: Scope, id: UUID, *, text: str, version: int | None = None) -> Minutes:
    minutes = await queries.minutes.minutes_for_update(tx, scope, id)
    expect(minutes, version)
    minutes.rewrite(text)
    await save(tx, minutes)
    return minutes


async def finalise(tx: Tx, scope: Scope, id: UUID, *, at: datetime, version: int | None = None) -> Minutes:
    """The text is kept for ever, and what the meeting did not finish carries over."""
    minutes = await queries.minutes.minutes_for_update(tx, scope, id)
    expect(minutes, version)
    meeting = await queries.meetings.meeting_for_update(tx, scope, minutes.meeting_id)
    final = minutes.finalise(unanswered=await queries.minutes.unanswered(tx, id), at=at)
    await save(tx, minutes)
    await tx.add(final)
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
    await save(tx, minutes)
    await revoke_all(tx, meeting, reason=REVOKED_WITH_MINUTES)
    return minutes


async def propose_correction(
    tx: Tx, scope: Scope, *, minutes_id: UUID, town_key: str, text: str, at: datetime
) -> Correction:
    """Town managers speak for their towns, moderators for any that was there."""
    minutes = await queries.minutes.minutes_to_correct(tx, scope, minutes_id)
    meeting = await queries.meetings.meeting_for_update(tx, Scope.ALL, minutes.meeting_id)
    if not scope.of("group"):
        access.insist(scope, "town", [town_key])
    correction = Correction.propose(minutes, meeting, town_key=town_key, text=text, at=at)
    await tx.add(correction)
    return correction


async def adopt_correction(tx: Tx, scope: Scope, id: UUID, *, text: str, version: int | None = None) -> Correction:
    """The draft reads ``text`` from now on."""
    correction = await queries.minutes.correction_for_update(tx, scope, id)
    expect(correction, version)
    minutes = await queries.minutes.minutes_for_update(tx, scope, correction.minutes_id)
    correction.adopt(minutes, text=text)
    await tx.save(correction)
    await save(tx, minutes)
    return correction


async def reject_correction(tx: Tx, scope: Scope, id: UUID, *, reason: str, version: int | None = None) -> Correction:
    correction = await queries.minutes.correction_for_update(tx, scope, id)
    expect(correction, version)
    correction.reject(reason=reason)
    await tx.save(correction)
    return correction
