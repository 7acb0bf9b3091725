"""A school keeps its pupils; nobody else sees them, in no list, count or search."""

from itertools import product
from uuid import uuid4

import pytest
from placement_examples import NOW, TODAY, a_school
from placement_world import YEAR, People, World, tag

from placement.domain.pupils import Pupil, PupilPerson, PupilStatus
from regio_chassis.access import Role
from regio_chassis.errors import TransitionRefused

PERSON = {"given_name": "Mia", "family_name": "Böhme", "born_on": "2012-05-17", "mail": "mia@example.org"}
VERBS = {
    "leave": lambda pupil: pupil.leave(TODAY),
    "return": lambda pupil: pupil.return_(),
    "erase": lambda pupil: pupil.erase(NOW),
}
ALLOWED = {
    (PupilStatus.ENROLLED, "leave"): PupilStatus.LEFT,
    (PupilStatus.LEFT, "return"): PupilStatus.ENROLLED,
    (PupilStatus.ENROLLED, "erase"): PupilStatus.ERASED,
    (PupilStatus.LEFT, "erase"): PupilStatus.ERASED,
}


def a_pupil(status: PupilStatus = PupilStatus.ENROLLED) -> Pupil:
    return Pupil(cohort_id=uuid4(), school_key="lessing", status=status)


@pytest.fixture
async def school(people: People, world: World):
    return await people.person(Role.SCHOOL, "lessing")


async def a_class(school, name: str = "8a") -> str:
    made = await school.post("/api/v1/cohorts", json={"school_key": "lessing", "school_year": YEAR, "name": name})
    assert made.status_code == 201, made.text
    return made.json()["id"]


async def enrolled(school, **given: object):
    body = {**PERSON, "cohort_id": given.pop("cohort_id", None) or await a_class(school), **given}
    made = await school.post("/api/v1/pupils", json=body)
    assert made.status_code == 201, made.text
    return made


@pytest.mark.parametrize(("status", "verb"), ALLOWED)
def test_the_life_of_a_pupil(status, verb):
    pupil = a_pupil(status)

    VERBS[verb](pupil)

    assert pupil.status is ALLOWED[status, verb]


@pytest.mark.parametrize(("status", "verb"), [step for step in product(PupilStatus, VERBS) if step not in ALLOWED])
def test_every_other_step_is_refused_and_changes_nothing(status, verb):
    pupil = a_pupil(status)
    before = pupil.model_dump()

    with pytest.raises(TransitionRefused):
        VERBS[verb](pupil)

    assert pupil.model_dump() == before


def test_a_company_is_told_the_first_name_and_an_initial():
    person = PupilPerson(pupil_id=uuid4(), given_name="Mia", family_name="Böhme")

    assert person.short_name == "Mia B."


async def test_a_school_adds_corrects_and_finds_a_pupil(school):
    made = await enrolled(school, note="Nussallergie")
    path = made.headers["location"]

    changed = await school.patch(path, json={"family_name": "Öhler"}, headers=tag(made))
    found = await school.get("/api/v1/pupils", params={"q": "öhl"})
    gone = await school.get("/api/v1/pupils", params={"q": "Böhme"})

    assert changed.json() == {**made.json(), "family_name": "Öhler", "version": 2}
    assert found.json()["items"] == [changed.json()]
    assert gone.json()["items"] == []
    assert (await school.get(path)).json() == changed.json()


async def test_a_change_needs_the_version_that_was_seen(school):
    made = await enrolled(school)
    path = made.headers["location"]
    await school.patch(path, json={"note": "x"}, headers=tag(made))

    assert (await school.patch(path, json={"note": "y"}, headers=tag(made))).status_code == 412
    assert (await school.patch(path, json={"note": "y"})).status_code == 428


async def test_leaving_and_returning_over_http(school):
    path = (await enrolled(school)).headers["location"]

    left = await school.post(f"{path}/leave")
    again = await school.post(f"{path}/leave")
    back = await school.post(f"{path}/return")

    assert (left.json()["status"], left.json()["left_on"]) == ("left", TODAY.isoformat())
    assert (again.status_code, again.json()["code"]) == (409, "transition-not-allowed")
    assert (back.json()["status"], back.json()["left_on"]) == ("enrolled", None)


async def test_a_class_has_its_name_once_a_year(school):
    await a_class(school)
    other = await a_class(school, "8b")

    again = await school.post("/api/v1/cohorts", json={"school_key": "lessing", "school_year": YEAR, "name": "8a"})
    renamed = await school.patch(f"/api/v1/cohorts/{other}", json={"name": "8a"}, headers={"If-Match": "*"})
    unknown = await school.post(
        "/api/v1/cohorts", json={"school_key": "lessing", "school_year": "2050/51", "name": "8"}
    )

    assert (again.status_code, renamed.status_code, unknown.status_code) == (409, 409, 422)


async def test_guardians_are_kept_by_the_school(school):
    path = (await enrolled(school)).headers["location"]

    made = await school.post(f"{path}/guardians", json={"given_name": "Karin", "family_name": "Böhme"})
    own = made.headers["location"]
    changed = await school.patch(own, json={"phone": "03631 1", "relation": "legal_guardian"}, headers=tag(made))
    listed = await school.get(f"{path}/guardians")
    removed = await school.delete(own, headers=tag(changed))

    assert changed.json() == {**made.json(), "phone": "03631 1", "relation": "legal_guardian", "version": 2}
    assert listed.json()["items"] == [changed.json()]
    assert removed.status_code == 204
    assert (await school.get(f"{path}/guardians")).json()["items"] == []
    assert (await school.delete(own, headers={"If-Match": "*"})).status_code == 404


async def test_another_school_finds_nothing(people, school, database):
    async with database.begin() as tx:
        await tx.add(a_school(id=uuid4(), key="franzberg"))
    made = await enrolled(school)
    path, cohort = made.headers["location"], made.json()["cohort_id"]
    guardian = await school.post(f"{path}/guardians", json={"given_name": "Karin", "family_name": "Böhme"})
    other = await people.person(Role.SCHOOL, "franzberg")
    own = {"school_key": "franzberg", "school_year": YEAR, "name": "8a"}
    elsewhere = (await other.post("/api/v1/cohorts", json=own)).json()["id"]
    any_version = {"If-Match": "*"}

    for list_of in ("pupils", "cohorts"):
        for wanted in ({}, {"school": "lessing"}):
            items = (await other.get(f"/api/v1/{list_of}", params=wanted)).json()["items"]
            assert [item for item in items if item["id"] != elsewhere] == []
    assert (await other.get("/api/v1/pupils", params={"q": "Mia"})).json()["items"] == []
    assert (await other.get("/api/v1/pupils", params={"cohort": cohort})).json()["items"] == []
    answers = [
        await other.get(path),
        await other.patch(path, json={"note": "x"}, headers=any_version),
        await other.post(f"{path}/leave"),
        await other.post(f"{path}/return"),
        await other.get(f"{path}/guardians"),
        await other.post(f"{path}/guardians", json={"given_name": "x", "family_name": "y"}),
        await other.patch(guardian.headers["location"], json={"phone": "1"}, headers=any_version),
        await other.delete(guardian.headers["location"], headers=any_version),
        await other.get(f"/api/v1/cohorts/{cohort}"),
        await other.patch(f"/api/v1/cohorts/{cohort}", json={"name": "9"}, headers=any_version),
        await other.post("/api/v1/cohorts", json={"school_key": "lessing", "school_year": YEAR, "name": "8c"}),
    ]
    assert {answer.status_code for answer in answers} == {404}
    moved = await other.post("/api/v1/pupils", json={**PERSON, "cohort_id": cohort})
    assert (moved.status_code, moved.json()["code"]) == (422, "cohort-unknown")
    stolen = await school.patch(path, json={"cohort_id": elsewhere}, headers=any_version)
    assert (stolen.status_code, stolen.json()["code"]) == (422, "cohort-unknown")


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.SCHOOL, Role.PUPIL, Role.GUARDIAN}])
async def test_no_other_role_has_any_action_on_pupils(people, school, role):
    made = await enrolled(school)
    path = made.headers["location"]
    anonymous = role is Role.ANONYMOUS
    client = people.anonymous() if anonymous else await people.person(role)

    answers = [
        await client.get("/api/v1/pupils"),
        await client.get("/api/v1/cohorts"),
        await client.get(path),
        await client.get(f"{path}/guardians"),
        await client.post(f"{path}/leave"),
    ]

    assert {answer.status_code for answer in answers} == {401 if anonymous else 403}
    assert all("Mia" not in answer.text for answer in answers)


@pytest.mark.parametrize("role", [Role.PUPIL, Role.GUARDIAN])
async def test_a_pupil_and_a_guardian_see_one_pupil_without_the_schools_notes(people, school, role):
    cohort = await a_class(school)
    own = await enrolled(school, cohort_id=cohort, note="Nussallergie")
    other = await enrolled(school, cohort_id=cohort, given_name="Ole")
    client = await people.person(role, own.json()["id"])

    seen = await client.get(own.headers["location"])

    assert seen.json()["given_name"] == "Mia"
    assert {"note", "ref", "source", "left_on", "cohort_id"} & seen.json().keys() == set()
    assert "Nussallergie" not in seen.text
    assert (await client.get(other.headers["location"])).status_code == 404
    assert (await client.get("/api/v1/pupils")).status_code == 403
    assert (await client.get(f"{own.headers['location']}/guardians")).status_code == 403
