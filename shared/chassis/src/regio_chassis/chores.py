"""What a service does by itself because time has passed: deadlines, ends of pauses, retention."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from regio_chassis.database import Database, Tx

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Chore:
    """
    ``work`` is done in a transaction of its own, at the start and then ``every`` so often; the time is its argument.

    Every replica does it: it must lock what it changes, and find nothing to do the second time. ``afterwards`` is done
    when the transaction is committed.
    """

    name: str
    work: Callable[[Tx, datetime], Awaitable[None]]
    every: timedelta
    afterwards: Callable[[Database], Awaitable[None]] | None = None


class Chores:
    """The chores of one service, each in a task of its own."""

    def __init__(self, database: Database, chores: Sequence[Chore]) -> None:
        self._database = database
        self._chores = chores
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Begin with all of them."""
        self._tasks = [asyncio.create_task(self._run(chore)) for chore in self._chores]

    async def stop(self) -> None:
        """End; what is in flight is rolled back and comes again."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    @property
    def alive(self) -> bool:
        """Whether all run; they end only when stopped."""
        return not any(task.done() for task in self._tasks)

    async def once(self, at: datetime) -> None:
        """Do all of them now, as if it were ``at``."""
        for chore in self._chores:
            await self._do(chore, at)

    async def _do(self, chore: Chore, at: datetime) -> None:
        async with self._database.begin(at=at) as tx:
            await chore.work(tx, at)
        if chore.afterwards is not None:
            await chore.afterwards(self._database)

    async def _run(self, chore: Chore) -> None:
        while True:
            at = datetime.now(UTC)
            try:
                await self._do(chore, at)
            except Exception as error:  # noqa: BLE001 - whatever it was, the next time comes
                # Only the type: the text of a database error quotes rows.
                log.warning("chore %s: %s, again in %s", chore.name, type(error).__name__, chore.every)
            await asyncio.sleep(chore.every.total_seconds())
