"""The service centre sees a pupil only for a reason, for an hour, on record, and the school knows."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from placement_examples import NOW
from placement_world import YEAR, People, World
from sqlalchemy import select

from regio_chassis.access import Role
from regio_chassis.audit import verify
from regio_chassis.audit.tables import AUDIT

WHY = {"reason": "accident", "explanation": "Der Betrieb meldet einen Unfall und erreicht die Schule nicht."}


@pytest.fixture
async def school(people: People, world: World):
    return await people.person(Role.SCHOOL, "lessing")


@pytest.fixture
async def pupil(school):
    body = {"school_key": "lessing", "school_year": YEAR, "name": "8a"}
    cohort = (await school.post("/api/v1/cohorts", json=body)).json()["id"]
    body = {"cohort_id": cohort, "given_name": "Mia", "family_name": "Böhme", "phone": "03631 77"}
    made = (await school.post("/api/v1/pupils", json=body)).json()
    await school.post(f"/api/v1/pupils/{made['id']}/guardians", json={"given_name": "Karin", "family_name": "Böhme"})
    return made


async def opened(chamber, pupil):
    made = await chamber.post("/api/v1/break-glass", json={"pupil_id": pupil["id"], **WHY})
    assert made.status_code == 201, made.text
    return made.headers["location"]


async def audited(database, *actions: str):
    async with database.reading() as reading:
        rows = await reading.execute(select(AUDIT).where(AUDIT.c.action.in_(actions)).order_by(AUDIT.c.position))
        assert (await verify(reading)).broken is None
        return rows.all()


async def test_without_a_look_the_chamber_sees_no_pupil(people, pupil):
    chamber = await people.chamber()

    answers = [
        await chamber.get("/api/v1/pupils"),
        await chamber.get(f"/api/v1/pupils/{pupil['id']}"),
        await chamber.get(f"/api/v1/pupils/{pupil['id']}/guardians"),
    ]

    assert [answer.status_code for answer in answers] == [403] * 3


@pytest.mark.parametrize("missing", [{"reason": None}, {"explanation": None}, {"explanation": "kurz"}])
async def test_a_look_needs_a_reason_and_an_explanation(people, pupil, missing):
    body = {name: value for name, value in {"pupil_id": pupil["id"], **WHY, **missing}.items() if value is not None}

    assert (await (await people.chamber()).post("/api/v1/break-glass", json=body)).status_code == 422


async def test_a_look_shows_everything_about_one_pupil_and_is_on_record(people, pupil, database):
    chamber = await people.chamber()
    path = await opened(chamber, pupil)

    seen = await chamber.get(f"{path}/pupil")
    await chamber.get(f"{path}/pupil")

    assert seen.json()["records"]["pupil_person"][0]["phone"] == "03631 77"
    assert seen.json()["records"]["guardian_person"][0]["given_name"] == "Karin"
    entries = await audited(database, "break-glass.opened", "break-glass.read")
    assert [entry.action for entry in entries] == ["break-glass.opened", *["break-glass.read"] * 2]
    assert {entry.target for entry in entries} == {f"pupil:{pupil['id']}"}
    assert {(entry.reason_code, entry.until) for entry in entries} == {("accident", NOW + timedelta(hours=1))}


async def test_the_reading_is_on_record_also_when_the_browser_had_it_already(people, pupil, database):
    chamber = await people.chamber()
    path = await opened(chamber, pupil)
    tag = (await chamber.get(f"{path}/pupil")).headers["etag"]

    await chamber.get(f"{path}/pupil", headers={"If-None-Match": tag})

    assert len(await audited(database, "break-glass.read")) == 2


async def test_after_an_hour_nothing_is_shown(people, pupil, app):
    chamber = await people.chamber()
    path = await opened(chamber, pupil)
    app.state.edge = replace(app.state.edge, now=lambda: NOW + timedelta(hours=1))

    seen = await chamber.get(f"{path}/pupil")

    assert (seen.status_code, seen.json()["code"]) == (409, "break-glass-over")
    assert "Mia" not in seen.text


async def test_a_look_can_be_ended_early_and_only_once(people, pupil):
    chamber = await people.chamber()
    path = await opened(chamber, pupil)

    closed, again = await chamber.post(f"{path}/close"), await chamber.post(f"{path}/close")

    assert (closed.status_code, again.status_code) == (200, 409)
    assert (await chamber.get(f"{path}/pupil")).status_code == 409


async def test_only_who_opened_a_look_sees_through_it(people, pupil, school):
    path = await opened(await people.chamber(), pupil)
    colleague = await people.chamber()

    seen, closed = await colleague.get(f"{path}/pupil"), await colleague.post(f"{path}/close")

    assert {(one.status_code, one.json()["code"]) for one in (seen, closed)} == {(409, "break-glass-of-another")}
    assert "Mia" not in seen.text
    assert (await school.get(f"{path}/pupil")).status_code == 403


async def test_the_school_is_told_of_its_own_pupils_only(people, pupil, school):
    path = await opened(await people.chamber(), pupil)
    other = await people.person(Role.SCHOOL, "franzberg")

    told = (await school.get("/api/v1/break-glass")).json()["items"]

    assert [(one["pupil_id"], one["reason"], one["explanation"]) for one in told] == [
        (pupil["id"], WHY["reason"], WHY["explanation"])
    ]
    assert (await school.get(path)).json() == told[0]
    assert (await other.get("/api/v1/break-glass")).json()["items"] == []
    assert (await other.get(path)).status_code == 404


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.CHAMBER, Role.SCHOOL, Role.ANONYMOUS}])
async def test_nobody_else_looks(people, pupil, role):
    client = await people.person(role)

    assert (await client.post("/api/v1/break-glass", json={"pupil_id": pupil["id"], **WHY})).status_code == 403
    assert (await client.get("/api/v1/break-glass")).status_code == 403


async def test_a_pupil_that_does_not_exist_cannot_be_looked_at(people, world, database):
    body = {"pupil_id": str(uuid4()), **WHY}

    assert (await (await people.chamber()).post("/api/v1/break-glass", json=body)).status_code == 404
    assert await audited(database, "break-glass.opened") == []
