"""Fixtures of this service's tests: its database on both engines, and its routes with callers of every role."""

import sys
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from network.app import SERVICE
from network.settings import Settings
from regio_chassis import service as chassis
from regio_chassis.database import Database
from regio_chassis.migrations import migrate

# pytest imports by file (importmode importlib), so the helper modules beside the tests have to be made findable.
sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture
async def database(new_database_url: str) -> AsyncIterator[Database]:
    """The migrated, empty database of this service."""
    database = Database(new_database_url)
    await migrate(database, SERVICE.migrations)
    yield database
    await database.close()


@pytest.fixture
async def http(database: Database, new_database_url: str) -> AsyncIterator[httpx.AsyncClient]:
    """The service's routes on ``database``; its bus is not started."""
    settings = Settings(
        database_url=new_database_url, redis_url="redis://127.0.0.1:1", service_token="a-token-of-the-sisters-for-tests"
    )
    app = chassis.create_app(SERVICE, settings)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://network.test") as client:
        yield client
    await app.state.running.database.close()
