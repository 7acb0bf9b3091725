"""A small service on both databases, and people who may do different things in it."""

import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from regio_chassis.access import Role
from regio_chassis.database import Database

# pytest imports by file (importmode importlib), so the helper modules beside the tests have to be made findable.
sys.path.insert(0, str(Path(__file__).parent))

Client = httpx.AsyncClient


@pytest.fixture
async def database(empty_database: Database) -> Database:
    """A database with the tables of the service."""
    from web_stage import define

    await define(empty_database)
    return empty_database


@pytest.fixture
def app(database: Database) -> FastAPI:
    """The service."""
    from web_stage import service_on

    return service_on(database)


@pytest.fixture
async def replica(empty_database_url: str, database: Database) -> AsyncIterator[FastAPI]:
    """A second process of the service on the same database, as far as one process can be two."""
    from web_stage import service_on

    second = Database(empty_database_url)
    yield service_on(second)
    await second.close()


@pytest.fixture
async def client_of(app: FastAPI) -> AsyncIterator[Callable[..., Client]]:
    """``client_of(key)``: a client that sends this API key; ``address`` is where it calls from."""
    async with AsyncExitStack() as stack:
        made: list[Client] = []

        def make(key: str | None = None, *, to: FastAPI = app, address: str = "192.0.2.1", root: str = "") -> Client:
            transport = httpx.ASGITransport(to, client=(address, 50000), root_path=root)
            headers = {"authorization": f"Bearer {key}"} if key else {}
            made.append(Client(transport=transport, base_url="http://shops.test", headers=headers))
            stack.push_async_callback(made[-1].aclose)
            return made[-1]

        yield make


@pytest.fixture
async def chamber_key(database: Database) -> str:
    """An API key that may do everything."""
    from web_stage import key_with

    return await key_with(database, Role.CHAMBER)


@pytest.fixture
def key_for(database: Database) -> Callable[..., object]:
    """``await key_for(Role.TOWN_MANAGER, "leinefelde")``."""
    from web_stage import key_with

    return lambda role, key="*": key_with(database, role, key)


@pytest.fixture
def anonymous(client_of: Callable[..., Client]) -> Client:
    """Somebody without a name."""
    return client_of()


@pytest.fixture
def chamber(client_of: Callable[..., Client], chamber_key: str) -> Client:
    """Somebody who may do everything."""
    return client_of(chamber_key)


@pytest.fixture
def clock(app: FastAPI) -> Callable[..., None]:
    """``clock(at)`` sets the time of the service."""

    def set_to(at: object) -> None:
        app.state.edge = replace(app.state.edge, now=lambda: at)

    return set_to
