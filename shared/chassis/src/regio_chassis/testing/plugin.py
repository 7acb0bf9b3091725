"""Fixtures for pytest: ``pytest_plugins = ["regio_chassis.testing.plugin"]``."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from regio_chassis.database import Database
from regio_chassis.testing.servers import PostgresServer, RedisServer


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Everything here runs on asyncio."""
    return "asyncio"


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """One PostgreSQL for the whole run."""
    server = PostgresServer().start()
    yield server
    server.stop()


@pytest.fixture
def redis_server() -> Iterator[RedisServer]:
    """A Valkey without persistence, for one test."""
    server = RedisServer().start()
    yield server
    server.stop()


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(request: pytest.FixtureRequest) -> str:
    """The database engine: every test that asks for a database runs on both."""
    return str(request.param)


@pytest.fixture
async def new_database_url(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """The URL of an empty database."""
    if engine == "sqlite":
        yield f"sqlite:///{tmp_path}/one.db"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    url = await server.database()
    yield url
    await server.drop(url)


@pytest.fixture
async def empty_database(new_database_url: str) -> AsyncIterator[Database]:
    """An empty database; ``migrate`` or ``define`` fills it."""
    database = Database(new_database_url)
    yield database
    await database.close()
