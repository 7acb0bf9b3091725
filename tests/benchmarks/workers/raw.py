"""The limit: redis-py with hiredis, the bare driver, batches; nothing is checked, nothing can be repaired."""

import asyncio
import sys
from collections.abc import Sequence
from typing import Any

from pydantic_core import from_json
from redis.asyncio import Redis
from tests.benchmarks.workers import Commands, Places, obey
from tests.benchmarks.workers.source import Source
from tests.benchmarks.workers.stores import open_store

STREAM = "raw.events"


async def source(at: Places) -> Commands:
    redis = Redis.from_url(at.redis)

    async def send(bodies: Sequence[bytes]) -> None:
        async with redis.pipeline(transaction=False) as pipe:
            for body in bodies:
                pipe.xadd(STREAM, {"__data__": body})
            await pipe.execute()

    return Source(await open_store(at.source), send).commands()


async def subscriber(at: Places) -> Commands:
    """Reads on its own from the start; ``catch_up`` reads another stream into another database."""
    redis = Redis.from_url(at.redis)

    async def listen(stream: str, target: str, batch: int) -> None:
        store = await open_store(target)
        last: bytes | str = "0-0"
        while True:
            found: Any = await redis.xread({stream: last}, count=batch, block=1000)
            if found:
                entries = found[0][1] if isinstance(found, list) else next(iter(found.values()))[0]
                await store.apply([from_json(fields[b"__data__"])["data"] for _, fields in entries])
                last = entries[-1][0]

    catching: list[asyncio.Task[None]] = []
    if at.target:
        catching.append(asyncio.create_task(listen(STREAM, at.target, 100)))

    async def catch_up(stream: str, target: str) -> object:
        began = asyncio.get_running_loop().time()
        catching.append(asyncio.create_task(listen(stream, target, 200)))
        return {"began": began}

    async def stop() -> object:
        catching.pop().cancel()
        return {}

    return {"catch_up": catch_up, "stop": stop}


if __name__ == "__main__":
    obey({"source": source, "subscriber": subscriber}[sys.argv[1]])
