"""Many commands in one MULTI: what is refused is told, and the next answers belong to the next commands."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis
from redis.exceptions import ResponseError

from regio_chassis.bus.connection import PackedConnection, in_one
from regio_chassis.testing.servers import RedisServer

ADD = ("XADD", "shop.events")


@pytest.fixture
async def redis(redis_server: RedisServer) -> AsyncIterator["Redis"]:
    client: Redis = Redis.from_url(redis_server.url, connection_class=PackedConnection)
    await client.flushall()
    yield client
    await client.aclose()


async def test_the_answers_come_in_the_order_of_the_commands(redis: "Redis") -> None:
    found = await in_one(redis, [(*ADD, "1-0", "a", b"\xff"), (*ADD, "2-0", "b", 2), ("XLEN", "shop.events")])

    assert found == [b"1-0", b"2-0", 2]


async def test_a_command_that_is_refused_does_not_stop_the_others(redis: "Redis") -> None:
    with pytest.raises(ResponseError, match="equal or smaller"):
        await in_one(redis, [(*ADD, "2-0", "a", "b"), (*ADD, "1-0", "a", "b"), (*ADD, "3-0", "a", "b")])

    assert await in_one(redis, [("XLEN", "shop.events")]) == [2]


async def test_one_that_redis_does_not_take_leaves_nothing_done(redis: "Redis") -> None:
    with pytest.raises(ResponseError, match="unknown command"):
        await in_one(redis, [(*ADD, "1-0", "a", "b"), ("NONSENSE", "x"), (*ADD, "2-0", "a", "b")])

    assert await in_one(redis, [("XLEN", "shop.events"), ("PING",)]) == [0, b"PONG"]


async def test_whoever_gives_up_leaves_no_answer_to_the_next(redis: "Redis", redis_server: RedisServer) -> None:
    other: Redis = Redis.from_url(redis_server.url)
    await other.client_pause(500)
    await other.aclose()
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(in_one(redis, [(*ADD, "1-0", "a", "b")]), 0.1)

    assert await in_one(redis, [("PING",)]) == [b"PONG"]
