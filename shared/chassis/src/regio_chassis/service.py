"""A service as data, and the web application made of it: what is the same for all of them is here."""

import asyncio
import hashlib
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.metadata import version

import httpx
from fastapi import APIRouter, FastAPI
from prometheus_client import CollectorRegistry, Counter
from sqlalchemy import MetaData, text
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from regio_chassis.access import Authenticator, IssuerKeys, Login, Policy, TokenVerifier
from regio_chassis.audit.files import keep_head
from regio_chassis.bus import Bus
from regio_chassis.bus.asyncapi import asyncapi_document
from regio_chassis.bus.feed import feed_router
from regio_chassis.bus.status import BusStatus, bus_metrics, bus_status
from regio_chassis.chores import Chore, Chores
from regio_chassis.database import Database, Reading, Tx
from regio_chassis.erasures import Erase, apply_ledger
from regio_chassis.handling import Handlers
from regio_chassis.migrations import is_current
from regio_chassis.retention import CHASSIS_RULES, Rule, retention_chore
from regio_chassis.settings import ServiceSettings
from regio_chassis.tracing import Tracing
from regio_chassis.web import Application, Edge, install
from regio_chassis.web.exchange import Watch
from regio_chassis.web.forwarded import Unbelieved, unbelieved_counter
from regio_chassis.web.grants import grants_router
from regio_chassis.web.sessions import Cookies
from regio_chassis.webhooks import WEBHOOK_POLICY, Delivery, Sender, webhook_router


@dataclass(frozen=True, eq=False)
class Service:
    """
    One service: what it is called, what it owns, who may do what, and what it does about others' events.

    ``prefix`` is the path under which all three share one address. ``migrations`` is the package of its revisions.
    ``demo`` loads its facts and may run twice; ``counts`` are the live figures of the start page, by German label;
    ``chores`` are what it does by itself because time has passed; ``rules`` say what it keeps for how long; ``erase``
    erases one subject of its data; ``watch`` says which answers the audit log has to know of.
    """

    name: str
    title: str
    summary: str
    prefix: str
    settings: type[ServiceSettings]
    metadata: MetaData
    handlers: Handlers
    routers: Sequence[APIRouter]
    policy: Policy
    migrations: str
    demo: Callable[[Tx, datetime], Awaitable[None]]
    counts: Callable[[Reading], Awaitable[Mapping[str, int]]]
    chores: Sequence[Chore] = ()
    rules: Sequence[Rule] = ()
    erase: Erase | None = None
    watch: Watch | None = None

    @property
    def all_rules(self) -> Sequence[Rule]:
        """The retention rules: its own, then those of what every service has."""
        return (*self.rules, *CHASSIS_RULES)


@cache
def _roots() -> ssl.SSLContext:
    return httpx.create_ssl_context(trust_env=False)


def _issuer_client() -> httpx.AsyncClient:
    return httpx.AsyncClient(timeout=5, trust_env=False, verify=_roots())


@dataclass
class Running:
    """The parts of a running service; ``app.state.running``."""

    service: Service
    settings: ServiceSettings
    database: Database
    bus: Bus
    chores: Chores
    webhooks: Delivery
    issuer: httpx.AsyncClient = field(default_factory=_issuer_client)
    unbelieved: Counter = field(default_factory=unbelieved_counter)
    migrated: bool = False

    async def status(self) -> BusStatus:
        """How the bus is doing now."""
        return await bus_status(self.bus, self.database, datetime.now(UTC))

    async def answers(self) -> bool:
        """The database answers."""
        async with self.database.reading() as reading:
            return bool(await reading.scalar(text("SELECT 1")))

    async def current(self) -> bool:
        """The database has the newest revision; asked until it is so."""
        self.migrated = self.migrated or await is_current(self.database, self.service.migrations)
        return self.migrated

    async def works(self) -> bool:
        """Relay, chores, webhooks and subscriptions run, and every subscription reads."""
        return (
            self.bus.alive
            and self.chores.alive
            and self.webhooks.alive
            and all(subscription.reading for subscription in self.bus.subscriptions)
        )

    async def metrics(self) -> CollectorRegistry:
        """The figures of the bus for Prometheus, and how often a proxy was not believed."""
        found = bus_metrics(await self.status())
        found.register(self.unbelieved)
        return found


def bus_of(service: Service, settings: ServiceSettings, database: Database) -> Bus:
    """The bus of a service, not yet started."""
    return Bus(
        service.name,
        database,
        service.metadata,
        service.handlers,
        redis_url=settings.redis_url,
        feeds=settings.feeds,
        tokens={owner: token.get_secret_value() for owner, token in settings.feed_tokens.items()},
        keep=settings.stream_length,
        pause=settings.relay_pause,
    )


def create_app(service: Service, settings: ServiceSettings) -> FastAPI:
    """
    The web application of a service; its lifespan starts and stops the bus.

    Raises:
        LookupError: a route's operation is not in the policy.
    """
    tracing = _tracing(service, settings)
    database = Database(settings.database_url, tracing)
    own = settings.secret.get_secret_value().encode()
    bus = bus_of(service, settings, database)
    sender = Sender(insecure=settings.webhooks_insecure)
    key = hashlib.sha256(b"webhooks:" + own).digest()
    webhooks = Delivery(service.name, database, bus.log, sender, key)
    chores = Chores(database, [*service.chores, retention_chore(service.all_rules), _anchoring(database, settings)])
    running = Running(service, settings, database, bus, chores, webhooks)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        # Before anything is served or relayed: a backup that came back must not bring anybody back with it.
        await apply_ledger(database, settings.evidence, service.erase, datetime.now(UTC))
        await bus.start()
        running.chores.start()
        webhooks.start()
        yield
        await webhooks.stop()
        await running.chores.stop()
        await bus.stop()
        await running.issuer.aclose()
        await database.close()
        await asyncio.to_thread(tracing.close)

    app = Application(
        title=service.title,
        summary=service.summary,
        version=version(f"regio-{service.name}"),
        root_path=settings.root_path,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        # Spans are made by `tracing`, figures by `Measures`; looking for global ones costs every request.
        telemetry={"tracing": False, "metrics": False, "logs": False},
    )
    app.state.running = running
    secret = hashlib.sha256(b"edge:" + own).digest()
    keys = IssuerKeys(settings.oidc_issuer, http=running.issuer) if settings.oidc_issuer else None
    verifier = _verifier(settings, keys) if keys else None
    edge = Edge(
        database=database,
        policy={**service.policy, **WEBHOOK_POLICY},
        authenticator=Authenticator(verifier, callers=settings.callers),
        secret=secret,
        cookies=Cookies(service.name, settings.public_url) if settings.public_url else None,
        watch=service.watch,
    )
    install(
        app,
        edge,
        routers=[
            *service.routers,
            grants_router(service.policy),
            webhook_router(bus.log, key, insecure=settings.webhooks_insecure),
            feed_router(bus.log),
        ],
        checks={"database": running.answers, "migrations": running.current, "bus": running.works},
        metrics=running.metrics,
        asyncapi=lambda: asyncapi_document(service.name, service.title, service.summary, service.handlers),
        login=_login(settings, keys, verifier, secret) if keys and verifier else None,
    )
    tracing.watch(app)
    # Not uvicorn's: what counts those who are not believed has to stand outside of it.
    if trusted := settings.trusted_proxies:
        app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=[str(network) for network in trusted])
    app.add_middleware(Unbelieved, trusted=trusted, unbelieved=running.unbelieved)
    return app


def _tracing(service: Service, settings: ServiceSettings) -> Tracing:
    if settings.otlp_endpoint is None:
        return Tracing()
    # Not at the top: the SDK is not small, and most do without it.
    from regio_chassis.tracing.spans import spans_to

    return spans_to(settings.otlp_endpoint, service.name, version(f"regio-{service.name}"))


def _anchoring(database: Database, settings: ServiceSettings) -> Chore:
    async def nothing(_: Tx, __: datetime) -> None:
        pass

    async def keep(_: Database) -> None:
        await keep_head(database, settings)

    return Chore("audit anchor", nothing, timedelta(hours=1), keep)


def _verifier(settings: ServiceSettings, keys: IssuerKeys) -> TokenVerifier:
    return TokenVerifier(keys, audience=settings.oidc_audience, algorithms=settings.oidc_algorithms)


def _login(settings: ServiceSettings, keys: IssuerKeys, verifier: TokenVerifier, secret: bytes) -> Login | None:
    if settings.public_url is None:
        return None
    own = settings.oidc_client_secret
    return Login(
        keys,
        verifier,
        client_id=settings.oidc_client_id,
        client_secret=own.get_secret_value() if own else None,
        redirect_uri=settings.public_url + "/anmelden/zurueck",
        secret=secret,
    )
