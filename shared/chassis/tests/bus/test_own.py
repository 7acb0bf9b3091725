"""A service reads its own channel from its own log: in order, once, without Redis, and on after a restart."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

from counters import KEPT, METADATA, PUBLIC, QUIET, SUBJECTS, Handling, Kept, Owner, World, until
from sqlalchemy import select

from regio_chassis.bus import Bus

NOWHERE = "redis://127.0.0.1:1"


@asynccontextmanager
async def listening(owner: Owner, handling: Handling) -> AsyncIterator[Bus]:
    """A replica of the owner that handles what the owner says; it reaches no Redis."""
    bus = Bus(
        "network",
        owner.database,
        METADATA,
        handling.table,
        redis_url=NOWHERE,
        feeds={},
        tokens={},
        keep=10,
        pause=0.2,
    )
    await bus.start()
    try:
        yield bus
    finally:
        await bus.stop()


async def kept(owner: Owner) -> dict[UUID, Kept]:
    async with owner.database.reading() as reading:
        rows = (await reading.execute(select(KEPT))).all()
    return {row.subject: Kept(row.value, row.applications, row.disorder) for row in rows}


async def everything_is_kept(owner: Owner) -> bool:
    return await kept(owner) == await owner.truth()


async def test_what_a_service_says_reaches_itself_once_and_in_order_without_redis(world: World):
    owner = await world.owner(relays=False)
    await owner.count_often(1200)

    async with listening(owner, Handling()):
        await owner.count(PUBLIC[0], QUIET[0])
        await until(lambda: everything_is_kept(owner), seconds=60)

    assert (await kept(owner))[PUBLIC[0]].disorder == 0


async def test_a_restarted_service_goes_on_where_it_stood(world: World):
    owner = await world.owner(relays=False)
    await owner.count(*SUBJECTS)
    async with listening(owner, Handling()):
        await until(lambda: everything_is_kept(owner), seconds=60)
    await owner.count(*SUBJECTS)

    async with listening(owner, Handling()):
        await until(lambda: everything_is_kept(owner), seconds=60)

    assert {one.applications for one in (await kept(owner)).values()} == {2}


async def test_two_replicas_apply_everything_once(world: World):
    owner = await world.owner(relays=False)
    await owner.count_often(700)

    async with listening(owner, Handling()), listening(owner, Handling()):
        await owner.count(*SUBJECTS)
        await until(lambda: everything_is_kept(owner), seconds=60)

    assert await kept(owner) == await owner.truth()


async def test_a_raised_epoch_reads_the_own_channel_again(world: World):
    owner = await world.owner(relays=False)
    await owner.count(PUBLIC[0])
    async with listening(owner, Handling()):
        await until(lambda: everything_is_kept(owner), seconds=60)
    await owner.raise_epoch()
    await owner.count(PUBLIC[0])

    async with listening(owner, Handling()) as bus:

        async def again() -> bool:
            return await bus.subscriptions[0].position() == (2, 2)

        await until(again, seconds=60)

    assert (await kept(owner))[PUBLIC[0]].applications == 3
