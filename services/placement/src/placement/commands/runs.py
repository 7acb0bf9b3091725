"""Assignment runs: a dry run is kept with its reasons; applied, it becomes placements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from placement import queries
from placement.commands import placements
from placement.domain.applications import Application, ApplicationStatus
from placement.domain.assignment import Candidate, Distances, Pool, Terms, Wish, assign
from placement.domain.companies import CompanyStatus
from placement.domain.offers import OfferStatus
from placement.domain.phases import Phase
from placement.domain.placements import Origin
from placement.domain.runs import AssignmentRun, digest, gap, results
from placement.domain.schools import School
from placement.domain.towns import kilometres
from placement.queries import Loaded
from placement.queries import applications as found
from placement.queries import placements as placed
from placement.queries import runs as kept
from regio_chassis.access import Scope
from regio_chassis.database import Reading, Tx
from regio_chassis.errors import Missing
from regio_chassis.rows import expect
from regio_events.placement import SeatsShort

WANTED = frozenset(
    {
        ApplicationStatus.DRAFT,
        ApplicationStatus.SUBMITTED,
        ApplicationStatus.SEEN,
        ApplicationStatus.OFFERED,
        ApplicationStatus.EXPIRED,
        ApplicationStatus.DECLINED,
    }
)
"""A wish still counts when the company let it expire; a declined one is kept as the reason it is not granted."""


@dataclass(frozen=True, slots=True)
class _Input:
    phase: Phase
    school: School
    candidates: Sequence[Candidate]
    pools: Sequence[Pool]
    distances: Distances


async def try_out(
    tx: Tx, scope: Scope, phase_id: UUID, *, seed: str, max_km: int | None, at: datetime
) -> AssignmentRun:
    """
    Find places for the pupils of a phase who have none, without giving them; nothing but the run itself is stored.

    Raises:
        Missing: the phase is not one of the own school.
    """
    given = await _input(tx, scope, phase_id)
    terms = Terms(seed, max_km)
    made = assign(given.candidates, given.pools, given.distances, terms)
    run = AssignmentRun(
        school_key=given.school.key,
        phase_id=phase_id,
        seed=seed,
        max_km=max_km,
        input=digest(given.candidates, given.pools, given.distances, terms),
        placed=len(made.placed),
        left_over=len(made.left_over),
        made_at=at,
    )
    await tx.add(run)
    rows = results(run.id, given.school.key, made)
    if rows:
        await tx.add(*rows)
    return run


async def apply(tx: Tx, scope: Scope, id: UUID, *, expected: int | None, at: datetime) -> AssignmentRun:
    """
    Give the places of a dry run; a phase that is short of seats is stated.

    Raises:
        RunOutdated: wishes, seats or placements changed since.
    """
    run = await kept.run_for_update(tx, scope, id)
    expect(run, expected)
    given = await _input(tx, scope, run.phase_id)
    terms = Terms(run.seed, run.max_km)
    run.apply(digest(given.candidates, given.pools, given.distances, terms))
    made = assign(given.candidates, given.pools, given.distances, terms)
    for one in made.placed:
        await placements.place(tx, one.pupil_id, one.phase_id, one.offer_id, origin=Origin.RUN, at=at)
    short = gap(made)
    if short is not None:
        tx.record(SeatsShort(phase_id=run.phase_id, town_key=given.school.town_key, gap=short, kldb_groups=()))
    await tx.save(run)
    return run


async def discard(tx: Tx, scope: Scope, id: UUID, *, expected: int | None) -> AssignmentRun:
    run = await kept.run_for_update(tx, scope, id)
    expect(run, expected)
    run.discard()
    await tx.save(run)
    return run


async def _input(tx: Tx, scope: Scope, phase_id: UUID) -> _Input:
    phase = (await queries.phases_by_id(tx, [phase_id])).get(phase_id)
    if phase is None:
        raise Missing(f"phase {phase_id} does not exist")
    school = await queries.school(tx, scope, phase.school_id)
    wishes: dict[UUID, list[Application]] = {}
    for wish in await found.wishes_of_phase(tx, phase_id):
        if wish.status in WANTED:
            wishes.setdefault(wish.pupil_id, []).append(wish)
    waiting = await kept.pupils_without_place(tx, school.key, phase)
    before = await kept.other_placements(tx, phase_id, waiting)
    allowed: dict[UUID, set[UUID]] = {}
    for exception in await found.exceptions_of(tx, phase_id):
        allowed.setdefault(exception.pupil_id, set()).add(exception.offer_id)
    candidates = [
        Candidate(
            pupil_id=pupil,
            phase_id=phase_id,
            town=school.town_key,
            wishes=tuple(_wish(one) for one in wishes.get(pupil, ())),
            companies=frozenset(other.company_id for other in before.get(pupil, ())),
            occupations=frozenset(other.kldb for other in before.get(pupil, ())),
            allowed=frozenset(allowed.get(pupil, ())),
        )
        for pupil in waiting
    ]
    pools = [pool for loaded in await kept.offers_in(tx, phase_id) for pool in await _pools(tx, loaded, phase)]
    return _Input(phase, school, candidates, pools, kilometres(await kept.all_towns(tx)))


def _wish(application: Application) -> Wish:
    return Wish(
        application.offer_id,
        accepted=application.status is ApplicationStatus.OFFERED,
        declined=application.status is ApplicationStatus.DECLINED,
    )


async def _pools(reading: Reading, loaded: Loaded, phase: Phase) -> Sequence[Pool]:
    if loaded.offer.status is not OfferStatus.PUBLISHED or loaded.company.status is not CompanyStatus.APPROVED:
        return []
    limit = loaded.offer.tutor_limit
    beside = 0 if limit is None else await placed.taken_at_tutor(reading, loaded.offer.id, phase)
    return [
        Pool(
            offer_id=loaded.offer.id,
            phase_id=phase.id,
            company_id=loaded.company.id,
            kldb=loaded.offer.kldb,
            town=loaded.company.town_key,
            free=seats.seats - seats.taken,
            tutor=None if limit is None else str(loaded.offer.id),
            tutor_free=0 if limit is None else max(0, limit - beside),
        )
        for seats in loaded.seats
        if (seats.phase_id, seats.weekday) == (phase.id, phase.weekday)
    ]
