"""Exceptions from company and occupation being new, over HTTP."""

from datetime import datetime
from uuid import UUID

from pydantic import Field
from sqlmodel import col
from starlette.responses import Response

from placement.api.inputs import Reason
from placement.commands import repeat_exceptions as commands
from placement.domain.applications import RepeatException
from placement.queries import applications as queries
from regio_chassis.web import (
    Body,
    Now,
    Page,
    Paging,
    ReadingDep,
    Router,
    ScopeDep,
    Transaction,
    View,
    created,
    page,
    problems,
)

router = Router(prefix="/repeat-exceptions", tags=["Applications"])


class ExceptionBody(Body):
    """Why a pupil may come to a known company or occupation again."""

    pupil_id: UUID
    phase_id: UUID
    offer_id: UUID
    reason: Reason = Field(examples=["Förderbedarf: Die vertraute Umgebung ist nötig."])


class ExceptionView(View):
    """An exception from company and occupation being new."""

    pupil_id: UUID
    phase_id: UUID
    offer_id: UUID
    reason: str
    granted_at: datetime


@router.get(
    "",
    operation_id="repeat_exception.list",
    summary="List exceptions",
    response_model=Page[ExceptionView],
    responses=problems(401, 403, 422),
)
async def list_exceptions(reading: ReadingDep, scope: ScopeDep, paging: Paging, phase: UUID | None = None) -> Response:
    """Pupils who may come to a known company or occupation again."""
    return await page(
        reading,
        queries.exceptions(scope, phase=phase),
        paging=paging,
        orderings={"granted": [col(RepeatException.granted_at)]},
        view=ExceptionView.model_validate,
    )


@router.post(
    "",
    operation_id="repeat_exception.grant",
    summary="Grant an exception",
    status_code=201,
    response_model=ExceptionView,
    responses=problems(401, 403, 404, 409, 422),
)
async def grant_exception(tx: Transaction, scope: ScopeDep, now: Now, body: ExceptionBody) -> Response:
    """The reason is kept; company and occupation of this offer need not be new for this pupil and phase."""
    made = await commands.grant(tx, scope, body.pupil_id, body.phase_id, body.offer_id, reason=body.reason, at=now)
    return created(ExceptionView.model_validate(made), 1, "/api/v1/repeat-exceptions")
