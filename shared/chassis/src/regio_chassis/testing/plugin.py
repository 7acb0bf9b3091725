"""Fixtures for pytest: ``pytest_plugins = ["regio_chassis.testing.plugin"]``."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from regio_chassis.database import Database
from regio_chassis.testing.databases import NewDatabases
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


@pytest.fixture(scope="session")
def new_databases(tmp_path_factory: pytest.TempPathFactory) -> NewDatabases:
    """Makes databases; what they are copied from lasts for the whole run."""
    return NewDatabases(tmp_path_factory.mktemp("databases"))


@pytest.fixture(scope="session")
def migrations() -> str:
    """The revisions that ``new_database_url`` has; a service's ``conftest.py`` names its own."""
    raise LookupError("no migrations are named here: ask for `empty_database_url`")


@pytest.fixture
async def empty_database_url(
    engine: str, request: pytest.FixtureRequest, new_databases: NewDatabases, tmp_path: Path
) -> AsyncIterator[str]:
    """The URL of a database without tables."""
    async with _database(engine, request, new_databases, tmp_path / "empty.db", None) as url:
        yield url


@pytest.fixture
async def new_database_url(
    engine: str, request: pytest.FixtureRequest, new_databases: NewDatabases, migrations: str, tmp_path: Path
) -> AsyncIterator[str]:
    """The URL of a database with the tables of ``migrations`` and no row of any test."""
    async with _database(engine, request, new_databases, tmp_path / "one.db", migrations) as url:
        yield url


@pytest.fixture
async def empty_database(empty_database_url: str) -> AsyncIterator[Database]:
    """An empty database; ``migrate`` or ``define`` fills it."""
    database = Database(empty_database_url)
    yield database
    await database.close()


@asynccontextmanager
async def _database(
    engine: str, request: pytest.FixtureRequest, new_databases: NewDatabases, path: Path, migrations: str | None
) -> AsyncIterator[str]:
    if engine == "sqlite":
        yield await new_databases.sqlite(path, migrations)
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    url = await new_databases.postgres(server, migrations)
    yield url
    await server.drop(url)
