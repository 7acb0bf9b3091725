"""Fixtures of this service's tests: its application and database on both engines, at a time that the test sets."""

import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from network.app import SERVICE, create_app
from network.settings import Settings
from regio_chassis.database import Database
from regio_chassis.service import Running

# pytest imports by file (importmode importlib), so the helper modules beside the tests have to be made findable.
sys.path.insert(0, str(Path(__file__).parent))

from network_examples import AT
from network_stage import Callers, Clock


@pytest.fixture
def clock() -> Clock:
    """Early March 2026 until a test moves it."""
    return Clock(AT)


@pytest.fixture(scope="session")
def migrations() -> str:
    """Every new database has the tables of this service."""
    return SERVICE.migrations


@pytest.fixture
async def app(new_database_url: str, clock: Clock) -> AsyncIterator[FastAPI]:
    """The application on a migrated, empty database; nobody listens to its bus."""
    made = create_app(
        Settings(database_url=new_database_url, redis_url="redis://127.0.0.1:1", secret="of this service alone")
    )
    running: Running = made.state.running
    made.state.edge = replace(made.state.edge, now=lambda: clock.now)
    yield made
    await running.bus.stop()
    await running.issuer.aclose()
    await running.database.close()


@pytest.fixture
def database(app: FastAPI) -> Database:
    """Its database; what is recorded enters the event log."""
    running: Running = app.state.running
    return running.database


@pytest.fixture
async def http(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody anonymous in front of the application."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://network.test") as client:
        yield client


@pytest.fixture
async def caller(app: FastAPI, database: Database, clock: Clock) -> AsyncIterator[Callers]:
    """``await caller(Role.MODERATOR, "netzwerk-1")`` is a client with that grant."""
    callers = Callers(app, database, clock)
    yield callers
    await callers.close()
