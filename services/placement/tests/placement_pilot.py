"""The pilot year, 21.02.2022 to 10.02.2023: three schools, 150 invented pupils, forty invented companies."""

import random
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID, uuid4

from placement_examples import a_company, hours
from placement_life import some_pupils

from placement.commands import companies, offers, schools
from placement.commands.offers import SeatsWanted
from placement.demo.facts import PILOT, school_year, towns
from placement.domain import thuringia
from placement.domain.applications import Application
from placement.domain.base import HERE
from placement.domain.companies import CompanyStatus
from placement.domain.occupations import OCCUPATIONS
from placement.domain.phases import Phase
from placement.domain.schools import School
from regio_chassis.access import Scope
from regio_chassis.database import Database

YEAR = "2021/22"
# The weekdays are invented; Thursday in Nordhausen meets Fronleichnam in the Eichsfeld.
SCHOOLS = (("lessing", "nordhausen", 4), ("franzberg", "sondershausen", 3), ("fuhlrott", "leinefelde", 2))
PLACES = ("nordhausen", "sondershausen", "leinefelde", "heiligenstadt", "bleicherode", "worbis")
COMPANIES = 40
WISHES = 6
KEPT = 4
"""The first offers are left to the pupils that the story is about."""


def moment(day: date, hour: int = 9) -> datetime:
    """A time of day in Thuringia."""
    return datetime.combine(day, time(hour), HERE)


BEGIN = moment(date(2022, 2, 1))


@dataclass(frozen=True)
class Pilot:
    """What the year begins with; phases by school and number, offers with their companies."""

    pupils: dict[str, list[UUID]]
    phases: dict[str, dict[int, Phase]]
    offers: dict[UUID, UUID]

    @classmethod
    async def begin(cls, database: Database) -> "Pilot":
        phases: dict[str, dict[int, Phase]] = {}
        async with database.begin(at=BEGIN) as tx:
            await tx.add(*towns(), school_year(PILOT))
            for key, town, weekday in SCHOOLS:
                school = School(key=key, name=f"Schule {key}", town_key=town, weekday=weekday, grade=8)
                await schools.create_school(tx, school)
                phases[key] = {}
                for number, (first, last) in enumerate(thuringia.phases_between_breaks(PILOT), start=1):
                    phase = Phase(school_id=school.id, school_year=YEAR, number=number, starts_on=first, ends_on=last)
                    await schools.create_phase(tx, Scope.ALL, phase)
                    phases[key][number] = await schools.plan_phase(tx, Scope.ALL, phase.id, expected=None)
            made = [await _offer(tx, number, phases) for number in range(COMPANIES)]
        pupils = {key: await some_pupils(database, 50, school_key=key, year=YEAR) for key, _, _ in SCHOOLS}
        return cls(pupils, phases, dict(made))

    async def wish(self, database: Database, number: int, *, but: frozenset[UUID] = frozenset()) -> None:
        """Everybody has some wishes for a phase, other ones than their neighbours."""
        rng = random.Random(number)
        rows = [
            Application(
                pupil_id=pupil,
                school_key=key,
                phase_id=self.phases[key][number].id,
                offer_id=offer,
                company_id=self.offers[offer],
                rank=rank,
            )
            for key, pupils in self.pupils.items()
            for pupil in pupils
            if pupil not in but
            for rank, offer in enumerate(rng.sample(list(self.offers)[KEPT:], WISHES), start=1)
        ]
        async with database.begin() as tx:
            await tx.add(*rows)


async def _offer(tx, number: int, phases: dict[str, dict[int, Phase]]) -> tuple[UUID, UUID]:
    town = PLACES[number % len(PLACES)]
    company = a_company(CompanyStatus.INTERESTED, id=uuid4(), name=f"Betrieb {number}", town_key=town, tutor="Frau T")
    await companies.register(tx, company)
    await companies.approve(tx, Scope.ALL, company.id, expected=None)
    seats = [SeatsWanted(one.id, one.weekday or 0, 2) for year in phases.values() for one in year.values()]
    loaded = await offers.create(
        tx,
        Scope.ALL,
        company.id,
        kldb=list(OCCUPATIONS)[number],
        tasks="Mitarbeit",
        hours=hours("08:00", "14:00", "10:00-10:30"),
        requirements=[],
        seats=seats,
        on=BEGIN.date(),
    )
    await offers.submit(tx, Scope.ALL, loaded.offer.id, expected=None, on=BEGIN.date())
    await offers.approve(tx, Scope.ALL, loaded.offer.id, expected=None)
    return loaded.offer.id, company.id
