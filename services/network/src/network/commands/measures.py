"""Measures are proposed, decided, planned, done, evaluated, and taken over by other towns."""

from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from network import access, queries
from network.commands import threads
from network.commands.towns import insist_on_known
from network.domain import Decision, Funding, Measure, Milestone
from network.domain.decisions import insist_on_carrying
from network.domain.errors import Unknown, WrongParent
from regio_chassis.access import Scope
from regio_chassis.database import Tx
from regio_chassis.errors import Missing
from regio_chassis.rows import expect
from regio_events import Event

Step = Callable[[Measure], Event | None]


async def create(
    tx: Tx,
    scope: Scope,
    *,
    town_keys: Collection[str],
    field_key: str,
    at: datetime,
    decision_id: UUID | None = None,
    parent_id: UUID | None = None,
    **values: Any,
) -> Measure:
    """
    A measure of the caller's towns; with ``decision_id`` it is decided already.

    Raises:
        Unknown: there is no such town or field of action.
        NoDecision: the decision does not stand, or is about something else.
        WrongParent: the parent is a part itself.
    """
    await _insist_on_towns(tx, scope, town_keys)
    if not await queries.ideas.known_field(tx, field_key):
        raise Unknown("there is no such field of action", pointer="/field_key")
    if decision_id is not None:
        insist_on_carrying(await _decision(tx, decision_id))
    if parent_id is not None and (await queries.measures.measure_for_update(tx, scope, parent_id)).parent_id:
        raise WrongParent("a part has no parts", pointer="/parent_id")
    measure = await propose(
        tx,
        town_keys=town_keys,
        field_key=field_key,
        decided=decision_id is not None,
        decision_id=decision_id,
        parent_id=parent_id,
        after=decision_id or parent_id,
        at=at,
        **values,
    )
    await _follow(tx, measure)
    return measure


async def propose(
    tx: Tx,
    *,
    title: str,
    town_keys: Collection[str],
    at: datetime,
    text: str | None = None,
    after: str | UUID | None = None,
    decided: bool = False,
    **values: Any,
) -> Measure:
    """A new measure in the thread of ``after``."""
    measure, event = Measure.propose(
        decided=decided, title=title, text=text, town_keys=town_keys, thread_id=tx.correlation, at=at, **values
    )
    measure.thread_id = await threads.record(tx, event, after=after)
    await tx.add(measure, *measure.towns())
    return measure


async def step(tx: Tx, scope: Scope, id: UUID, verb: Step, *, version: int | None = None) -> Measure:
    """Move a measure along ``verb``, and its parent with it."""
    measure = await queries.measures.measure_for_update(tx, scope, id)
    expect(measure, version)
    await moved(tx, measure, verb(measure))
    return measure


async def decide(tx: Tx, scope: Scope, id: UUID, *, decision_id: UUID, version: int | None = None) -> Measure:
    """
    A decision of the towns carries the measure.

    Raises:
        Unknown: there is no such decision.
    """
    await queries.measures.measure_for_update(tx, scope, id)
    decision = await _decision(tx, decision_id)
    return await step(tx, scope, id, lambda measure: measure.decide(decision), version=version)


async def complete(tx: Tx, scope: Scope, id: UUID, *, version: int | None = None) -> Measure:
    # Locked before the parts are read: none of them is added meanwhile.
    await queries.measures.measure_for_update(tx, scope, id)
    parts = await queries.measures.parts(tx, id)
    return await step(tx, scope, id, lambda measure: measure.complete(parts), version=version)


async def advance(tx: Tx, scope: Scope, id: UUID, progress: int, *, version: int | None = None) -> Measure:
    await queries.measures.measure_for_update(tx, scope, id)
    has_parts = bool(await queries.measures.parts(tx, id))
    return await step(tx, scope, id, lambda one: one.advance(progress, has_parts=has_parts), version=version)


async def change(tx: Tx, scope: Scope, id: UUID, changes: Mapping[str, Any], *, version: int | None) -> Measure:
    return await step(tx, scope, id, lambda measure: measure.rewrite(changes), version=version)


async def transfer(
    tx: Tx, scope: Scope, id: UUID, *, town_keys: Collection[str], at: datetime, source: str | None = None
) -> Measure:
    """Other towns, the caller's own, take a measure over; anybody's may be."""
    await _insist_on_towns(tx, scope, town_keys)
    origin = await queries.measures.measure(tx, Scope.ALL, id)
    taken, event = origin.transfer(town_keys=town_keys, thread_id=origin.thread_id, at=at, source=source)
    taken.thread_id = await threads.record(tx, event, after=origin.id)
    await tx.add(taken, *taken.towns())
    return taken


async def fund(
    tx: Tx, scope: Scope, id: UUID, *, giver: str, since: date, until: date, cents: int, version: int | None = None
) -> Measure:
    """
    Money for the measure; its version rises.

    Raises:
        DatesReversed: it ends before it begins.
    """
    measure = await queries.measures.measure_for_update(tx, scope, id)
    expect(measure, version)
    await tx.add(Funding.grant(measure_id=id, giver=giver, since=since, until=until, cents=cents))
    await tx.save(measure)
    return measure


async def add_milestone(
    tx: Tx, scope: Scope, id: UUID, *, title: str, due: date, version: int | None = None
) -> Measure:
    measure = await queries.measures.measure_for_update(tx, scope, id)
    expect(measure, version)
    await tx.add(Milestone(measure_id=id, title=title, due=due))
    await tx.save(measure)
    return measure


async def reach(tx: Tx, scope: Scope, id: UUID, *, on: date) -> Measure:
    """A milestone was reached; when it is said again the day is corrected."""
    milestone = await queries.measures.milestone_for_update(tx, scope, id)
    measure = await queries.measures.measure_for_update(tx, scope, milestone.measure_id)
    milestone.reached_on = on
    await tx.save(milestone)
    await tx.save(measure)
    return measure


async def decision_fell(tx: Tx, decision: Decision) -> None:
    """What was decided or planned on a decision that does not hold any longer is dropped; what runs goes on."""
    for measure in await queries.measures.waiting_on_decision_for_update(tx, decision.id):
        await moved(tx, measure, measure.drop(reason="decision-revoked"))


async def moved(tx: Tx, measure: Measure, event: Event | None) -> None:
    """Store a measure that moved, with its event, and let its parent follow."""
    await tx.save(measure)
    if event is not None:
        await threads.record(tx, event, after=measure.decision_id)
    await _follow(tx, measure)


async def _follow(tx: Tx, part: Measure) -> None:
    """The parent's progress follows, with an event if it is another one now."""
    if part.parent_id is None:
        return
    # Locked before the parts are read: two of them that move at once are both counted.
    parent = await queries.measures.measure_for_update(tx, Scope.ALL, part.parent_id)
    event = parent.follow(await queries.measures.parts(tx, parent.id))
    if event is not None:
        await tx.save(parent)
        await threads.record(tx, event)


async def _insist_on_towns(tx: Tx, scope: Scope, town_keys: Collection[str]) -> None:
    """
    Insist that the caller may begin a measure of these towns.

    Raises:
        Unknown: one of them is no town of the network.
        Missing: one of them is none of the caller's.
    """
    await insist_on_known(tx, towns=town_keys)
    own = Scope(keys={"town": frozenset(await queries.measures.managed_towns(tx, scope))})
    access.insist(own, "town", town_keys)


async def _decision(tx: Tx, id: UUID) -> Decision:
    try:
        return await queries.decisions.decision(tx, Scope.ALL, id)
    except Missing:
        raise Unknown("there is no such decision", pointer="/decision_id") from None
