"""From a commit in one service to the commit of the projection in another: how many, how fast, and catching up."""

import asyncio
import contextlib
import json
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from tests.benchmarks import facts
from tests.benchmarks.report import Goal, Table
from tests.benchmarks.rig import Observer, Rig, Worker, installed, percentile, resident_megabytes
from tests.benchmarks.size import Size

OURS = "ours: campaign relays, network serve projects"
LIMIT = "limit: redis-py, 100 a commit, one statement"
SINGLE = "FastStream, one message a commit"
CELERY = "Celery, one task a commit"
BULLMQ = "BullMQ, one job a commit, 50 at once"
CATCH_UP = "ours: network subscribes from 0"
CATCH_UP_LIMIT = "redis-py, 200 a commit, one statement"

NEEDS = {"celery": CELERY, "psycopg": CELERY, "node:bullmq": BULLMQ, "node:better-sqlite3": BULLMQ}
PAUSE = 0.02
"""Seconds between two events when latency is measured: 50 a second."""


@dataclass
class Peer:
    """One way to do it: who sends, who sees, and how many messages make a round of about a second."""

    source: Worker
    observer: Observer
    count: int
    node: bool = False
    written: int = 0

    def _asking(self, count: int) -> dict[str, Any]:
        if not self.node:
            return {"count": count}
        numbers = range(self.written + 1, self.written + count + 1)
        return {"bodies": [facts.document(number).decode() for number in numbers]}

    async def saturate(self) -> float:
        """Events a second, from the first that leaves a full outbox to the last in the projection."""
        await self.source.ask("fill", **self._asking(self.count))
        self.written += self.count
        publishing = asyncio.create_task(self.source.ask("publish"))
        seen = await self.observer.seen(facts.offer_id(self.written))
        elapsed = seen - float((await publishing)["began"])
        await self.observer.counted(self.written)
        return self.count / elapsed

    async def latencies(self, count: int) -> list[float]:
        """Milliseconds from commit to commit, one event at a time."""
        numbers = range(self.written + 1, self.written + count + 1)
        trickling = asyncio.create_task(self.source.ask("trickle", **self._asking(count), pause=PAUSE))
        seen = {number: await self.observer.seen(facts.offer_id(number), pause=0.0005) for number in numbers}
        committed = (await trickling)["committed"]
        self.written += count
        return [(seen[number] - committed[str(number)]) * 1000 for number in numbers]


async def measure(rig: Rig, size: Size, memory: dict[str, float]) -> list[Table]:
    """Saturation and latency."""
    name = rig.engine
    speed = Table(f"Commit to commit, saturated, {name}", "events/s", OURS, [Goal(LIMIT, 0.5), Goal(SINGLE, 10)])
    p50 = Table(f"Commit to commit at 50/s, median, {name}", "ms; ours / it below 1 is better", OURS)
    p99 = Table(f"Commit to commit at 50/s, 99th percentile, {name}", "ms; ours / it below 1 is better", OURS)
    async with contextlib.AsyncExitStack() as stack:
        peers = await _peers(rig, size, stack)
        for peer in peers.values():
            await peer.saturate()
        for _ in range(size.rounds):
            for case, peer in peers.items():
                speed.add(case, await peer.saturate())
        for _ in range(size.rounds):
            for case, peer in peers.items():
                found = await peer.latencies(size.latencies)
                p50.add(case, percentile(found, 0.5))
                p99.add(case, percentile(found, 0.99))
        for process, called in zip(rig.processes[:2], ("campaign (bus only)", "network serve"), strict=True):
            memory[f"{called}, {name}"] = resident_megabytes(process)
    return [speed, p50, p99]


async def _peers(rig: Rig, size: Size, stack: contextlib.AsyncExitStack) -> dict[str, Peer]:
    async def places(source_migrations: str | None = None) -> tuple[dict[str, str], Observer]:
        target = await rig.database("network.migrations")
        observer = Observer(target, "published_offer", "offer_id")
        stack.push_async_callback(observer.close)
        return {"source": await rig.database(source_migrations), "target": target}, observer

    peers = {}
    at, observer = await places("campaign.migrations")
    source = await rig.worker("ours", "source", **at)
    await rig.serve("network", at["target"])
    peers[OURS] = Peer(source, observer, size.events)
    for case, module, count in ((LIMIT, "raw", size.events), (SINGLE, "faststream_single", size.slow_events)):
        at, observer = await places()
        await rig.worker(module, "subscriber", **at)
        peers[case] = Peer(await rig.worker(module, "source", **at), observer, count)
    missing = installed(NEEDS).values()
    if CELERY not in missing:
        at, observer = await places()
        await _celery(rig, at)
        peers[CELERY] = Peer(await rig.worker("celery_source", **at), observer, size.slow_events)
    if BULLMQ not in missing:
        at, observer = await places()
        await rig.worker("node", "bullmq.mjs", "subscriber", **at)
        source = await rig.worker("node", "bullmq.mjs", "source", **at)
        peers[BULLMQ] = Peer(source, observer, size.slow_events, node=True)
    return peers


async def _celery(rig: Rig, at: dict[str, str]) -> None:
    module = "tests.benchmarks.workers.celery_app"
    command = (sys.executable, "-m", "celery", "-A", module, "worker", "--pool", "solo")
    quiet = ("--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "ERROR")
    await rig.start(*command, *quiet, REGIO_BENCH=json.dumps({"redis": rig.redis.url, **at}))


async def catch_up(rig: Rig, size: Size, _: dict[str, float]) -> list[Table]:
    """A subscriber that has seen nothing, and a stream that is full."""
    table = Table(
        f"Catch-up over {size.backlog:,} events, {rig.engine}", "events/s", CATCH_UP, [Goal(CATCH_UP_LIMIT, 0.5)]
    )
    source = await rig.worker("ours", "source", source=await rig.database("campaign.migrations"))
    await source.ask("fill", count=size.backlog)
    await source.ask("publish")
    workers = {CATCH_UP: await rig.worker("ours", "subscriber"), CATCH_UP_LIMIT: await rig.worker("raw", "subscriber")}
    for number in range(size.rounds + 1):
        for case, worker in workers.items():
            async with _fresh(rig) as (target, observer):
                began = (await worker.ask("catch_up", stream="campaign.events", target=target))["began"]
                seen = await observer.seen(facts.offer_id(size.backlog))
                await observer.counted(size.backlog)
                await worker.ask("stop")
            # The first one warms up.
            if number:
                table.add(case, size.backlog / (seen - began))
    return [table]


@contextlib.asynccontextmanager
async def _fresh(rig: Rig) -> AsyncIterator[tuple[str, Observer]]:
    target = await rig.database("network.migrations")
    observer = Observer(target, "published_offer", "offer_id")
    try:
        yield target, observer
    finally:
        await observer.close()
