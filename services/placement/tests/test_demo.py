"""The facts that are loaded: three schools, the pilot year, invented companies marked as such."""

from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import func, select
from sqlmodel import col

from placement import demo
from placement.app import SERVICE
from placement.demo.facts import PILOT, SCHOOLS, stable_id
from placement.demo.invented import INVENTED
from placement.domain import thuringia
from placement.domain.agreements import Agreement
from placement.domain.applications import Application
from placement.domain.companies import Company
from placement.domain.errors import CalendarNotCovered
from placement.domain.guardians import GuardianPerson
from placement.domain.offers import PlaceOffer
from placement.domain.phases import Phase
from placement.domain.placements import Placement
from placement.domain.practice_days import PracticeDay
from placement.domain.pupils import Pupil, PupilPerson
from placement.domain.records import Assessment, DiaryEntry, Incident
from placement.domain.schools import School, SchoolYear
from placement.queries import counts
from regio_chassis.bus.log import EventLog
from regio_chassis.bus.tables import bus_tables
from regio_chassis.database import Database
from regio_chassis.testing.databases import NewDatabases
from regio_chassis.testing.servers import PostgresServer

AUTUMN = datetime(2026, 11, 22, tzinfo=UTC)


@dataclass(frozen=True)
class Loaded:
    """A database with the facts of ``AUTUMN``, and how many events stated them."""

    database: Database
    events: int


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
async def loaded(
    request: pytest.FixtureRequest, new_databases: NewDatabases, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Loaded]:
    """Loaded once for all tests that only read: it is some thousand statements."""
    server: PostgresServer | None = None if request.param == "sqlite" else request.getfixturevalue("postgres")
    path = tmp_path_factory.mktemp("demo") / "one.db"
    url = await (
        new_databases.sqlite(path, SERVICE.migrations)
        if server is None
        else new_databases.postgres(server, SERVICE.migrations)
    )
    database = Database(url)
    database.log = EventLog(database, bus_tables(SERVICE.metadata))
    async with database.begin(at=AUTUMN) as tx:
        await demo.load(tx, AUTUMN)
    yield Loaded(database, len(tx.recorded))
    await database.close()
    if server is not None:
        await server.drop(url)


async def test_the_facts_are_loaded_once(loaded):
    async with loaded.database.begin(at=AUTUMN) as tx:
        await demo.load(tx, AUTUMN)
        again = len(tx.recorded)

    assert (loaded.events, again) == (102, 0)
    async with loaded.database.reading() as reading:
        assert await counts(reading) == {
            "Schulen": 3,
            "Phasen": 36,
            "Betriebe": 17,
            "Platzangebote": 16,
            "Plätze": 165,
            "Einladungen": 0,
            "Platzaufrufe": 0,
        }


async def test_the_pilot_year_has_the_days_of_its_three_schools(loaded):
    async with loaded.database.reading() as tx:
        schools = await tx.entities(School, select(School).order_by(col(School.weekday)))
        days = {}
        for school in schools:
            ids = [stable_id("phase", school.key, PILOT, number) for number in (1, 2, 3, 4)]
            phases = await tx.entities(Phase, select(Phase).where(col(Phase.id).in_(ids)))
            days[school.key] = sum(len(phase.days) for phase in phases)
        year = await tx.entity(SchoolYear, select(SchoolYear).where(col(SchoolYear.key) == "2021/22"))

    assert days == {
        "lessingschule-nordhausen": 38,
        "franzbergschule-sondershausen": 40,
        "fuhlrott-schule-leinefelde": 37,
    }
    assert year is not None
    assert year.pupils_total == 150
    assert year.source is not None
    assert all("erfunden" in (school.source or "") for school in schools)


async def test_what_is_invented_says_so(loaded):
    async with loaded.database.reading() as tx:
        for model in (Company, PlaceOffer):
            unmarked = select(func.count()).select_from(model).where(col(model.source) != INVENTED)
            assert await tx.scalar(unmarked) == 0


async def test_there_are_150_invented_pupils_over_three_schools_with_a_guardian_each(loaded):
    async with loaded.database.reading() as tx:
        pupils = await tx.entities(Pupil, select(Pupil))
        persons = await tx.entities(PupilPerson, select(PupilPerson))
        guardians = await tx.entities(GuardianPerson, select(GuardianPerson))

    assert Counter(pupil.school_key for pupil in pupils) == dict.fromkeys((school.key for school in SCHOOLS), 50)
    assert len({person.identity for person in persons}) == len(guardians) == 150
    assert {one.source for one in (*persons, *guardians)} == {INVENTED}


def test_on_every_day_a_phase_runs_or_is_to_come():
    for number in range(5 * 365):
        at = AUTUMN.replace(year=2023) + timedelta(days=number)
        begins = demo.running_year(at)
        first = thuringia.phases_between_breaks(begins)[0][0]
        last = thuringia.phases_between_breaks(begins)[-1][1]

        assert first - timedelta(days=21) <= at.date() <= last + timedelta(days=3), at


async def statuses(database) -> dict[str, Counter[str]]:
    """How many of each are in which state."""
    async with database.reading() as reading:
        return {
            model.__name__: Counter(str(one.status) for one in await reading.entities(model, select(model)))
            for model in (Application, Placement, Agreement, PracticeDay, DiaryEntry, Assessment, Incident)
        }


async def test_around_the_day_each_step_can_be_watched(loaded):
    found = await statuses(loaded.database)

    assert found["Application"].keys() == {"draft", "submitted", "offered", "confirmed", "declined"}
    assert found["Placement"] == {"confirmed": 9, "terminated": 3}
    assert found["Agreement"] == {"active": 6, "partly_signed": 3, "terminated": 3}
    assert found["PracticeDay"].keys() == {"planned", "present", "excused", "unexcused", "cancelled"}
    assert 0 < found["DiaryEntry"]["graded"] < found["PracticeDay"]["present"]
    assert found["Assessment"] == {"submitted": 3, "due": 9}
    assert found["Incident"] == {"resolved": 3}
    async with loaded.database.reading() as reading:
        days = await reading.entities(PracticeDay, select(PracticeDay))
        written = await reading.entities(DiaryEntry, select(DiaryEntry))
    next_week = [AUTUMN.date() + timedelta(days=number) for number in range(7)]
    assert {day.school_key for day in days if day.day in next_week} == {school.key for school in SCHOOLS}
    assert all(INVENTED in one.text for one in written)
    assert not [day for day in days if day.status == "planned" and day.day < AUTUMN.date()]


BETWEEN_YEARS = thuringia.phases_between_breaks(2025)[-1][1] + timedelta(days=1)


@pytest.mark.parametrize("engine", ["sqlite"])  # what PostgreSQL makes of the same statements, ``loaded`` shows
@pytest.mark.parametrize(
    ("day", "recorded", "planned"),
    [(date(2026, 8, 10), False, True), (date(2026, 9, 24), True, True), (BETWEEN_YEARS, False, False)],
)
async def test_before_between_and_after_the_phases_there_is_what_can_be_there(database, day, recorded, planned):
    at = datetime.combine(day, time(7), UTC)
    async with database.begin(at=at) as tx:
        await demo.load(tx, at)

    found = await statuses(database)

    assert (found["PracticeDay"]["present"] > 0, found["PracticeDay"]["planned"] > 0) == (recorded, planned)


async def test_beyond_the_known_holidays_nothing_is_made_up(database):
    at = datetime(2060, 3, 1, tzinfo=UTC)

    with pytest.raises(CalendarNotCovered):
        async with database.begin(at=at) as tx:
            await demo.load(tx, at)
