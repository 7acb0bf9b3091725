"""
SQLite: one writer at a time, whose transactions are made durable together.

Statements run on the event loop's own thread: they take microseconds, the hop to a worker thread and back takes ten
times as long. What takes long is the flush to disk, milliseconds, and so it alone has a thread; who comes meanwhile
waits for a turn. Whoever finishes while others wait leaves its transaction open to them: the last one, or one of so
many, commits for all, and nobody returns before that. A power cut loses all of them or none, and none was answered.
"""

import asyncio
import logging
import sqlite3
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import Any, TypeVar

from sqlalchemy import Connection, create_engine, event
from sqlalchemy.engine import URL, Engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import QueuePool

log = logging.getLogger(__name__)

T = TypeVar("T")

BUSY_SECONDS = 30.0
"""How long a writer waits for another process to leave the SQLite file before the request fails."""
MEMBERS = 64
"""So many share one commit at most: the first of them waits for the last."""


class _Group:
    """Transactions that one commit makes durable; each behind the first is a savepoint, so that it can fail alone."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.members = 0
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        # Whoever waited may have been cancelled: what nobody asks about any more is no error of the loop's.
        self.done.add_done_callback(lambda done: done.cancelled() or done.exception())

    @property
    def alive(self) -> bool:
        """False when SQLite has rolled the whole transaction back, as it does when the disk is full."""
        return bool(_driver(self.connection).in_transaction)


class File:
    """One SQLite file."""

    def __init__(self, url: URL) -> None:
        self._engine = _engine(url)
        self._turn = asyncio.Lock()
        self._waiting = 0
        self._group: _Group | None = None
        self._writer: Connection | None = None
        self._holders: set[asyncio.Task[Any]] = set()

    @asynccontextmanager
    async def transaction(self, early: Callable[[], bool] = lambda: False) -> AsyncIterator[Connection]:
        """
        The one writer: durable on the way out, undone when the body raises.

        ``early``, asked at the end, says that nobody has to wait for it: it is still being committed on the way out.
        """
        self._waiting += 1
        try:
            await self._turn.acquire()
        except asyncio.CancelledError:
            # Those before it may have left it to commit for them.
            self._hold(self._committed(), acquire=True)
            raise
        finally:
            self._waiting -= 1
        try:
            group = self._group or await self._begun()
        except BaseException:
            self._turn.release()
            raise
        savepoint = group.members > 0
        try:
            if savepoint:
                _driver(group.connection).execute("SAVEPOINT member")
            yield group.connection
            if savepoint:
                _driver(group.connection).execute("RELEASE member")
        except BaseException:
            self._undone(group, savepoint)
            # What it was refused for may be what a member before it has done, which is not durable yet.
            await self._passed(group)
            raise
        group.members += 1
        await self._passed(group, waits=not early())

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Connection]:
        """A view of what is durable, as of one moment."""
        with self._engine.connect() as connection:
            connection.exec_driver_sql("BEGIN")
            yield connection

    settled = reading

    async def checkpoint(self) -> bool:
        """Take the write-ahead log over into the file and empty it; False if somebody reads from it."""
        return await asyncio.shield(self._hold(self._checkpointed(), acquire=True))

    async def close(self) -> None:
        """Give all connections back, when what is under way is on disk."""
        await asyncio.gather(*self._holders)
        if self._writer is not None:
            self._writer.close()
            self._writer = None
        self._engine.dispose()

    async def _begun(self) -> _Group:
        # Kept from one transaction to the next; after one that failed the next begins with another.
        connection, self._writer = self._writer or self._engine.connect(), None
        try:
            await _begin_immediate(connection)
        except BaseException:
            connection.close()
            raise
        self._group = _Group(connection)
        return self._group

    def _undone(self, group: _Group, savepoint: bool) -> None:
        """Take back what a member has done; when that takes the others with it, they learn of it."""
        if savepoint and group.alive:
            driver = _driver(group.connection)
            with suppress(sqlite3.Error):
                driver.execute("ROLLBACK TO member")
                driver.execute("RELEASE member")
                return
        self._group = None
        # Closing rolls back.
        group.connection.close()
        if group.members:
            lost = sqlite3.OperationalError("the transaction was rolled back by SQLite")
            group.done.set_exception(OperationalError("COMMIT", None, lost, hide_parameters=True))

    async def _passed(self, group: _Group, *, waits: bool = True) -> None:
        """Give the turn to whoever waits, or commit; who ``waits`` returns when the group is durable."""
        if self._group is not group or (self._waiting and group.members < MEMBERS):
            self._turn.release()
        else:
            self._hold(self._committed())
        if group.members and waits:
            await asyncio.shield(group.done)

    def _hold(self, work: Coroutine[Any, Any, T], *, acquire: bool = False) -> asyncio.Task[T]:
        """Let a task have the turn until ``work`` is done: whoever waits for it may be cancelled, it is not."""

        async def holding() -> T:
            if acquire:
                await self._turn.acquire()
            try:
                return await work
            finally:
                self._turn.release()

        task = asyncio.create_task(holding())
        self._holders.add(task)
        task.add_done_callback(self._holders.discard)
        return task

    async def _committed(self) -> None:
        """Make the open group durable, or tell its members why not."""
        group, self._group = self._group, None
        if group is None:
            return
        try:
            await asyncio.to_thread(group.connection.commit)
        except Exception as error:  # noqa: BLE001 - the members raise it, as far as they wait
            log.warning("a commit failed: %s", type(error).__name__)
            group.connection.close()
            group.done.set_exception(error)
        else:
            self._writer = group.connection
            group.done.set_result(None)

    async def _checkpointed(self) -> bool:
        await self._committed()
        with self._engine.connect() as connection:
            return not connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()[0]


def _driver(connection: Connection) -> Any:
    return connection.connection.dbapi_connection


def _engine(url: URL) -> Engine:
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

    return engine


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
