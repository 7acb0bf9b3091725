"""Half a minute of what can happen to processes and to Redis, from a seed, while people write."""

import asyncio
import signal
from collections import Counter
from random import Random

import pytest
from programmes import Programmes
from redis.asyncio import Redis
from redis.exceptions import RedisError
from writers import Writers

SECONDS = 25.0
CHANNELS = [f"{service}.{kind}" for service in ("campaign", "network", "placement") for kind in ("events", "public")]


@pytest.mark.torture
async def test_chaos_loses_and_doubles_nothing(programmes: Programmes, record_property) -> None:
    programmes.start(replicas=2)
    await programmes.ready()
    writers = Writers(programmes, seed=7)
    await writers.prepare()

    async with asyncio.TaskGroup() as group:
        group.create_task(writers.write())
        done = await chaos(programmes, Random(7))
        writers.stop()
    await programmes.settled()

    await writers.everything_is_there_once()
    assert len(done) == 6, f"not everything happened: {done}"
    record_property("chaos", dict(done))
    record_property("acknowledged", len(writers.businesses) + len(writers.companies) + writers.corrections)


async def chaos(programmes: Programmes, chance: Random) -> Counter[str]:
    """Do one thing after the other, each of them at least once; what was ended is started again."""
    redis = Redis.from_url(programmes.redis.url)
    done: Counter[str] = Counter()
    plan = ["kill", "stop", "flush", "restart redis", "trim", "remove"]
    chance.shuffle(plan)
    deadline = asyncio.get_running_loop().time() + SECONDS
    while plan or asyncio.get_running_loop().time() < deadline:
        what = plan.pop() if plan else chance.choices(
            ["kill", "stop", "flush", "restart redis", "trim", "remove"], weights=[2, 2, 3, 1, 3, 3]
        )[0]  # fmt: skip
        await _do(what, programmes, redis, chance)
        done[what] += 1
        await asyncio.sleep(chance.uniform(0.2, 1.0))
    await redis.aclose()
    return done


async def _do(what: str, programmes: Programmes, redis: Redis, chance: Random) -> None:
    if what == "kill":
        replica = chance.choice(programmes.all())
        replica.end()
        await asyncio.sleep(chance.uniform(0, 1))
        replica.start()
    elif what == "stop":
        replica = chance.choice(programmes.all())
        replica.send(signal.SIGSTOP)
        await asyncio.sleep(chance.uniform(0.2, 1.5))
        replica.send(signal.SIGCONT)
    elif what == "restart redis":
        programmes.redis.kill()
        await asyncio.sleep(chance.uniform(0, 0.5))
        programmes.redis.start()
    else:
        await _at_redis(what, redis, chance)


async def _at_redis(what: str, redis: Redis, chance: Random) -> None:
    try:
        if what == "flush":
            await redis.flushall()
        for channel in CHANNELS:
            if what == "trim":
                await redis.xtrim(channel, maxlen=chance.randint(0, 5), approximate=False)
            elif what == "remove" and (entries := await redis.xrange(channel)):
                middle = len(entries) // 2
                await redis.xdel(channel, *(id for id, _ in entries[middle : middle + 3]))
    except RedisError:
        # Just restarted, and our connection is the old one: then this did not happen.
        await _at_redis(what, redis, chance)
