"""
Two small services to try the bus on: ``network`` counts and says so, ``campaign`` keeps what it was told.

A keeper that was told everything once and in order has, for every subject, the owner's value, as many applications as
that, and no disorder.
"""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, NamedTuple
from uuid import UUID

import uvicorn
from fastapi import FastAPI
from pydantic import SecretStr
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import ConstantBackoff
from redis.exceptions import ResponseError
from sqlalchemy import Column, Connection, Integer, MetaData, Table, Uuid, insert, select, text

from regio_chassis.access import EVERY, KEY_ISSUER, Authenticator, Role, add_grant, create_key, define_access_tables
from regio_chassis.bus import Bus
from regio_chassis.bus.entries import Channel, Entry
from regio_chassis.bus.feed import feed_router
from regio_chassis.bus.subscription import Subscription
from regio_chassis.bus.tables import bus_tables
from regio_chassis.database import Database, Tx
from regio_chassis.handling import Handled, Handlers, each, together
from regio_chassis.testing.servers import RedisServer
from regio_chassis.web import Application, Edge, define_web_tables, install
from regio_events import Envelope, Event
from regio_events.network import ActionItemOpened, AnalysisPresented

METADATA = MetaData()
TABLES = bus_tables(METADATA)
define_access_tables(METADATA)
define_web_tables(METADATA)
COUNTER = Table(
    "counter", METADATA, Column("subject", Uuid, primary_key=True), Column("value", Integer, nullable=False)
)
KEPT = Table(
    "kept",
    METADATA,
    Column("subject", Uuid, primary_key=True),
    Column("value", Integer, nullable=False),
    Column("applications", Integer, nullable=False),
    Column("disorder", Integer, nullable=False),
)

TOKEN = "the-sisters-word-that-nobody-else-knows"
FIRST_DAY = date(2026, 1, 1)
PUBLIC = [UUID(int=number) for number in (2, 4, 6)]
QUIET = [UUID(int=number) for number in (1, 3, 5)]
SUBJECTS = [*PUBLIC, *QUIET]


class Kept(NamedTuple):
    """What a keeper has of one subject."""

    value: int
    applications: int
    disorder: int


class Poison(Exception):
    """A bug in a handler, with a text that nobody else should read."""


async def count(tx: Tx, subject: UUID) -> int:
    """Raise the counter of ``subject`` and say so: in both channels if it is public, else among sisters only."""
    value = 1 + int(await tx.scalar(select(COUNTER.c.value).where(COUNTER.c.subject == subject).with_for_update()))
    await tx.execute(COUNTER.update().where(COUNTER.c.subject == subject).values(value=value))
    tx.record(stated(subject, value))
    return value


def stated(subject: UUID, value: int) -> Event:
    """The event that says the counter of ``subject`` stands at ``value``."""
    if subject in QUIET:
        return ActionItemOpened(item_id=subject, due=FIRST_DAY + timedelta(days=value))
    return AnalysisPresented(
        analysis_id=subject, town_key="leinefelde", weaknesses={"all": value}, strengths={}, potentials={}
    )


def value_of(event: Event) -> int:
    """What ``stated`` put in."""
    if isinstance(event, ActionItemOpened):
        return (event.due - FIRST_DAY).days
    assert isinstance(event, AnalysisPresented)
    return event.weaknesses["all"]


@dataclass
class Handling:
    """The handlers of a keeper; ``poison`` are the subjects it fails on, ``lists`` how long its lists were."""

    poison: set[UUID] = field(default_factory=set)
    lists: list[int] = field(default_factory=list)
    before: Callable[[Tx], Awaitable[None]] | None = None

    @property
    def table(self) -> Handlers:
        return {AnalysisPresented: together(self._together), ActionItemOpened: each(self._each)}

    async def _together(self, tx: Tx, run: Sequence[Handled[AnalysisPresented]]) -> None:
        self.lists.append(len(run))
        await self._keep(tx, [item.event for item in run])

    async def _each(self, tx: Tx, event: ActionItemOpened, envelope: Envelope) -> None:
        await self._keep(tx, [event])

    async def _keep(self, tx: Tx, events: Sequence[Event]) -> None:
        if self.before is not None:
            await self.before(tx)
        subjects = {UUID(event.subject) for event in events}
        rows = await tx.execute(select(KEPT).where(KEPT.c.subject.in_(subjects)))
        kept = {row.subject: Kept(row.value, row.applications, row.disorder) for row in rows}
        for event in events:
            subject, value = UUID(event.subject), value_of(event)
            before = kept.get(subject, Kept(0, 0, 0))
            kept[subject] = Kept(value, before.applications + 1, before.disorder + (value != before.value + 1))
        await tx.upsert(KEPT, [{"subject": each, **now._asdict()} for each, now in kept.items()], key=["subject"])
        if self.poison & subjects:
            raise Poison("the secret of Frau Müller")


class Owner:
    """One replica of the service that counts."""

    def __init__(self, url: str, redis_url: str, *, keep: int) -> None:
        self.url = url
        self.database = database = Database(url)
        self.bus = Bus(
            "network", database, METADATA, {}, redis_url=redis_url, feeds={}, tokens={}, keep=keep, pause=0.2
        )

    async def count(self, *subjects: UUID) -> None:
        """One transaction that counts each of ``subjects`` once."""
        async with self.database.begin() as tx:
            for subject in subjects:
                await count(tx, subject)

    async def count_often(self, times: int) -> None:
        """So many events, a hundred in a transaction; one in ten is of a type that is handled one by one."""
        for start in range(0, times, 100):
            async with self.database.begin() as tx:
                rows = await tx.execute(select(COUNTER).order_by(COUNTER.c.subject).with_for_update())
                values = {row.subject: int(row.value) for row in rows}
                for number in range(start, min(times, start + 100)):
                    subject = PUBLIC[number % 3] if number % 10 else QUIET[0]
                    values[subject] += 1
                    tx.record(stated(subject, values[subject]))
                rows_now = [{"subject": subject, "value": value} for subject, value in values.items()]
                await tx.upsert(COUNTER, rows_now, key=["subject"])

    async def truth(self) -> dict[UUID, Kept]:
        """What a keeper has that was told everything once and in order."""
        async with self.database.reading() as reading:
            rows = (await reading.execute(select(COUNTER).where(COUNTER.c.value > 0))).all()
        return {row.subject: Kept(row.value, row.value, 0) for row in rows}

    async def log(self, channel: Channel = "events") -> list[Entry]:
        """The whole log of a channel."""
        entries: list[Entry] = []
        while True:
            _, more = await self.bus.log.after(channel, entries[-1].position if entries else 0, limit=500)
            if not more:
                return entries
            entries += more

    async def relayed(self, redis: Redis) -> bool:
        """Whether the stream ends where the log ends."""
        async with self.database.reading() as reading:
            head = await self.bus.log.head(reading)
        newest: Any = []
        with suppress(ResponseError):  # there may be something that is no stream
            newest = await redis.xrevrange("network.events", count=1)
        return bool(newest) and newest[0][0] == f"{head.positions['events']}-0".encode()

    async def raise_epoch(self) -> None:
        """What the operator does after restoring a backup."""
        async with self.database.begin() as tx:
            await tx.execute(TABLES.head.update().values(epoch=TABLES.head.c.epoch + 1))

    async def restore_to(self, position: int) -> None:
        """What restoring a backup does: later events, and what they were about, never happened."""
        async with self.database.begin() as tx:
            log, head = TABLES.log, TABLES.head
            await tx.execute(log.delete().where(log.c.position > position))
            last = (await tx.execute(select(log).order_by(log.c.position.desc()).limit(1))).one()
            public = select(log).where(log.c.public).order_by(log.c.position.desc()).limit(1)
            last_public = (await tx.execute(public)).one()
            ends = {"position": position, "last": last.id}
            public_ends = {"public_position": last_public.public_position, "public_last": last_public.id}
            await tx.execute(head.update().values(**ends, **public_ends))
            counted: dict[str, int] = {}
            for row in await tx.execute(select(log.c.subject)):
                counted[row.subject] = counted.get(row.subject, 0) + 1
            rows = [{"subject": subject, "value": counted.get(str(subject), 0)} for subject in SUBJECTS]
            await tx.upsert(COUNTER, rows, key=["subject"])

    async def rewrite(self, position: int, **values: object) -> None:
        """Let the event at ``position`` say something that this version of the package would not."""
        async with self.database.begin() as tx:
            await tx.execute(TABLES.log.update().where(TABLES.log.c.position == position).values(**values))

    def app(self) -> FastAPI:
        """The service over HTTP: its feed, behind the real edge."""
        app = Application()
        edge = Edge(self.database, {}, Authenticator(None, callers={"campaign": [SecretStr(TOKEN)]}), b"secret")
        install(app, edge, routers=[feed_router(self.bus.log)], checks={})
        return app

    async def key_of(self, role: Role) -> str:
        """An API key of somebody with this role."""
        async with self.database.begin() as tx:
            key = await create_key(tx, "test", at=tx.at, expires_at=tx.at + timedelta(days=1))
            await add_grant(tx, KEY_ISSUER, key.partition(".")[0], role, EVERY)
        return key


class Keeper:
    """One replica of the service that keeps what it is told."""

    def __init__(self, url: str, redis_url: str, handlers: Handlers, feeds: dict[str, str]) -> None:
        self.url = url
        self.database = database = Database(url)
        self.bus = Bus(
            "campaign",
            database,
            METADATA,
            handlers,
            redis_url=redis_url,
            feeds=feeds,
            tokens=dict.fromkeys(feeds, TOKEN),
            keep=1000,
            pause=0.2,
        )

    @property
    def subscription(self) -> Subscription:
        (subscription,) = self.bus.subscriptions
        return subscription

    async def kept(self) -> dict[UUID, Kept]:
        """What stands in the database of this keeper."""
        async with self.database.reading() as reading:
            rows = (await reading.execute(select(KEPT))).all()
        return {row.subject: Kept(row.value, row.applications, row.disorder) for row in rows}

    async def parked(self) -> list[tuple[int, str | None]]:
        """Position and error of what is parked."""
        async with self.database.reading() as reading:
            return [(event.position, event.error) for event in await self.bus.parked.all(reading)]

    async def has_everything_of(self, owner: Owner, *, seconds: float = 60) -> None:
        """Wait until the position is the head of the owner's log, in its epoch."""

        async def there() -> bool:
            async with owner.database.reading() as reading:
                head = await owner.bus.log.head(reading)
            return await self.subscription.position() == (head.epoch, head.positions["events"])

        await until(there, seconds=seconds)


class World:
    """Starts owners and keepers, each with its own database, and ends them."""

    def __init__(self, redis: RedisServer, new_url: Callable[[], Awaitable[str]], stack: AsyncExitStack) -> None:
        self.redis_server = redis
        self.redis: Redis = Redis.from_url(redis.url, retry=Retry(ConstantBackoff(0.05), 100))
        self._new_url = new_url
        self._stack = stack
        stack.push_async_callback(self.redis.aclose)

    async def new_url(self) -> str:
        """The URL of a new database with all tables."""
        url = await self._new_url()
        database = Database(url)
        await database.define(_create)
        await database.close()
        return url

    async def owner(self, *, url: str | None = None, keep: int = 100_000, relays: bool = True) -> Owner:
        """An owner; ``relays=False`` leaves its relay to the test."""
        owner = Owner(url or await self.new_url(), self.redis_server.url, keep=keep)
        self._stack.push_async_callback(owner.database.close)
        if relays:
            await owner.bus.start()
        self._stack.push_async_callback(owner.bus.stop)
        return owner

    async def keeper(self, handlers: Handlers, *, url: str | None = None, feed: str | None = None) -> Keeper:
        """A keeper; ``feed`` is the base URL of its owner."""
        feeds = {} if feed is None else {"network": feed}
        keeper = Keeper(url or await self.new_url(), self.redis_server.url, handlers, feeds)
        self._stack.push_async_callback(keeper.database.close)
        await keeper.bus.start()
        self._stack.push_async_callback(keeper.bus.stop)
        return keeper

    async def serve(self, owner: Owner) -> str:
        """Serve the owner's feed over HTTP; gives its base URL."""
        return await self._stack.enter_async_context(served(owner.app()))


def _create(connection: Connection) -> None:
    METADATA.create_all(connection)
    connection.execute(insert(COUNTER), [{"subject": subject, "value": 0} for subject in SUBJECTS])
    connection.execute(insert(TABLES.head).values(id=1, epoch=1, position=0, public_position=0))


async def cut_connections(database: Database) -> None:
    """Let PostgreSQL end every other connection to this database."""
    others = "FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()"
    async with database.reading() as reading:
        await reading.execute(text(f"SELECT pg_terminate_backend(pid) {others}"))


@asynccontextmanager
async def served(app: FastAPI) -> AsyncIterator[str]:
    """A real HTTP server for ``app`` on a free port; gives its base URL."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", timeout_graceful_shutdown=1))
    task = asyncio.create_task(server.serve(sockets=[listening]))
    await until(lambda: _now(server.started))
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    await task
    listening.close()


async def until(holds: Callable[[], Awaitable[bool]], *, seconds: float = 20) -> None:
    """Wait until ``holds``; fails when it does not within ``seconds``."""
    async with asyncio.timeout(seconds):
        while not await holds():  # noqa: ASYNC110 - what it waits for lies in other processes too
            await asyncio.sleep(0.02)


async def _now(value: bool) -> bool:
    return value


async def stream_of(redis: Redis, channel: str = "network.events") -> list[tuple[str, Any]]:
    """Id and body of every entry of a stream."""
    entries: Any = await redis.xrange(channel)
    return [(id.decode(), fields.get(b"__data__")) for id, fields in entries]
