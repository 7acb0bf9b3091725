"""The service centre looks at one pupil for an hour; the school sees that it did."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field
from sqlmodel import col
from starlette.responses import Response

from placement import queries
from placement.api.erasure import EverythingView, everything_view
from placement.commands import break_glass as commands
from placement.domain.break_glass import BreakGlass, Reason
from regio_chassis.access import Scope
from regio_chassis.web import (
    Audit,
    Body,
    IfMatch,
    Now,
    Page,
    Paging,
    ReadingDep,
    Router,
    ScopeDep,
    Text,
    Transaction,
    View,
    created,
    item,
    page,
    problems,
)

router = Router(prefix="/break-glass", tags=["Break glass"])


class BreakGlassView(View):
    """One look: who, at whom, why, until when; nothing of what was seen."""

    id: UUID
    pupil_id: UUID
    school_key: str
    opened_by: str = Field(description="The person at the service centre, as the issuer names them")
    reason: Reason
    explanation: str
    opened_at: datetime
    until: datetime
    version: int


class BreakGlassBody(Body):
    """Whom, and why: the school reads both."""

    pupil_id: UUID
    reason: Reason = Field(examples=["accident"])
    explanation: Annotated[str, Text(500, 20)] = Field(
        examples=["Der Betrieb meldet einen Unfall und erreicht die Schule nicht."]
    )


@router.get(
    "",
    operation_id="break_glass.list",
    summary="List looks at pupils",
    response_model=Page[BreakGlassView],
    responses=problems(401, 403, 422),
)
async def list_looks(reading: ReadingDep, scope: ScopeDep, paging: Paging) -> Response:
    """Newest first: a school sees who looked at its pupils, the service centre sees all of its own looks."""
    return await page(
        reading,
        queries.looks(scope),
        paging=paging,
        orderings={"-opened_at": [col(BreakGlass.opened_at)]},
        view=BreakGlassView.model_validate,
    )


@router.post(
    "",
    operation_id="break_glass.open",
    summary="Look at a pupil",
    status_code=201,
    response_model=BreakGlassView,
    responses=problems(401, 403, 404, 409, 422),
)
async def open_look(tx: Transaction, audit: Audit, now: Now, body: BreakGlassBody) -> Response:
    """For one hour; the look is in the audit log, and in the school's list from now on."""
    look = await commands.open_(
        tx, body.pupil_id, by=audit.actor, reason=body.reason, explanation=body.explanation, at=now
    )
    audit.note("break-glass.opened", f"pupil:{look.pupil_id}", reason_code=look.reason, until=look.until)
    return created(BreakGlassView.model_validate(look), look.version, f"/api/v1/break-glass/{look.id}")


@router.get(
    "/{id}",
    operation_id="break_glass.get",
    summary="Get a look",
    response_model=BreakGlassView,
    responses=problems(401, 403, 404, 422),
)
async def get_look(reading: ReadingDep, scope: ScopeDep, id: UUID) -> Response:
    """One look."""
    look = await queries.look(reading, scope, id)
    return item(BreakGlassView.model_validate(look), look.version)


@router.get(
    "/{id}/pupil",
    operation_id="break_glass.read",
    summary="Read the pupil",
    response_model=EverythingView,
    responses=problems(401, 403, 404, 409, 422),
)
async def read_pupil(reading: ReadingDep, scope: ScopeDep, audit: Audit, now: Now, id: UUID) -> Response:
    """All that is stored about the pupil, for whoever opened the look, until it ends; every reading is audited."""
    look = await queries.look(reading, scope, id)
    look.insist_on_open(audit.actor, now)
    audit.note("break-glass.read", f"pupil:{look.pupil_id}", reason_code=look.reason, until=look.until)
    return item(await everything_view(reading, Scope.ALL, look.pupil_id), look.version)


@router.post(
    "/{id}/close",
    operation_id="break_glass.close",
    summary="Close a look",
    response_model=BreakGlassView,
    responses=problems(401, 403, 404, 409, 412),
)
async def close_look(tx: Transaction, scope: ScopeDep, audit: Audit, now: Now, id: UUID, version: IfMatch) -> Response:
    """End one's own look before its hour is over."""
    look = await commands.close(tx, scope, id, by=audit.actor, expected=version, at=now)
    audit.note("break-glass.closed", f"pupil:{look.pupil_id}")
    return item(BreakGlassView.model_validate(look), look.version)
