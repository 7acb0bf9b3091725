"""Building the small service on a database."""

import asyncio

from fastapi import FastAPI
from sqlalchemy.schema import CreateIndex, CreateTable
from web_shop import POLICY, Row, router

from regio_chassis.access import KEY_ISSUER, Authenticator, Role, add_grant, create_key
from regio_chassis.bus.asyncapi import asyncapi_document
from regio_chassis.database import Database
from regio_chassis.web import Application, Edge, install
from regio_chassis.web.exchange import utc_now
from regio_chassis.web.sessions import Cookies

ORIGIN = "https://shops.test"


async def define(database: Database) -> None:
    """Create the tables of the service."""
    async with database.begin() as tx:
        for table in Row.metadata.sorted_tables:
            await tx.execute(CreateTable(table))
            for index in table.indexes:
                await tx.execute(CreateIndex(index))


def service_on(database: Database) -> FastAPI:
    """One replica of the service."""
    app = Application(title="Shops", version="1.0.0", openapi_url=None, docs_url=None, redoc_url=None)
    edge = Edge(database, POLICY, Authenticator(None), secret=b"s" * 32, cookies=Cookies("shops", ORIGIN))
    install(app, edge, routers=[router], asyncapi=lambda: asyncapi_document("campaign", "Shops", "-", {}))
    app.state.entered, app.state.let_go = asyncio.Event(), asyncio.Event()
    return app


async def key_with(database: Database, role: Role, key: str = "*") -> str:
    """A new API key with one grant."""
    async with database.begin() as tx:
        presented = await create_key(tx, "for a test", at=utc_now())
        await add_grant(tx, KEY_ISSUER, presented.partition(".")[0], role, key)
    return presented
