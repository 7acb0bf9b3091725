"""A year of the network as one story, over two real services: a citizen's idea and all that came of it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import Table, delete, insert, select, text

import campaign.app
import campaign.settings
import network.app
import network.settings
from regio_chassis.access import EVERY, KEY_ISSUER, Role, add_grant, create_key
from regio_chassis.bus.log import EventLog
from regio_chassis.bus.tables import bus_tables
from regio_chassis.migrations import migrate
from regio_chassis.service import Running
from regio_chassis.testing.servers import PostgresServer, RedisServer

API = "/api/v1"
APPS: dict[str, tuple[Any, Any]] = {
    "network": (network.app, network.settings.Settings),
    "campaign": (campaign.app, campaign.settings.Settings),
}
ANALYSIS = "regio.network.analysis.presented.v1"
NEW_YEAR = datetime(2026, 1, 12, 9, 0, tzinfo=UTC)
Log = Sequence[tuple[Table, Sequence[dict[str, Any]]]]
"""What a service stated: the rows of its log, and of its head."""
WINDOW = {"day": "2026-09-12", "opens": "09:00", "closes": "18:00"}


async def _no_url(name: str) -> str:
    raise NotImplementedError(name)


@dataclass
class Year:
    """Two services that see the time the story is at; requests go to them as from outside."""

    now: datetime = NEW_YEAR
    apps: dict[str, FastAPI] = field(default_factory=dict)
    clients: dict[str, httpx.AsyncClient] = field(default_factory=dict)
    lives: dict[str, AsyncExitStack] = field(default_factory=dict)
    new_url: Callable[[str], Awaitable[str]] = _no_url
    redis_url: str = ""

    async def post(self, who: str, path: str, body: object = None, status: int = 200) -> dict[str, Any]:
        answer = await self.clients[who].post(API + path, **({} if body is None else {"json": body}))
        assert answer.status_code == status, f"{path}: {answer.text}"
        found: dict[str, Any] = answer.json()
        return found

    async def get(self, who: str, path: str) -> dict[str, Any]:
        answer = await self.clients[who].get(API + path)
        assert answer.status_code == 200, f"{path}: {answer.text}"
        found: dict[str, Any] = answer.json()
        return found

    async def read(self, who: str, path: str) -> bytes:
        """The answer, byte by byte."""
        answer = await self.clients[who].get(API + path)
        return answer.content if answer.status_code == 200 else b""

    async def start(self, name: str, *, log: Log | None = None) -> None:
        """Start a service on a new database: with its facts, or only with the ``log`` of what it stated before."""
        self.lives[name] = AsyncExitStack()
        url = await self.new_url(name)
        await self.lives[name].enter_async_context(_running(self, name, url, self.redis_url, log))

    async def stop(self, name: str) -> Log:
        """Stop a service for good; what stays is what it stated."""
        running: Running = self.apps[name].state.running
        tables = bus_tables(APPS[name][0].SERVICE.metadata)
        async with running.database.reading() as reading:
            log = [
                (table, [dict(row) for row in (await reading.execute(select(table))).mappings()])
                for table in (tables.log, tables.head)
            ]
        await self.lives.pop(name).aclose()
        return log

    async def once(self, who: str, path: str, holds: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The answer as soon as it ``holds``."""
        async with asyncio.timeout(20):
            while True:
                answer = await self.clients[who].get(API + path)
                if answer.status_code == 200 and holds(found := answer.json()):
                    return dict(found)
                await asyncio.sleep(0.05)


@pytest.fixture
async def year(
    engine: str, request: pytest.FixtureRequest, redis_server: RedisServer, tmp_path: Path
) -> AsyncIterator[Year]:
    """Both services with their facts, listening to each other, on the second Monday of 2026."""
    server: PostgresServer | None = None if engine == "sqlite" else request.getfixturevalue("postgres")
    numbers = count()

    async def new_url(name: str) -> str:
        return f"sqlite:///{tmp_path}/{name}-{next(numbers)}.db" if server is None else await server.database()

    story = Year(new_url=new_url, redis_url=redis_server.url)
    for name in APPS:
        await story.start(name)
    yield story
    for life in story.lives.values():
        await life.aclose()


@asynccontextmanager
async def _running(story: Year, name: str, url: str, redis_url: str, log: Log | None) -> AsyncIterator[None]:
    module, settings = APPS[name]
    app: FastAPI = module.create_app(
        settings(database_url=url, redis_url=redis_url, secret="of this service alone", relay_pause=0.2)
    )
    running: Running = app.state.running
    await migrate(running.database, module.SERVICE.migrations)
    app.state.edge = replace(app.state.edge, now=lambda: story.now)
    assert isinstance(running.database.log, EventLog)
    async with running.database.begin(at=story.now) as tx:
        if log is None:
            await module.SERVICE.demo(tx, story.now)
        for table, rows in log or ():
            await tx.execute(delete(table))
            await tx.execute(insert(table), rows)
        for role, key in ((Role.CHAMBER, EVERY), (Role.MODERATOR, "netzwerk-2"), (Role.TOWN_MANAGER, "apolda")):
            presented = await create_key(tx, role, at=story.now)
            await add_grant(tx, KEY_ISSUER, presented.partition(".")[0], role, key)
            story.clients[f"{name} {role}"] = _client(app, {"Authorization": f"Bearer {presented}"})
    story.clients[name] = _client(app, {})
    story.apps[name] = app
    async with app.router.lifespan_context(app):
        yield
    for who, client in story.clients.items():
        if who.startswith(name):
            await client.aclose()


def _client(app: FastAPI, headers: dict[str, str]) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://year.test", headers=headers)


async def test_a_citizens_idea_is_followed_through_the_year_and_both_programmes(year: Year) -> None:
    # January: experts present what they found in the town.
    study = {"town_key": "apolda", "title": "Innenstadtanalyse", "experts": "Institut (erfunden)"}
    analysis = await year.post("network chamber", "/analyses", study, 201)
    await year.post("network chamber", f"/analyses/{analysis['id']}/start")
    weakness = {"kind": "weakness", "field": "erlebnisraum", "text": "Nirgends eine Bank.", "priority": 1}
    await year.post("network chamber", "/findings", weakness | {"analysis_id": analysis["id"]}, 201)
    await year.post("network chamber", f"/analyses/{analysis['id']}/present")

    # Somebody without an account asks whether this was said before, and brings an idea.
    idea_body = {
        "title": "Heimat shoppen mit Bänken auf dem Markt",
        "text": "Apolda sollte mitmachen, und wer einkauft, möchte sich ausruhen.",
        "field_key": "erlebnisraum",
        "town_key": "apolda",
        "contact": "canary@example.org",
    }
    await year.post("network", "/ideas/similar", {"title": idea_body["title"], "text": idea_body["text"]})
    idea = (await year.post("network", "/ideas", idea_body, 201))["idea"]
    await year.post("network moderator", f"/ideas/{idea['id']}/screen")
    token = (await year.post("network", "/device-tokens", None, 201))["device_token"]
    await year.post("network", f"/ideas/{idea['id']}/support", {"device_token": token})

    # A working meeting of the group deals with it; with less than 14 days of notice nobody is invited.
    meeting = await year.post(
        "network moderator",
        "/meetings",
        {
            "kind": "working_meeting",
            "title": "Arbeitstreffen",
            "series": "netzwerk-2",
            "group_keys": ["netzwerk-2"],
            "starts_at": "2026-02-11T13:00:00+01:00",
            "ends_at": "2026-02-11T16:00:00+01:00",
        },
        201,
    )
    await year.post("network moderator", f"/ideas/{idea['id']}/review", {"meeting_id": meeting["id"]})
    (item,) = (await year.get("network moderator", f"/agenda-items?origin={idea['id']}"))["items"]
    await year.post("network moderator", f"/agenda-items/{item['id']}/accept")
    finding = await year.post(
        "network moderator",
        "/agenda-items",
        {"title": "Kein Platz zum Ausruhen", "meeting_id": meeting["id"], "analysis_id": analysis["id"]},
        201,
    )
    await year.post("network moderator", f"/agenda-items/{finding['id']}/accept")
    year.now = datetime(2026, 2, 1, 9, 0, tzinfo=UTC)
    late = await year.clients["network moderator"].post(f"{API}/meetings/{meeting['id']}/invite")
    year.now = datetime(2026, 1, 26, 9, 0, tzinfo=UTC)
    await year.post("network moderator", f"/meetings/{meeting['id']}/invite")

    # February: the meeting is held; every town that is an active member on that day has one vote.
    year.now = datetime(2026, 2, 11, 16, 0, tzinfo=UTC)
    towns = meeting["town_keys"]
    held = {"towns_present": towns, "decisions": 2}
    await year.post("network moderator", f"/meetings/{meeting['id']}/hold", held)
    for one in (item, finding):
        await year.post("network moderator", f"/agenda-items/{one['id']}/discuss")
    minutes = await year.post("network moderator", "/minutes", {"meeting_id": meeting["id"], "text": "TOP 1"}, 201)
    await year.post("network moderator", f"/minutes/{minutes['id']}/finalise")
    vote = {"item_id": item["id"], "title": "Apolda", "town_keys": ["apolda"], "effective_on": "2026-02-11"}
    twice = await year.clients["network moderator"].post(
        f"{API}/decisions", json=vote | {"kind": "measure", "votes": {"yes": ["apolda", "apolda"]}}
    )
    stranger = await year.clients["network moderator"].post(
        f"{API}/decisions", json=vote | {"kind": "measure", "votes": {"yes": ["gotha"]}}
    )
    decided = await year.post(
        "network moderator", "/decisions", vote | {"kind": "measure", "votes": {"yes": towns}}, 201
    )
    noted = vote | {"item_id": finding["id"], "kind": "other", "votes": {"yes": towns}}
    of_finding = await year.post("network moderator", "/decisions", noted, 201)
    joining = vote | {"kind": "join_campaign", "edition_year": 2026, "window": [WINDOW], "votes": {"yes": towns}}
    joined = await year.post("network moderator", "/decisions", joining, 201)

    # The measure has milestones and money, and the idea its answer.
    manager = "network town_manager"
    measure = await year.post(
        manager,
        "/measures",
        {
            "title": "Bänke auf dem Markt",
            "field_key": "erlebnisraum",
            "town_keys": ["apolda"],
            "decision_id": decided["id"],
            "participation": "consult",
        },
        201,
    )
    path = f"/measures/{measure['id']}"
    await year.post(
        manager, f"{path}/plan", {"starts_on": "2026-04-01", "ends_on": "2026-05-31", "affects_access": True}
    )
    stone = await year.post(manager, f"{path}/milestones", {"title": "Bänke bestellt", "due": "2026-04-15"})
    money = {"giver": "Städtebauförderung", "since": "2026-01-01", "until": "2026-12-31", "cents": 1_200_000}
    await year.post(manager, f"{path}/funding", money)
    answer = {"answer": "accepted", "reason": "Die Bänke kommen im Mai.", "measure_id": measure["id"]}
    await year.post("network moderator", f"/ideas/{idea['id']}/answer", answer)

    # The campaign declared the town by itself; the chamber confirms, and the town's actions are a measure.
    found = await year.once(
        "campaign chamber", "/town-participations?town=apolda&status=declared", lambda one: len(one["items"]) == 1
    )
    participation = found["items"][0]
    await year.post("campaign chamber", f"/town-participations/{participation['id']}/confirm")
    actions = (
        await year.once(
            "network", "/measures?town=apolda&field=aktionen-events&status=planned", lambda one: bool(one["items"])
        )
    )["items"][0]

    # May: the measure is done, and a second town takes it over.
    year.now = datetime(2026, 5, 29, 9, 0, tzinfo=UTC)
    await year.post(manager, f"{path}/start")
    await year.post(manager, f"/milestones/{stone['milestones'][0]['id']}/reach", {"on": "2026-04-14"})
    await year.post(manager, f"{path}/complete")
    await year.post(manager, f"{path}/evaluate", {"text": "Die Bänke werden viel genutzt."})
    year.now += timedelta(days=30)
    taken = await year.post("network chamber", f"{path}/transfer", {"town_keys": ["gotha"]}, 201)

    thread = f"/threads/{idea['thread_id']}"
    whole = await year.once("network", thread, lambda one: any("transferred" in s["type"] for s in one["steps"]))
    assert late.json()["code"] == "invitation-too-late"
    assert (twice.json()["code"], stranger.json()["code"]) == ("no-vote", "no-vote")
    assert participation["decision_id"] == joined["id"]
    assert (actions["title"], actions["starts_on"]) == ("Heimat shoppen 2026", "2026-09-12")
    assert taken["origin_measure_id"] == measure["id"]
    steps = [".".join(one["type"].split(".")[1:4]) for one in whole["steps"]]
    assert {
        "network.idea.opened",
        "network.meeting.held",
        "network.decision.recorded",
        "network.measure.started",
        "network.measure.completed",
        "network.measure.transferred",
        "network.idea.answered",
        "campaign.town.confirmed",
    } <= set(steps)
    assert steps.count("network.decision.recorded") == 2
    by_id = {one["event_id"]: one for one in whole["steps"]}
    assert {one["subject"] for one in by_id.values() if one["about"] == "town"} == {participation["id"]}
    assert {measure["id"], actions["id"], taken["id"]} <= {one["subject"] for one in by_id.values()}
    assert "canary" not in str(whole)

    assert (finding["origin_type"], finding["origin_subject"]) == (ANALYSIS, analysis["id"])
    by_analysis = await year.get("network", f"/threads/{await _thread_of(year, analysis['id'])}")
    assert {analysis["id"], of_finding["id"], meeting["id"]} <= {one["subject"] for one in by_analysis["steps"]}

    # The network loses what it made of events, and reads all channels again.
    chamber = await year.get("network chamber", thread)
    await _forget(year)
    again = await year.once("network chamber", thread, lambda one: one == chamber)
    assert again == chamber
    assert await year.get("network", thread) == whole
    assert "campaign.town.declared" in {".".join(one["type"].split(".")[1:4]) for one in chamber["steps"]}
    measures = (await year.get("network", "/measures?town=apolda"))["items"]
    assert sorted(one["status"] for one in measures) == ["evaluated", "planned"]

    # Nothing is left of the network but what it stated: a new database reads its own log and the sister's channel.
    readers = ("network chamber", "network moderator", "network")
    told = {who: await year.read(who, thread) for who in readers}
    await year.start("network", log=await year.stop("network"))
    await year.once("network chamber", thread, lambda one: len(one["steps"]) == len(chamber["steps"]))
    assert {who: await year.read(who, thread) for who in readers} == told
    assert (await year.get("network", "/ideas"))["items"] == []


async def _thread_of(year: Year, subject: str) -> str:
    """The correlation of the first event about something, as a subscriber reads it."""
    answer = await year.clients["network"].get(f"{API}/events?limit=500&type={ANALYSIS}")
    return next(str(one["correlationid"]) for one in answer.json() if one["subject"] == subject)


async def _forget(year: Year) -> None:
    running: Running = year.apps["network"].state.running
    async with running.database.begin(at=year.now) as tx:
        for table in ("thread_event", "thread_link", "town_participation", "bus_position"):
            await tx.execute(text(f"DELETE FROM {table}"))
