"""A subscription: whatever happens meanwhile, what it keeps is the owner's truth, told once and in order."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, closing
from uuid import UUID

import pytest
from counters import PUBLIC, QUIET, Handling, Keeper, Kept, Owner, World, cut_connections, stream_of, until
from faults import FAULTS
from redis.asyncio import Redis
from sqlalchemy import text

from regio_chassis.database import Database, Tx

Fault = Callable[[Redis], Awaitable[None]]


async def pair(world: World, *, keep: int = 100_000) -> tuple[Owner, Keeper]:
    """An owner and a keeper that knows its feed, both running."""
    owner = await world.owner(keep=keep)
    return owner, await world.keeper(Handling().table, feed=await world.serve(owner))


async def kept_is_the_truth(keeper: Keeper, owner: Owner) -> None:
    await keeper.has_everything_of(owner)
    assert await keeper.kept() == await owner.truth()
    assert await keeper.parked() == []


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
async def test_a_fault_while_events_flow_loses_and_doubles_nothing(world: World, fault: Fault):
    owner, keeper = await pair(world)

    for _ in range(3):
        for _ in range(10):
            await owner.count(PUBLIC[0], QUIET[0], PUBLIC[1])
        await fault(world.redis)
        await owner.count_often(30)
        await keeper.has_everything_of(owner)

    await kept_is_the_truth(keeper, owner)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
async def test_after_a_fault_events_come_straight_through_the_stream_again(world: World, fault: Fault):
    owner, keeper = await pair(world)
    await owner.count_often(24)
    await keeper.has_everything_of(owner)
    await fault(world.redis)
    await owner.count_often(24)
    await keeper.has_everything_of(owner)
    counters = keeper.subscription.incoming.counters

    async def comes_straight_through() -> bool:
        gaps = counters.gaps
        # The first may still come with what is just being fetched because of the fault, the second not.
        for _ in range(2):
            await owner.count(PUBLIC[0])
            await keeper.has_everything_of(owner)
        return counters.gaps == gaps

    await until(comes_straight_through, seconds=10)
    gaps = counters.gaps
    for _ in range(5):
        await owner.count(PUBLIC[0])
        await keeper.has_everything_of(owner)
    assert counters.gaps == gaps


async def test_redis_killed_and_restarted_empty_again_and_again_loses_and_doubles_nothing(world: World):
    owner, keeper = await pair(world)

    for _ in range(3):
        await owner.count_often(60)
        world.redis_server.kill()
        await owner.count_often(60)
        world.redis_server.start()
        await owner.count_often(60)

    await kept_is_the_truth(keeper, owner)


async def test_a_subscriber_that_starts_before_redis_waits_for_it(world: World):
    world.redis_server.kill()
    owner, keeper = await pair(world)
    await owner.count_often(60)
    assert not keeper.subscription.reading

    world.redis_server.start()

    await kept_is_the_truth(keeper, owner)
    await until(lambda: _true(keeper.subscription.reading))


async def test_a_stopped_subscriber_catches_up_through_the_feed_when_the_stream_was_trimmed(world: World):
    owner = await world.owner(keep=1000)
    feed, url = await world.serve(owner), await world.new_url()
    keeper = await world.keeper(Handling().table, url=url, feed=feed)
    await owner.count_often(100)
    await keeper.has_everything_of(owner)
    await keeper.bus.stop()

    await owner.count_often(2300)
    await until(lambda: owner.relayed(world.redis), seconds=60)
    assert (await stream_of(world.redis))[0][0] != "101-0"
    back = await world.keeper(Handling().table, url=url, feed=feed)

    await kept_is_the_truth(back, owner)


async def test_without_a_feed_a_trimmed_stream_holds_the_channel_instead_of_skipping(world: World):
    owner = await world.owner()
    await owner.count_often(60)
    await until(lambda: owner.relayed(world.redis), seconds=60)
    await owner.bus.stop()
    await world.redis.xtrim("network.events", maxlen=20, approximate=False)

    keeper = await world.keeper(Handling().table)
    await until(lambda: _true(keeper.subscription.incoming.counters.gaps > 1))
    assert await keeper.kept() == {}
    again = await world.owner(url=owner.url)

    await kept_is_the_truth(keeper, again)


async def test_two_replicas_on_one_database_apply_every_event_once(world: World):
    owner = await world.owner()
    feed, url = await world.serve(owner), await world.new_url()
    keepers = [await world.keeper(Handling().table, url=url, feed=feed) for _ in range(2)]

    for round_ in range(20):
        await owner.count_often(60)
        if round_ % 7 == 3:
            await world.redis.flushall()

    await kept_is_the_truth(keepers[0], owner)
    applied = [keeper.subscription.incoming.counters.applied for keeper in keepers]
    assert sum(applied) >= 1200


async def test_a_late_subscriber_reads_the_channel_from_its_start_in_lists(world: World):
    owner = await world.owner()
    await owner.count_often(1800)
    handling = Handling()

    keeper = await world.keeper(handling.table, feed=await world.serve(owner))

    await kept_is_the_truth(keeper, owner)
    assert max(handling.lists) > 1


async def test_a_late_subscriber_reads_a_log_that_redis_never_had(world: World):
    owner = await world.owner(keep=1000)
    await owner.count_often(2300)
    await until(lambda: owner.relayed(world.redis), seconds=60)

    keeper = await world.keeper(Handling().table, feed=await world.serve(owner))

    await kept_is_the_truth(keeper, owner)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_a_locked_database_file_holds_the_channel_and_nothing_is_lost(world: World):
    owner, keeper = await pair(world)
    await owner.count_often(30)
    await keeper.has_everything_of(owner)

    with closing(sqlite3.connect(keeper.url.removeprefix("sqlite:///"), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        await owner.count_often(60)
        await asyncio.sleep(0.5)  # long enough to be handed the events
        assert (await keeper.subscription.position())[1] == 30
        other.execute("ROLLBACK")

    await kept_is_the_truth(keeper, owner)


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
async def test_a_connection_cut_in_the_middle_of_a_batch_holds_the_channel_and_nothing_is_lost(world: World):
    owner = await world.owner()
    cuts = 3

    async def cut(tx: Tx) -> None:
        nonlocal cuts
        if cuts > 0:
            cuts -= 1
            await tx.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    keeper = await world.keeper(Handling(before=cut).table, feed=await world.serve(owner))
    await owner.count_often(60)

    await kept_is_the_truth(keeper, owner)
    assert cuts == 0


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
async def test_an_event_that_has_to_wait_for_a_lock_is_not_set_aside(world: World):
    owner, tries = await world.owner(), 0

    async def lock(tx: Tx) -> None:
        nonlocal tries
        tries += 1
        await tx.execute(text("SET LOCAL lock_timeout = 50"))
        await tx.execute(text("SELECT pg_advisory_xact_lock(1)"))

    url = await world.new_url()
    async with somebody_else(url) as other:
        await other.execute(text("SELECT pg_advisory_xact_lock(1)"))
        keeper = await world.keeper(Handling(before=lock).table, url=url, feed=await world.serve(owner))
        await owner.count_often(60)
        await until(lambda: _true(tries > 2))
        assert (await keeper.kept(), await keeper.parked()) == ({}, [])

    await kept_is_the_truth(keeper, owner)


@asynccontextmanager
async def somebody_else(url: str) -> AsyncIterator[Tx]:
    """A transaction of another process on the same database."""
    database = Database(url)
    async with database.begin() as tx:
        yield tx
    await database.close()


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
async def test_connections_cut_from_outside_lose_nothing(world: World):
    owner, keeper = await pair(world)

    for _ in range(10):
        await owner.count_often(60)
        await cut_connections(keeper.database)

    await kept_is_the_truth(keeper, owner)


async def test_a_raised_epoch_is_read_from_the_start_without_waiting_for_an_event(world: World):
    owner, keeper = await pair(world)
    await owner.count_often(60)
    await keeper.has_everything_of(owner)

    await owner.raise_epoch()

    await keeper.has_everything_of(owner)
    assert values(await keeper.kept()) == values(await owner.truth())
    assert keeper.subscription.incoming.counters.restarts == 1


async def test_after_a_restored_backup_with_a_raised_epoch_the_owner_is_right(world: World):
    owner, keeper = await pair(world)
    await owner.count_often(60)
    await keeper.has_everything_of(owner)

    restored = await restored_at(world, owner, 30)
    await restored.raise_epoch()
    await restored.count_often(18)
    await restored.bus.start()

    await keeper.has_everything_of(restored)
    assert values(await keeper.kept()) == values(await restored.truth())


@pytest.mark.parametrize("written", [12, 60], ids=["less than was lost", "more than was lost"])
async def test_after_a_restored_backup_without_a_raised_epoch_the_fork_is_noticed(world: World, written: int):
    owner, keeper = await pair(world)
    await owner.count_often(60)
    await keeper.has_everything_of(owner)

    restored = await restored_at(world, owner, 30)
    await restored.count_often(written)
    await restored.bus.start()
    await restored.count_often(60)  # so that the log grows beyond what was seen of the other one

    await keeper.has_everything_of(restored)
    assert values(await keeper.kept()) == values(await restored.truth())
    assert keeper.subscription.incoming.counters.restarts == 1


async def restored_at(world: World, owner: Owner, position: int) -> Owner:
    """The owner's service, started again on a backup; the feed at the old address serves the same database."""
    await owner.bus.stop()
    await owner.restore_to(position)
    return await world.owner(url=owner.url, relays=False)


async def test_an_unknown_type_is_skipped_and_counted(world: World):
    owner = await world.owner(relays=False)
    await owner.count(PUBLIC[0], PUBLIC[1], QUIET[0])
    await owner.rewrite(2, type="regio.network.bench.painted.v1")
    await owner.bus.start()

    keeper = await world.keeper(Handling().table, feed=await world.serve(owner))

    await keeper.has_everything_of(owner)
    assert await keeper.kept() == {PUBLIC[0]: Kept(1, 1, 0), QUIET[0]: Kept(1, 1, 0)}
    assert await keeper.parked() == []
    assert keeper.subscription.incoming.counters.unknown == 1


@pytest.mark.parametrize(
    ("says", "error"),
    [
        ({"type": "regio.network.analysis.presented.v2"}, "only an older major version"),
        ({"subject": ""}, "not a readable CloudEvents document"),
        ({"data": b'{"analysis_id": "Frau"}'}, "town_key"),
    ],
    ids=["newer major", "unreadable", "data of another schema"],
)
async def test_what_cannot_be_understood_is_parked_with_its_reason_and_the_rest_flows(
    world: World, says: dict[str, object], error: str
):
    owner = await world.owner(relays=False)
    await owner.count(PUBLIC[0], PUBLIC[1], QUIET[0], PUBLIC[0])
    await owner.rewrite(2, **says)
    await owner.bus.start()

    keeper = await world.keeper(Handling().table, feed=await world.serve(owner))

    await keeper.has_everything_of(owner)
    ((position, reason),) = await keeper.parked()
    assert position == 2
    assert reason is not None
    assert error in reason
    assert "Frau" not in reason
    assert await keeper.kept() == {PUBLIC[0]: Kept(2, 2, 0), QUIET[0]: Kept(1, 1, 0)}


async def test_a_stranger_who_writes_the_next_position_first_does_not_replace_the_event(world: World):
    owner, keeper = await pair(world)
    await owner.count_often(6)
    await keeper.has_everything_of(owner)
    await owner.bus.stop()

    await world.redis.execute_command("XADD", "network.events", "7-0", "__data__", b"not an event")
    await until(lambda: _true(keeper.subscription.incoming.counters.gaps > 1))
    again = await world.owner(url=owner.url)
    await again.count_often(6)

    await kept_is_the_truth(keeper, again)


def values(kept: dict[UUID, Kept]) -> dict[UUID, int]:
    return {subject: each.value for subject, each in kept.items() if each.value}


async def _true(value: bool) -> bool:
    return value
