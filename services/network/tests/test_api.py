"""The routes: from a scheduled meeting to a decision and back."""

from typing import Any

import httpx
from network_examples import AT, ENDS, a_network, a_recorded_decision, fill
from network_stage import Callers, Clock
from sqlalchemy import text

from network import commands
from regio_chassis.access import Role, Scope
from regio_chassis.database import Database

API = "/api/v1"
MEETING = {
    "kind": "working_meeting",
    "title": "Arbeitstreffen",
    "group_keys": ["netzwerk-1"],
    "starts_at": "2026-03-18T14:00:00+01:00",
    "ends_at": "2026-03-18T17:00:00+01:00",
    "video_url": "https://video.example/raum",
}


async def post(client: httpx.AsyncClient, path: str, body: object = None, status: int = 200) -> dict[str, Any]:
    """The answer's body, if the status is the expected one."""
    answer = await client.post(API + path, json=body) if body is not None else await client.post(API + path)
    assert answer.status_code == status, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def listed(client: httpx.AsyncClient, path: str) -> list[dict[str, Any]]:
    answer = await client.get(API + path)
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def test_a_moderator_brings_a_meeting_to_a_decision(
    database: Database, http: httpx.AsyncClient, caller: Callers, clock: Clock
) -> None:
    await fill(database)
    moderator = await caller(Role.MODERATOR, "netzwerk-1")

    meeting = await post(moderator, "/meetings", MEETING, 201)
    item = await post(moderator, "/agenda-items", {"title": "Teilnahme", "meeting_id": meeting["id"]}, 201)
    assert (await post(moderator, f"/agenda-items/{item['id']}/accept"))["number"] == 1
    assert (await post(moderator, f"/meetings/{meeting['id']}/invite"))["status"] == "invited"
    clock.now = ENDS
    held = await post(moderator, f"/meetings/{meeting['id']}/hold", {"towns_present": ["gotha"], "decisions": 1})
    await post(moderator, f"/agenda-items/{item['id']}/discuss")
    minutes = await post(moderator, "/minutes", {"meeting_id": meeting["id"], "text": "TOP 1: ja"}, 201)
    assert (await post(moderator, f"/minutes/{minutes['id']}/finalise"))["revision"] == 1
    decision = await post(
        moderator,
        "/decisions",
        {
            "item_id": item["id"],
            "title": "Teilnahme 2026",
            "kind": "join_campaign",
            "town_keys": ["gotha"],
            "edition_year": 2026,
            "window": [{"day": "2026-09-12", "opens": "09:00", "closes": "18:00"}],
            "effective_on": "2026-03-18",
            "votes": {"yes": ["gotha"], "abstain": ["eisenach"]},
        },
        201,
    )
    closed = await post(moderator, f"/meetings/{meeting['id']}/approve-minutes")

    assert (held["towns_present"], closed["status"]) == (["gotha"], "closed")
    assert (decision["result"], decision["revision"]) == ("adopted", 1)
    assert (await http.get(f"{API}/decisions/{decision['id']}")).json() == decision
    async with database.reading() as reading:
        types = [row.type for row in await reading.execute(text("SELECT type FROM bus_log ORDER BY position"))]
    assert types[-3:] == [
        "regio.network.meeting.scheduled.v1",
        "regio.network.meeting.held.v1",
        "regio.network.decision.recorded.v1",
    ]


async def test_a_decision_is_corrected_and_revoked(database: Database, caller: Callers) -> None:
    async with database.begin(at=AT) as tx:
        await a_network(tx)
        decision, _ = await a_recorded_decision(tx)
    chamber = await caller(Role.CHAMBER)

    corrected = await post(
        chamber,
        f"/decisions/{decision.id}/correct",
        {"reason_code": "typing-error", "town_keys": ["eisenach"], "votes": {"yes": ["eisenach"]}},
    )
    revoked = await post(chamber, f"/decisions/{decision.id}/revoke", {"reason_code": "quorum-missed"})

    assert (corrected["town_keys"], corrected["revision"], corrected["edition_year"]) == (["eisenach"], 2, 2026)
    assert (revoked["status"], revoked["reason_code"]) == ("revoked", "quorum-missed")


async def test_reopened_minutes_take_their_decision_with_them(database: Database, caller: Callers) -> None:
    async with database.begin(at=AT) as tx:
        await a_network(tx)
        decision, minutes = await a_recorded_decision(tx)
    moderator = await caller(Role.MODERATOR, "netzwerk-1")

    draft = await post(moderator, f"/minutes/{minutes.id}/reopen", {"reason": "Fehler in TOP 1"})

    assert draft["status"] == "draft"
    assert (await moderator.get(f"{API}/decisions/{decision.id}")).json()["status"] == "revoked"


async def test_memberships_of_a_day_are_found(database: Database, http: httpx.AsyncClient, caller: Callers) -> None:
    await fill(database)
    chamber = await caller(Role.CHAMBER)
    (gotha,) = await listed(http, "/memberships?town=gotha")
    await post(chamber, f"/memberships/{gotha['id']}/leave", {"on": "2025-12-31"})

    async def on(day: str) -> list[str]:
        return [one["town_key"] for one in await listed(http, f"/memberships?group=netzwerk-1&on={day}")]

    assert await on("2019-06-30") == []
    assert await on("2025-12-31") == ["eisenach", "gotha"]
    assert await on("2026-01-01") == ["eisenach"]
    assert [town["key"] for town in await listed(http, "/towns?group=netzwerk-1&on=2026-01-01")] == ["eisenach"]


async def test_a_candidate_becomes_a_member(database: Database, caller: Callers) -> None:
    await fill(database)
    chamber = await caller(Role.CHAMBER)

    candidate = await post(chamber, "/memberships", {"town_key": "arnstadt", "group_key": "netzwerk-2"}, 201)
    member = await post(chamber, f"/memberships/{candidate['id']}/sign", {"on": "2026-03-01"})

    assert (candidate["status"], member["status"], member["since"]) == ("candidate", "active", "2026-03-01")
    refused = await post(chamber, "/memberships", {"town_key": "arnstadt", "group_key": "netzwerk-2"}, 409)
    assert refused["code"] == "already-member"


async def test_a_towns_picture_is_public(database: Database, http: httpx.AsyncClient) -> None:
    await fill(database)

    picture = (await http.get(f"{API}/towns/gotha/picture")).json()

    assert picture["town"]["place_keys"] == ["gotha"]
    assert [membership["group_key"] for membership in picture["memberships"]] == ["netzwerk-1"]
    assert (picture["editions"], picture["special_openings"]) == ([], [])


async def test_towns_and_groups_are_added_and_changed_by_the_chamber(caller: Callers) -> None:
    chamber = await caller(Role.CHAMBER)
    town = {"key": "leinefelde-worbis", "name": "Leinefelde-Worbis", "place_keys": ["worbis", "leinefelde"]}

    made = await chamber.post(f"{API}/towns", json=town)
    again = await post(chamber, "/towns", town, 409)
    changed = await chamber.patch(
        made.headers["location"], json={"region": "nord"}, headers={"If-Match": made.headers["etag"]}
    )
    await post(chamber, "/working-groups", {"key": "netzwerk-3", "name": "Netzwerk 3"}, 201)

    assert made.json()["place_keys"] == ["leinefelde", "leinefelde-worbis", "worbis"]
    assert again["code"] == "key-taken"
    assert (changed.status_code, changed.json()["region"], changed.json()["version"]) == (200, "nord", 2)
    assert [group["key"] for group in await listed(chamber, "/working-groups")] == ["netzwerk-3"]


async def test_every_list_and_every_single_resource_answers(database: Database, caller: Callers) -> None:
    async with database.begin(at=AT) as tx:
        await a_network(tx)
        decision, minutes = await a_recorded_decision(tx)
        await commands.agenda.propose(tx, Scope.ALL, title="Bänke", at=AT)
    chamber = await caller(Role.CHAMBER)
    resources = ["towns", "working-groups", "memberships", "meetings", "agenda-items", "minutes", "decisions"]

    for resource in resources:
        for one in await listed(chamber, f"/{resource}"):
            answer = await chamber.get(f"{API}/{resource}/{one.get('id', one.get('key'))}")
            assert answer.status_code == 200
            assert answer.json() == one
            assert (
                await chamber.get(answer.request.url, headers={"If-None-Match": answer.headers["etag"]})
            ).status_code == 304

    assert [one["title"] for one in await listed(chamber, "/agenda-items?waiting=true")] == ["Bänke"]
    assert [one["id"] for one in await listed(chamber, "/decisions?town=gotha&edition_year=2026")] == [str(decision.id)]
    assert [one["id"] for one in await listed(chamber, "/minutes?status=final")] == [str(minutes.id)]
    assert await listed(chamber, "/fields-of-action") == []
