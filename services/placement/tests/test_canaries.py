"""Who a pupil or a guardian is leaves this service in an answer to those who may know, and in no other way."""

import logging
import re
from datetime import datetime
from uuid import uuid4

import pytest
from httpx import AsyncClient
from placement_examples import NOW, a_school
from placement_life import Life, at, ok, taken
from placement_world import YEAR, People, World
from sqlalchemy import select

from placement.domain.base import Row
from regio_chassis.access import Role
from regio_chassis.audit.tables import AUDIT
from regio_chassis.bus.tables import bus_tables
from regio_chassis.web.routing import EdgeRoute

FAMILY = "Kanarienvogel"
PUPIL = {
    "given_name": "Canaria",
    "family_name": FAMILY,
    "born_on": "2012-05-17",
    "phone": "03631 424242",
    "mail": "canaria@kanarien.example",
    "street": "Käfigweg 17",
    "postcode": "99734",
    "town": "Vogelhausen",
    "note": "Nussallergie und Höhenangst",
}
GUARDIAN = {
    "given_name": "Federike",
    "family_name": "Gefieder",
    "phone": "03631 737373",
    "mail": "federike@gefieder.example",
    "street": "Nistplatz 3",
}
FREE_TEXT = "Flattert gern am Fenster"
SECRETS = [value for value in (*PUPIL.values(), *GUARDIAN.values(), FREE_TEXT) if value != "99734"]
# A company that a pupil applied to is told the first name and the initial of the family name.
FOR_COMPANY = [value for value in SECRETS if value != PUPIL["given_name"]]


class Planted:
    """One pupil with everything that this service can know of a pupil, and the codes that were made."""

    def __init__(self, life: Life, codes: list[str], placement: str, agreement: str, day: str) -> None:
        self.life, self.codes, self.placement, self.agreement, self.day = life, codes, placement, agreement, day

    @property
    def words(self) -> list[str]:
        return [*SECRETS, *self.codes, *(code.replace("-", "") for code in self.codes)]


@pytest.fixture
def loud(caplog: pytest.LogCaptureFixture) -> None:
    """Everything that anybody logs, from before the first request."""
    caplog.set_level(logging.DEBUG)


@pytest.fixture
async def planted(app, people: People, world: World) -> Planted:
    school = await people.person(Role.SCHOOL, "lessing")
    body = {"school_key": "lessing", "school_year": YEAR, "name": "8a"}
    cohort = ok(await school.post("/api/v1/cohorts", json=body), 201)["id"]
    pupil = ok(await school.post("/api/v1/pupils", json={**PUPIL, "cohort_id": cohort}), 201)["id"]
    path = f"/api/v1/pupils/{pupil}"
    guardian = ok(await school.post(f"{path}/guardians", json=GUARDIAN), 201)["id"]
    codes = [ok(await school.post(f"{path}/codes", json=body), 201)["code"] for body in ({}, {"guardian_id": guardian})]
    life = await Life.of(app, people, world, pupil)
    placement, agreement = await life.active(world.offer)
    (day, *_) = await life.days()
    at(app, datetime.fromisoformat(f"{day['day']}T07:00:00+00:00"))
    path = f"/api/v1/practice-days/{day['id']}"
    ok(await life.company.post(f"{path}/record", json={"status": "present"}))
    ok(await life.pupil.post(f"{path}/diary", json={"text": FREE_TEXT}))
    at(app, NOW)
    return Planted(life, codes, placement, agreement, day["id"])


def ids(planted: Planted) -> dict[str, str]:
    life = planted.life
    return {
        "pupil_id": str(life.pupil_id),
        "placement": planted.placement,
        "agreement": planted.agreement,
        "day": planted.day,
    }


async def everything_readable(app, client: AsyncClient, planted: Planted) -> list[tuple[str, str]]:
    """Every GET there is, tried with every id there is."""
    known = list(ids(planted).values())
    answers = []
    for route in [route for route in app.router.routes if isinstance(route, EdgeRoute) and route.reads]:
        holes = re.findall(r"\{(\w+)\}", route.path_format)
        for id in known if holes else [""]:
            answer = await client.get(re.sub(r"\{\w+\}", id, route.path_format))
            answers.append((f"{route.operation} {answer.status_code}", answer.content.decode(errors="replace")))
    return answers


async def test_no_event_says_anything_about_anybody(planted, database):
    async with database.reading() as reading:
        log = (await reading.execute(select(bus_tables(Row.metadata).log))).all()

    told = "".join(str(tuple(row)) for row in log)
    assert "placement.confirmed" in told
    assert [word for word in (*planted.words, str(planted.life.pupil_id)) if word in told] == []


async def test_no_log_line_says_anything_about_anybody(loud, planted, caplog):
    school = planted.life.school
    await school.get("/api/v1/pupils", params={"q": FAMILY})
    await school.post("/api/v1/pupils", json={**PUPIL, "cohort_id": str(uuid4())})
    await school.post("/api/v1/pupils", json={**PUPIL, "unknown": FAMILY})

    said = "".join(f"{record.getMessage()} {record.args} {record.exc_text}" for record in caplog.records)
    # httpx is the caller here; what it says of its own requests is not the service's.
    own = "".join(record.getMessage() for record in caplog.records if not record.name.startswith(("httpx", "httpcore")))
    assert [word for word in planted.words if word in own] == []
    assert [word for word in planted.codes if word in said] == []


async def test_no_metric_says_anything_about_anybody(planted, people):
    text = (await people.anonymous().get("/metrics")).text

    assert "python_info" in text
    assert [word for word in (*planted.words, str(planted.life.pupil_id)) if word in text] == []


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/v1/pupils", {**PUPIL, "cohort_id": str(uuid4())}),
        ("/api/v1/pupils", {**PUPIL, "cohort_id": FAMILY}),
        ("/api/v1/pupils", {**PUPIL, "born_on": FAMILY, "postcode": PUPIL["mail"], "cohort_id": str(uuid4())}),
        ("/api/v1/pupils", {**PUPIL, "given_name": FREE_TEXT * 100, "cohort_id": str(uuid4())}),
        ("/api/v1/cohorts", {"school_key": "lessing", "school_year": YEAR, "name": FAMILY + "\u0000"}),
        ("/api/v1/code-sessions", {"code": FAMILY}),
    ],
)
async def test_no_problem_quotes_what_was_sent(people, world, path, body):
    school = await people.person(Role.SCHOOL, "lessing")

    answer = await school.post(path, json=body)

    assert answer.status_code in {400, 410, 422}
    assert [word for word in SECRETS if word in answer.text] == []


async def test_no_address_that_this_service_gives_out_says_anything_about_anybody(planted):
    school = planted.life.school
    body = {**PUPIL, "cohort_id": ok(await school.get(f"/api/v1/pupils/{planted.life.pupil_id}"))["cohort_id"]}
    twins = [await school.post("/api/v1/pupils", json=body) for _ in range(2)]

    listed = await school.get("/api/v1/pupils", params={"limit": 1})

    given = " ".join([*(twin.headers["location"] for twin in twins), listed.headers["link"], listed.json()["next"]])
    assert [word for word in planted.words if word in given] == []


@pytest.mark.parametrize(
    "who", ["anonymous", "town manager", "moderator", "shopkeeper", "chamber", "school", "company", "pupil", "guardian"]
)
async def test_no_foreign_role_reads_anything_about_anybody(app, people, planted, database, who):
    async with database.begin(at=NOW) as tx:
        await tx.add(a_school(id=uuid4(), key="franzberg"))
    stranger = {
        "anonymous": people.anonymous,
        "town manager": lambda: people.person(Role.TOWN_MANAGER, "nordhausen"),
        "moderator": lambda: people.person(Role.MODERATOR),
        "shopkeeper": lambda: people.person(Role.SHOPKEEPER, uuid4()),
        "chamber": people.chamber,
        "school": lambda: people.person(Role.SCHOOL, "franzberg"),
        "company": lambda: people.person(Role.COMPANY, planted.life.world.other_company),
        "pupil": lambda: people.person(Role.PUPIL, uuid4()),
        "guardian": lambda: people.person(Role.GUARDIAN, uuid4()),
    }[who]()
    client = stranger if isinstance(stranger, AsyncClient) else await stranger

    answers = await everything_readable(app, client, planted)

    assert len(answers) > 60
    assert [(what, word) for what, text in answers for word in (*planted.words, FAMILY) if word in text] == []


async def test_the_company_reads_a_first_name_and_an_initial_and_each_look_is_on_record(app, planted, database):
    answers = await everything_readable(app, planted.life.company, planted)

    assert any("Canaria K." in text for _, text in answers)
    shown = [(what, word) for what, text in answers for word in FOR_COMPANY if word in text and word != FREE_TEXT]
    assert shown == []
    async with database.reading() as reading:
        rows = (await reading.execute(select(AUDIT))).all()
    seen = {(row.action, row.target) for row in rows}
    assert {
        ("placement.get", f"placement:{planted.placement}"),
        ("placement.list", f"placement:{planted.placement}"),
        ("agreement.get", f"agreement:{planted.agreement}"),
        ("practice_day.get", f"practice_day:{planted.day}"),
    } <= seen
    said = "".join(str(tuple(row)) for row in rows)
    assert [word for word in planted.words if word in said] == []


async def test_school_pupil_and_guardian_leave_no_entry_by_looking_at_their_own(app, planted, database):
    async def entries() -> int:
        async with database.reading() as reading:
            found = await reading.execute(select(AUDIT.c.action).where(~AUDIT.c.action.in_(["pupil.exported"])))
            return len(found.all())

    before = await entries()
    for client in (planted.life.school, planted.life.pupil, planted.life.guardian):
        await everything_readable(app, client, planted)

    assert await entries() == before


async def test_an_erased_pupils_seat_is_free_and_its_records_are_gone(planted, database):
    school = planted.life.school
    assert await taken(database, planted.life.world.offer) == 1

    erased = await school.post(f"/api/v1/pupils/{planted.life.pupil_id}/erase")

    assert erased.status_code == 200
    assert await taken(database, planted.life.world.offer) == 0
    async with database.reading() as reading:
        left = "".join(
            [
                str(tuple(row))
                for table in Row.metadata.sorted_tables
                if table.name not in {"audit", "bus_log"}
                for row in await reading.execute(select(table))
            ]
        )
    assert [word for word in planted.words if word in left] == []
    assert planted.placement not in left
    assert planted.agreement not in left
