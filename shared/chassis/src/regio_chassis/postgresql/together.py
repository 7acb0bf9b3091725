"""What was done without locks by many, stored by one transaction; what many want to know, read by one statement."""

from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

import asyncpg  # type: ignore[import-untyped]  # it has no stubs
from sqlalchemy.exc import DBAPIError

from regio_chassis.postgresql.optimistic import Moved, Work
from regio_chassis.postgresql.remote import AtCommit, Remote
from regio_chassis.postgresql.shared import Shared


class Line:
    """A connection of its own for what is done for many: it must not wait for one that is held by who waits for it."""

    def __init__(self, connected: Callable[[], Awaitable[Remote]]) -> None:
        self._connected = connected
        self._remote: Remote | None = None

    async def remote(self) -> Remote:
        """The connection; another one when it went."""
        if self._remote is not None and not self._remote.usable:
            await self.close()
        if self._remote is None:
            self._remote = await self._connected()
        return self._remote

    async def close(self) -> None:
        """Give it back."""
        remote, self._remote = self._remote, None
        if remote is not None:
            await remote.close()


class Together:
    """Stores what it is given: one transaction at a time, each with all that came while the last was under way."""

    def __init__(self, connected: Callable[[], Awaitable[Remote]]) -> None:
        self._line = Line(connected)
        self._shared = Shared(self._stored)

    async def store(self, work: Work) -> bool:
        """
        Returns when others see it, and whether it is durable already.

        Raises:
            Moved: it, or what was to be stored together with it, was refused; nothing of it was stored.
            DBAPIError: the server went; whether it was stored is not known.
        """
        return await self._shared.ask(work)

    async def close(self) -> None:
        """Store what is under way, and give the connection back."""
        await self._shared.over()
        await self._line.close()

    async def _stored(self, works: list[Work]) -> list[bool]:
        remote = await self._line.remote()
        # One alone may well wait for its own flush; what comes meanwhile goes together.
        flush = len(works) == 1
        try:
            remote.begin_at_commit()
            for last, rows in _gathered(works).items():
                await remote.leave(last, rows)
        except Exception as error:
            if not remote.usable:
                raise
            # Somebody's value cannot be written; alone, each finds out whether it is the own one.
            raise Moved from error
        try:
            await remote.commit(flush=flush)
        except DBAPIError as error:
            if not remote.usable:
                raise
            await remote.change("ROLLBACK")
            if isinstance(error.orig, asyncpg.PostgresError):
                # Refused, so certainly not stored; and whose fault it was is found out by doing each alone.
                raise Moved from error
            raise
        return [flush] * len(works)


class _Question(NamedTuple):
    sql: str
    key: str


class Asked:
    """Reads rows by their first column, for all at once who ask for some while others are being read."""

    def __init__(self, connected: Callable[[], Awaitable[Remote]]) -> None:
        self._line = Line(connected)
        self._shared = Shared(self._answered)

    async def rows(self, sql: str, key: str) -> list[Any]:
        """The rows of ``sql``, which takes an array of keys, for one of them."""
        return await self._shared.ask(_Question(sql, key))

    async def close(self) -> None:
        """Give the connection back."""
        await self._shared.over()
        await self._line.close()

    async def _answered(self, questions: list[_Question]) -> list[list[Any]]:
        remote = await self._line.remote()
        found: dict[_Question, list[Any]] = {question: [] for question in questions}
        for sql in {question.sql for question in questions}:
            for row in await remote.fetch(sql, ([key for text, key in found if text == sql],)):
                found[_Question(sql, row[0])].append(row)
        return [found[question] for question in questions]


def _gathered(works: list[Work]) -> dict[AtCommit, list[Any]]:
    """The rows of all, by statement; those that everybody waits for come last."""
    rows: dict[AtCommit, list[Any]] = {}
    for part in ([work.saves for work in works], [work.last for work in works]):
        for statement, theirs in (item for each in part for item in each.items()):
            rows.setdefault(statement, []).extend(theirs)
    return rows
