"""Decisions are recorded on final minutes, corrected and revoked."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import col

from network import queries
from network.commands import measures, threads
from network.commands.saving import save
from network.commands.towns import insist_on_known
from network.domain import Decision, DecisionTown, ItemStatus, Meeting, Terms, Votes
from regio_chassis.access import Scope
from regio_chassis.database import Tx
from regio_chassis.rows import expect


async def record(
    tx: Tx,
    scope: Scope,
    *,
    item_id: UUID,
    title: str,
    text: str | None,
    terms: Terms,
    votes: Votes,
    at: datetime,
    source: str | None = None,
) -> Decision:
    """Record what the towns decided on an agenda item; its minutes stay locked until the transaction ends."""
    item, meeting, minutes_final = await queries.decisions.ground_for_update(tx, scope, item_id)
    voters = await queries.memberships.voters(tx, meeting)
    if not set(terms.town_keys) <= voters:
        await insist_on_known(tx, towns=terms.town_keys)
    decision, event = Decision.record(
        item,
        meeting,
        minutes_final=minutes_final,
        title=title,
        text=text,
        terms=terms,
        votes=votes,
        voters=voters,
        at=at,
        source=source,
    )
    if item.status is not ItemStatus.DECIDED:
        item.decide()
        await save(tx, item)
    await tx.add(decision, *decision.towns())
    await threads.record(tx, event, after=item.origin_subject)
    return decision


async def correct(
    tx: Tx,
    scope: Scope,
    id: UUID,
    changes: Mapping[str, Any],
    *,
    reason: str,
    version: int | None = None,
) -> Decision:
    """``changes`` names the terms, and ``votes``, that were recorded wrongly."""
    decision = await queries.decisions.decision_for_update(tx, scope, id)
    expect(decision, version)
    meeting = await queries.meetings.meeting_for_update(tx, Scope.ALL, decision.meeting_id)
    terms = decision.terms.model_copy(update={name: value for name, value in changes.items() if name != "votes"})
    await insist_on_known(tx, towns=terms.town_keys)
    event = decision.correct(
        terms=terms,
        votes=changes.get("votes", decision.votes),
        voters=await queries.memberships.voters(tx, meeting),
        meeting_day=meeting.day,
        reason=reason,
    )
    await save(tx, decision)
    await tx.execute(delete(DecisionTown).where(col(DecisionTown.decision_id) == decision.id))
    await tx.add(*decision.towns())
    await threads.record(tx, event)
    return decision


async def revoke(tx: Tx, scope: Scope, id: UUID, *, reason: str, version: int | None = None) -> Decision:
    """The agenda item is open for another decision when no other one on it stands."""
    decision = await queries.decisions.decision_for_update(tx, scope, id)
    expect(decision, version)
    event = decision.revoke(reason=reason)
    await save(tx, decision)
    await threads.record(tx, event)
    await measures.decision_fell(tx, decision)
    if not await queries.decisions.others_stand(tx, decision):
        await _open_again(tx, decision.item_id)
    return decision


async def revoke_all(tx: Tx, meeting: Meeting, *, reason: str) -> None:
    """Revoke every decision of the meeting that stands, in the order in which they were recorded."""
    decisions = await queries.decisions.standing_of_meeting(tx, meeting.id)
    for decision in decisions:
        event = decision.revoke(reason=reason)
        await save(tx, decision)
        await threads.record(tx, event)
        await measures.decision_fell(tx, decision)
    for item_id in sorted({decision.item_id for decision in decisions}):
        await _open_again(tx, item_id)


async def _open_again(tx: Tx, item_id: UUID) -> None:
    item = await queries.agenda.item_for_update(tx, Scope.ALL, item_id)
    item.undecide()
    await save(tx, item)
