"""What an assignment run looks at, and runs as they are kept; figures of a phase."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlmodel import col

from placement import access
from placement.domain.companies import Company
from placement.domain.offers import PlaceOffer, Seats
from placement.domain.phases import Phase, PhaseStatus
from placement.domain.placements import Other, Placement, PlacementStatus
from placement.domain.pupils import Cohort, Pupil, PupilStatus
from placement.domain.runs import AssignmentResult, AssignmentRun
from placement.domain.schools import School
from placement.domain.towns import Town
from placement.queries.offers import Loaded, seats_of
from regio_chassis.access import Scope, scoped
from regio_chassis.database import Reading, Tx
from regio_chassis.errors import Missing
from regio_chassis.rows import table_of


async def run(reading: Reading, scope: Scope, id: UUID) -> AssignmentRun:
    """
    One run.

    Raises:
        Missing: there is none, or it is out of reach.
    """
    found = await reading.entity(AssignmentRun, _run(scope, id))
    if found is None:
        raise Missing(f"run {id} does not exist")
    return found


async def run_for_update(tx: Tx, scope: Scope, id: UUID) -> AssignmentRun:
    """The same, locked until the transaction ends."""
    found = await tx.entity(AssignmentRun, _run(scope, id).with_for_update())
    if found is None:
        raise Missing(f"run {id} does not exist")
    return found


def run_results(scope: Scope, id: UUID) -> Select[AssignmentResult]:
    """What a run has for each pupil."""
    reach = scoped(scope, school=col(AssignmentResult.school_key))
    return select(AssignmentResult).where(col(AssignmentResult.run_id) == id, reach)


async def pupils_without_place(reading: Reading, school_key: str, phase: Phase) -> Sequence[UUID]:
    """Pupils of the school's classes of the phase's year who take part and have no place in it, by id."""
    placed = select(col(Placement.pupil_id)).where(
        col(Placement.phase_id) == phase.id, col(Placement.status) != PlacementStatus.TERMINATED
    )
    statement = (
        select(col(Pupil.id))
        .join(Cohort, col(Cohort.id) == col(Pupil.cohort_id))
        .where(
            col(Pupil.school_key) == school_key,
            col(Pupil.status) == PupilStatus.ENROLLED,
            col(Cohort.school_year) == phase.school_year,
            col(Pupil.id).not_in(placed),
        )
        .order_by(col(Pupil.id))
    )
    return [row.id for row in await reading.execute(statement)]


async def other_placements(reading: Reading, phase_id: UUID, pupils: Sequence[UUID]) -> Mapping[UUID, Sequence[Other]]:
    """Placements of these pupils in other phases that did not break off."""
    wanted = set(pupils)
    schools = select(col(Phase.school_id)).where(col(Phase.id) == phase_id)
    phases = select(col(Phase.id)).where(col(Phase.school_id).in_(schools), col(Phase.id) != phase_id)
    statement = select(
        col(Placement.pupil_id), col(Placement.phase_id), col(Placement.company_id), col(Placement.kldb)
    ).where(col(Placement.phase_id).in_(phases), col(Placement.status) != PlacementStatus.TERMINATED)
    found: dict[UUID, list[Other]] = {}
    for row in await reading.execute(statement):
        if row.pupil_id in wanted:
            found.setdefault(row.pupil_id, []).append(Other(row.phase_id, row.company_id, row.kldb))
    return found


async def offers_in(reading: Reading, phase_id: UUID) -> Sequence[Loaded]:
    """All offers with seats in a phase, by id."""
    seated = select(col(Seats.offer_id)).where(col(Seats.phase_id) == phase_id)
    statement = select(PlaceOffer).where(col(PlaceOffer.id).in_(seated)).order_by(col(PlaceOffer.id))
    offers = await reading.entities(PlaceOffer, statement)
    firms = select(Company).where(
        col(Company.id).in_(select(col(PlaceOffer.company_id)).where(col(PlaceOffer.id).in_(seated)))
    )
    companies = {company.id: company for company in await reading.entities(Company, firms)}
    seats: dict[UUID, list[Seats]] = {}
    for one in await seats_of(reading, [offer.id for offer in offers]):
        seats.setdefault(one.offer_id, []).append(one)
    return [Loaded(offer, companies[offer.company_id], seats.get(offer.id, [])) for offer in offers]


async def all_towns(reading: Reading) -> Sequence[Town]:
    """All towns, by key."""
    return await reading.entities(Town, select(Town).order_by(col(Town.key)))


def figures(scope: Scope, *, school_year: str | None = None) -> Select[Any]:
    """Planned phases of the schools in reach, each with how many pupils there are, have a place, and lost one."""
    phase, school, placement = table_of(Phase), table_of(School), table_of(Placement)
    pupils = (
        select(func.count())
        .select_from(table_of(Pupil).join(table_of(Cohort), col(Cohort.id) == col(Pupil.cohort_id)))
        .where(
            col(Pupil.school_key) == school.c.key,
            col(Cohort.school_year) == phase.c.school_year,
            col(Pupil.status) == PupilStatus.ENROLLED,
        )
    )
    running = select(func.count()).where(
        placement.c.phase_id == phase.c.id, placement.c.status != PlacementStatus.TERMINATED
    )
    broken = select(func.count()).where(
        placement.c.phase_id == phase.c.id, placement.c.status == PlacementStatus.TERMINATED
    )
    found = (
        select(
            phase,
            school.c.key.label("school_key"),
            school.c.town_key,
            pupils.correlate(phase, school).scalar_subquery().label("pupils"),
            running.correlate(phase).scalar_subquery().label("with_place"),
            broken.correlate(phase).scalar_subquery().label("broken_off"),
        )
        .join_from(phase, school, school.c.id == phase.c.school_id)
        .where(phase.c.status == PhaseStatus.PLANNED, access.schools(scope))
    )
    return found if school_year is None else found.where(phase.c.school_year == school_year)


def _run(scope: Scope, id: UUID) -> Select[AssignmentRun]:
    return select(AssignmentRun).where(col(AssignmentRun.id) == id, access.runs(scope))
