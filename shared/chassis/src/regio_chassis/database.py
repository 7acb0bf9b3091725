"""
One transaction per request or batch, on SQLite and PostgreSQL alike.

SQLite is called on the event loop's own thread: its statements take microseconds, the hop to a worker thread and
back takes ten times as long. PostgreSQL is reached through asyncpg. Statements are SQLAlchemy Core.
"""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy import Connection, create_engine, event, text
from sqlalchemy.engine import URL, Engine, make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import QueuePool

from regio_chassis.postgresql import Remotes
from regio_chassis.tracing import Tracing
from regio_chassis.transaction import Because, Log, Reading, Recorded, Tx

__all__ = ["Because", "Database", "Log", "Reading", "Recorded", "Tx"]

T = TypeVar("T")

BUSY_SECONDS = 30.0
"""How long a writer waits for another process to leave the SQLite file before the request fails."""


class Database:
    """One service's database. ``log`` takes the events of each transaction, last before its commit."""

    def __init__(self, url: str, tracing: Tracing | None = None) -> None:
        parsed = make_url(url)
        self.dialect = parsed.get_backend_name()
        self.log: Log | None = None
        self.tracing = tracing or Tracing()
        self._engine: Engine | Remotes
        if self.dialect == "sqlite":
            self._engine = _sqlite(parsed)
        else:
            self._engine = Remotes(parsed)
        self._writing = asyncio.Lock()
        self._writer: Connection | None = None

    @asynccontextmanager
    async def begin(
        self, *, at: datetime | None = None, correlation: UUID | None = None, traceparent: str | None = None
    ) -> AsyncIterator[Tx]:
        """A transaction that commits on the way out, and rolls back when the body raises."""
        moment = at or datetime.now(UTC)
        if isinstance(self._engine, Engine):
            # One writer at a time is SQLite's rule; waiting here instead of in the file keeps the loop free.
            async with self._writing:
                # Kept from one transaction to the next; after one that failed the next begins with another.
                connection, self._writer = self._writer or self._engine.connect(), None
                try:
                    await _begin_immediate(connection)
                    tx = Tx(connection, at=moment, correlation=correlation, traceparent=traceparent)
                    with self.tracing.transaction():
                        yield tx
                        await self._finish(tx)
                        connection.commit()
                except BaseException:
                    connection.close()
                    raise
                self._writer = connection
        else:
            with self.tracing.transaction():
                async with self._engine.transaction() as remote:
                    tx = Tx(remote, at=moment, correlation=correlation, traceparent=traceparent)
                    yield tx
                    await self._finish(tx)
        if tx.recorded and self.log is not None:
            self.log.wake()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Reading]:
        """A view that sees one moment (PostgreSQL: one per statement)."""
        if isinstance(self._engine, Engine):
            with self._engine.connect() as connection:
                connection.exec_driver_sql("BEGIN")
                yield Reading(connection)
        else:
            async with self._engine.connection() as remote:
                yield Reading(remote)

    async def define(self, work: Callable[[Connection], T]) -> T:
        """Run schema work (DDL) in a transaction that only one process at a time can have."""
        if isinstance(self._engine, Engine):
            async with self._writing:
                with self._engine.connect() as connection:
                    await _begin_immediate(connection)
                    result = work(connection)
                    connection.commit()
                    return result
        async with self._engine.transaction() as remote:
            await remote.core.execute(text("SELECT pg_advisory_xact_lock(7303014)"))
            return await remote.core.run_sync(work)

    async def checkpoint(self) -> bool:
        """Take SQLite's write-ahead log over into the file and empty it; False if somebody reads from it."""
        if not isinstance(self._engine, Engine):
            return True
        async with self._writing:
            with self._engine.connect() as connection:
                return not connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()[0]

    async def close(self) -> None:
        """Give all connections back."""
        if isinstance(self._engine, Engine):
            if self._writer is not None:
                self._writer.close()
                self._writer = None
            self._engine.dispose()
        else:
            await self._engine.close()

    async def _finish(self, tx: Tx) -> None:
        if tx.recorded and self.log is not None:
            await self.log.append(tx, tx.recorded)


def _sqlite(url: URL) -> Engine:
    # The overflow is unbounded: a full pool would block the one thread that could give a connection back.
    engine = create_engine(
        url.set(drivername="sqlite"),
        poolclass=QueuePool,
        pool_size=5,
        max_overflow=-1,
        connect_args={"isolation_level": None, "check_same_thread": False, "timeout": 0.02, "cached_statements": 512},
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _: object) -> None:
        # FULL: with NORMAL a power cut loses commits that were answered with 201.
        # secure_delete: what was erased is overwritten.
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
            connection.execute(f"PRAGMA {pragma}")
        # Its own lower() knows ASCII only: "ÄPFEL" would find nothing that PostgreSQL finds.
        connection.create_function("lower", 1, _lower, deterministic=True)

    return engine


def _lower(text: str | None) -> str | None:
    return None if text is None else text.lower()


async def _begin_immediate(connection: Connection) -> None:
    deadline = asyncio.get_running_loop().time() + BUSY_SECONDS
    while True:
        try:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        except OperationalError as error:
            if "locked" not in str(error.orig) or asyncio.get_running_loop().time() > deadline:
                raise
            await asyncio.sleep(0.003)
        else:
            return
