"""Assignment runs, figures and answer rates over HTTP."""

from datetime import datetime
from functools import partial
from typing import Annotated
from uuid import UUID

from pydantic import Field
from sqlalchemy.engine import RowMapping
from sqlmodel import col
from starlette.responses import Response

from placement.api.inputs import SchoolYearKey
from placement.commands import runs as commands
from placement.domain import figures
from placement.domain.assignment import Obstacle, Unplaced
from placement.domain.phases import Phase
from placement.domain.runs import AssignmentResult, AssignmentRun, RunStatus
from placement.queries import applications
from placement.queries import runs as queries
from regio_chassis.access import Scope
from regio_chassis.web import (
    Body,
    IfMatch,
    Line,
    Now,
    Page,
    Paging,
    ReadingDep,
    Router,
    ScopeDep,
    Transaction,
    Verbs,
    View,
    created,
    item,
    page,
    problems,
)

router = Router(prefix="/assignment-runs", tags=["Assignment runs"])
overview = Router(prefix="", tags=["Figures"])


class RunBody(Body):
    """Which phase, how far at most, and what the lot is drawn from."""

    phase_id: UUID
    max_km: Annotated[int, Field(ge=0, le=200, description="Straight line from the school's town")] | None = None
    seed: Annotated[str, Line(60)] = Field(examples=["2026/27 Phase 2"])


class RunView(View):
    """A run with its counts."""

    id: UUID
    phase_id: UUID
    seed: str
    max_km: int | None
    status: RunStatus
    placed: int
    left_over: int
    made_at: datetime
    version: int


class BlockedView(View):
    """What stood in the way of a wish."""

    offer_id: UUID
    obstacle: Obstacle


class ResultView(View):
    """What a run has for a pupil: an offer, or why not."""

    pupil_id: UUID
    offer_id: UUID | None
    wish: int | None = Field(description="Which of the pupil's wishes it is, 1 is the first")
    reason: Unplaced | None = Field(description="Why there is no place")
    blocked: list[BlockedView] = Field(description="What stood in the way of each wish, in order")


class FigureView(View):
    """
    How a phase stands: to its school as it is, to the service centre rounded down to multiples of five, null below.
    """

    phase_id: UUID
    school_key: str
    school_year: str
    number: int
    placed: int | None
    open: int | None
    broken_off: int | None
    pupils: int | None
    suppressed: bool


class AnswerRateView(View):
    """How a company answers; what was asked fewer than five times says nothing."""

    company_id: UUID
    name: str
    town_key: str
    asked: int | None = Field(description="Applications it answered or let expire, rounded down to fives")
    answered_percent: int | None = Field(description="0, 25, 50, 75 or 100, rounded down")
    never_answered: bool
    suppressed: bool


class AnswerRatesView(View):
    """All companies that were asked, the least answering first."""

    items: list[AnswerRateView]


def _run(run: AssignmentRun) -> Response:
    return item(RunView.model_validate(run), run.version)


@router.post(
    "",
    operation_id="assignment_run.create",
    summary="Try an assignment run",
    status_code=201,
    response_model=RunView,
    responses=problems(401, 403, 404, 422),
)
async def create_run(tx: Transaction, scope: ScopeDep, now: Now, body: RunBody) -> Response:
    """A dry run: it gives nobody a place, and says what it would do and why."""
    run = await commands.try_out(tx, scope, body.phase_id, seed=body.seed, max_km=body.max_km, at=now)
    return created(RunView.model_validate(run), run.version, f"/api/v1/assignment-runs/{run.id}")


@router.get(
    "/{id}",
    operation_id="assignment_run.get",
    summary="Get an assignment run",
    response_model=RunView,
    responses=problems(401, 403, 404, 422),
)
async def get_run(reading: ReadingDep, scope: ScopeDep, id: UUID) -> Response:
    """One run."""
    return _run(await queries.run(reading, scope, id))


@router.get(
    "/{id}/results",
    operation_id="assignment_run.results",
    summary="List what a run has for each pupil",
    response_model=Page[ResultView],
    responses=problems(401, 403, 404, 422),
)
async def list_results(reading: ReadingDep, scope: ScopeDep, paging: Paging, id: UUID) -> Response:
    """Each pupil's place, or the reason for none."""
    await queries.run(reading, scope, id)
    return await page(
        reading,
        queries.run_results(scope, id),
        paging=paging,
        orderings={"pupil": [col(AssignmentResult.pupil_id)]},
        view=ResultView.model_validate,
    )


verb = Verbs(router, "assignment_run", RunView)


@verb("apply", "Give the places of a run")
async def apply_run(tx: Transaction, scope: ScopeDep, now: Now, id: UUID, version: IfMatch) -> Response:
    """All or none; `run-outdated` if wishes, seats or placements changed since."""
    return _run(await commands.apply(tx, scope, id, expected=version, at=now))


@verb("discard", "Discard a run")
async def discard_run(tx: Transaction, scope: ScopeDep, id: UUID, version: IfMatch) -> Response:
    """Do nothing with it."""
    return _run(await commands.discard(tx, scope, id, expected=version))


@overview.get(
    "/figures",
    operation_id="figure.list",
    summary="List how phases stand",
    response_model=Page[FigureView],
    responses=problems(401, 403, 422),
)
async def list_figures(
    reading: ReadingDep, scope: ScopeDep, paging: Paging, school_year: SchoolYearKey | None = None
) -> Response:
    """Placed, open and broken off by phase; outside the school nobody can count fewer than five pupils by it."""
    return await page(
        reading,
        queries.figures(scope, school_year=school_year),
        paging=paging,
        orderings={"starts": [col(Phase.starts_on)]},
        view=partial(_figure, scope),
    )


def _figure(scope: Scope, row: RowMapping) -> FigureView:
    own = row["school_key"] in scope.of("school")
    counts = {
        "placed": row["with_place"],
        "open": max(0, row["pupils"] - row["with_place"]),
        "broken_off": row["broken_off"],
        "pupils": row["pupils"],
    }
    told = counts if own else {name: figures.shown(count) for name, count in counts.items()}
    return FigureView.model_validate(
        {**row, **told, "phase_id": row["id"], "suppressed": any(count is None for count in told.values())}
    )


@overview.get(
    "/answer-rates",
    operation_id="answer_rate.list",
    summary="List how companies answer",
    response_model=AnswerRatesView,
    responses=problems(401, 403, 422),
)
async def list_answer_rates(reading: ReadingDep, scope: ScopeDep) -> Response:
    """The least answering first, so that somebody can call them."""
    items = [_rate(one) for one in await applications.answers(reading, scope)]
    # By what is shown: by what is known, the order would tell how the rarely asked ones answered.
    items.sort(key=lambda one: (one.suppressed, one.answered_percent or 0, one.name))
    return item(AnswerRatesView(items=items), 1)


def _rate(one: applications.Answers) -> AnswerRateView:
    asked = figures.shown(one.asked)
    return AnswerRateView(
        company_id=one.company_id,
        name=one.name,
        town_key=one.town_key,
        asked=asked,
        answered_percent=figures.share(one.answered, one.asked),
        never_answered=asked is not None and one.answered == 0,
        suppressed=asked is None,
    )
