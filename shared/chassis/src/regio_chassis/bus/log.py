"""
The event log: the truth of what this service has stated, dense from 1 in each of its two channels.

A row is inserted last in the command's own transaction and gets its positions when the row of ``bus_head`` is
locked: on SQLite, which has one writer anyway, in that same transaction; on PostgreSQL after the commit, by whichever
replica comes first. Positions drawn before the commit would leave holes that a reader cannot tell from late rows.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, NamedTuple, cast
from uuid import UUID

from sqlalchemy import Row, bindparam, insert, select, text, update
from sqlalchemy.sql.elements import ColumnElement

from regio_chassis.bus.crash import crash_point
from regio_chassis.bus.tables import BusTables
from regio_chassis.database import Database, Reading, Recorded, Tx
from regio_chassis.fixed import Fixed
from regio_events import assemble

Channel = Literal["events", "public"]
CHANNELS: tuple[Channel, ...] = ("events", "public")


PAGE = 500
"""Rows that get their positions in one transaction."""

# One statement over arrays: row by row, numbering would be the slowest part of the relay. PostgreSQL only.
_NUMBER_ARRAYS = ("seq", "position", "previous", "public_position", "public_previous")
_NUMBER = text(
    "UPDATE bus_log SET position = new.position, previous = new.previous, public_position = new.public_position,"
    " public_previous = new.public_previous FROM unnest(CAST(:seq AS bigint[]), CAST(:position AS bigint[]),"
    " CAST(:previous AS uuid[]), CAST(:public_position AS bigint[]), CAST(:public_previous AS uuid[]))"
    " AS new(seq, position, previous, public_position, public_previous) WHERE bus_log.seq = new.seq"
)


class Entry(NamedTuple):
    """One event as it stands in a channel: its position and its CloudEvents document."""

    position: int
    body: bytes


class _Mark(NamedTuple):
    """Position and id of the last event in each channel, as ``bus_head`` has them."""

    position: int
    last: UUID | None
    public_position: int
    public_last: UUID | None


_NOT_NUMBERED = dict.fromkeys(_NUMBER_ARRAYS[1:])


@dataclass(frozen=True, slots=True)
class Head:
    """Where the log ends, per channel, and its epoch, which a restored backup raises."""

    epoch: int
    positions: dict[Channel, int]


class EventLog:
    """The log of one service."""

    def __init__(self, database: Database, tables: BusTables) -> None:
        self._database = database
        self.growth = asyncio.Event()
        self.readable = asyncio.Event()
        self.closing = False
        log, head = tables.log, tables.head
        self._log = log
        # On SQLite the row comes with its positions, on PostgreSQL it gets them after the commit.
        names = [column.name for column in log.columns if column.name != "seq"]
        self._insert = Fixed(insert(log).values({name: bindparam(name) for name in names}))
        self._head = select(head)
        marks = [head.c[name] for name in _Mark._fields]
        self._mark = Fixed(select(*marks))
        self._move_mark = Fixed(update(head).values({name: bindparam(name) for name in _Mark._fields}))
        unnumbered = select(log.c.seq, log.c.id, log.c.public).where(log.c.position.is_(None))
        self._mark_to_move = select(*marks).where(unnumbered.exists()).with_for_update()
        self._unnumbered = unnumbered.order_by(log.c.seq).limit(PAGE)
        self._after = {channel: self._statement(channel) for channel in CHANNELS}

    def _statement(self, channel: Channel) -> Any:
        c = self._log.c
        position, previous = (c.position, c.previous) if channel == "events" else (c.public_position, c.public_previous)
        parts = (c.id, c.type, c.subject, c.time, c.correlationid, c.causationid, c.traceparent, c.data)
        wanted: ColumnElement[bool] = position > bindparam("after")
        return select(position.label("position"), previous.label("previous"), *parts).where(wanted).order_by(position)

    async def append(self, tx: Tx, recorded: Sequence[Recorded]) -> None:
        """Insert the transaction's events; called by the database as the last act before the commit."""
        values: list[dict[str, Any]] = [
            {
                "id": item.id,
                "type": item.event.type,
                "subject": item.event.subject,
                "public": item.event.public,
                "time": tx.at,
                "correlationid": item.correlation,
                "causationid": item.causation,
                "traceparent": item.traceparent,
                "data": item.event.__pydantic_serializer__.to_json(item.event),
                **_NOT_NUMBERED,
            }
            for item in recorded
        ]
        if tx.dialect == "sqlite":
            moved = _numbered(_Mark(*(await tx.fetch(self._mark))[0]), values)
            await tx.change(self._insert, *values)
            await tx.change(self._move_mark, moved._asdict())
        else:
            await tx.change(self._insert, *values)
        crash_point("before_commit")

    def wake(self) -> None:
        """
        Tell the relay that something was committed, and whoever waits at the feed once it can be read.

        Who waits takes ``growth`` (or ``readable``) before looking into the log, and so misses nothing in between.
        """
        crash_point("after_commit")
        done, self.growth = self.growth, asyncio.Event()
        done.set()
        if self.closing or self._database.dialect == "sqlite":
            self._tell_readers()

    def _tell_readers(self) -> None:
        done, self.readable = self.readable, asyncio.Event()
        done.set()

    async def number(self) -> int:
        """Give committed rows their positions, at most ``PAGE``; returns how many. Any replica may call it."""
        if self._database.dialect == "sqlite":
            return 0
        async with self._database.begin() as tx:
            mark = (await tx.execute(self._mark_to_move)).one_or_none()
            if mark is None:
                return 0
            # Only now, with the lock: whoever held it before may have numbered the same rows.
            rows = [dict(row._mapping) for row in await tx.execute(self._unnumbered)]
            if rows:
                moved = _numbered(_Mark._make(mark), rows)
                await tx.execute(_NUMBER, {name: [row[name] for row in rows] for name in _NUMBER_ARRAYS})
                await tx.change(self._move_mark, moved._asdict())
        if rows:
            self._tell_readers()
        return len(rows)

    async def head(self, reading: Reading) -> Head:
        """Where the log ends."""
        row = (await reading.execute(self._head)).one()
        return Head(row.epoch, {"events": row.position, "public": row.public_position})

    async def after(
        self, channel: Channel, position: int, *, limit: int, type: str | None = None
    ) -> tuple[Head, list[Entry]]:
        """The head, and up to ``limit`` events behind ``position`` in order, optionally of one type."""
        statement = self._after[channel].limit(limit)
        if type is not None:
            statement = statement.where(self._log.c.type == type)
        async with self._database.reading() as reading:
            head = await self.head(reading)
            if position >= head.positions[channel]:
                return head, []
            found = (await reading.execute(statement, {"after": position})).all()
        return head, [_entry(row, head.epoch) for row in found]

    async def oldest_behind(self, channel: Channel, position: int) -> datetime | None:
        """The time of the first event behind ``position``, or None."""
        c = self._log.c
        ordered = c.position if channel == "events" else c.public_position
        statement = select(c.time).where(ordered > position).order_by(ordered).limit(1)
        async with self._database.reading() as reading:
            return cast("datetime | None", await reading.scalar(statement))

    def close(self) -> None:
        """Let everybody who waits at the feed go home."""
        self.closing = True
        self.wake()


def _numbered(mark: _Mark, rows: list[dict[str, Any]]) -> _Mark:
    """Write positions and predecessors into ``rows``; returns the mark behind them."""
    position, last, public_position, public_last = mark
    for row in rows:
        position += 1
        row["position"], row["previous"], last = position, last, row["id"]
        row["public_position"] = row["public_previous"] = None
        if row["public"]:
            public_position += 1
            row["public_position"], row["public_previous"], public_last = public_position, public_last, row["id"]
    return _Mark(position, last, public_position, public_last)


def _entry(row: Row[Any], epoch: int) -> Entry:
    fields = cast("tuple[Any, ...]", row)
    position, previous, id, type, subject, time, correlationid, causationid, traceparent, data = fields
    body = assemble(
        type,
        subject,
        data,
        id=id,
        time=time,
        epoch=epoch,
        position=position,
        previous=previous,
        correlationid=correlationid,
        causationid=causationid,
        traceparent=traceparent,
    )
    return Entry(position, body)


async def grew(growth: asyncio.Event, seconds: float) -> bool:
    """Wait for the log to grow; False when it did not within ``seconds``."""
    # Not wait_for: before Python 3.12 it swallows a cancellation that comes together with the event.
    try:
        async with asyncio.timeout(seconds):
            await growth.wait()
    except TimeoutError:
        return False
    return True
