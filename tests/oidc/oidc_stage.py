"""A service that trusts a real issuer, and a browser that reaches both."""

import httpx
from fastapi import FastAPI
from issuers import AUDIENCE, PAGES

from network.app import SERVICE, create_app
from network.settings import Settings
from regio_chassis.database import Database
from regio_chassis.migrations import migrate
from regio_chassis.service import Running


async def serving(database_url: str, issuer_url: str, **settings: str) -> FastAPI:
    """The service, migrated; nobody listens to its bus."""
    made = create_app(
        Settings.model_validate(
            {
                "database_url": database_url,
                "redis_url": "redis://127.0.0.1:1",
                "secret": "of this service alone",
                "oidc_issuer": issuer_url,
                "oidc_audience": AUDIENCE,
                "public_url": PAGES,
                **settings,
            }
        )
    )
    await migrate(database_of(made), SERVICE.migrations)
    return made


def running_of(app: FastAPI) -> Running:
    running = app.state.running
    assert isinstance(running, Running)
    return running


def database_of(app: FastAPI) -> Database:
    return running_of(app).database


async def ended(app: FastAPI) -> None:
    running = running_of(app)
    await running.bus.stop()
    await running.issuer.aclose()
    await running.database.close()


def browser_of(app: FastAPI) -> httpx.AsyncClient:
    """Somebody in front of the service, who reaches the issuer over the network."""
    inside = httpx.ASGITransport(app, client=("192.0.2.1", 50000))
    return httpx.AsyncClient(mounts={PAGES: inside}, base_url=PAGES, trust_env=False, timeout=20)
