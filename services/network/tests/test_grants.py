"""The service centre says who may do what, never about itself, and every change stands in the audit log."""

import httpx
import pytest
from network_stage import Callers
from sqlalchemy import select

from regio_chassis.access import EVERY, Grant, Role, add_grant, grants_of
from regio_chassis.audit.tables import AUDIT
from regio_chassis.database import Database

GRANTS = "/api/v1/grants"
ISSUER = "https://login.example"
ANNA = {"issuer": ISSUER, "subject": "anna", "role": "town_manager", "key": "gotha"}


async def held(database: Database, subject: str = "anna") -> set[Grant]:
    async with database.reading() as reading:
        return set(await grants_of(reading, ISSUER, subject))


async def audited(database: Database) -> list[tuple[str, str]]:
    async with database.reading() as reading:
        rows = await reading.execute(select(AUDIT.c.action, AUDIT.c.target).order_by(AUDIT.c.position))
        return [(row.action, row.target) for row in rows]


async def test_a_grant_holds_from_the_next_request_until_it_is_taken_back(database: Database, caller: Callers) -> None:
    chamber = await caller(Role.CHAMBER)

    made = await chamber.post(GRANTS, json=ANNA)
    between = await held(database)
    gone = await chamber.post(f"{GRANTS}/remove", json=ANNA)

    assert (made.status_code, made.json()) == (201, ANNA)
    assert between == {Grant(Role.TOWN_MANAGER, "gotha")}
    assert (gone.status_code, gone.json()) == (200, ANNA)
    assert await held(database) == set()


async def test_every_change_is_audited_with_who_did_it(database: Database, caller: Callers) -> None:
    chamber = await caller(Role.CHAMBER)

    await chamber.post(GRANTS, json=ANNA)
    await chamber.post(f"{GRANTS}/remove", json=ANNA)

    target = f"grant:town_manager:gotha:anna@{ISSUER}"
    assert await audited(database) == [("grant.add", target), ("grant.remove", target)]
    async with database.reading() as reading:
        actors = {row.actor for row in await reading.execute(select(AUDIT.c.actor))}
    key = chamber.headers["authorization"].removeprefix("Bearer ").partition(".")[0]
    assert actors == {f"api-key {key}"}


async def test_a_grant_without_a_key_is_for_all(database: Database, caller: Callers) -> None:
    chamber = await caller(Role.CHAMBER)

    await chamber.post(GRANTS, json={"issuer": ISSUER, "subject": "anna", "role": "chamber"})

    assert await held(database) == {Grant(Role.CHAMBER, EVERY)}


async def test_granting_twice_is_granting_once(database: Database, caller: Callers) -> None:
    chamber = await caller(Role.CHAMBER)

    statuses = [(await chamber.post(GRANTS, json=ANNA)).status_code for _ in range(2)]

    assert statuses == [201, 201]
    assert len(await held(database)) == 1


async def test_what_was_not_granted_cannot_be_taken_back(database: Database, caller: Callers) -> None:
    chamber = await caller(Role.CHAMBER)

    answer = await chamber.post(f"{GRANTS}/remove", json=ANNA)

    assert answer.status_code == 404
    assert await audited(database) == []


@pytest.mark.parametrize("path", [GRANTS, f"{GRANTS}/remove"])
async def test_nobody_changes_their_own_rights(database: Database, caller: Callers, path: str) -> None:
    chamber = await caller(Role.CHAMBER)
    key = chamber.headers["authorization"].removeprefix("Bearer ").partition(".")[0]

    answer = await chamber.post(path, json={"issuer": "api-key", "subject": key, "role": "chamber"})

    assert (answer.status_code, answer.json()["code"]) == (403, "own-grants")
    assert (await chamber.get(GRANTS)).status_code == 200
    assert await audited(database) == []


@pytest.mark.parametrize("role", ["anonymous", "operator", "service", "pupil", "guardian", "school"])
async def test_roles_of_machines_codes_and_other_services_are_not_given(
    database: Database, caller: Callers, role: str
) -> None:
    chamber = await caller(Role.CHAMBER)

    answer = await chamber.post(GRANTS, json={**ANNA, "role": role})

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/role")
    assert await held(database) == set()


@pytest.mark.parametrize(
    "changed",
    [
        {"role": "king"}, {"issuer": ""}, {"subject": "two words"}, {"subject": "x" * 256}, {"subject": "Jürgen"},
        {"key": "a b"}, {"key": "*a"}, {"key": ""}, {"owner": "me"},
    ],
)  # fmt: skip
async def test_what_is_no_grant_is_refused(caller: Callers, changed: dict[str, str]) -> None:
    chamber = await caller(Role.CHAMBER)

    assert (await chamber.post(GRANTS, json={**ANNA, **changed})).status_code == 422


@pytest.mark.parametrize("role", [Role.TOWN_MANAGER, Role.MODERATOR, Role.SCHOOL, Role.OPERATOR, Role.SERVICE])
async def test_nobody_else_sees_or_changes_rights(caller: Callers, role: Role) -> None:
    somebody = await caller(role)

    answers = [
        await somebody.get(GRANTS),
        await somebody.post(GRANTS, json=ANNA),
        await somebody.post(f"{GRANTS}/remove", json=ANNA),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403]


async def test_without_a_name_nothing_is_said(http: httpx.AsyncClient) -> None:
    assert (await http.get(GRANTS)).status_code == 401


async def test_the_list_can_be_narrowed_and_paged(database: Database, caller: Callers) -> None:
    chamber = await caller(Role.CHAMBER)
    async with database.begin() as tx:
        for number in range(5):
            await add_grant(tx, ISSUER, f"p{number}", Role.TOWN_MANAGER, "gotha")
        await add_grant(tx, ISSUER, "p0", Role.TOWN_MANAGER, "apolda")
        await add_grant(tx, ISSUER, "p0", Role.MODERATOR, "netzwerk-1")

    first = (await chamber.get(f"{GRANTS}?role=town_manager&key=gotha&limit=3")).json()
    second = (await chamber.get(f"{GRANTS}?role=town_manager&key=gotha&limit=3&cursor={first['next']}")).json()
    everything = (await chamber.get(GRANTS)).json()["items"]

    assert [grant["subject"] for grant in first["items"] + second["items"]] == [f"p{number}" for number in range(5)]
    assert second["next"] is None
    assert len(everything) == 8
