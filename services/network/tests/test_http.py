"""What HTTP promises: refusals with codes and pointers, versions, filters and pages."""

from datetime import timedelta
from typing import Any

import httpx
import pytest
from network_examples import AT, STARTS, a_network, a_recorded_decision, a_scheduled_meeting, fill
from network_stage import Callers, Clock

from regio_chassis.access import Role
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


async def test_a_change_needs_the_version_it_is_based_on(database: Database, caller: Callers) -> None:
    async with database.begin(at=AT) as tx:
        await a_network(tx)
        meeting = await a_scheduled_meeting(tx)
    moderator = await caller(Role.MODERATOR, "netzwerk-1")
    path = f"{API}/meetings/{meeting.id}"
    seen = (await moderator.get(path)).headers["etag"]

    blind = await moderator.patch(path, json={"title": "Neu"})
    first = await moderator.patch(path, json={"title": "Neu"}, headers={"If-Match": seen})
    late = await moderator.post(f"{path}/invite", headers={"If-Match": seen})

    assert (blind.status_code, first.status_code, late.status_code) == (428, 200, 412)
    assert first.json()["title"] == "Neu"


async def test_a_refused_step_is_a_conflict_with_a_stable_code(database: Database, caller: Callers) -> None:
    async with database.begin(at=AT) as tx:
        await a_network(tx)
        meeting = await a_scheduled_meeting(tx)
    moderator = await caller(Role.MODERATOR, "netzwerk-1")

    refused = await post(moderator, f"/meetings/{meeting.id}/approve-minutes", status=409)

    assert refused["code"] == "transition-not-allowed"


async def test_a_late_invitation_says_why(database: Database, caller: Callers, clock: Clock) -> None:
    async with database.begin(at=AT) as tx:
        await a_network(tx)
        meeting = await a_scheduled_meeting(tx)
    moderator = await caller(Role.MODERATOR, "netzwerk-1")
    clock.now = STARTS - timedelta(days=13)

    refused = await post(moderator, f"/meetings/{meeting.id}/invite", status=409)

    assert (refused["code"], refused["detail"]) == ("invitation-too-late", "the invitation needs 14 days of notice")


@pytest.mark.parametrize(
    ("path", "body", "pointer"),
    [
        ("/meetings", MEETING | {"colour": "red"}, "/colour"),
        ("/meetings", MEETING | {"starts_at": "2026-03-18T14:00:00"}, "/starts_at"),
        ("/meetings", MEETING | {"ends_at": MEETING["starts_at"]}, "/ends_at"),
        ("/meetings", MEETING | {"video_url": "javascript:alert(1)"}, "/video_url"),
        ("/meetings", MEETING | {"lead_days": 91}, "/lead_days"),
        ("/meetings", MEETING | {"kind": "party"}, "/kind"),
        ("/meetings", MEETING | {"title": "a\u0000b"}, "/title"),
        ("/agenda-items", {"title": "Bänke", "town_key": "atlantis"}, "/town_key"),
        ("/towns", {"key": "Gotha", "name": "Gotha"}, "/key"),
        ("/memberships", {"town_key": "gotha", "group_key": "netzwerk-9"}, "/group_key"),
    ],
)
async def test_what_cannot_be_is_refused_with_a_pointer(
    database: Database, caller: Callers, path: str, body: dict[str, Any], pointer: str
) -> None:
    await fill(database)
    chamber = await caller(Role.CHAMBER)

    refused = await post(chamber, path, body, 422)

    assert [error["pointer"] for error in refused["errors"]] == [pointer]


@pytest.mark.parametrize(
    "body",
    [
        {"name": None},
        {"key": "neu"},
        {"website": "ftp://gotha.de"},
    ],
)
async def test_what_a_town_must_have_stays(database: Database, caller: Callers, body: dict[str, Any]) -> None:
    await fill(database)
    chamber = await caller(Role.CHAMBER)

    refused = await chamber.patch(f"{API}/towns/gotha", json=body, headers={"If-Match": "*"})

    assert refused.status_code == 422


async def test_a_window_closes_after_it_opens(database: Database, caller: Callers) -> None:
    async with database.begin(at=AT) as tx:
        await a_network(tx)
        decision, _ = await a_recorded_decision(tx)
    chamber = await caller(Role.CHAMBER)
    window = [{"day": "2026-09-12", "opens": "18:00", "closes": "09:00"}]

    refused = await post(chamber, f"/decisions/{decision.id}/correct", {"reason_code": "x", "window": window}, 422)

    assert "closes_before_it_opens" in {error["code"] for error in refused["errors"]}


async def test_meetings_are_filtered_by_who_meets_and_when(database: Database, http: httpx.AsyncClient) -> None:
    async with database.begin(at=AT) as tx:
        await a_network(tx)
        first = await a_scheduled_meeting(tx)
        second = await a_scheduled_meeting(tx, group="netzwerk-2", starts_at=STARTS + timedelta(weeks=1))

    async def found(query: str) -> list[str]:
        return [meeting["id"] for meeting in await listed(http, f"/meetings?{query}")]

    assert await found("") == [str(first.id), str(second.id)]
    assert await found("group=netzwerk-2") == [str(second.id)]
    assert await found("town=gotha&kind=working_meeting&status=scheduled") == [str(first.id)]
    assert await found("from=2026-03-20T00:00:00Z") == [str(second.id)]
    assert await found("to=2026-03-20T00:00:00Z") == [str(first.id)]
    assert await found("ordering=-starts_at&limit=1") == [str(second.id)]
    assert await found("kind=discussion_round") == []


async def test_pages_follow_each_other(database: Database, http: httpx.AsyncClient) -> None:
    await fill(database)
    seen: list[str] = []
    path: str | None = f"{API}/towns?limit=2"

    while path is not None:
        answer = await http.get(path)
        seen += [town["key"] for town in answer.json()["items"]]
        path = answer.links["next"]["url"] if "next" in answer.links else None

    assert seen == ["apolda", "arnstadt", "eisenach", "gotha", "soemmerda"]


@pytest.mark.parametrize(
    "query",
    [
        "/agenda-items?origin=%E2%80%AE",
        "/agenda-items?meeting=1",
        "/meetings?from=2026-03-18",
        "/meetings?status=open",
        "/memberships?on=2026-02-30",
        "/decisions?edition_year=1999",
        "/towns?region=NORD",
        "/towns?colour=red",
        "/minutes/0",
    ],
)
async def test_a_question_that_makes_no_sense_is_refused(http: httpx.AsyncClient, query: str) -> None:
    assert (await http.get(API + query)).status_code == 422
