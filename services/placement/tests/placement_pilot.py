"""The pilot year, 21.02.2022 to 10.02.2023: three schools, 150 invented pupils, forty invented companies."""

import random
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID, uuid4

from httpx import AsyncClient, Response
from placement_examples import a_company, hours
from placement_life import ok
from placement_world import People

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
from regio_chassis.access import Role, Scope
from regio_chassis.database import Database
from regio_chassis.web.uploads import CSV_MEDIA

YEAR = "2021/22"
# The weekdays are invented; Thursday in Nordhausen meets Fronleichnam in the Eichsfeld.
SCHOOLS = (("lessing", "nordhausen", 4), ("franzberg", "sondershausen", 3), ("fuhlrott", "leinefelde", 2))
PLACES = ("nordhausen", "sondershausen", "leinefelde", "heiligenstadt", "bleicherode", "worbis")
COMPANIES = 40
WISHES = 6
KEPT = 5
"""The first offers are left to the pupils that the story is about; the last of them has one seat in each phase."""
PUPILS = 50
"""At each school; no source says how the 150 were spread."""
COLUMNS = "Klasse;Nachname;Vorname;Geburtsdatum;Sorge1 Nachname;Sorge1 Vorname;Sorge1 Telefon"


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
    async def begin(cls, database: Database, people: People) -> "Pilot":
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
        pupils = {key: await _imported(await people.person(Role.SCHOOL, key), key) for key, _, _ in SCHOOLS}
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


async def _imported(school: AsyncClient, key: str) -> list[UUID]:
    """Bring the pupils of a school as a table: looked at, refused as a whole for one bad cell, mended, taken over."""
    lines = [
        f"8{'ab'[number % 2]};Muster{number};Mia;{number % 28 + 1:02}.05.2008;Muster{number};Gerda;03631 000{number}"
        for number in range(PUPILS)
    ]
    broken = [lines[0].replace(".05.", ".13."), *lines[1:]]
    facts = {"pupils": PUPILS, "guardians": PUPILS, "new_cohorts": ["8a", "8b"], "duplicates": [], "faults": []}

    async def send(table: list[str], path: str = "") -> Response:
        return await school.post(
            f"/api/v1/pupils/import{path}",
            content="\r\n".join([COLUMNS, *table]).encode(),
            headers={"Content-Type": CSV_MEDIA},
            params={"school": key, "school_year": YEAR},
        )

    async def there() -> list[dict[str, str]]:
        return ok(await school.get("/api/v1/pupils", params={"limit": 100}))["items"]

    (fault,) = ok(await send(broken, "/preview"))["faults"]
    assert fault["pointer"] == "/2/geburtsdatum"
    assert (await send(broken)).status_code == 422
    assert facts.items() <= ok(await send(lines, "/preview")).items()
    assert await there() == []
    assert facts.items() <= ok(await send(lines)).items()
    return [UUID(one["id"]) for one in await there()]


async def _offer(tx, number: int, phases: dict[str, dict[int, Phase]]) -> tuple[UUID, UUID]:
    town = PLACES[number % len(PLACES)]
    company = a_company(CompanyStatus.INTERESTED, id=uuid4(), name=f"Betrieb {number}", town_key=town, tutor="Frau T")
    await companies.register(tx, company)
    await companies.approve(tx, Scope.ALL, company.id, expected=None)
    each = 1 if number == KEPT - 1 else 2
    seats = [SeatsWanted(one.id, one.weekday or 0, each) for year in phases.values() for one in year.values()]
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
