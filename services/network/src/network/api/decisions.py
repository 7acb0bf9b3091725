"""Decisions on agenda items of final minutes."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from sqlmodel import col
from starlette.responses import Response

from network import commands, queries
from network.api.decision_shapes import CorrectBody, DecisionBody, DecisionView, RevokeBody
from network.api.inputs import Orderings
from network.domain import Decision, DecisionStatus
from regio_chassis.web import (
    IfMatch,
    Now,
    Page,
    Paging,
    ReadingDep,
    Router,
    ScopeDep,
    Slug,
    Transaction,
    Verbs,
    Year,
    created,
    item,
    page,
    problems,
)
from regio_events.network import DecisionKind

router = Router("/decisions", ["Decisions"])

ORDERINGS: Orderings = {"-created_at": [col(Decision.created_at)], "effective_on": [col(Decision.effective_on)]}


@router.get(
    "", operation_id="decision.list", summary="Decisions", response_model=Page[DecisionView], responses=problems(422)
)
async def list_decisions(
    reading: ReadingDep,
    scope: ScopeDep,
    paging: Paging,
    meeting: UUID | None = None,
    agenda_item: UUID | None = None,
    town: Annotated[Slug | None, Query(description="A town that it concerns")] = None,
    kind: DecisionKind | None = None,
    status: DecisionStatus | None = None,
    edition_year: Year | None = None,
) -> Response:
    """Decisions, the newest first; revoked ones stay on record."""
    statement = queries.decisions.decisions(
        scope, meeting=meeting, item=agenda_item, town=town, kind=kind, status=status, edition_year=edition_year
    )
    return await page(reading, statement, paging=paging, orderings=ORDERINGS, view=DecisionView.model_validate)


@router.get(
    "/{id}",
    operation_id="decision.get",
    summary="A decision",
    response_model=DecisionView,
    responses=problems(404, 422),
)
async def get_decision(reading: ReadingDep, scope: ScopeDep, id: UUID) -> Response:
    """One decision."""
    decision = await queries.decisions.decision(reading, scope, id)
    return item(DecisionView.model_validate(decision), decision.version)


@router.post(
    "",
    operation_id="decision.create",
    summary="Record a decision",
    status_code=201,
    response_model=DecisionView,
    responses=problems(401, 403, 404, 409, 422),
)
async def create_decision(tx: Transaction, scope: ScopeDep, body: DecisionBody, now: Now) -> Response:
    """Record what the vote on an agenda item of final minutes came to; the result follows from the votes."""
    decision = await commands.decisions.record(tx, scope, **body.arguments(), at=now)
    return created(DecisionView.model_validate(decision), decision.version, f"/api/v1/decisions/{decision.id}")


verb = Verbs(router, "decision", DecisionView)


@verb("correct", "Correct a decision")
async def correct(tx: Transaction, scope: ScopeDep, id: UUID, body: CorrectBody, version: IfMatch) -> Response:
    """Replace what was recorded wrongly; the revision rises."""
    decision = await commands.decisions.correct(tx, scope, id, body.changes(), reason=body.reason_code, version=version)
    return item(DecisionView.model_validate(decision), decision.version)


@verb("revoke", "Revoke a decision")
async def revoke(tx: Transaction, scope: ScopeDep, id: UUID, body: RevokeBody, version: IfMatch) -> Response:
    """Take the decision back; the other programmes undo what followed from it."""
    decision = await commands.decisions.revoke(tx, scope, id, reason=body.reason_code, version=version)
    return item(DecisionView.model_validate(decision), decision.version)
