"""What the webhook tests are made of."""

import asyncio
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from fastapi import FastAPI
from sqlalchemy import MetaData, insert, select

from regio_chassis.access import KEY_ISSUER, Authenticator, Role, add_grant, create_key
from regio_chassis.audit.chain import GENESIS
from regio_chassis.audit.tables import AUDIT_HEAD
from regio_chassis.bus.log import EventLog
from regio_chassis.bus.tables import bus_tables
from regio_chassis.database import Database
from regio_chassis.migrations import define_chassis_tables
from regio_chassis.web import Application, Edge, install
from regio_chassis.webhooks import WEBHOOK, WEBHOOK_POLICY, Delivery, Sender, webhook_router
from regio_events.network import AnalysisPresented
from regio_events.samples import sample, sample_id

METADATA = MetaData()
define_chassis_tables(METADATA)
KEY = b"k" * 32
START = datetime(2026, 5, 4, 8, tzinfo=UTC)


@dataclass
class Received:
    """One request as it came in."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """An HTTP server of few words: it answers what ``answer`` says and keeps what it got."""

    answer: Callable[[Received], bytes] = lambda _: b"HTTP/1.1 204 No Content\r\n\r\n"
    context: ssl.SSLContext | None = None
    got: list[Received] = field(default_factory=list)
    names: list[str | None] = field(default_factory=list)

    async def start(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self.context)
        self.port = self._server.sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}/hook"

    async def stop(self) -> None:
        self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:] if line)}
            body = await reader.readexactly(int(headers.get("content-length", "0")))
            received = Received(head[0].split()[1], headers, body)
            self.got.append(received)
            writer.write(self.answer(received).replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n", 1))
            await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


@dataclass
class Owner:
    """A service that states something in public, with a clock that stands still unless it is moved."""

    database: Database
    events: EventLog
    app: FastAPI
    delivery: Delivery
    client: httpx.AsyncClient
    clock: list[datetime]

    @classmethod
    async def on(cls, database: Database) -> "Owner":
        def create(connection: Any) -> None:
            METADATA.create_all(connection)
            head = bus_tables(METADATA).head
            connection.execute(insert(head).values(id=1, epoch=1, position=0, public_position=0))
            start = {"position": 0, "hash": GENESIS, "base_position": 0, "base_hash": GENESIS}
            connection.execute(insert(AUDIT_HEAD).values(id=1, **start))

        await database.define(create)
        events = EventLog(database, bus_tables(METADATA))
        database.log = events
        clock = [START]
        app = Application(openapi_url=None, docs_url=None, redoc_url=None)
        edge = Edge(database, WEBHOOK_POLICY, Authenticator(None), secret=b"s" * 32, now=lambda: clock[0])
        install(app, edge, routers=[webhook_router(events, KEY, insecure=True)])
        async with database.begin(at=START) as tx:
            presented = await create_key(tx, "chamber", at=START)
            await add_grant(tx, KEY_ISSUER, presented.partition(".")[0], Role.CHAMBER)
        client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app),
            base_url="http://owner.test/api/v1",
            headers={"Authorization": f"Bearer {presented}"},
        )
        return cls(database, events, app, cls.worker(database, events, clock), client, clock)

    @staticmethod
    def worker(database: Database, events: EventLog, clock: list[datetime], sender: Sender | None = None) -> Delivery:
        return Delivery("network", database, events, sender or Sender(insecure=True), KEY, now=lambda: clock[0])

    def later(self, **passed: float) -> None:
        self.clock[0] += timedelta(**passed)

    async def state(self, count: int) -> None:
        """State ``count`` public facts, each in a transaction of its own."""
        for _ in range(count):
            async with self.database.begin(at=self.clock[0]) as tx:
                tx.record(sample(AnalysisPresented, analysis_id=sample_id("one")))

    async def register(self, url: str) -> dict[str, Any]:
        answer = await self.client.post("/webhooks", json={"url": url, "label": "Stadtportal"})
        assert answer.status_code == 201, answer.text
        found: dict[str, Any] = answer.json()
        return found

    async def shown(self, id: str) -> dict[str, Any]:
        found: dict[str, Any] = (await self.client.get(f"/webhooks/{id}")).json()
        return found

    async def stored(self) -> list[Any]:
        async with self.database.reading() as reading:
            return list(await reading.execute(select(WEBHOOK)))

    async def close(self) -> None:
        await self.client.aclose()
        await self.delivery.stop()
