"""The connections of one service, kept between transactions, and the flush that they share."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from sqlalchemy import URL, NullPool
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import create_async_engine

from regio_chassis.postgresql.optimistic import Optimistic
from regio_chassis.postgresql.remote import Remote
from regio_chassis.postgresql.shared import Shared
from regio_chassis.postgresql.together import Asked, Together

CONNECTIONS = 28
"""Three more are for what is done for many at once: so three services are served by a server that takes a hundred."""
WAIT_SECONDS = 30.0
"""How long a request waits for one of them before it is refused."""
_STATEMENTS = 512
"""Prepared statements that each connection keeps."""
_SETTLED = "SELECT pg_current_wal_flush_lsn() >= pg_current_wal_insert_lsn()"
_FLUSH = "SELECT pg_logical_emit_message(true, 'regio', '')"
"""Commits, and with it flushes the write-ahead log as far as this; what was committed before lies before it."""


class _Flushes:
    """Makes durable what was committed before it is asked: one flush for all who ask while another is under way."""

    def __init__(self, remote: Remote) -> None:
        self.remote = remote
        self._shared = Shared(self._flushed)

    async def done(self) -> None:
        """
        Raises:
            DBAPIError: the server went, and what was not flushed may have gone with it.
        """
        await self._shared.ask(None)

    async def _flushed(self, asked: list[None]) -> list[None]:
        await self.remote.fetch(_FLUSH, ())
        return asked


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
        self._flushes: _Flushes | None = None
        self._together = Together(self._connected)
        self._asked = Asked(self._connected)
        self._opening = asyncio.Lock()
        self._under_way = 0
        self._free = asyncio.Semaphore(CONNECTIONS)

    @asynccontextmanager
    async def transaction(self, early: Callable[[], bool] = lambda: False) -> AsyncIterator[Remote]:
        """
        A connection with a transaction begun: durable on the way out, rolled back when the body raises.

        ``early``, asked at the end, says that nobody has to wait for the disk: others see it, it is not yet durable.
        """
        flushes = None
        async with self.reading() as remote:
            await remote.begin()
            self._under_way += 1
            try:
                yield remote
                flushes = await self._committed(remote, waits=not early())
            except Exception:
                if remote.usable:
                    await remote.change("ROLLBACK")
                raise
            finally:
                self._under_way -= 1
        if flushes is not None:
            await flushes.done()

    @asynccontextmanager
    async def optimistic(self) -> AsyncIterator[Optimistic]:
        """
        As ``transaction``, but it only begins when it has to.

        Raises:
            Moved: nothing was written; it has to be done in a ``transaction``.
        """
        flushes = None
        async with self.reading() as remote:
            optimistic = Optimistic(remote)
            self._under_way += 1
            try:
                yield optimistic
                await optimistic.finish()
                if optimistic.begun:
                    flushes = await self._committed(remote, waits=True)
            except Exception:
                if optimistic.begun and remote.usable:
                    await remote.change("ROLLBACK")
                raise
            finally:
                self._under_way -= 1
        if not optimistic.begun and (optimistic.work or optimistic.seen):
            # Without anything to store, too: the answer may be that what somebody else has just stored is enough.
            flusher = await self._flusher()
            durable = bool(optimistic.work) and await self._together.store(optimistic.work)
            flushes = None if durable else flusher
        if flushes is not None:
            await flushes.done()

    @asynccontextmanager
    async def settled(self) -> AsyncIterator[Remote]:
        """As ``reading``; on the way out all that was seen is durable."""
        flushes = await self._flusher()
        async with self.reading() as remote:
            yield remote
            ((durable,),) = await remote.fetch(_SETTLED, ())
        if not durable:
            await flushes.done()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Remote]:
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
        await self._together.close()
        await self._asked.close()
        if self._flushes is not None:
            await self._flushes.remote.close()
        while self._idle:
            await self._idle.pop().close()
        await self._engine.dispose()

    async def _committed(self, remote: Remote, *, waits: bool) -> _Flushes | None:
        """What is still to be waited for, so that it is durable too."""
        flushes = await self._flusher() if waits and self._under_way > 1 else None
        await remote.commit(flush=waits and flushes is None)
        return flushes

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
        return await self._connected()

    async def _connected(self) -> Remote:
        core = await self._engine.connect()
        raw = await core.get_raw_connection()
        return Remote(core, raw.driver_connection, self._asked.rows)

    async def _flusher(self) -> _Flushes:
        """
        Taken before the commit, or the look, that it is to flush: a connection made after it might lead to a server
        that has restarted, flushes what it has, and knows nothing of what is lost.
        """
        async with self._opening:
            if self._flushes is not None and not self._flushes.remote.usable:
                await self._flushes.remote.close()
                self._flushes = None
            if self._flushes is None:
                self._flushes = _Flushes(await self._connected())
            return self._flushes

    async def _put(self, remote: Remote) -> None:
        if remote.usable:
            self._idle.append(remote)
        else:
            await remote.close()
