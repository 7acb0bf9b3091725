"""Measures: what towns do, how far they are, and what other towns took over."""

from uuid import UUID

from sqlmodel import col
from starlette.responses import Response

from network import commands, queries
from network.api.inputs import Orderings, changes
from network.api.measure_shapes import (
    FullMeasureView,
    FundingBody,
    MeasureBody,
    MeasureChange,
    MeasureView,
    MilestoneBody,
    ReachBody,
    TransferBody,
    full_view,
)
from network.api.measure_steps import answer
from network.domain import Measure
from regio_chassis.web import (
    IfMatch,
    Now,
    Page,
    Paging,
    ReadingDep,
    Router,
    ScopeDep,
    Search,
    Slug,
    Transaction,
    created,
    page,
    problems,
)
from regio_events.network import MeasureStatus

router = Router("/measures", ["Measures"])
milestones = Router("/milestones", ["Measures"])

ORDERINGS: Orderings = {
    "-created_at": [col(Measure.created_at)],
    "starts_on": [col(Measure.starts_on)],
    "progress": [col(Measure.progress)],
}


@router.get(
    "", operation_id="measure.list", summary="Measures", response_model=Page[MeasureView], responses=problems(422)
)
async def list_measures(
    reading: ReadingDep,
    scope: ScopeDep,
    paging: Paging,
    town: Slug | None = None,
    field: Slug | None = None,
    status: MeasureStatus | None = None,
    parent: UUID | None = None,
    decision: UUID | None = None,
    origin: UUID | None = None,
    q: Search | None = None,
) -> Response:
    """Measures of all towns, the newest first; `origin`: what others took over from that one."""
    statement = queries.measures.measures(
        scope, town=town, field=field, status=status, parent=parent, decision=decision, origin=origin, q=q
    )
    return await page(reading, statement, paging=paging, orderings=ORDERINGS, view=MeasureView.model_validate)


@router.get(
    "/{id}",
    operation_id="measure.get",
    summary="A measure",
    response_model=FullMeasureView,
    responses=problems(404, 422),
)
async def get_measure(reading: ReadingDep, scope: ScopeDep, id: UUID) -> Response:
    """One measure with its milestones and its money."""
    return await answer(reading, await queries.measures.measure(reading, scope, id))


@router.post(
    "",
    operation_id="measure.create",
    summary="Propose a measure",
    status_code=201,
    response_model=FullMeasureView,
    responses=problems(401, 403, 404, 409, 422),
)
async def create_measure(tx: Transaction, scope: ScopeDep, body: MeasureBody, now: Now) -> Response:
    """A measure of the caller's towns."""
    measure = await commands.measures.create(tx, scope, **body.model_dump(), at=now)
    return created(full_view(measure, [], []), measure.version, f"/api/v1/measures/{measure.id}")


@router.patch(
    "/{id}",
    operation_id="measure.change",
    summary="Change a measure",
    response_model=FullMeasureView,
    responses=problems(401, 403, 404, 412, 422, 428),
)
async def change_measure(tx: Transaction, scope: ScopeDep, id: UUID, body: MeasureChange, version: IfMatch) -> Response:
    """Reword it, or move its days."""
    measure = await commands.measures.change(tx, scope, id, changes(body), version=version)
    return await answer(tx, measure)


@router.post(
    "/{id}/transfer",
    operation_id="measure.transfer",
    summary="Take a measure over",
    status_code=201,
    response_model=FullMeasureView,
    responses=problems(401, 403, 404, 422),
)
async def transfer(tx: Transaction, scope: ScopeDep, id: UUID, body: TransferBody, now: Now) -> Response:
    """The caller's towns begin what another town did; where it came from stays named."""
    taken = await commands.measures.transfer(tx, scope, id, **body.model_dump(), at=now)
    return created(full_view(taken, [], []), taken.version, f"/api/v1/measures/{taken.id}")


@router.post(
    "/{id}/funding",
    operation_id="measure.fund",
    summary="Enter money for a measure",
    response_model=FullMeasureView,
    responses=problems(401, 403, 404, 412, 422),
)
async def fund(tx: Transaction, scope: ScopeDep, id: UUID, body: FundingBody, version: IfMatch) -> Response:
    """Who gives how much, and for when."""
    measure = await commands.measures.fund(tx, scope, id, **body.model_dump(), version=version)
    return await answer(tx, measure)


@router.post(
    "/{id}/milestones",
    operation_id="milestone.create",
    summary="Add a milestone",
    response_model=FullMeasureView,
    responses=problems(401, 403, 404, 412, 422),
)
async def add_milestone(tx: Transaction, scope: ScopeDep, id: UUID, body: MilestoneBody, version: IfMatch) -> Response:
    """Something that is to be reached on a day."""
    measure = await commands.measures.add_milestone(tx, scope, id, **body.model_dump(), version=version)
    return await answer(tx, measure)


@milestones.post(
    "/{id}/reach",
    operation_id="milestone.reach",
    summary="Reach a milestone",
    response_model=FullMeasureView,
    responses=problems(401, 403, 404, 422),
)
async def reach(tx: Transaction, scope: ScopeDep, id: UUID, body: ReachBody) -> Response:
    """It was reached on that day; the answer is the measure."""
    measure = await commands.measures.reach(tx, scope, id, on=body.on)
    return await answer(tx, measure)
