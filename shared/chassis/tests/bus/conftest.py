"""Fixtures of the bus tests: an owner that counts, keepers that keep what it says, and their databases."""

import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from regio_chassis.testing.servers import PostgresServer, RedisServer

# pytest imports by file (importmode importlib), so the helper module beside the tests has to be made findable.
sys.path.insert(0, str(Path(__file__).parent))

from counters import World

NewUrl = Callable[[], Awaitable[str]]


@pytest.fixture
async def new_url(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[NewUrl]:
    """Gives the URL of one more empty database on the engine of the test."""
    server: PostgresServer | None = None if engine == "sqlite" else request.getfixturevalue("postgres")
    made: list[str] = []

    async def make() -> str:
        made.append(f"sqlite:///{tmp_path}/{len(made)}.db" if server is None else await server.database())
        return made[-1]

    yield make
    if server is not None:
        for url in made:
            await server.drop(url)


@pytest.fixture
async def world(new_url: NewUrl, redis_server: RedisServer) -> AsyncIterator[World]:
    """A place to start owners and keepers in; everything started there ends with the test."""
    async with AsyncExitStack() as stack:
        yield World(redis_server, new_url, stack)
