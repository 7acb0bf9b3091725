"""What Redis, its operator or a stranger may do to the streams of an owner. Each leaves Redis running."""

import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import ResponseError

STREAMS = ("network.events", "network.public")


async def flush_everything(redis: Redis) -> None:
    await redis.flushall()


async def delete_the_stream(redis: Redis) -> None:
    await redis.delete(*STREAMS)


async def trim_to_the_newest(redis: Redis) -> None:
    for stream in STREAMS:
        await redis.xtrim(stream, maxlen=2, approximate=False)


async def trim_to_nothing(redis: Redis) -> None:
    for stream in STREAMS:
        await redis.xtrim(stream, maxlen=0, approximate=False)


async def remove_entries_in_the_middle(redis: Redis) -> None:
    for stream in STREAMS:
        entries: Any = await redis.xrange(stream)
        if len(entries) > 4:
            middle = len(entries) // 2
            await redis.xdel(stream, *(id for id, _ in entries[middle - 1 : middle + 1]))


async def remove_the_newest_entry(redis: Redis) -> None:
    for stream in STREAMS:
        entries: Any = await redis.xrevrange(stream, count=1)
        if entries:
            await redis.xdel(stream, entries[0][0])


async def write_garbage_with_the_time_as_id(redis: Redis) -> None:
    for stream in STREAMS:
        await redis.execute_command("XADD", stream, f"{time.time_ns() // 1_000_000}-0", "hello", "world")


async def write_garbage_at_the_next_position(redis: Redis) -> None:
    for stream in STREAMS:
        await _write_behind_the_newest(redis, stream, lambda newest: f"{newest + 1}-0", b"\xff\xfe no event")


async def write_garbage_behind_the_newest_entry(redis: Redis) -> None:
    for stream in STREAMS:
        await _write_behind_the_newest(redis, stream, lambda newest: f"{newest}-7", b"{}")


async def _write_behind_the_newest(redis: Redis, stream: str, id: Callable[[int], str], body: bytes) -> None:
    while True:
        entries: Any = await redis.xrevrange(stream, count=1)
        newest = int(entries[0][0].split(b"-")[0]) if entries else 0
        # The relay may have appended meanwhile: then there is a newer one.
        with suppress(ResponseError):
            await redis.execute_command("XADD", stream, id(newest), "__data__", body)
            return


async def put_something_else_in_its_place(redis: Redis) -> None:
    for stream in STREAMS:
        await redis.set(stream, "this is no stream")


FAULTS: list[Callable[[Redis], Awaitable[None]]] = [
    flush_everything,
    delete_the_stream,
    trim_to_the_newest,
    trim_to_nothing,
    remove_entries_in_the_middle,
    remove_the_newest_entry,
    write_garbage_with_the_time_as_id,
    write_garbage_at_the_next_position,
    write_garbage_behind_the_newest_entry,
    put_something_else_in_its_place,
]
