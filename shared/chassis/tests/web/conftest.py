"""A small service on both databases, and people who may do different things in it."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy.schema import CreateIndex, CreateTable

from regio_chassis.access import Authenticator, Role, add_grant, create_key
from regio_chassis.access.grants import KEY_ISSUER
from regio_chassis.bus.asyncapi import asyncapi_document
from regio_chassis.database import Database
from regio_chassis.web import Edge, install
from regio_chassis.web.exchange import utc_now

sys.path.insert(0, str(Path(__file__).parent))

Client = httpx.AsyncClient


@pytest.fixture
async def database(empty_database: Database) -> Database:
    """A database with the tables of the service."""
    import web_shop

    async with empty_database.begin() as tx:
        for table in web_shop.Row.metadata.sorted_tables:
            await tx.execute(CreateTable(table))
            for index in table.indexes:
                await tx.execute(CreateIndex(index))
    return empty_database


def service_on(database: Database) -> FastAPI:
    """One replica of the service."""
    import web_shop

    app = FastAPI(title="Shops", version="1.0.0", openapi_url=None, docs_url=None, redoc_url=None)
    edge = Edge(database, web_shop.POLICY, Authenticator(None), secret=b"s" * 32)
    install(app, edge, routers=[web_shop.router], asyncapi=lambda: asyncapi_document("campaign", "Shops", "-", {}))
    app.state.entered, app.state.let_go = asyncio.Event(), asyncio.Event()
    return app


@pytest.fixture
def app(database: Database) -> FastAPI:
    """The service."""
    return service_on(database)


@pytest.fixture
async def replica(new_database_url: str, database: Database) -> AsyncIterator[FastAPI]:
    """A second process of the service on the same database, as far as one process can be two."""
    second = Database(new_database_url)
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
    return await key_with(database, Role.CHAMBER)


async def key_with(database: Database, role: Role, key: str = "*") -> str:
    """A new API key with one grant."""
    async with database.begin() as tx:
        presented = await create_key(tx, "for a test", at=utc_now())
        await add_grant(tx, KEY_ISSUER, presented.partition(".")[0], role, key)
    return presented


@pytest.fixture
def key_for(database: Database) -> Callable[..., object]:
    """``await key_for(Role.TOWN_MANAGER, "leinefelde")``."""
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
