"""One application of three: each service under its prefix, the issuer, and the start page over them."""

import asyncio
import logging
import secrets
import time
from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import permutations
from pathlib import Path

from fastapi import FastAPI
from pydantic import SecretStr
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.routing import Mount

from regio.demo import issuer, start_page
from regio.programmes import SERVICES
from regio_chassis.access import Role, add_grant
from regio_chassis.migrations import migrate
from regio_chassis.service import Running, Service, create_app

log = logging.getLogger(__name__)

READY_SECONDS = 5
STOP_SECONDS = 1.5


@dataclass(frozen=True)
class Place:
    """Where the demo lives: its address, its Redis server and the folder of its files."""

    url: str
    redis_url: str
    data: Path


def build(place: Place) -> Starlette:
    """The whole demo; its lifespan migrates, starts the services and loads their facts."""
    tokens = {way: SecretStr(secrets.token_urlsafe(32)) for way in permutations((each.name for each in SERVICES), 2)}
    apps = {service: _application(service, place, tokens) for service in SERVICES}
    running = {service: _running(app) for service, app in apps.items()}

    async def grant(issuer_url: str, subject: str, role: Role, key: str) -> None:
        for each in running.values():
            async with each.database.begin() as tx:
                await add_grant(tx, issuer_url, subject, role, key)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        lives = [app.router.lifespan_context(app) for app in apps.values()]
        for service, each in running.items():
            await migrate(each.database, service.migrations)
        for life in lives:
            await life.__aenter__()
        try:
            await _load_facts(running)
            await _listening(running.values())
            yield
        finally:
            await asyncio.gather(*(_end(life) for life in lives))

    pages = [place.url + service.prefix for service in SERVICES]
    people = issuer.Issuer(
        place.url + issuer.PATH,
        keyfile=place.data / "issuer-key.json",
        audience=_audience(running),
        grant=grant,
        redirects=[page + "/anmelden/zurueck" for page in pages],
        after_logout=[page + "/konto" for page in pages],
    )
    routes = [
        *start_page.routes(list(running.values())),
        Mount(issuer.PATH, routes=people.routes()),
        *(Mount(service.prefix, app=app) for service, app in apps.items()),
    ]
    # A page of another site must not reach us under a name that it had resolved to 127.0.0.1.
    hosts = Middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost"])
    return Starlette(routes=routes, middleware=[hosts], lifespan=lifespan)


async def _end(life: AbstractAsyncContextManager[object]) -> None:
    # Before Python 3.12 a library's wait_for may swallow the cancellation of a task, which then is waited for in vain.
    try:
        async with asyncio.timeout(STOP_SECONDS):
            await life.__aexit__(None, None, None)
    except TimeoutError:
        log.warning("a service did not stop within %s s and was left", STOP_SECONDS)


def _application(service: Service, place: Place, tokens: Mapping[tuple[str, str], SecretStr]) -> FastAPI:
    """``tokens``: what the first of a pair shows the second."""
    settings = service.settings(
        database_url=f"sqlite:///{place.data / service.name}.db",
        redis_url=place.redis_url,
        feeds={sister.name: place.url + sister.prefix for sister in SERVICES if sister is not service},
        feed_tokens={shown_to: token for (by, shown_to), token in tokens.items() if by == service.name},
        callers={by: (token,) for (by, shown_to), token in tokens.items() if shown_to == service.name},
        secret=SecretStr(secrets.token_urlsafe(32)),
        oidc_issuer=place.url + issuer.PATH,
        oidc_client_id=issuer.CLIENT_ID,
        public_url=place.url + service.prefix,
    )
    return create_app(service, settings)


def _running(app: FastAPI) -> Running:
    running = app.state.running
    assert isinstance(running, Running)
    return running


def _audience(running: Mapping[Service, Running]) -> str:
    (audience,) = {each.settings.oidc_audience for each in running.values()}
    return audience


async def _listening(running: Iterable[Running]) -> None:
    """Wait until every subscription reads, so that "ready" is said when /readyz says so; not for ever."""
    deadline = time.monotonic() + READY_SECONDS
    while not all([await each.works() for each in running]) and time.monotonic() < deadline:  # noqa: ASYNC110 - nobody tells
        await asyncio.sleep(0.02)


async def _load_facts(running: Mapping[Service, Running]) -> None:
    """Each service states its own facts; what the others make of them comes over the bus."""
    at = datetime.now(UTC)
    for service, each in running.items():
        async with each.database.begin(at=at) as tx:
            await service.demo(tx, at)
