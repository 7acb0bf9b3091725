"""One batch of another service's events, applied in one transaction: skip, handle, park, or ask for what is missing."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy import bindparam, delete, exists, insert, select, update

from regio_chassis.bus.arrivals import Arrived, place_of, runs, transient
from regio_chassis.bus.entries import Entry
from regio_chassis.bus.reading import Reader
from regio_chassis.bus.tables import BusTables
from regio_chassis.database import Tx
from regio_chassis.fixed import Fixed
from regio_chassis.handling import Each, Handled, Handlers
from regio_chassis.tracing import Tracing
from regio_events import EVENT_TYPES, Event, NewerMajor, UnknownType

log = logging.getLogger(__name__)

_STORED = ("epoch", "position", "last", "time")


@dataclass
class Counters:
    """What a subscription has seen since the process started."""

    applied: int = 0
    duplicates: int = 0
    unknown: int = 0
    parked: int = 0
    gaps: int = 0
    restarts: int = 0


@dataclass(frozen=True, slots=True)
class Applied:
    """Where the channel stands after a batch. ``missing_before``: an event before that position is needed first."""

    position: int
    missing_before: int | None = None


class Incoming:
    """Applies batches of one channel to the database of the subscriber."""

    def __init__(self, channel: str, handlers: Handlers, tables: BusTables, tracing: Tracing) -> None:
        self.channel = channel
        self._tracing = tracing
        self.counters = Counters()
        self._handlers = handlers
        self._reader = Reader(handlers)
        self._parked = tables.parked
        positions, parked = tables.position, tables.parked
        here = positions.c.channel == channel
        held = exists().where(parked.c.channel == channel)
        c = positions.c
        self._locked = Fixed(
            select(c.epoch, c.position, c.last, c.time, held).where(here).with_for_update(of=positions)
        )
        self._begin = Fixed(insert(positions).values(channel=channel, epoch=1, position=0))
        moved: dict[str, Any] = {name: bindparam(name, type_=c[name].type) for name in _STORED}
        self._move = Fixed(update(positions).where(here).values(moved))
        self._subjects = Fixed(select(parked.c.subject).where(parked.c.channel == channel).distinct())
        self._forget = Fixed(delete(parked).where(parked.c.channel == channel))

    def read(self, entries: Sequence[Entry]) -> list[Arrived]:
        """What the entries say; before the transaction, which others wait for, begins."""
        read = self._reader.read
        return [read(entry) for entry in entries]

    async def apply(self, tx: Tx, entries: Sequence[Arrived], *, asked: bool = False) -> Applied:
        """
        Apply what is next in order; ``tx`` commits it together with the new position.

        A repeat is skipped, a hole stops the batch before it, and so does what cannot be read (a stranger may have put
        it into the stream), unless the owner was ``asked`` and says the same. A new epoch, or an event that does not
        follow the one applied last (a fork of the owner's log), sets the position back to 0: handlers are idempotent
        by subject.

        Raises:
            Exception: the database failed in a way that may pass (``transient``); nothing was applied.
        """
        found = await tx.fetch(self._locked)
        if not found:
            await tx.change(self._begin, {})
            found = await tx.fetch(self._locked)
        (before,) = found
        epoch, position, stored_last, stored_time, held = before
        last = None if stored_last is None else str(stored_last).encode()
        turn: list[Arrived] = []
        missing = time = None
        for arrived in entries:
            at, id = arrived.position, arrived.id
            if arrived.epoch != epoch and id is not None:
                if arrived.epoch < epoch:
                    continue
                await self._restart(tx, turn, f"epoch {arrived.epoch}")
                epoch, position, last = arrived.epoch, 0, None
            if at <= position:
                self.counters.duplicates += 1
                continue
            if arrived.previous != last and at == position + 1 and position and last and id is not None:
                await self._restart(tx, turn, f"the log forks at {at}")
                position, last = 0, None
            if at > position + 1 or (id is None and not asked):
                missing = at
                break
            position, last = at, id
            time = arrived.time or time
            turn.append(arrived)
        if (epoch, position) != before[:2]:
            await self._handle(tx, turn, {subject for (subject,) in await tx.fetch(self._subjects)} if held else set())
            applied = None if last is None else UUID(last.decode())
            values = {"epoch": epoch, "position": position, "last": applied, "time": time or stored_time}
            await tx.change(self._move, values)
        return Applied(position, missing)

    async def _restart(self, tx: Tx, turn: list[Arrived], why: str) -> None:
        log.warning("%s: %s, read again from the start", self.channel, why)
        self.counters.restarts += 1
        turn.clear()
        await tx.change(self._forget, {})

    def _open(self, arrived: Arrived) -> Arrived:
        """What could not be read at once: the event inside, or the reason why there is none."""
        envelope = arrived.envelope
        if envelope is None:
            arrived.error = "the document is not a readable CloudEvents document"
            return arrived
        known = EVENT_TYPES.get(envelope.type)
        try:
            if known is None:
                envelope.open()
            elif known in self._handlers:
                arrived.event = known.model_validate(envelope.data)
        except NewerMajor as newer:
            arrived.error = f"{newer}: this service knows only an older major version"
        except UnknownType:
            self.counters.unknown += 1
        except ValidationError as invalid:
            places = sorted({".".join(map(str, error["loc"])) for error in invalid.errors(include_input=False)})
            arrived.error = f"data does not fit {envelope.dataschema}: {', '.join(places)}"
        return arrived

    async def _handle(self, tx: Tx, turn: Sequence[Arrived], held: set[str]) -> None:
        opened = [arrived if arrived.event is not None else self._open(arrived) for arrived in turn]
        # What we do nothing about does not end a run.
        concerning = [arrived for arrived in opened if arrived.event is not None or arrived.error]
        for run in runs(concerning, self._handlers):
            if len(run) > 1 and not (held and any(arrived.subject in held for arrived in run)):
                try:
                    await self._call(tx, run)
                    self.counters.applied += len(run)
                    continue
                except Exception as error:
                    if transient(error):
                        raise
            for arrived in run:
                if arrived.subject in held:
                    await self._park(tx, arrived, arrived.error)
                elif (error_text := arrived.error or await self._one(tx, arrived)) is not None:
                    held.add(arrived.subject)
                    await self._park(tx, arrived, error_text)

    async def _one(self, tx: Tx, arrived: Arrived) -> str | None:
        """Handle one event; returns why it failed for good, or None."""
        if arrived.event is None:
            return None
        try:
            await self._call(tx, [arrived])
        except Exception as error:
            if transient(error):
                raise
            log.exception("%s: event %s failed", self.channel, arrived.position)
            # The text of an exception may carry what people wrote; its class and place do not.
            return place_of(error)
        self.counters.applied += 1
        return None

    async def _call(self, tx: Tx, run: Sequence[Arrived]) -> None:
        # Each has its event by now, and whoever has it is readable; an object more for each would be half the work.
        handled = cast("Sequence[Handled[Event]]", run)
        handling = self._handlers[type(handled[0].event)]
        with self._tracing.handling(self.channel, handled) as traceparent:
            async with tx.savepoint():
                if isinstance(handling, Each):
                    ((event, envelope),) = ((one.event, one.envelope) for one in handled)
                    tx.cause, tx.traceparent = envelope, traceparent or envelope.traceparent
                    try:
                        await handling.call(tx, event, envelope)
                    finally:
                        tx.cause = tx.traceparent = None
                else:
                    await handling.call(tx, handled)

    async def _park(self, tx: Tx, arrived: Arrived, error: str | None) -> None:
        self.counters.parked += 1
        envelope = arrived.envelope
        await tx.upsert(
            self._parked,
            [
                {
                    "channel": self.channel,
                    "position": arrived.position,
                    "id": envelope.id if envelope else UUID(int=0),
                    "type": envelope.type if envelope else "",
                    "subject": arrived.subject,
                    "error": error,
                    "attempts": 0 if error is None else 1,
                    "parked_at": tx.at,
                    "body": arrived.entry.body,
                }
            ],
            key=["channel", "position"],
        )

    async def again(self, tx: Tx, entry: Entry) -> str | None:
        """Handle a parked event once more; returns why it failed, or None."""
        arrived = self._reader.read(entry)
        if arrived.event is None:
            arrived = self._open(arrived)
        return arrived.error or await self._one(tx, arrived)
