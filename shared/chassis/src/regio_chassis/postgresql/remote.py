"""One connection, and what can be done with it."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Any, NamedTuple

import asyncpg  # type: ignore[import-untyped]  # it has no stubs
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, InterfaceError
from sqlalchemy.ext.asyncio import AsyncConnection


class AtCommit(NamedTuple):
    """
    A statement with one parameter, a ``bytea``, that is sent together with COMMIT.

    ``argument`` makes it of the rows of all who use the statement in that transaction.
    """

    name: str
    sql: str
    argument: Callable[[list[Any]], bytes]


class Remote:
    """One connection: ``core`` for SQLAlchemy's statements, the methods for those that are always the same."""

    __slots__ = ("_at_commit", "_driver", "_prepared", "core", "rows_of")

    def __init__(self, core: AsyncConnection, driver: Any, rows_of: Callable[[str, str], Awaitable[list[Any]]]) -> None:
        self.core = core
        self.rows_of = rows_of
        """Rows by their first column, read over another connection together with those that others ask for."""
        self._driver = driver
        self._prepared: set[AtCommit] = set()
        self._at_commit = ""

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

    async def begin(self) -> None:
        """Begin a transaction."""
        self._at_commit = ""
        await self.change("BEGIN")

    def begin_at_commit(self) -> None:
        """Begin a transaction of nothing but what is left for its end."""
        self._at_commit = "BEGIN; "

    async def leave(self, last: AtCommit, rows: list[Any]) -> None:
        """Have ``last`` run for ``rows`` at the end of the transaction, behind what was left before."""
        if last not in self._prepared:
            await self.change(f"PREPARE {last.name}(bytea) AS {last.sql}")
            self._prepared.add(last)
        # A text of several statements takes no parameters; in hexadecimal there is nothing to be quoted.
        self._at_commit += f"EXECUTE {last.name}(decode('{last.argument(rows).hex()}', 'hex')); "

    async def commit(self, *, flush: bool) -> None:
        """
        Do what was left for the end, and commit; without ``flush`` it is not yet durable.

        Raises:
            DBAPIError: what was left failed, or the server had given the transaction up before, because a statement
                in it failed.
        """
        durable = "" if flush else "SET LOCAL synchronous_commit = off; "
        try:
            done = await self._driver.execute(f"{self._at_commit}{durable}COMMIT")
        except (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError) as error:
            raise self._translated("COMMIT", error) from error
        if done != "COMMIT":
            aborted = asyncpg.InFailedSQLTransactionError("a statement failed and its error was swallowed")
            raise self._translated("COMMIT", aborted)

    async def close(self) -> None:
        """Give it up at once, whatever it is doing."""
        self._driver.terminate()
        # Its socket is gone: whatever SQLAlchemy still wants to say to the server fails, and nobody needs it.
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
