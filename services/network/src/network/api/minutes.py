"""Minutes of meetings."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field
from sqlmodel import col
from starlette.responses import Response

from network import commands, queries
from network.api.inputs import Orderings, ReasonBody, Source
from network.domain import Minutes, MinutesStatus
from network.domain import MinutesText as FinalText
from regio_chassis.web import (
    Body,
    Day,
    IfMatch,
    Now,
    Page,
    Paging,
    ReadingDep,
    Router,
    ScopeDep,
    Text,
    Transaction,
    Verbs,
    View,
    created,
    item,
    page,
    problems,
)

router = Router("/minutes", ["Minutes"])

ORDERINGS: Orderings = {"-created_at": [col(Minutes.created_at)], "finalised_at": [col(Minutes.finalised_at)]}
MinutesText = Annotated[str, Text(50_000)]


class MinutesView(View):
    """The minutes of a meeting; `revision` counts how often they became final."""

    id: UUID
    version: int
    meeting_id: UUID
    text: str
    status: MinutesStatus
    revision: int
    corrections_until: date | None
    finalised_at: datetime | None
    source: str | None
    created_at: datetime


class MinutesTextView(View):
    """What the minutes said when they became final."""

    minutes_id: UUID
    revision: int
    text: str
    finalised_at: datetime


class MinutesBody(Body):
    """The first draft."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {"meeting_id": "0198a3c4-7b7e-7000-8000-000000000001", "text": "TOP 1: Heimat shoppen …"}
        }
    )

    meeting_id: UUID
    text: MinutesText
    corrections_until: Annotated[
        Day | None, Field(description="Last day for corrections by those who were there; none are taken without it")
    ] = None
    source: Source | None = None


class MinutesChange(Body):
    """The new text of the draft."""

    model_config = ConfigDict(json_schema_extra={"example": {"text": "TOP 1: Heimat shoppen, vertagt."}})

    text: MinutesText


@router.get(
    "", operation_id="minutes.list", summary="Minutes", response_model=Page[MinutesView], responses=problems(422)
)
async def list_minutes(
    reading: ReadingDep,
    scope: ScopeDep,
    paging: Paging,
    meeting: UUID | None = None,
    status: MinutesStatus | None = None,
) -> Response:
    """Minutes, the newest first. Drafts are seen by those who take part."""
    statement = queries.minutes.all_minutes(scope, meeting=meeting, status=status)
    return await page(reading, statement, paging=paging, orderings=ORDERINGS, view=MinutesView.model_validate)


@router.get(
    "/{id}",
    operation_id="minutes.get",
    summary="Minutes of a meeting",
    response_model=MinutesView,
    responses=problems(404, 422),
)
async def get_minutes(reading: ReadingDep, scope: ScopeDep, id: UUID) -> Response:
    """One set of minutes."""
    minutes = await queries.minutes.minutes(reading, scope, id)
    return item(MinutesView.model_validate(minutes), minutes.version)


@router.get(
    "/{id}/revisions",
    operation_id="minutes.revisions",
    summary="Final texts of minutes",
    response_model=Page[MinutesTextView],
    responses=problems(422),
)
async def list_revisions(reading: ReadingDep, scope: ScopeDep, paging: Paging, id: UUID) -> Response:
    """What the minutes said each time they became final; nothing of it is ever changed."""
    statement = queries.minutes.texts(scope, id)
    orderings: Orderings = {"revision": [col(FinalText.revision)]}
    return await page(reading, statement, paging=paging, orderings=orderings, view=MinutesTextView.model_validate)


@router.post(
    "",
    operation_id="minutes.create",
    summary="Draft the minutes of a meeting",
    status_code=201,
    response_model=MinutesView,
    responses=problems(401, 403, 404, 409, 422),
)
async def create_minutes(tx: Transaction, scope: ScopeDep, body: MinutesBody, now: Now) -> Response:
    """Begin the minutes of a meeting that was held."""
    minutes = await commands.minutes.draft(tx, scope, **body.model_dump(), at=now)
    return created(MinutesView.model_validate(minutes), minutes.version, f"/api/v1/minutes/{minutes.id}")


@router.patch(
    "/{id}",
    operation_id="minutes.change",
    summary="Rewrite a draft",
    response_model=MinutesView,
    responses=problems(401, 403, 404, 409, 412, 422, 428),
)
async def change_minutes(tx: Transaction, scope: ScopeDep, id: UUID, body: MinutesChange, version: IfMatch) -> Response:
    """Change the text of a draft."""
    minutes = await commands.minutes.rewrite(tx, scope, id, text=body.text, version=version)
    return item(MinutesView.model_validate(minutes), minutes.version)


verb = Verbs(router, "minutes", MinutesView)


@verb("finalise", "Make minutes final")
async def finalise(tx: Transaction, scope: ScopeDep, id: UUID, version: IfMatch, now: Now) -> Response:
    """Fix the text as the next revision; what the meeting did not finish carries over."""
    minutes = await commands.minutes.finalise(tx, scope, id, at=now, version=version)
    return item(MinutesView.model_validate(minutes), minutes.version)


@verb("reopen", "Reopen minutes")
async def reopen(tx: Transaction, scope: ScopeDep, id: UUID, body: ReasonBody, version: IfMatch) -> Response:
    """Make final minutes a draft again; the decisions that rest on them are revoked."""
    minutes = await commands.minutes.reopen(tx, scope, id, reason=body.reason, version=version)
    return item(MinutesView.model_validate(minutes), minutes.version)
