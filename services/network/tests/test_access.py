"""Who may see and change towns, memberships, proposals, minutes and decisions: own and foreign ones."""

import httpx
import pytest
from network_examples import (
    AT,
    ENDS,
    STARTS,
    a_held_meeting,
    a_network,
    a_recorded_decision,
    a_scheduled_meeting,
    fill,
)
from network_stage import Callers

from network import commands, queries
from regio_chassis.access import Role, Scope
from regio_chassis.database import Database

API = "/api/v1"
STRANGERS = [Role.SHOPKEEPER, Role.SCHOOL, Role.COMPANY, Role.PUPIL, Role.GUARDIAN, Role.OPERATOR, Role.SERVICE]


@pytest.mark.parametrize(
    ("role", "key", "towns"),
    [
        (Role.ANONYMOUS, "", []),
        (Role.TOWN_MANAGER, "gotha", []),
        (Role.TOWN_MANAGER, "soemmerda", ["soemmerda"]),
        (Role.MODERATOR, "netzwerk-1", ["soemmerda"]),
        (Role.MODERATOR, "netzwerk-2", []),
        (Role.CHAMBER, "*", ["soemmerda"]),
    ],
)
async def test_a_candidate_is_known_to_its_town_its_group_and_the_chamber(
    database: Database, caller: Callers, role: Role, key: str, towns: list[str]
) -> None:
    await fill(database)
    client = await caller(role, key)

    answer = await client.get(f"{API}/memberships?status=candidate")

    assert [one["town_key"] for one in answer.json()["items"]] == towns


@pytest.mark.parametrize(
    ("role", "key", "titles"),
    [
        (Role.ANONYMOUS, "", []),
        (Role.TOWN_MANAGER, "apolda", []),
        (Role.MODERATOR, "netzwerk-2", ["wartet"]),
        (Role.TOWN_MANAGER, "gotha", ["vorgeschlagen", "wartet"]),
        (Role.MODERATOR, "netzwerk-1", ["vorgeschlagen", "wartet"]),
        (Role.CHAMBER, "*", ["vorgeschlagen", "wartet"]),
    ],
)
async def test_proposals_are_seen_by_those_who_could_take_them_up(
    database: Database, caller: Callers, role: Role, key: str, titles: list[str]
) -> None:
    async with database.begin(at=AT) as tx:
        await a_network(tx)
        await commands.agenda.propose(tx, Scope.ALL, title="wartet", town_key="gotha", at=AT)
        meeting = await a_scheduled_meeting(tx, starts_at=STARTS, at=ENDS)
        await commands.agenda.propose(tx, Scope.ALL, title="vorgeschlagen", meeting_id=meeting.id, at=AT)
    client = await caller(role, key)

    answer = await client.get(f"{API}/agenda-items?status=proposed")

    assert sorted(one["title"] for one in answer.json()["items"]) == titles


@pytest.mark.parametrize(
    ("key", "town", "status"), [("gotha", "gotha", 201), ("gotha", "eisenach", 404), ("gotha", None, 404)]
)
async def test_a_town_manager_proposes_for_the_own_town_only(
    database: Database, caller: Callers, key: str, town: str | None, status: int
) -> None:
    await fill(database)
    manager = await caller(Role.TOWN_MANAGER, key)

    answer = await manager.post(f"{API}/agenda-items", json={"title": "Bänke", "town_key": town})

    assert answer.status_code == status


async def test_draft_minutes_are_not_public_and_final_ones_are(database: Database, http: httpx.AsyncClient) -> None:
    async with database.begin(at=AT) as tx:
        await a_network(tx)
        meeting, _ = await a_held_meeting(tx)
        minutes = await commands.minutes.draft(tx, Scope.ALL, meeting_id=meeting.id, text="TOP 1", at=ENDS)
    path = f"{API}/minutes/{minutes.id}"

    draft = await http.get(path)
    async with database.begin(at=ENDS) as tx:
        await commands.minutes.finalise(tx, Scope.ALL, minutes.id, at=ENDS)
    final = await http.get(path)

    assert (draft.status_code, final.status_code) == (404, 200)


@pytest.mark.parametrize(
    ("role", "key", "status"),
    [
        (Role.MODERATOR, "netzwerk-2", 404),
        (Role.TOWN_MANAGER, "gotha", 404),
        (Role.MODERATOR, "netzwerk-1", 200),
        (Role.CHAMBER, "*", 200),
    ],
)
async def test_decisions_and_minutes_are_changed_by_the_meetings_moderators(
    database: Database, caller: Callers, role: Role, key: str, status: int
) -> None:
    async with database.begin(at=AT) as tx:
        await a_network(tx)
        decision, minutes = await a_recorded_decision(tx)
    client = await caller(role, key)

    revoked = await client.post(f"{API}/decisions/{decision.id}/revoke", json={"reason_code": "quorum-missed"})
    reopened = await client.post(f"{API}/minutes/{minutes.id}/reopen", json={"reason": "Fehler"})

    assert (revoked.status_code, reopened.status_code) == (status, status)


@pytest.mark.parametrize(
    ("role", "key", "status"),
    [(Role.TOWN_MANAGER, "apolda", 404), (Role.TOWN_MANAGER, "gotha", 200), (Role.CHAMBER, "*", 200)],
)
async def test_a_towns_data_are_changed_by_its_manager_and_the_chamber(
    database: Database, caller: Callers, role: Role, key: str, status: int
) -> None:
    await fill(database)
    client = await caller(role, key)

    answer = await client.patch(
        f"{API}/towns/gotha", json={"website": "https://www.gotha.de"}, headers={"If-Match": "*"}
    )

    assert answer.status_code == status


async def test_a_group_is_reworded_by_its_moderator(database: Database, caller: Callers) -> None:
    await fill(database)
    body, anyway = {"purpose": "Innenstadt"}, {"If-Match": "*"}

    own = await (await caller(Role.MODERATOR, "netzwerk-1")).patch(
        f"{API}/working-groups/netzwerk-1", json=body, headers=anyway
    )
    foreign = await (await caller(Role.MODERATOR, "netzwerk-2")).patch(
        f"{API}/working-groups/netzwerk-1", json=body, headers=anyway
    )

    assert (own.status_code, foreign.status_code) == (200, 404)


async def test_a_moderator_decides_on_no_memberships(database: Database, caller: Callers) -> None:
    await fill(database)
    moderator = await caller(Role.MODERATOR, "netzwerk-1")

    answer = await moderator.post(f"{API}/memberships", json={"town_key": "arnstadt", "group_key": "netzwerk-1"})

    assert answer.status_code == 403
    async with database.reading() as reading:
        assert await queries.memberships.of_town_in_group(reading, "arnstadt", "netzwerk-1") == []
