"""FastStream as its documentation shows it: one message, one call, one commit."""

import logging
import sys
from collections.abc import Sequence
from typing import Any

from faststream import AckPolicy
from faststream.redis import RedisBroker, StreamSub
from tests.benchmarks.workers import Commands, Places, obey
from tests.benchmarks.workers.source import Source
from tests.benchmarks.workers.stores import open_store

STREAM = "single.events"


async def source(at: Places) -> Commands:
    broker = RedisBroker(at.redis, logger=logging.getLogger("quiet"), log_level=logging.DEBUG)
    await broker.start()

    async def send(bodies: Sequence[bytes]) -> None:
        for body in bodies:
            await broker.publish(body, stream=STREAM)

    return Source(await open_store(at.source), send).commands()


async def subscriber(at: Places) -> Commands:
    store = await open_store(at.target)
    broker = RedisBroker(at.redis, logger=logging.getLogger("quiet"), log_level=logging.DEBUG)
    stream = StreamSub(STREAM, group="bench", consumer="one", last_id="$", max_records=100)

    @broker.subscriber(stream=stream, ack_policy=AckPolicy.ACK)
    async def on_offer(message: dict[str, Any]) -> None:
        await store.apply([message["data"]])

    await broker.start()
    return {}


if __name__ == "__main__":
    obey({"source": source, "subscriber": subscriber}[sys.argv[1]])
