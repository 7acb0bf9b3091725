"""Our bus: the campaign service without its HTTP side, and a network service that can be started on any database."""

import asyncio
import sys
import time

from pydantic import SecretStr
from tests.benchmarks.facts import offer
from tests.benchmarks.workers import Commands, Places, obey

from campaign.app import SERVICE as CAMPAIGN
from campaign.settings import Settings as CampaignSettings
from network.app import SERVICE as NETWORK
from network.settings import Settings as NetworkSettings
from regio_chassis.bus.log import EventLog
from regio_chassis.bus.tables import bus_tables
from regio_chassis.cli import settle
from regio_chassis.database import Database
from regio_chassis.service import Running, create_app

TOKEN = "benchmarks"
PAGE = 500
PAUSE = 60.0
"""Seconds between looks at an idle log: here the relay starts when it is told to."""


async def source(at: Places) -> Commands:
    """``fill`` commits behind the relay's back, ``publish`` tells it."""
    settings = CampaignSettings(
        database_url=at.source,
        redis_url=at.redis,
        secret=SecretStr(TOKEN),
        relay_pause=PAUSE,
        stream_length=1_000_000,
    )
    running: Running = create_app(CAMPAIGN, settings).state.running
    quiet = Database(at.source)
    quiet.log = EventLog(quiet, bus_tables(CAMPAIGN.metadata))
    settle()  # as `serve` does
    await running.bus.start()
    written = 0

    async def fill(count: int) -> object:
        nonlocal written
        for start in range(written, written + count, PAGE):
            async with quiet.begin() as tx:
                for number in range(start + 1, min(start + PAGE, written + count) + 1):
                    tx.record(offer(number))
        written += count
        return {"last": written}

    async def publish() -> object:
        began = time.monotonic()
        running.bus.log.wake()
        # Both channels, so that what the relay still does is not charged to whom is measured next.
        while any(relayed.top != written for relayed in running.bus.relay.channels.values()):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        return {"began": began}

    async def trickle(count: int, pause: float) -> object:
        nonlocal written
        committed = {}
        for number in range(written + 1, written + count + 1):
            async with running.database.begin() as tx:
                tx.record(offer(number))
            committed[number] = time.monotonic()
            await asyncio.sleep(max(0.0, pause - (time.monotonic() - committed[number])))
        written += count
        return {"committed": committed}

    return {"fill": fill, "publish": publish, "trickle": trickle}


async def subscriber(at: Places) -> Commands:
    """``catch_up`` starts the bus of a network service on a database that has seen nothing."""
    services: list[Running] = []

    async def catch_up(stream: str, target: str) -> object:
        assert stream == "campaign.events"
        settings = NetworkSettings(database_url=target, redis_url=at.redis, secret=SecretStr(TOKEN), relay_pause=PAUSE)
        running: Running = create_app(NETWORK, settings).state.running
        services.append(running)
        settle()
        began = time.monotonic()
        await running.bus.start()
        return {"began": began}

    async def stop() -> object:
        running = services.pop()
        await running.bus.stop()
        await running.issuer.aclose()
        await running.database.close()
        return {}

    return {"catch_up": catch_up, "stop": stop}


if __name__ == "__main__":
    obey({"source": source, "subscriber": subscriber}[sys.argv[1]])
