"""Fixtures of this service's tests: its real application and database, on both engines, at a fixed time."""

import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from fastapi import FastAPI

from campaign.app import SERVICE, create_app
from campaign.settings import Settings
from regio_chassis.database import Database
from regio_chassis.service import Running

if TYPE_CHECKING:
    from campaign_people import People

# pytest imports by file (importmode importlib), so the helper modules beside the tests have to be made findable.
sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session")
def migrations() -> str:
    """Every new database has the tables of this service."""
    return SERVICE.migrations


@pytest.fixture
async def app(new_database_url: str) -> AsyncIterator[FastAPI]:
    """The application on a migrated, empty database; nobody listens to its bus."""
    from campaign_examples import NOW

    made = create_app(
        Settings(database_url=new_database_url, redis_url="redis://127.0.0.1:1", secret="of this service alone")
    )
    running: Running = made.state.running
    made.state.edge = replace(made.state.edge, now=lambda: NOW)
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
def people(app: FastAPI) -> "People":
    """Whoever calls the application."""
    from campaign_people import People

    return People(app)
