"""Services are killed at every named point while people write and a second replica works on."""

import asyncio

import pytest
from programmes import SERVICES, Programmes, until
from writers import Writers

POINTS = {
    "before_commit": 5,
    "after_commit": 5,
    "after_append": 3,
    "before_position_commit": 3,
    "after_position_commit": 3,
}
"""Where a process dies, and the how-manieth time it comes there."""


@pytest.mark.torture
@pytest.mark.timeout(600)
async def test_a_service_killed_at_any_point_loses_and_doubles_nothing(programmes: Programmes) -> None:
    programmes.start(replicas=2)
    await programmes.ready()
    writers = Writers(programmes, seed=1)
    await writers.prepare()

    async with asyncio.TaskGroup() as group:
        group.create_task(writers.write())
        lives = []
        for shift, service in enumerate(SERVICES):
            points = list(POINTS)[2 * shift :] + list(POINTS)[: 2 * shift]
            # Four of the six each: every point is met in two services, and a start costs seconds.
            lives.append(group.create_task(lives_of(programmes, service, points[:4])))
        await asyncio.gather(*lives)
        writers.stop()
    await programmes.settled()

    await writers.everything_is_there_once()
    assert writers.repeats, "no request was ever in the way of a crash"


async def lives_of(programmes: Programmes, service: str, points: list[str]) -> None:
    """Let the first replica die at each point in turn, and live on at last."""
    replica = programmes.replicas[service][0]
    replica.end()
    for point in points:
        replica.start(crash=f"{point}:{POINTS[point]}")
        await until(lambda: _died(programmes, service), seconds=120)
        assert replica.crashed, f"{service} did not die at {point} but with {replica.process.returncode}"  # type: ignore[union-attr]
    replica.start()


async def _died(programmes: Programmes, service: str) -> bool:
    process = programmes.replicas[service][0].process
    return process is not None and process.poll() is not None
