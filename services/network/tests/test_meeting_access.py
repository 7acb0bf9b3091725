"""Who may see and change meetings: own and foreign ones."""

from uuid import UUID

import httpx
import pytest
from network_examples import (
    AT,
    a_network,
    a_scheduled_meeting,
    fill,
)
from network_stage import Callers

from network import commands
from regio_chassis.access import Role, Scope
from regio_chassis.database import Database
from regio_events.network import MeetingKind

API = "/api/v1"
STRANGERS = [Role.SHOPKEEPER, Role.SCHOOL, Role.COMPANY, Role.PUPIL, Role.GUARDIAN, Role.OPERATOR, Role.SERVICE]


async def private_meeting(database: Database) -> UUID:
    """A meeting of Netzwerk 1 that is not public."""
    async with database.begin(at=AT) as tx:
        await a_network(tx)
        meeting = await a_scheduled_meeting(tx)
        changed = await commands.meetings.change(tx, Scope.ALL, meeting.id, {"public": False}, version=None)
        return changed.id


@pytest.mark.parametrize(
    ("role", "key", "status"),
    [
        (Role.ANONYMOUS, "", 404),
        (Role.SHOPKEEPER, "x", 404),
        (Role.MODERATOR, "netzwerk-2", 404),
        (Role.TOWN_MANAGER, "apolda", 404),
        (Role.MODERATOR, "netzwerk-1", 200),
        (Role.MODERATOR, "*", 200),
        (Role.TOWN_MANAGER, "gotha", 200),
        (Role.CHAMBER, "*", 200),
    ],
)
async def test_a_meeting_that_is_not_public_is_seen_by_those_who_take_part(
    database: Database, caller: Callers, role: Role, key: str, status: int
) -> None:
    id = await private_meeting(database)
    client = await caller(role, key)

    answer = await client.get(f"{API}/meetings/{id}")
    listed = (await client.get(f"{API}/meetings")).json()["items"]

    assert answer.status_code == status
    assert [one["id"] for one in listed] == ([str(id)] if status == 200 else [])


@pytest.mark.parametrize(
    ("role", "key", "status"),
    [
        (Role.MODERATOR, "netzwerk-2", 404),
        # A town manager is invited to the working meeting, but it is not theirs to change.
        (Role.TOWN_MANAGER, "gotha", 404),
        (Role.MODERATOR, "netzwerk-1", 200),
        (Role.MODERATOR, "*", 200),
        (Role.CHAMBER, "*", 200),
    ],
)
async def test_a_working_meeting_is_changed_by_its_moderators_and_the_chamber(
    database: Database, caller: Callers, role: Role, key: str, status: int
) -> None:
    id = await private_meeting(database)
    client = await caller(role, key)

    answer = await client.post(f"{API}/meetings/{id}/cancel", json={"reason": "Schnee"})

    assert answer.status_code == status


@pytest.mark.parametrize(("key", "status"), [("gotha", 201), ("apolda", 404)])
async def test_a_town_manager_holds_rounds_of_the_own_town(
    database: Database, caller: Callers, key: str, status: int
) -> None:
    await fill(database)
    manager = await caller(Role.TOWN_MANAGER, key)
    body = {
        "kind": MeetingKind.DISCUSSION_ROUND,
        "title": "Runde in Gotha",
        "town_keys": ["gotha"],
        "starts_at": "2026-03-18T13:00:00Z",
        "ends_at": "2026-03-18T15:00:00Z",
    }

    answer = await manager.post(f"{API}/meetings", json=body)

    assert answer.status_code == status


@pytest.mark.parametrize(("key", "status"), [("netzwerk-1", 201), ("netzwerk-2", 404)])
async def test_a_moderator_schedules_meetings_of_own_groups(
    database: Database, caller: Callers, key: str, status: int
) -> None:
    await fill(database)
    moderator = await caller(Role.MODERATOR, key)
    body = {
        "kind": MeetingKind.WORKING_MEETING,
        "title": "Arbeitstreffen",
        "group_keys": ["netzwerk-1"],
        "starts_at": "2026-03-18T13:00:00Z",
        "ends_at": "2026-03-18T15:00:00Z",
    }

    answer = await moderator.post(f"{API}/meetings", json=body)

    assert answer.status_code == status


async def test_the_public_sees_less_of_a_meeting_than_those_who_take_part(
    database: Database, http: httpx.AsyncClient, caller: Callers
) -> None:
    async with database.begin(at=AT) as tx:
        await a_network(tx)
        meeting = await a_scheduled_meeting(tx)
    path = f"{API}/meetings/{meeting.id}"

    public = (await http.get(path)).json()
    own = (await (await caller(Role.TOWN_MANAGER, "gotha")).get(path)).json()
    foreign = (await (await caller(Role.TOWN_MANAGER, "apolda")).get(path)).json()

    assert own.keys() - public.keys() == {"video_url", "lead_days", "cancel_reason"}
    assert foreign == public
