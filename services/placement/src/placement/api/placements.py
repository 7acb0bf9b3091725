"""Placements over HTTP."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field
from sqlmodel import col
from starlette.responses import Response

from placement.api.about_pupils import ForCompany, ForSchool, Found, shaped
from placement.api.inputs import ReasonBody, Requirements
from placement.commands import placements as commands
from placement.domain.placements import Origin, Placement, PlacementStatus
from placement.domain.requirements import Requirement
from placement.queries import placements as queries
from regio_chassis.access import Scope
from regio_chassis.database import Reading
from regio_chassis.web import (
    Body,
    IfMatch,
    Now,
    Page,
    Paging,
    ReadingDep,
    Router,
    ScopeDep,
    Transaction,
    Verbs,
    item,
    page,
    problems,
)

router = Router(prefix="/placements", tags=["Placements"])


class PlacementView(ForSchool):
    """A placement as school, pupil and guardians see it."""

    id: UUID
    phase_id: UUID
    offer_id: UUID
    company_id: UUID
    kldb: str
    weekday: int
    origin: Origin
    status: PlacementStatus
    confirmed_at: datetime
    replaces: UUID | None = Field(description="The placement of this phase that broke off")
    acknowledged: list[Requirement]
    acknowledged_at: datetime | None
    ended_on: date | None
    end_reason: str | None
    training_offered: bool | None
    version: int


class CompanyPlacementView(ForCompany):
    """A placement as the company sees it."""

    id: UUID
    phase_id: UUID
    offer_id: UUID
    weekday: int
    status: PlacementStatus
    acknowledged: list[Requirement]
    ended_on: date | None
    training_offered: bool | None
    version: int


class AcknowledgeBody(Body):
    """What the pupil knows to be needed on the first day."""

    requirements: Requirements = Field(examples=[["safety_shoes"]])


class CompleteBody(Body):
    """Whether the company would take the pupil for training."""

    training_offered: bool | None = None


UNSAID = CompleteBody()
Either = PlacementView | CompanyPlacementView


def _view(scope: Scope, row: Found) -> Either:
    return shaped(scope, row, PlacementView, CompanyPlacementView)


async def _answer(reading: Reading, scope: Scope, id: UUID) -> Response:
    row = await queries.shown(reading, scope, Placement, id)
    return item(_view(scope, row), row["version"])


@router.get(
    "",
    operation_id="placement.list",
    summary="List placements",
    response_model=Page[Either],
    responses=problems(401, 403, 422),
)
async def list_placements(
    reading: ReadingDep,
    scope: ScopeDep,
    paging: Paging,
    phase: UUID | None = None,
    pupil: UUID | None = None,
    status: PlacementStatus | None = None,
) -> Response:
    """Placements of the own pupils, one's own, or with the own company."""
    found = queries.listed(scope, Placement, status=status)
    if phase is not None:
        found = found.where(col(Placement.phase_id) == phase)
    if pupil is not None:
        found = found.where(col(Placement.pupil_id) == pupil)
    return await page(
        reading,
        found,
        paging=paging,
        orderings={"confirmed": [col(Placement.confirmed_at)], "status": [col(Placement.status)]},
        view=lambda row: _view(scope, row),
    )


@router.get(
    "/{id}",
    operation_id="placement.get",
    summary="Get a placement",
    response_model=Either,
    responses=problems(401, 403, 404, 422),
)
async def get_placement(reading: ReadingDep, scope: ScopeDep, id: UUID) -> Response:
    """One placement."""
    return await _answer(reading, scope, id)


verb = Verbs(router, "placement", PlacementView)


@verb("acknowledge", "Acknowledge what is needed")
async def acknowledge_requirements(
    tx: Transaction, scope: ScopeDep, now: Now, id: UUID, body: AcknowledgeBody, version: IfMatch
) -> Response:
    """Without it the pupil cannot be recorded as present."""
    await commands.acknowledge(tx, scope, id, body.requirements, expected=version, at=now)
    return await _answer(tx, scope, id)


@verb("complete", "Complete a placement", view=Either)
async def complete_placement(
    tx: Transaction, scope: ScopeDep, now: Now, id: UUID, version: IfMatch, body: CompleteBody = UNSAID
) -> Response:
    """It lasted to the last agreed day; the company may say whether it would take the pupil for training."""
    await commands.complete(tx, scope, id, training_offered=body.training_offered, expected=version, at=now)
    return await _answer(tx, scope, id)


@verb("terminate", "End a placement before its time")
async def terminate_placement(
    tx: Transaction, scope: ScopeDep, now: Now, id: UUID, body: ReasonBody, version: IfMatch
) -> Response:
    """The seat is free again; another placement of the phase names this one as what it replaces."""
    await commands.terminate(tx, scope, id, reason=body.reason, expected=version, at=now)
    return await _answer(tx, scope, id)
