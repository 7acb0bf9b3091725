"""The steps of a measure, one route each."""

from uuid import UUID

from starlette.responses import Response

from network import commands, queries
from network.api.inputs import ReasonBody
from network.api.measure_shapes import AdvanceBody, DecideBody, EvaluateBody, FullMeasureView, PlanBody, full_view
from network.domain import Measure
from regio_chassis.database import Reading
from regio_chassis.web import IfMatch, Router, ScopeDep, Transaction, Verbs, item

router = Router("/measures", ["Measures"])


verb = Verbs(router, "measure", FullMeasureView)


@verb("decide", "Rest a measure on a decision")
async def decide(tx: Transaction, scope: ScopeDep, id: UUID, body: DecideBody, version: IfMatch) -> Response:
    """An adopted decision of the towns carries it."""
    measure = await commands.measures.decide(tx, scope, id, decision_id=body.decision_id, version=version)
    return await answer(tx, measure)


@verb("plan", "Plan a measure")
async def plan(tx: Transaction, scope: ScopeDep, id: UUID, body: PlanBody, version: IfMatch) -> Response:
    """Fix when it is done, and whether streets, parking or entrances are affected."""
    measure = await commands.measures.step(tx, scope, id, lambda one: one.plan(**body.model_dump()), version=version)
    return await answer(tx, measure)


@verb("start", "Begin a measure")
async def start(tx: Transaction, scope: ScopeDep, id: UUID, version: IfMatch) -> Response:
    """Work begins."""
    measure = await commands.measures.step(tx, scope, id, Measure.start, version=version)
    return await answer(tx, measure)


@verb("pause", "Let a measure rest")
async def pause(tx: Transaction, scope: ScopeDep, id: UUID, body: ReasonBody, version: IfMatch) -> Response:
    """Work rests."""
    measure = await commands.measures.step(tx, scope, id, lambda one: one.pause(reason=body.reason), version=version)
    return await answer(tx, measure)


@verb("resume", "Go on with a measure")
async def resume(tx: Transaction, scope: ScopeDep, id: UUID, version: IfMatch) -> Response:
    """Work goes on."""
    measure = await commands.measures.step(tx, scope, id, Measure.resume, version=version)
    return await answer(tx, measure)


@verb("advance", "State the progress of a measure")
async def advance(tx: Transaction, scope: ScopeDep, id: UUID, body: AdvanceBody, version: IfMatch) -> Response:
    """How far it is; that of a measure with parts follows from them."""
    measure = await commands.measures.advance(tx, scope, id, body.progress, version=version)
    return await answer(tx, measure)


@verb("complete", "Complete a measure")
async def complete(tx: Transaction, scope: ScopeDep, id: UUID, version: IfMatch) -> Response:
    """It is done, and so are its parts."""
    measure = await commands.measures.complete(tx, scope, id, version=version)
    return await answer(tx, measure)


@verb("evaluate", "Evaluate a measure")
async def evaluate(tx: Transaction, scope: ScopeDep, id: UUID, body: EvaluateBody, version: IfMatch) -> Response:
    """Say what came of it."""
    measure = await commands.measures.step(tx, scope, id, lambda one: one.evaluate(body.text), version=version)
    return await answer(tx, measure)


@verb("drop", "Drop a measure")
async def drop(tx: Transaction, scope: ScopeDep, id: UUID, body: ReasonBody, version: IfMatch) -> Response:
    """It is not done."""
    measure = await commands.measures.step(tx, scope, id, lambda one: one.drop(reason=body.reason), version=version)
    return await answer(tx, measure)


async def answer(reading: Reading, measure: Measure) -> Response:
    """The measure as it is now, with all that belongs to it."""
    milestones = await queries.measures.milestones(reading, measure.id)
    fundings = await queries.measures.fundings(reading, measure.id)
    return item(full_view(measure, milestones, fundings), measure.version)
