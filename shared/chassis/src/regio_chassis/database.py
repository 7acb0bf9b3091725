"""One transaction per request or batch, on SQLite and PostgreSQL alike; statements are SQLAlchemy Core."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Connection, text
from sqlalchemy.engine import make_url

from regio_chassis.postgresql import Moved, Remotes
from regio_chassis.sqlite import File
from regio_chassis.tracing import Tracing
from regio_chassis.transaction import Because, Log, Reading, Recorded, Tx

__all__ = ["Because", "Database", "Log", "Moved", "Reading", "Recorded", "Tx"]

T = TypeVar("T")


class Database:
    """One service's database. ``log`` takes the events of each transaction, last before its commit."""

    def __init__(self, url: str, tracing: Tracing | None = None) -> None:
        parsed = make_url(url)
        self.dialect = parsed.get_backend_name()
        self.log: Log | None = None
        self.tracing = tracing or Tracing()
        self._engine = File(parsed) if self.dialect == "sqlite" else Remotes(parsed)

    @asynccontextmanager
    async def begin(
        self,
        *,
        at: datetime | None = None,
        correlation: UUID | None = None,
        traceparent: str | None = None,
        again: bool = False,
        optimistic: bool = False,
    ) -> AsyncIterator[Tx]:
        """
        A transaction that is durable on the way out, and rolled back when the body raises.

        With ``again`` it is one that would be done again if it were lost: unless it states an event, the way out does
        not wait for the disk, and on SQLite not even for others to see it.

        One that is ``optimistic`` takes no locks, on PostgreSQL, as long as it can do without.

        Raises:
            Moved: it could not, and nothing was written; then it has to be done again, not optimistic.
        """
        tx: Tx | None = None

        def early() -> bool:
            return again and tx is not None and not tx.recorded

        with self.tracing.transaction():
            if optimistic and isinstance(self._engine, Remotes):
                transaction: AbstractAsyncContextManager[Any] = self._engine.optimistic()
            else:
                transaction = self._engine.transaction(early)
            async with transaction as connection:
                tx = Tx(connection, at=at or datetime.now(UTC), correlation=correlation, traceparent=traceparent)
                yield tx
                if tx.recorded and self.log is not None:
                    await self.log.append(tx, tx.recorded)
        if tx.recorded and self.log is not None:
            # Not before it is durable: who is woken looks once.
            self.log.wake()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Reading]:
        """A view that sees one moment (PostgreSQL: one per statement)."""
        async with self._engine.reading() as connection:
            yield Reading(connection)

    @asynccontextmanager
    async def settled(self) -> AsyncIterator[Reading]:
        """As ``reading``, for what is handed on: on the way out nothing that was seen can be taken back any more."""
        async with self._engine.settled() as connection:
            yield Reading(connection)

    async def define(self, work: Callable[[Connection], T]) -> T:
        """Run schema work (DDL) in a transaction that only one process at a time can have."""
        if isinstance(self._engine, File):
            async with self._engine.transaction() as connection:
                return work(connection)
        async with self._engine.transaction() as remote:
            await remote.core.execute(text("SELECT pg_advisory_xact_lock(7303014)"))
            return await remote.core.run_sync(work)

    async def checkpoint(self) -> bool:
        """Take SQLite's write-ahead log over into the file and empty it; False if somebody reads from it."""
        return not isinstance(self._engine, File) or await self._engine.checkpoint()

    async def close(self) -> None:
        """Give all connections back."""
        await self._engine.close()
