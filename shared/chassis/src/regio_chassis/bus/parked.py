"""What was set aside after it failed: list it, deliver it again in order, discard it, or read the channel anew."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select, update

from regio_chassis.bus.entries import Entry
from regio_chassis.bus.incoming import Incoming
from regio_chassis.bus.tables import BusTables
from regio_chassis.database import Database, Reading, Tx
from regio_chassis.errors import Missing


@dataclass(frozen=True, slots=True)
class ParkedEvent:
    """An event set aside. ``error`` is None for one that only waits behind an earlier event of its subject."""

    channel: str
    position: int
    id: UUID
    type: str
    subject: str
    error: str | None
    attempts: int
    parked_at: datetime


class Parked:
    """The parked events of one service."""

    def __init__(self, database: Database, tables: BusTables, incoming: dict[str, Incoming]) -> None:
        self._database = database
        self._table = tables.parked
        self._positions = tables.position
        self._incoming = incoming

    async def all(self, reading: Reading) -> list[ParkedEvent]:
        """Every parked event, by channel and position."""
        c = self._table.c
        shown = (c.channel, c.position, c.id, c.type, c.subject, c.error, c.attempts, c.parked_at)
        found = await reading.execute(select(*shown).order_by(c.channel, c.position))
        return [ParkedEvent(**row._mapping) for row in found]

    async def retry(self, channel: str, *, subject: str | None = None) -> tuple[int, int]:
        """
        Deliver parked events of ``channel`` again, oldest first; a subject that fails again keeps waiting.

        Returns how many were delivered and how many stay parked.

        Raises:
            Missing: this service does not listen to ``channel``.
        """
        self._insist(channel)
        c = self._table.c
        statement = select(c.position, c.subject, c.body).where(c.channel == channel).order_by(c.position)
        if subject is not None:
            statement = statement.where(c.subject == subject)
        delivered, stuck = 0, set[str]()
        async with self._database.begin() as tx:
            await self._hold(tx, channel)
            rows = [(row.position, row.subject, row.body) for row in await tx.execute(statement)]
            for position, held, body in rows:
                if held not in stuck:
                    error = await self._incoming[channel].again(tx, Entry(position, body))
                    if error is None:
                        delivered += 1
                        await self._remove(tx, channel, position)
                        continue
                    stuck.add(held)
                    here = (c.channel == channel) & (c.position == position)
                    failed = update(self._table).where(here).values(error=error, attempts=c.attempts + 1)
                    await tx.execute(failed)
        return delivered, len(rows) - delivered

    async def discard(self, channel: str, position: int) -> None:
        """
        Give one parked event up; those behind it stay until ``retry``.

        Raises:
            Missing: nothing is parked there.
        """
        async with self._database.begin() as tx:
            if not await self._remove(tx, channel, position):
                raise Missing(f"nothing is parked at {position} of {channel}")

    async def replay(self, channel: str) -> None:
        """
        Read ``channel`` again from its start, as after a restored backup; what is parked of it comes again, too.

        The running service notices within a second. Handlers are idempotent by subject.

        Raises:
            Missing: this service does not listen to ``channel``.
        """
        self._insist(channel)
        positions, parked = self._positions, self._table
        async with self._database.begin() as tx:
            await self._hold(tx, channel)
            await tx.execute(update(positions).where(positions.c.channel == channel).values(position=0, last=None))
            await tx.execute(delete(parked).where(parked.c.channel == channel))

    def _insist(self, channel: str) -> None:
        if channel not in self._incoming:
            raise Missing(f"this service does not listen to {channel}")

    async def _hold(self, tx: Tx, channel: str) -> None:
        # The lock that the subscription takes: nothing arrives in between.
        lock = select(self._positions.c.position).where(self._positions.c.channel == channel).with_for_update()
        await tx.execute(lock)

    async def _remove(self, tx: Tx, channel: str, position: int) -> bool:
        c = self._table.c
        here = (c.channel == channel) & (c.position == position)
        return (await tx.execute(delete(self._table).where(here))).rowcount == 1
