"""Every route with every role: who has the action, and whose rows it reaches."""

import re
from typing import Any
from uuid import uuid4

import pytest
from placement_examples import BUSINESS, a_school, an_invitation
from placement_world import YEAR, People, World, tag

from placement.access import POLICY
from placement.api import ROUTERS
from placement.api.watching import ABOUT_PUPILS
from regio_chassis.access import Role
from regio_chassis.web.grants import grants_router
from regio_chassis.web.routing import EdgeRoute

ROUTES = {
    route.operation: route
    for router in (*ROUTERS, grants_router(POLICY))
    for route in router.routes
    if isinstance(route, EdgeRoute)
}
REFUSED = {401, 403}


def _path(route: EdgeRoute) -> str:
    return re.sub(r"\{\w+\}", "nowhere" if route.operation.startswith("town.") else str(uuid4()), route.path_format)


def _body(route: EdgeRoute, method: str) -> dict[str, Any]:
    if route.operation.startswith("pupil.import"):
        return {"content": b"Klasse;Nachname;Vorname\n", "headers": {"Content-Type": "text/csv"}}
    return {} if method == "GET" else {"json": {}}


def test_the_policy_names_every_route_and_nothing_else():
    assert ROUTES.keys() == POLICY.keys()


@pytest.mark.parametrize("role", Role)
async def test_every_route_is_refused_to_the_roles_that_do_not_have_it(people: People, role: Role):
    anonymous = role is Role.ANONYMOUS
    client = people.anonymous() if anonymous else await people.person(role, uuid4())

    for operation, route in ROUTES.items():
        (method,) = route.methods
        answer = await client.request(method, _path(route), **_body(route, method))

        allowed = bool({role, Role.ANONYMOUS} & POLICY[operation].keys())
        assert (answer.status_code not in REFUSED) == allowed, f"{role} {operation}: {answer.status_code}"
        assert answer.status_code < 500, f"{role} {operation}"
        if anonymous and not allowed:
            assert answer.status_code == 401, operation


@pytest.mark.parametrize("role", [Role.TOWN_MANAGER, Role.MODERATOR, Role.SHOPKEEPER])
def test_these_roles_have_nothing_of_their_own_here(role: Role):
    assert [operation for operation, row in POLICY.items() if role in row] == []


async def test_a_company_is_shown_in_full_to_itself_the_schools_and_the_chamber_only(people: People, world: World):
    seen = {
        "anonymous": people.anonymous(),
        "town manager": await people.person(Role.TOWN_MANAGER, "nordhausen"),
        "other company": await people.person(Role.COMPANY, world.other_company),
        "itself": await people.person(Role.COMPANY, world.company),
        "school": await people.person(Role.SCHOOL, "lessing"),
        "chamber": await people.chamber(),
    }

    shown = {}
    for name, client in seen.items():
        one = (await client.get(f"/api/v1/companies/{world.company}")).json()
        listed = (await client.get("/api/v1/companies")).json()["items"]
        assert one in listed
        shown[name] = one.get("tutor")

    full = {"itself", "school", "chamber"}
    assert shown == {name: "Frau T" if name in full else None for name in seen}
    assert "tutor" not in (await seen["anonymous"].get(f"/api/v1/companies/{world.company}")).text


async def test_what_is_not_approved_is_missing_for_strangers_and_there_for_its_owner(people: People, world: World):
    chamber, anonymous = await people.chamber(), people.anonymous()
    owner = await people.person(Role.COMPANY, world.company)
    await chamber.post(f"/api/v1/companies/{world.company}/suspend", json={"reason": "Keine Betreuung"})

    for path in (f"/api/v1/companies/{world.company}", f"/api/v1/place-offers/{world.offer}"):
        assert (await anonymous.get(path)).status_code == 404
        assert (await owner.get(path)).status_code == 200
    assert (await anonymous.get("/api/v1/place-offers")).json()["items"] == []
    assert len((await owner.get("/api/v1/place-offers")).json()["items"]) == 1


async def test_a_company_changes_its_own_rows_only(people: People, world: World):
    other = await people.person(Role.COMPANY, world.other_company)
    offer, company = f"/api/v1/place-offers/{world.offer}", f"/api/v1/companies/{world.company}"
    seen = await other.get(offer)

    body = {
        "company_id": str(world.company),
        "kldb": "62512",
        "tasks": "x",
        "hours": {"starts": "08:00", "ends": "12:00"},
    }
    assert seen.status_code == 200
    assert (await other.post("/api/v1/place-offers", json=body)).status_code == 404
    assert (await other.patch(offer, json={"tasks": "x"}, headers=tag(seen))).status_code == 404
    for verb in ("submit", "pause", "resume", "withdraw"):
        assert (await other.post(f"{offer}/{verb}")).status_code == 404
    assert (await other.patch(company, json={"name": "x"}, headers={"If-Match": "*"})).status_code == 404
    assert (await other.post(f"{company}/leave")).status_code == 404
    assert (await other.get(f"{company}/notes")).status_code == 404


async def test_a_company_changes_its_contact_but_not_the_name_that_was_reviewed(people: People, world: World):
    own, path = await people.person(Role.COMPANY, world.company), f"/api/v1/companies/{world.company}"
    seen = await own.get(path)

    refused = await own.patch(path, json={"name": "Anders"}, headers=tag(seen))
    changed = await own.patch(path, json={"tutor": "Herr U", "closed_days": ["2026-05-12"]}, headers=tag(seen))

    assert (refused.status_code, refused.json()["code"]) == (409, "needs-review")
    assert (changed.status_code, changed.json()["tutor"]) == (200, "Herr U")


async def test_a_school_changes_its_own_rows_only(people: People, world: World, database):
    async with database.begin() as tx:
        await tx.add(a_school(id=uuid4(), key="franzberg"))
    other, own = await people.person(Role.SCHOOL, "franzberg"), await people.person(Role.SCHOOL, "lessing")
    phase = {
        "school_id": str(world.school),
        "school_year": YEAR,
        "number": 3,
        "starts_on": "2026-08-24",
        "ends_on": "2026-10-09",
    }

    assert (await other.post("/api/v1/phases", json=phase)).status_code == 404
    made = await own.post("/api/v1/phases", json=phase)
    assert made.status_code == 201

    path, any_version = made.headers["location"], {"If-Match": "*"}
    assert (await other.get(path)).status_code == 404
    assert (await other.patch(path, json={"ends_on": "2026-10-08"}, headers=any_version)).status_code == 404
    assert (await other.post(f"{path}/plan")).status_code == 404
    school = f"/api/v1/schools/{world.school}"
    assert (await other.patch(school, json={"grade": 9}, headers=any_version)).status_code == 404
    assert "contact_phone" not in (await other.get(school)).json()
    assert "contact_phone" in (await own.get(school)).json()


async def test_invitations_are_for_the_chamber(people: People, database):
    async with database.begin() as tx:
        await tx.add(an_invitation())
    path = f"/api/v1/invitations/{BUSINESS}"

    assert (await people.anonymous().get(path)).status_code == 401
    assert (await (await people.person(Role.SCHOOL, "lessing")).get(path)).status_code == 403
    assert (await (await people.chamber()).get(path)).status_code == 200


NOT_ABOUT_PUPILS = {
    "answer_rate", "company", "figure", "grant", "invitation", "phase", "place_offer", "school", "school_year", "town",
}  # fmt: skip
"""Resources in which no pupil is to be found, not even by an id."""
SAYS_SO_ITSELF = {"break_glass"}
"""Each of its routes that shows a pupil notes that in the audit log."""


def test_what_a_company_or_the_chamber_sees_of_a_pupil_is_audited_or_said_to_be_nothing():
    open_to_them = {
        operation.partition(".")[0]
        for operation, row in POLICY.items()
        if row.keys() & {Role.COMPANY, Role.CHAMBER} and Role.ANONYMOUS not in row
    }

    undecided = open_to_them - ABOUT_PUPILS - NOT_ABOUT_PUPILS - SAYS_SO_ITSELF
    assert not undecided, "if a pupil can be seen there, it belongs into ABOUT_PUPILS"
    assert not ABOUT_PUPILS & NOT_ABOUT_PUPILS
