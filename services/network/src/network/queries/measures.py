"""Measures with their parts, milestones and money."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlmodel import col

from network import access
from network.domain import Funding, Measure, MeasureTown, Milestone, Share, Town
from regio_chassis.access import Scope
from regio_chassis.database import Reading, Tx
from regio_chassis.errors import Missing
from regio_chassis.search import matches
from regio_events.network import MeasureStatus


def measures(
    scope: Scope,
    *,
    town: str | None = None,
    field: str | None = None,
    status: MeasureStatus | None = None,
    parent: UUID | None = None,
    decision: UUID | None = None,
    origin: UUID | None = None,
    q: str | None = None,
) -> Select[Any]:
    """Measures; ``origin``: those that other towns took over from it."""
    found: Select[Any] = select(Measure).where(access.measures(scope))
    for column, value in (
        (col(Measure.field_key), field),
        (col(Measure.status), status),
        (col(Measure.parent_id), parent),
        (col(Measure.decision_id), decision),
        (col(Measure.origin_measure_id), origin),
    ):
        if value is not None:
            found = found.where(column == value)
    if town is not None:
        found = found.where(_of_towns([town]))
    if q is not None:
        found = found.where(matches(col(Measure.searchable), q))
    return found


async def measure(reading: Reading, scope: Scope, id: UUID) -> Measure:
    """
    One measure.

    Raises:
        Missing: there is none, or it is not the caller's to see.
    """
    found = await reading.entity(Measure, measures(scope).where(col(Measure.id) == id))
    if found is None:
        raise Missing("there is no such measure")
    return found


async def known(reading: Reading, id: UUID) -> bool:
    """Whether there is such a measure."""
    return await reading.scalar(select(col(Measure.id)).where(col(Measure.id) == id)) is not None


async def measure_for_update(tx: Tx, scope: Scope, id: UUID) -> Measure:
    """
    Load a measure and lock its row until the transaction ends.

    Raises:
        Missing: there is none, or it is not the caller's to change.
    """
    wanted = select(Measure).where(col(Measure.id) == id, access.managed_measures(scope))
    found = await tx.entity(Measure, wanted.with_for_update(of=Measure))
    if found is None:
        raise Missing("there is no such measure")
    return found


async def milestones(reading: Reading, measure_id: UUID) -> list[Milestone]:
    """The milestones of a measure, the next one first."""
    found = select(Milestone).where(col(Milestone.measure_id) == measure_id)
    return await reading.entities(Milestone, found.order_by(col(Milestone.due), col(Milestone.id)))


async def milestone_for_update(tx: Tx, scope: Scope, id: UUID) -> Milestone:
    """
    Load a milestone and lock its row until the transaction ends.

    Raises:
        Missing: there is none, or its measure is not the caller's to change.
    """
    mine = select(col(Measure.id)).where(access.managed_measures(scope))
    wanted = select(Milestone).where(col(Milestone.id) == id, col(Milestone.measure_id).in_(mine))
    found = await tx.entity(Milestone, wanted.with_for_update())
    if found is None:
        raise Missing("there is no such milestone")
    return found


async def fundings(reading: Reading, measure_id: UUID) -> list[Funding]:
    """The money of a measure, the earliest first."""
    found = select(Funding).where(col(Funding.measure_id) == measure_id)
    return await reading.entities(Funding, found.order_by(col(Funding.since), col(Funding.id)))


async def parts(reading: Reading, parent_id: UUID) -> list[Share]:
    """What the parts of a measure count towards its progress."""
    found = select(col(Measure.weight), col(Measure.progress), col(Measure.status))
    rows = await reading.execute(found.where(col(Measure.parent_id) == parent_id))
    return [Share(row.weight, row.progress, row.status) for row in rows]


async def of_edition_for_update(tx: Tx, edition_id: UUID, town: str) -> list[Measure]:
    """The town's taking part in an edition, the newest first; locked. A dropped one may have a successor."""
    wanted = select(Measure).where(col(Measure.edition_id) == edition_id, _of_towns([town]))
    return await tx.entities(Measure, wanted.order_by(col(Measure.created_at).desc()).with_for_update())


async def managed_towns(reading: Reading, scope: Scope) -> set[str]:
    """The towns whose measures the caller may begin."""
    return set((await reading.execute(select(col(Town.key)).where(access.managed_towns(scope)))).scalars())


async def waiting_on_decision_for_update(tx: Tx, decision_id: UUID) -> list[Measure]:
    """What rests on a decision and has not begun; locked."""
    waiting = (MeasureStatus.DECIDED, MeasureStatus.PLANNED)
    wanted = select(Measure).where(col(Measure.decision_id) == decision_id, col(Measure.status).in_(waiting))
    return await tx.entities(Measure, wanted.order_by(col(Measure.id)).with_for_update())


def _of_towns(keys: Collection[str]) -> Any:
    return col(Measure.id).in_(select(col(MeasureTown.measure_id)).where(col(MeasureTown.town_key).in_(keys)))
