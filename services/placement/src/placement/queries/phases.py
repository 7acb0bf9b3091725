"""Phases, each with the school it belongs to."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlmodel import col

from placement import access
from placement.domain.calendar import PracticeDays
from placement.domain.offers import Seats
from placement.domain.phases import Phase, PhaseStatus
from placement.domain.schools import School
from placement.queries.schools import known_town, school
from regio_chassis.access import Scope
from regio_chassis.database import Reading, Tx
from regio_chassis.errors import Missing


def phases(
    scope: Scope,
    *,
    school_id: UUID | None = None,
    town: str | None = None,
    school_year: str | None = None,
    status: PhaseStatus | None = None,
    on_or_after: date | None = None,
) -> Select[Any]:
    """Phases that the scope reaches, each with its school's key, town and weekday."""
    shown: list[Any] = [
        Phase,
        col(School.key).label("school_key"),
        col(School.town_key).label("town_key"),
        col(School.weekday).label("plan_on"),
    ]
    found = select(*shown).join(School, col(School.id) == col(Phase.school_id)).where(access.phases(scope))
    if school_id is not None:
        found = found.where(col(Phase.school_id) == school_id)
    if town is not None:
        found = found.where(col(School.town_key) == town)
    if school_year is not None:
        found = found.where(col(Phase.school_year) == school_year)
    if status is not None:
        found = found.where(col(Phase.status) == status)
    if on_or_after is not None:
        found = found.where(col(Phase.ends_on) >= on_or_after)
    return found


async def phase(reading: Reading, scope: Scope, id: UUID) -> Phase:
    """
    One phase.

    Raises:
        Missing: there is none, or it is out of reach.
    """
    found = await reading.entity(Phase, _phase(scope, id))
    if found is None:
        raise Missing(f"phase {id} does not exist")
    return found


async def practice_days(
    reading: Reading, scope: Scope, id: UUID, company_town: str | None
) -> tuple[Phase, int, PracticeDays]:
    """
    A phase with its weekday and practice days; with ``company_town`` for pupils whose company is there.

    Raises:
        Missing: there is no such phase, or it is out of reach.
        TownUnknown: there is no such town.
    """
    found = await phase(reading, scope, id)
    own = await school(reading, scope, found.school_id)
    places = [own.place(await known_town(reading, own.town_key, pointer="/town_key"))]
    if company_town is not None:
        town = await known_town(reading, company_town, pointer="/company_town", place="query")
        places.append(town.as_company_place())
    weekday = found.weekday or own.weekday
    return found, weekday, found.practice_days(*places, weekday=weekday)


async def phase_for_update(tx: Tx, scope: Scope, id: UUID) -> Phase:
    """The same, locked until the transaction ends."""
    found = await tx.entity(Phase, _phase(scope, id).with_for_update(of=Phase))
    if found is None:
        raise Missing(f"phase {id} does not exist")
    return found


async def phases_of_year(reading: Reading, school_id: UUID, school_year: str) -> Sequence[Phase]:
    """All phases of a school in a year, by number."""
    statement = select(Phase).where(col(Phase.school_id) == school_id, col(Phase.school_year) == school_year)
    return await reading.entities(Phase, statement.order_by(col(Phase.number)))


async def planned_phases_for_update(tx: Tx, school_id: UUID, *, from_day: date) -> Sequence[Phase]:
    """A school's planned phases that are not over on a day, in order, locked."""
    statement = (
        select(Phase)
        .where(col(Phase.school_id) == school_id, col(Phase.status) == PhaseStatus.PLANNED)
        .where(col(Phase.ends_on) >= from_day)
        .order_by(col(Phase.starts_on))
    )
    return await tx.entities(Phase, statement.with_for_update())


async def phases_by_id(reading: Reading, ids: Sequence[UUID]) -> dict[UUID, Phase]:
    """Those of the phases that exist."""
    found = await reading.entities(Phase, select(Phase).where(col(Phase.id).in_(ids)))
    return {phase.id: phase for phase in found}


async def has_seats(reading: Reading, phases: Sequence[Phase]) -> bool:
    """Whether a company offers seats in one of the phases."""
    ids = [phase.id for phase in phases]
    return bool(await reading.scalar(select(func.count()).select_from(Seats).where(col(Seats.phase_id).in_(ids))))


def _phase(scope: Scope, id: UUID) -> Select[Phase]:
    joined = select(Phase).join(School, col(School.id) == col(Phase.school_id))
    return joined.where(col(Phase.id) == id, access.phases(scope))
