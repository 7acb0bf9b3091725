"""The relay: whatever happens to Redis, its stream is the tail of the log again, to the byte."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from asyncpg import InternalClientError
from counters import PUBLIC, QUIET, Owner, World, cut_connections, stream_of, until
from faults import FAULTS
from redis.asyncio import Redis
from redis.exceptions import ResponseError
from sqlalchemy.exc import DBAPIError

from regio_chassis.bus.entries import CHANNELS, Channel
from regio_events import Envelope

Fault = Callable[[Redis], Awaitable[None]]


async def is_the_tail(world: World, owner: Owner, channel: Channel = "events") -> bool:
    """Whether the stream holds exactly the newest events of the log, and no fewer than it has to keep."""
    try:
        stream = await stream_of(world.redis, f"network.{channel}")
    except ResponseError:  # there is something that is no stream
        return False
    log = [(f"{entry.position}-0", entry.body) for entry in await owner.log(channel)]
    return len(stream) >= min(len(log), owner.bus.relay.keep) and stream == log[len(log) - len(stream) :]


async def becomes_the_tail(world: World, owner: Owner) -> None:
    async def holds() -> bool:
        return await owner.relayed(world.redis) and all([await is_the_tail(world, owner, each) for each in CHANNELS])

    await until(holds, seconds=20)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
async def test_an_idle_stream_is_made_whole_after_a_fault(world: World, fault: Fault):
    owner = await world.owner()
    await owner.count_often(24)
    await becomes_the_tail(world, owner)

    await fault(world.redis)
    assert not all([await is_the_tail(world, owner, channel) for channel in CHANNELS])

    await becomes_the_tail(world, owner)


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
async def test_a_stream_is_made_whole_when_an_append_follows_the_fault_at_once(world: World, fault: Fault):
    owner = await world.owner()
    owner.bus.relay.pause = 60  # it may not need its idle look
    await owner.count_often(24)
    await becomes_the_tail(world, owner)

    await fault(world.redis)
    await owner.count(QUIET[0], PUBLIC[0])

    await becomes_the_tail(world, owner)


async def test_commits_go_on_while_redis_is_down_and_are_all_there_when_it_comes_back_empty(world: World):
    owner = await world.owner()
    await owner.count_often(24)
    await becomes_the_tail(world, owner)

    world.redis_server.kill()
    async with asyncio.timeout(5):
        for _ in range(50):
            await owner.count(QUIET[0], PUBLIC[0])
    world.redis_server.start()

    await becomes_the_tail(world, owner)
    assert len(await stream_of(world.redis)) == 124


async def test_a_relay_that_starts_before_redis_waits_for_it(world: World):
    world.redis_server.kill()
    owner = await world.owner()
    await owner.count_often(24)

    world.redis_server.start()

    await becomes_the_tail(world, owner)


async def test_what_is_not_known_of_redis_is_not_called_zero(world: World):
    owner = await world.owner()
    await owner.count_often(24)
    await becomes_the_tail(world, owner)

    world.redis_server.kill()
    await owner.count(QUIET[0])

    await until(lambda: _is(owner.bus.relay.channels["events"].top is None))
    assert owner.bus.alive


async def test_a_stream_keeps_the_newest_entries_of_a_long_log(world: World):
    owner = await world.owner(keep=1000)

    await owner.count_often(2600)
    await becomes_the_tail(world, owner)

    assert 1000 <= len(await stream_of(world.redis)) <= 1200


@pytest.mark.parametrize("appended", [0, 3], ids=["idle", "with an append"])
async def test_a_long_log_that_was_flushed_is_refilled_with_its_tail_only(world: World, appended: int):
    owner = await world.owner(keep=1000)
    await owner.count_often(2600)
    await becomes_the_tail(world, owner)

    await world.redis.flushall()
    await owner.count_often(appended)

    await becomes_the_tail(world, owner)
    assert 1000 <= len(await stream_of(world.redis)) <= 1200


async def test_two_relays_racing_over_five_thousand_events_leave_no_hole_and_no_double(world: World):
    url = await world.new_url()
    owners = [await world.owner(url=url, relays=False) for _ in range(2)]
    await owners[0].count_often(5000)

    await asyncio.gather(*(owner.bus.relay.once() for owner in owners))

    assert [id for id, _ in await stream_of(world.redis)] == [f"{position}-0" for position in range(1, 5001)]
    assert all([await is_the_tail(world, owners[0], channel) for channel in CHANNELS])


async def test_two_relays_under_writers_leave_no_hole_and_no_double(world: World):
    url = await world.new_url()
    owners = [await world.owner(url=url) for _ in range(2)]

    await asyncio.gather(*(owner.count_often(600) for owner in owners))

    await becomes_the_tail(world, owners[0])
    assert len(await stream_of(world.redis)) == 1200


async def test_a_raised_epoch_makes_the_stream_anew(world: World):
    owner = await world.owner()
    await owner.count_often(24)
    await becomes_the_tail(world, owner)

    await owner.raise_epoch()

    await becomes_the_tail(world, owner)
    epochs = {Envelope.model_validate_json(body).epoch for _, body in await stream_of(world.redis)}
    assert epochs == {2}


async def test_a_stream_that_belongs_to_another_history_is_made_anew(world: World):
    first = await world.owner()
    await first.count_often(24)
    await becomes_the_tail(world, first)
    await first.bus.stop()

    second = await world.owner()
    await second.count_often(30)

    await becomes_the_tail(world, second)


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
async def test_the_relay_goes_on_after_its_database_cut_its_connections(world: World):
    owner = await world.owner()
    await owner.count_often(24)
    await becomes_the_tail(world, owner)

    async def counts() -> bool:
        try:
            await owner.count(QUIET[0], PUBLIC[0])
        except (DBAPIError, InternalClientError):  # a request may meet the cut as well
            return False
        return True

    for _ in range(5):
        await cut_connections(owner.database)
        await until(counts)

    await becomes_the_tail(world, owner)


async def _is(value: bool) -> bool:
    return value
