"""
PostgreSQL through asyncpg: the connections of one service, kept between transactions.

Statements that change with the request go through SQLAlchemy, those that never do straight to asyncpg. Both meet in one
transaction because we begin and commit it ourselves, as on SQLite; SQLAlchemy believes that it runs in autocommit.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any

import asyncpg  # type: ignore[import-untyped]  # it has no stubs
from sqlalchemy import URL, NullPool
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, InterfaceError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

CONNECTIONS = 30
WAIT_SECONDS = 30.0
"""How long a request waits for one of them before it is refused."""
_STATEMENTS = 512
"""Prepared statements that each connection keeps."""


class Remote:
    """One connection: ``core`` for SQLAlchemy's statements, the methods for those that are always the same."""

    __slots__ = ("_driver", "core")

    def __init__(self, core: AsyncConnection, driver: Any) -> None:
        self.core = core
        self._driver = driver

    @property
    def usable(self) -> bool:
        """Whether both sides still have the connection they began with."""
        return not self._driver.is_closed() and not self.core.invalidated

    async def fetch(self, sql: str, values: Sequence[Any]) -> list[Any]:
        """The rows of a statement with ``$1`` parameters."""
        try:
            found: list[Any] = await self._driver.fetch(sql, *values)
        except (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError) as error:
            raise self._translated(sql, error) from error
        return found

    async def change(self, sql: str, values: Sequence[Any] = ()) -> int:
        """Run a statement; returns how many rows it changed."""
        try:
            done: str = await self._driver.execute(sql, *values)
        except (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError) as error:
            raise self._translated(sql, error) from error
        count = done.rpartition(" ")[2]
        return int(count) if count.isdigit() else 0

    async def change_each(self, sql: str, rows: Sequence[Sequence[Any]]) -> None:
        """Run a statement once for each of ``rows``, in one round trip."""
        try:
            await self._driver.executemany(sql, rows)
        except (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError) as error:
            raise self._translated(sql, error) from error

    async def commit(self) -> None:
        """
        Raises:
            DBAPIError: the server had given the transaction up, because a statement in it failed before.
        """
        try:
            done = await self._driver.execute("COMMIT")
        except (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError) as error:
            raise self._translated("COMMIT", error) from error
        if done != "COMMIT":
            aborted = asyncpg.InFailedSQLTransactionError("a statement failed and its error was swallowed")
            raise self._translated("COMMIT", aborted)

    async def close(self) -> None:
        """Give it up at once, whatever it is doing."""
        self._driver.terminate()
        with suppress(Exception):
            await self.core.close()

    def _translated(self, sql: str, error: Exception) -> DBAPIError:
        """As SQLAlchemy names it; the driver's error is ``orig`` and has the ``sqlstate``."""
        kind: type[DBAPIError] = DBAPIError
        if isinstance(error, asyncpg.IntegrityConstraintViolationError):
            kind = IntegrityError
        elif isinstance(error, asyncpg.DataError):
            kind = DataError
        elif not isinstance(error, asyncpg.PostgresError):
            kind = InterfaceError
        return kind(sql, None, error, hide_parameters=True, connection_invalidated=self._driver.is_closed())


class Remotes:
    """At most ``CONNECTIONS`` at once; which of them is idle is used again, the last one first."""

    def __init__(self, url: URL) -> None:
        self._engine = create_async_engine(
            url.set(drivername="postgresql+asyncpg"),
            poolclass=NullPool,
            isolation_level="AUTOCOMMIT",
            connect_args={"statement_cache_size": _STATEMENTS},
        )
        self._idle: list[Remote] = []
        self._free = asyncio.Semaphore(CONNECTIONS)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Remote]:
        """A connection with a transaction begun: committed on the way out, rolled back when the body raises."""
        async with self.connection() as remote:
            await remote.change("BEGIN")
            try:
                yield remote
            except Exception:
                if remote.usable:
                    await remote.change("ROLLBACK")
                raise
            await remote.commit()

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Remote]:
        """
        A connection without a transaction: every statement sees its own moment.

        Raises:
            PoolTimeout: all were in use for ``WAIT_SECONDS``.
        """
        await self._wait()
        try:
            remote = await self._take()
            try:
                yield remote
            except Exception:
                await self._put(remote)
                raise
            except BaseException:
                # Cancelled in the middle of something: nobody knows what the server is still doing.
                await remote.close()
                raise
            await self._put(remote)
        finally:
            self._free.release()

    async def close(self) -> None:
        """Give all idle connections back."""
        while self._idle:
            await self._idle.pop().close()
        await self._engine.dispose()

    async def _wait(self) -> None:
        if not self._free.locked():
            await self._free.acquire()
            return
        try:
            async with asyncio.timeout(WAIT_SECONDS):
                await self._free.acquire()
        except TimeoutError as error:
            raise PoolTimeout("no connection to the database became free") from error

    async def _take(self) -> Remote:
        # asyncpg notices by itself when the server goes; asking the server would be a round trip a transaction.
        while self._idle:
            remote = self._idle.pop()
            if remote.usable:
                return remote
            await remote.close()
        core = await self._engine.connect()
        raw = await core.get_raw_connection()
        return Remote(core, raw.driver_connection)

    async def _put(self, remote: Remote) -> None:
        if remote.usable:
            self._idle.append(remote)
        else:
            await remote.close()
