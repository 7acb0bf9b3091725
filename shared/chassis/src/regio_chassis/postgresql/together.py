"""What was done without locks by many, stored by one transaction."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

import asyncpg  # type: ignore[import-untyped]  # it has no stubs
from sqlalchemy.exc import DBAPIError

from regio_chassis.postgresql.optimistic import Moved, Work
from regio_chassis.postgresql.remote import AtCommit, Remote

MEMBERS = 64
"""So many share one transaction at most."""


class _Member(NamedTuple):
    work: Work
    done: asyncio.Future[bool]


class Together:
    """Stores what it is given: one transaction at a time, each with all that came while the last was under way."""

    def __init__(self, connected: Callable[[], Awaitable[Remote]]) -> None:
        self._connected = connected
        self._remote: Remote | None = None
        self._waiting: list[_Member] = []
        self._task: asyncio.Task[None] | None = None

    async def store(self, work: Work) -> bool:
        """
        Returns when others see it, and whether it is durable already.

        Raises:
            Moved: it, or what was stored together with it, was refused; nothing of it was stored.
            DBAPIError: the server went; whether it was stored is not known.
        """
        done: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        # Whoever waits may be cancelled: what nobody asks about any more is no error of the loop's.
        done.add_done_callback(lambda done: done.cancelled() or done.exception())
        self._waiting.append(_Member(work, done))
        if self._task is None:
            self._task = asyncio.create_task(self._run())
        return await asyncio.shield(done)

    async def close(self) -> None:
        """Store what is under way, and give the connection back."""
        if self._task is not None:
            await self._task
        if self._remote is not None:
            await self._remote.close()

    async def _run(self) -> None:
        while members := self._waiting[:MEMBERS]:
            del self._waiting[:MEMBERS]
            # One alone may well wait for its own flush; what came meanwhile goes together.
            flush = len(members) == 1
            try:
                await self._stored([member.work for member in members], flush=flush)
            except Exception as error:  # noqa: BLE001 - each member raises it
                for member in members:
                    member.done.set_exception(_said(error))
            else:
                for member in members:
                    member.done.set_result(flush)
        self._task = None

    async def _stored(self, works: list[Work], *, flush: bool) -> None:
        if self._remote is not None and not self._remote.usable:
            await self._remote.close()
            self._remote = None
        if self._remote is None:
            self._remote = await self._connected()
        remote = self._remote
        try:
            remote.begin_at_commit()
            for last, rows in _gathered(works).items():
                await remote.leave(last, rows)
            await remote.commit(flush=flush)
        except BaseException:
            if remote.usable:
                await remote.change("ROLLBACK")
            raise


def _gathered(works: list[Work]) -> dict[AtCommit, list[Any]]:
    """The rows of all, by statement; those that everybody waits for come last."""
    rows: dict[AtCommit, list[Any]] = {}
    for part in ([work.saves for work in works], [work.last for work in works]):
        for statement, theirs in (item for each in part for item in each.items()):
            rows.setdefault(statement, []).extend(theirs)
    return rows


def _said(error: Exception) -> Exception:
    if not isinstance(error, DBAPIError) or error.connection_invalidated:
        return error
    # Refused by the server, so certainly not stored; and whose fault it was is found out by doing each alone.
    return Moved() if isinstance(error.orig, asyncpg.PostgresError) else error
