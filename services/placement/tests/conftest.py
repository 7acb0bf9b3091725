"""Fixtures of this service's tests: everything that asks for a database runs on SQLite and on PostgreSQL."""

import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi import FastAPI

from placement.app import SERVICE, create_app
from placement.settings import Settings
from regio_chassis.database import Database

# pytest imports by file (importmode importlib), so the helper modules beside the tests have to be made findable.
sys.path.insert(0, str(Path(__file__).parent))

from placement_examples import CALLERS, NOW, SECRET
from placement_world import People, World


@pytest.fixture(scope="session")
def migrations() -> str:
    """Every new database has the tables of this service."""
    return SERVICE.migrations


@pytest.fixture
async def app(new_database_url: str, tmp_path: Path) -> AsyncIterator[FastAPI]:
    """The service on an empty, migrated database, at ``NOW``; its bus is not started."""
    app = create_app(
        Settings(
            database_url=new_database_url,
            redis_url="redis://127.0.0.1:1",
            secret=SECRET,
            callers=CALLERS,
            public_url="https://placement",
            evidence_folder=tmp_path / "evidence",
        )
    )
    app.state.edge = replace(app.state.edge, now=lambda: NOW)
    yield app
    await app.state.running.issuer.aclose()
    await app.state.running.database.close()


@pytest.fixture
def database(app: FastAPI) -> Database:
    """The service's database; what is recorded there enters its log."""
    return app.state.running.database


@pytest.fixture
async def people(app: FastAPI) -> AsyncIterator[People]:
    """Clients of the service, by role."""
    people = People(app)
    yield people
    await people.leave()


@pytest.fixture
async def world(database: Database) -> World:
    """Two towns, a school with two planned phases, two approved companies, one of them with a published offer."""
    return await World.build(database)
