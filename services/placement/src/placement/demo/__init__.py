"""The facts of the programme, and invented companies, pupils and places, so that a fresh service can be looked at."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from placement import queries
from placement.commands import companies, offers, schools
from placement.commands.offers import SeatsWanted
from placement.commands.pupils import folded
from placement.demo.facts import PILOT, SCHOOLS, partners, school_year, school_year_key, stable_id, towns
from placement.demo.facts import schools as known_schools
from placement.demo.invented import INTERESTED, INVENTED, PUBLISHED, SUBMITTED, Invented
from placement.demo.placements import Scene
from placement.demo.pupils import cohorts, pupils
from placement.domain import thuringia
from placement.domain.base import local_day
from placement.domain.phases import Phase
from placement.domain.schools import School
from placement.queries import Loaded
from regio_chassis.access import Scope
from regio_chassis.database import Tx


async def load(tx: Tx, at: datetime) -> None:
    """
    Load everything once; a database that has the first school is left as it is.

    The phases of the pilot year, and of the year that runs ``at`` that time and the one after it.

    Raises:
        CalendarNotCovered: the school holidays of those years are not known.
    """
    first, *_ = SCHOOLS
    if await queries.school_key_taken(tx, first.key):
        return
    await tx.add(*towns(), *partners())
    running = running_year(at)
    years = sorted({PILOT, running, running + 1})
    await tx.add(*(school_year(begins) for begins in years))
    phases = {
        school.key: await _phases(tx, await schools.create_school(tx, school), years) for school in known_schools()
    }
    upcoming = {key: [one for one in found if one.ends_on >= local_day(at)] for key, found in phases.items()}
    published = [(company, await _offer(tx, company, upcoming, at, publish=True)) for company in PUBLISHED]
    for company in SUBMITTED:
        await _offer(tx, company, upcoming, at, publish=False)
    for company in INTERESTED:
        await companies.register(tx, company.company())
    there = await _pupils(tx, school_year_key(running))
    for key, (phase, *_) in upcoming.items():
        # For three days after the last phase nobody is anywhere, and the next year has no pupils yet.
        if phase.school_year == school_year_key(running):
            near = [loaded for company, loaded in published if key in company.schools]
            await Scene(tx, phase, near, at).play(there[key])


def running_year(at: datetime) -> int:
    """The year in whose February the phases began that run at this time, or are the next to begin."""
    return at.year if local_day(at) > thuringia.breaks(at.year, "Winterferien")[0] else at.year - 1


async def _pupils(tx: Tx, school_year: str) -> Mapping[str, Sequence[UUID]]:
    """The pupils by school."""
    invented = list(pupils(school_year))
    await tx.add(*cohorts(school_year))
    await tx.add(*(one.pupil for one in invented))
    await tx.add(*(folded(one.person) for one in invented))
    await tx.add(*(one.guardian for one in invented))
    await tx.add(*(one.guardian_person for one in invented))
    return {key: [one.pupil.id for one in invented if one.pupil.school_key == key] for key, *_ in SCHOOLS}


async def _phases(tx: Tx, school: School, years: Sequence[int]) -> list[Phase]:
    planned = []
    for begins in years:
        for number, (starts_on, ends_on) in enumerate(thuringia.phases_between_breaks(begins), start=1):
            phase = Phase(
                id=stable_id("phase", school.key, begins, number),
                school_id=school.id,
                school_year=school_year_key(begins),
                number=number,
                starts_on=starts_on,
                ends_on=ends_on,
            )
            await schools.create_phase(tx, Scope.ALL, phase)
            planned.append(await schools.plan_phase(tx, Scope.ALL, phase.id, expected=None))
    return planned


async def _offer(
    tx: Tx, invented: Invented, phases: Mapping[str, Sequence[Phase]], at: datetime, *, publish: bool
) -> Loaded:
    company = await companies.register(tx, invented.company())
    await companies.approve(tx, Scope.ALL, company.id, expected=None)
    loaded = await offers.create(
        tx,
        Scope.ALL,
        company.id,
        kldb=invented.kldb,
        tasks=invented.tasks,
        hours=invented.hours,
        requirements=invented.needs,
        seats=[
            SeatsWanted(phase.id, phase.weekday or 0, invented.seats)
            for key in invented.schools
            for phase in phases[key]
        ],
        on=local_day(at),
        source=INVENTED,
    )
    await offers.submit(tx, Scope.ALL, loaded.offer.id, expected=None, on=local_day(at))
    if publish:
        await offers.approve(tx, Scope.ALL, loaded.offer.id, expected=None)
    return await queries.offer(tx, Scope.ALL, loaded.offer.id)
