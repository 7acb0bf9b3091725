"""Corrections of drafts of minutes, by those who were there."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field
from sqlmodel import col
from starlette.responses import Response

from network import commands, queries
from network.api.inputs import Orderings, ReasonBody
from network.api.minutes import MinutesText
from network.domain import Correction, CorrectionStatus
from regio_chassis.web import (
    Body,
    IfMatch,
    Now,
    Page,
    Paging,
    ReadingDep,
    Router,
    ScopeDep,
    Slug,
    Text,
    Transaction,
    Verbs,
    View,
    created,
    item,
    page,
    problems,
)

router = Router("/minutes-corrections", ["Minutes"])

ORDERINGS: Orderings = {"created_at": [col(Correction.created_at)], "town_key": [col(Correction.town_key)]}


class CorrectionView(View):
    """What a town wants to read differently in a draft."""

    id: UUID
    version: int
    minutes_id: UUID
    town_key: str
    text: str
    status: CorrectionStatus
    reason: Annotated[str | None, Field(description="Why it was rejected")]
    created_at: datetime


class CorrectionBody(Body):
    """A wish to change a draft."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "minutes_id": "0198a3c4-7b7e-7000-8000-000000000003",
                "town_key": "gotha",
                "text": "TOP 2: Gotha hat sich enthalten.",
            }
        }
    )

    minutes_id: UUID
    town_key: Slug
    text: Annotated[str, Text(4000)]


class AdoptBody(Body):
    """What the minutes read from now on."""

    model_config = ConfigDict(json_schema_extra={"example": {"text": "TOP 1: …\nTOP 2: Gotha enthält sich."}})

    text: MinutesText


@router.get(
    "",
    operation_id="correction.list",
    summary="Corrections of minutes",
    response_model=Page[CorrectionView],
    responses=problems(401, 403, 422),
)
async def list_corrections(
    reading: ReadingDep,
    scope: ScopeDep,
    paging: Paging,
    minutes: UUID | None = None,
    town: Slug | None = None,
    status: CorrectionStatus | None = None,
) -> Response:
    """Corrections in the order in which they came, of meetings that the caller takes part in."""
    statement = queries.minutes.corrections(scope, minutes=minutes, town=town, status=status)
    return await page(reading, statement, paging=paging, orderings=ORDERINGS, view=CorrectionView.model_validate)


@router.get(
    "/{id}",
    operation_id="correction.get",
    summary="A correction of minutes",
    response_model=CorrectionView,
    responses=problems(401, 403, 404, 422),
)
async def get_correction(reading: ReadingDep, scope: ScopeDep, id: UUID) -> Response:
    """One correction."""
    return answer(await queries.minutes.correction(reading, scope, id))


@router.post(
    "",
    operation_id="correction.create",
    summary="Ask for a correction of minutes",
    status_code=201,
    response_model=CorrectionView,
    responses=problems(401, 403, 404, 409, 422),
)
async def create_correction(tx: Transaction, scope: ScopeDep, body: CorrectionBody, now: Now) -> Response:
    """Ask for a change of the draft, for a town that was there, within the days that the minutes name."""
    found = await commands.minutes.propose_correction(tx, scope, **body.model_dump(), at=now)
    return created(CorrectionView.model_validate(found), found.version, f"/api/v1/minutes-corrections/{found.id}")


verb = Verbs(router, "correction", CorrectionView)


@verb("adopt", "Adopt a correction")
async def adopt(tx: Transaction, scope: ScopeDep, id: UUID, body: AdoptBody, version: IfMatch) -> Response:
    """Change the draft as was asked; `text` is the whole new text."""
    return answer(await commands.minutes.adopt_correction(tx, scope, id, text=body.text, version=version))


@verb("reject", "Reject a correction")
async def reject(tx: Transaction, scope: ScopeDep, id: UUID, body: ReasonBody, version: IfMatch) -> Response:
    """Leave the draft as it is, and say why."""
    return answer(await commands.minutes.reject_correction(tx, scope, id, reason=body.reason, version=version))


def answer(found: Correction) -> Response:
    """The correction as it is now."""
    return item(CorrectionView.model_validate(found), found.version)
