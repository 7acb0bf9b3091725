"""One batch of another service's events, applied in one transaction: skip, handle, park, or ask for what is missing."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy import bindparam, delete, exists, insert, select, update

from regio_chassis.bus.arrivals import Arrived, Reader, event_of, place_of, runs, transient
from regio_chassis.bus.entries import Entry
from regio_chassis.bus.tables import BusTables
from regio_chassis.database import Tx
from regio_chassis.fixed import Fixed
from regio_chassis.handling import Each, Handled, Handlers, Together
from regio_chassis.tracing import Tracing
from regio_events import EVENT_TYPES, Envelope, Event, NewerMajor, UnknownType

log = logging.getLogger(__name__)

Read = tuple[Entry, Envelope | None, Event | None]
"""An entry, its envelope where it is readable, and the event inside where it is handled."""

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

    def read(self, entries: Sequence[Entry]) -> list[Read]:
        """What the entries say; before the transaction, which others wait for, begins."""
        return [(entry, *self._reader.read(entry)) for entry in entries]

    async def apply(self, tx: Tx, entries: Sequence[Read], *, asked: bool = False) -> Applied:
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
        epoch, position, last, stored_time, held = before
        turn: list[Arrived] = []
        missing = time = None
        for entry, envelope, event in entries:
            if envelope is not None and envelope.epoch != epoch:
                if envelope.epoch < epoch:
                    continue
                await self._restart(tx, turn, f"epoch {envelope.epoch}")
                epoch, position, last = envelope.epoch, 0, None
            if entry.position <= position:
                self.counters.duplicates += 1
                continue
            if entry.position == position + 1 and position and last and envelope and envelope.previous != last:
                await self._restart(tx, turn, f"the log forks at {entry.position}")
                position, last = 0, None
            if entry.position > position + 1 or (envelope is None and not asked):
                missing = entry.position
                break
            position += 1
            last = None if envelope is None else envelope.id
            time = time if envelope is None else envelope.time
            turn.append(self._arrived(entry, envelope, event))
        if (epoch, position) != before[:2]:
            await self._handle(tx, turn, {subject for (subject,) in await tx.fetch(self._subjects)} if held else set())
            values = {"epoch": epoch, "position": position, "last": last, "time": time or stored_time}
            await tx.change(self._move, values)
        return Applied(position, missing)

    async def _restart(self, tx: Tx, turn: list[Arrived], why: str) -> None:
        log.warning("%s: %s, read again from the start", self.channel, why)
        self.counters.restarts += 1
        turn.clear()
        await tx.change(self._forget, {})

    def _arrived(self, entry: Entry, envelope: Envelope | None, event: Event | None) -> Arrived:
        if envelope is None:
            return Arrived(entry, None, error="the document is not a readable CloudEvents document")
        if event is not None:
            return Arrived(entry, envelope, event, known=type(event))
        known = EVENT_TYPES.get(envelope.type)
        arrived = Arrived(entry, envelope, known=known)
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
        # What we do nothing about does not end a run.
        concerning = [arrived for arrived in turn if arrived.event is not None or arrived.error]
        for run in runs(concerning, self._handlers):
            first = run[0]
            handling = None if first.known is None else self._handlers.get(first.known)
            if len(run) > 1 and isinstance(handling, Together) and not (held and any(a.subject in held for a in run)):
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
            log.exception("%s: event %s failed", self.channel, arrived.entry.position)
            # The text of an exception may carry what people wrote; its class and place do not.
            return place_of(error)
        self.counters.applied += 1
        return None

    async def _call(self, tx: Tx, run: Sequence[Arrived]) -> None:
        handling = self._handlers[type(event_of(run[0]))]
        envelopes = [arrived.envelope for arrived in run if arrived.envelope is not None]
        with self._tracing.handling(self.channel, envelopes) as traceparent:
            async with tx.savepoint():
                if isinstance(handling, Each):
                    (envelope,) = envelopes
                    tx.cause, tx.traceparent = envelope, traceparent or envelope.traceparent
                    try:
                        await handling.call(tx, event_of(run[0]), envelope)
                    finally:
                        tx.cause = tx.traceparent = None
                else:
                    handled = [Handled(event_of(a), envelope) for a, envelope in zip(run, envelopes, strict=True)]
                    await handling.call(tx, handled)

    async def _park(self, tx: Tx, arrived: Arrived, error: str | None) -> None:
        self.counters.parked += 1
        envelope = arrived.envelope
        await tx.upsert(
            self._parked,
            [
                {
                    "channel": self.channel,
                    "position": arrived.entry.position,
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
        arrived = self._arrived(entry, *self._reader.read(entry))
        return arrived.error or await self._one(tx, arrived)
