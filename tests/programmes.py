"""
The three services as the processes they are in production, with their own databases, one Redis and one another's feed.

What tests need of them: to start, kill and stop single replicas, to write over HTTP until it is answered, and to look
into the databases afterwards.
"""

import asyncio
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import asyncpg
import httpx

import campaign.app
import network.app
import placement.app
from regio_chassis.access import EVERY, KEY_ISSUER, Role, add_grant, create_key
from regio_chassis.bus.entries import Entry
from regio_chassis.bus.log import EventLog
from regio_chassis.bus.tables import bus_tables
from regio_chassis.database import Database
from regio_chassis.migrations import migrate
from regio_chassis.service import Service
from regio_chassis.testing.servers import PostgresServer, RedisServer, die_with_parent, free_port
from regio_events import Envelope

BIN = Path(sys.executable).parent
SERVICES: dict[str, Service] = {
    "campaign": campaign.app.SERVICE,
    "network": network.app.SERVICE,
    "placement": placement.app.SERVICE,
}
LISTENS_TO = {name: sorted({event.owner for event in service.handlers}) for name, service in SERVICES.items()}
TOKEN = "the-services-secret-in-these-tests"
READY_SECONDS = 120.0
TODAY = datetime.now(ZoneInfo("Europe/Berlin")).date()
"""As the services see it."""


@dataclass
class Templates:
    """A database of each service with its tables, its facts and an API key of the service centre."""

    directory: Path
    keys: dict[str, str] = field(default_factory=dict)
    made: set[str] = field(default_factory=set)

    def sqlite(self, service: str) -> Path:
        """The file to copy."""
        path = self.directory / f"{service}.db"
        if service not in self.made:
            self._fill(service, f"sqlite:///{path}")
            with sqlite3.connect(path) as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.close()
            self.made.add(service)
        return path

    def postgres(self, service: str, server: PostgresServer) -> str:
        """The URL of a copy of the database to copy."""
        address = f"postgresql://postgres@127.0.0.1:{server.port}"
        if f"pg {service}" not in self.made:
            asyncio.run(_execute(f"{address}/postgres", f"CREATE DATABASE facts_{service} TEMPLATE template0"))
            self._fill(service, f"{address}/facts_{service}")
            self.made.add(f"pg {service}")
        name = f"{service}_{uuid4().hex[:12]}"
        asyncio.run(_execute(f"{address}/postgres", f"CREATE DATABASE {name} TEMPLATE facts_{service}"))
        return f"{address}/{name}"

    def _fill(self, service: str, url: str) -> None:
        self.keys[url.partition(":")[0] + service] = asyncio.run(_fill(SERVICES[service], url))

    def key(self, service: str, url: str) -> str:
        """The API key that the databases of this engine have."""
        return self.keys[url.partition(":")[0] + service]


async def _execute(url: str, statement: str) -> None:
    while True:
        # A server that listens may still be starting up.
        with suppress(asyncpg.CannotConnectNowError):
            connection = await asyncpg.connect(url)
            await connection.execute(statement)
            await connection.close()
            return
        await asyncio.sleep(0.05)


async def _fill(service: Service, url: str) -> str:
    """Tables, facts and a key of the service centre."""
    database = Database(url)
    await migrate(database, service.migrations)
    database.log = EventLog(database, bus_tables(service.metadata))
    at = datetime.now(UTC)
    async with database.begin(at=at) as tx:
        await service.demo(tx, at)
        key = await create_key(tx, "tests", at=at, expires_at=at + timedelta(days=1))
        await add_grant(tx, KEY_ISSUER, key.partition(".")[0], Role.CHAMBER, EVERY)
    await database.close()
    return key


def run(service: str, url: str, *arguments: str) -> str:
    """What a command of a service prints."""
    environment = os.environ | {f"{service.upper()}_DATABASE_URL": url, f"{service.upper()}_SECRET": TOKEN}
    environment[f"{service.upper()}_REDIS_URL"] = "redis://127.0.0.1:1"
    done = subprocess.run(
        [str(BIN / service), *arguments], check=False, capture_output=True, text=True, timeout=60, env=environment
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@dataclass
class Replica:
    """One process of a service, started again on the same port."""

    command: list[str]
    environment: dict[str, str]
    url: str
    process: "subprocess.Popen[bytes] | None" = None
    stderr: Path | None = None

    def start(self, *, crash: str = "") -> None:
        """Start; ``crash`` names the point at which it dies, and the how-manieth time."""
        assert self.stderr is not None
        with self.stderr.open("ab") as stderr:
            self.process = subprocess.Popen(
                self.command,
                env=self.environment | {"REGIO_CRASH": crash},
                stdout=subprocess.DEVNULL,
                stderr=stderr,
                preexec_fn=die_with_parent,  # noqa: PLW1509 - no threads here
            )

    def send(self, number: signal.Signals) -> None:
        """Send a signal, if it runs."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(number)

    def end(self, number: signal.Signals = signal.SIGKILL) -> int:
        """End it; gives its exit code."""
        assert self.process is not None
        self.send(signal.SIGCONT)
        self.send(number)
        return self.process.wait(timeout=20)

    @property
    def crashed(self) -> bool:
        """It ended as by ``kill -9``."""
        return self.process is not None and self.process.poll() == -signal.SIGKILL


class Programmes:
    """Three services with the same number of replicas each."""

    def __init__(
        self, templates: Templates, postgres: PostgresServer | None, redis: RedisServer, directory: Path
    ) -> None:
        self.redis = redis
        self.urls: dict[str, str] = {}
        self.keys: dict[str, str] = {}
        self.replicas: dict[str, list[Replica]] = {}
        self.directory = directory
        for service in SERVICES:
            if postgres is None:
                shutil.copy(templates.sqlite(service), directory / f"{service}.db")
                self.urls[service] = f"sqlite:///{directory}/{service}.db"
            else:
                self.urls[service] = templates.postgres(service, postgres)
            self.keys[service] = templates.key(service, self.urls[service])

    def start(self, *services: str, replicas: int = 1) -> None:
        """Start these services, or all; see ``ready``."""
        ports = {service: [free_port() for _ in range(replicas)] for service in SERVICES}
        feeds = {service: f"http://127.0.0.1:{found[-1]}" for service, found in ports.items()}
        for service in services or SERVICES:
            prefix = service.upper() + "_"
            environment = os.environ | {
                prefix + "DATABASE_URL": self.urls[service],
                prefix + "REDIS_URL": self.redis.url_for(service),
                prefix + "FEEDS": json.dumps({name: url for name, url in feeds.items() if name != service}),
                prefix + "SECRET": TOKEN,
                prefix + "FEED_TOKENS": json.dumps({name: f"{service} to {name}" for name in feeds if name != service}),
                prefix + "CALLERS": json.dumps({name: [f"{name} to {service}"] for name in feeds if name != service}),
                prefix + "RELAY_PAUSE": "0.5",
                prefix + "LOG_LEVEL": "WARNING",
            }
            self.replicas[service] = [
                Replica(
                    [str(BIN / service), "serve", "--port", str(port)],
                    environment,
                    f"http://127.0.0.1:{port}",
                    stderr=self.directory / f"{service}-{number}.log",
                )
                for number, port in enumerate(ports[service])
            ]
        for replica in self.all():
            replica.start()

    def all(self) -> list[Replica]:
        """Every replica of every service."""
        return [replica for replicas in self.replicas.values() for replica in replicas]

    def stop(self) -> None:
        """End everything that still runs."""
        for replica in self.all():
            if replica.process is not None and replica.process.poll() is None:
                replica.end()

    async def ready(self) -> None:
        """Wait until every replica says that it is ready."""
        async with httpx.AsyncClient(trust_env=False, timeout=5) as http:
            for replica in self.all():
                await until(lambda replica=replica: _is_ready(http, replica), seconds=READY_SECONDS)

    def client(self, service: str, *, chance: Random | None = None, trace: str | None = None) -> "Client":
        """Somebody of the service centre who calls a service, and goes on until there is an answer."""
        urls = [replica.url for replica in self.replicas[service]]
        return Client(urls, self.keys[service], chance or Random(0), trace)

    async def rows(self, service: str, statement: Any) -> list[Any]:
        """What stands in a service's database, read past the service."""
        database = Database(self.urls[service])
        try:
            async with database.reading() as reading:
                return list(await reading.execute(statement))
        finally:
            await database.close()

    async def log(self, service: str) -> list[Envelope]:
        """Everything that a service has stated, in order."""
        database = Database(self.urls[service])
        log = EventLog(database, bus_tables(SERVICES[service].metadata))
        entries: list[Entry] = []
        while True:
            _, more = await log.after("events", entries[-1].position if entries else 0, limit=500)
            entries += more
            if not more:
                await database.close()
                return [Envelope.model_validate_json(entry.body) for entry in entries]

    async def settled(self, *, seconds: float = 120) -> None:
        """Wait until every service has applied all that its sisters have stated."""
        await until(self._settled, seconds=seconds)

    async def _settled(self) -> bool:
        before = await self._heads()
        for service, definition in SERVICES.items():
            found = await self.rows(service, bus_tables(definition.metadata).position.select())
            positions = {row.channel: row.position for row in found}
            if any(positions.get(f"{owner}.events", 0) != before[owner] for owner in LISTENS_TO[service]):
                return False
        # What was handled may itself have been stated meanwhile.
        return before == await self._heads()

    async def _heads(self) -> dict[str, int]:
        heads: dict[str, int] = {}
        for service, definition in SERVICES.items():
            tables = bus_tables(definition.metadata)
            waiting = await self.rows(service, tables.log.select().where(tables.log.c.position.is_(None)).limit(1))
            heads[service] = -1 if waiting else (await self.rows(service, tables.head.select()))[0].position
        return heads

    async def parked(self) -> list[Any]:
        """Everything that any service has set aside."""
        found: list[Any] = []
        for service, definition in SERVICES.items():
            found += await self.rows(service, bus_tables(definition.metadata).parked.select())
        return found


class Client:
    """Writes with an Idempotency-Key, again and again until a replica has answered."""

    def __init__(self, urls: list[str], key: str, chance: Random, trace: str | None) -> None:
        self._urls = urls
        self._chance = chance
        self._http = httpx.AsyncClient(
            headers={"Authorization": f"Bearer {key}"} | ({"traceparent": trace} if trace else {}),
            trust_env=False,
            timeout=httpx.Timeout(4, connect=1),
        )
        self.repeats = 0

    async def __aenter__(self) -> "Client":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.aclose()

    async def post(self, path: str, body: object | None = None) -> dict[str, Any]:
        """The answer to a POST that was accepted."""
        return await self._answered(lambda url, key: self._http.post(url + path, json=body, headers=key))

    async def get(self, path: str) -> dict[str, Any]:
        """The answer to a GET."""
        return await self._answered(lambda url, _: self._http.get(url + path))

    async def find(self, path: str) -> dict[str, Any]:
        """The answer to a GET, or nothing where there is nothing yet."""
        with suppress(AssertionError):
            return await self.get(path)
        return {}

    async def _answered(
        self, send: Callable[[str, dict[str, str]], Coroutine[Any, Any, httpx.Response]]
    ) -> dict[str, Any]:
        key = {"Idempotency-Key": uuid4().hex}
        while True:
            with suppress(httpx.TransportError):
                answer = await send(self._chance.choice(self._urls), key)
                if answer.is_success:
                    found: dict[str, Any] = answer.json()
                    return found
                # 409 of this code: the first try is still being answered.
                again = answer.status_code in {500, 502, 503} or "still-running" in answer.text
                assert again, f"{answer.status_code} {answer.text}"
            self.repeats += 1
            await asyncio.sleep(0.05)


async def _is_ready(http: httpx.AsyncClient, replica: Replica) -> bool:
    try:
        return (await http.get(f"{replica.url}/readyz")).status_code == 200
    except httpx.TransportError:
        return False


async def until(holds: Callable[[], Coroutine[Any, Any, bool]], *, seconds: float) -> None:
    """Wait until ``holds``; fails when it does not within ``seconds``."""
    deadline = time.monotonic() + seconds
    while not await holds():
        assert time.monotonic() < deadline, f"still not so after {seconds} s"
        await asyncio.sleep(0.2)
