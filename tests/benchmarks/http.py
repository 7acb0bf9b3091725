"""POST in one service to the projection in another, under load, beside the build that the documentation suggests."""

import asyncio
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from tests.benchmarks.facts import offer_id
from tests.benchmarks.report import Goal, Table
from tests.benchmarks.rig import Observer, Rig, Worker, installed, listening, processor_seconds, resident_megabytes
from tests.benchmarks.size import Size

from campaign.app import SERVICE as CAMPAIGN
from campaign.domain import Business, Town
from regio_chassis.access import EVERY, KEY_ISSUER, Role, add_grant, create_key
from regio_chassis.bus.log import EventLog
from regio_chassis.bus.tables import bus_tables
from regio_chassis.database import Database
from regio_chassis.testing.servers import free_port
from regio_events.campaign import BusinessKind

OURS = "ours: campaign serve, placement serve"
IDIOMATIC = "SQLModel sessions, polled outbox, one by one"
LIMIT = "limit: Starlette, asyncpg, redis-py in pages"
NEEDS = {"aiosqlite": IDIOMATIC}
CONNECTIONS = 16
PAGE = 1000


@dataclass
class Build:
    """A service that answers, and the projection that follows."""

    port: int
    headers: str
    observer: Observer
    processes: Sequence[asyncio.subprocess.Process]
    asked: int = 0
    done: int = 0

    async def load(self, client: Worker, seconds: float) -> "Loaded":
        """Approve as many businesses as it can in ``seconds``, and wait for the last invitation."""
        before = sum(map(processor_seconds, self.processes))
        found = await client.ask(
            "post",
            port=self.port,
            path="/api/v1/businesses/{id}/approve",
            headers=self.headers,
            first=self.asked + 1,
            seconds=seconds,
            connections=CONNECTIONS,
        )
        statuses = found["statuses"]
        assert set(statuses) == {"200"}, f"not every request was answered with 200: {statuses}"
        answers = int(statuses["200"])
        self.asked += answers
        self.done += answers
        last = await self.observer.counted(self.done)
        spent = sum(map(processor_seconds, self.processes)) - before
        began = found["began"]
        return Loaded(answers / (found["ended"] - began), answers / (last - began), found["p99"], spent / answers)


class Loaded(NamedTuple):
    """Answers a second; projected events a second, first POST to last projection; milliseconds; seconds an event."""

    answers: float
    projected: float
    p99: float
    spent: float


async def measure(rig: Rig, size: Size, memory: dict[str, float]) -> list[Table]:
    """Approvals of businesses, each of which becomes an invitation in the other service."""
    name = rig.engine
    whole = Table(f"POST to projection under load, {name}", "events/s", OURS, [Goal(IDIOMATIC, 6)])
    answers = Table(f"POST alone, {name}", "answers/s", OURS)
    work = Table(f"Processor time of both services, {name}", "ms an event; ours / it below 1 is better", OURS)
    slow = Table(f"POST alone, 99th percentile, {name}", "ms; ours / it below 1 is better", OURS)
    builds = {OURS: await _ours(rig, size)}
    if name == "postgresql" or not installed(NEEDS):
        builds[IDIOMATIC] = await _otherwise(rig, size.businesses // 4, "idiomatic")
    if name == "postgresql":
        builds[LIMIT] = await _otherwise(rig, size.businesses, "bare")
    client = await rig.worker("load")
    for build in builds.values():
        await build.load(client, 0.3)
    for _ in range(size.rounds):
        for case, build in builds.items():
            found = await build.load(client, size.load_seconds)
            answers.add(case, found.answers)
            whole.add(case, found.projected)
            slow.add(case, found.p99)
            work.add(case, found.spent * 1000)
    for called, process in zip(("campaign", "placement"), builds[OURS].processes, strict=True):
        memory[f"{called} serve under load, {name}"] = resident_megabytes(process)
    for build in builds.values():
        await build.observer.close()
    return [whole, answers, slow, work]


async def _ours(rig: Rig, size: Size) -> Build:
    source, target = await rig.database("campaign.migrations"), await rig.database("placement.migrations")
    key = await _prepare(source, size.businesses)
    campaign, port = await rig.serve("campaign", source, callers=json.dumps({"placement": ["benchmarks"]}))
    feeds = json.dumps({"campaign": f"http://127.0.0.1:{port}"})
    placement, _ = await rig.serve("placement", target, feeds=feeds, feed_tokens=json.dumps({"campaign": "benchmarks"}))
    observer = Observer(target, "invitation", "business_id")
    return Build(port, f"Authorization: Bearer {key}\r\n", observer, (campaign, placement))


async def _prepare(url: str, count: int) -> str:
    """A town with ``count`` businesses that wait for approval; returns the chamber's API key."""
    database = Database(url)
    database.log = EventLog(database, bus_tables(CAMPAIGN.metadata))
    at = datetime.now(UTC)
    async with database.begin(at=at) as tx:
        await tx.add(
            Town(
                key="heiligenstadt",
                name="Heilbad Heiligenstadt",
                municipality="heiligenstadt",
                municipality_key="16061045",
                county="Eichsfeld",
                catholic=True,
                latitude=51.378,
                longitude=10.138,
                links=(),
            )
        )
        key = await create_key(tx, "benchmarks", at=at, expires_at=at + timedelta(days=1))
        await add_grant(tx, KEY_ISSUER, key.partition(".")[0], Role.CHAMBER, EVERY)
    for start in range(1, count + 1, PAGE):
        async with database.begin(at=at) as tx:
            await tx.add(*(_business(number, at) for number in range(start, min(start + PAGE, count + 1))))
    await database.close()
    return key


def _business(number: int, at: datetime) -> Business:
    return Business(
        id=offer_id(number),
        public_name="Leseecke",
        kind=BusinessKind.RETAIL,
        branch="Buchhandlung",
        town_key="heiligenstadt",
        street="Wilhelmstraße 1",
        postcode="37308",
        consent_placement_contact=True,
        registered_at=at,
    )


async def _otherwise(rig: Rig, businesses: int, worker: str) -> Build:
    source, target = await rig.database(), await rig.database()
    environment = {"REGIO_BENCH": json.dumps({"redis": rig.redis.url, "source": source, "target": target})}
    workers = "tests.benchmarks.workers."
    run = (sys.executable, "-m", workers + worker)
    prepare = (sys.executable, "-m", workers + "idiomatic", "prepare", str(businesses))
    prepared = await rig.start(*prepare, **environment)
    assert await prepared.wait() == 0
    port = free_port()
    subscriber = await rig.start(*run, "subscribe", **environment)
    server = await rig.start(*run, "serve", str(port), **environment)
    await listening(port)
    await asyncio.sleep(1.0)
    return Build(port, "", Observer(target, "invitation", "business_id"), (server, subscriber))
