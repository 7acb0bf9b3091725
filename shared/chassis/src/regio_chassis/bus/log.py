"""
The event log: the truth of what this service has stated, dense from 1 in each of its two channels.

A row is inserted last in the command's own transaction, with its positions, while the row of ``bus_head`` is locked:
who commits first has the lower ones, so there are no holes, and no reader meets a row later than its successor. The
lock is held for one statement and the commit; nothing else is locked behind it, so nobody waits in a circle.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple, cast
from uuid import UUID

from pydantic_core import to_json
from sqlalchemy import Integer, Table, Uuid, bindparam, insert, select, true, update

from regio_chassis.bus.crash import crash_point
from regio_chassis.bus.entries import CHANNELS, MARKS, ROW, Channel, Entry, Head, Page, entries_of, placed
from regio_chassis.bus.tables import BusTables
from regio_chassis.database import Database, Reading, Recorded, Tx
from regio_chassis.fixed import Fixed
from regio_chassis.postgresql import AtCommit
from regio_chassis.rows import UtcDateTime
from regio_chassis.written import Written

# PostgreSQL: lock, numbering and insert in one statement that is sent together with the commit, because whoever writes
# next waits for it. Positions come as offsets to the mark, predecessors only where they stand in the same transaction.
_COLUMNS = {
    "position": "bigint",
    "previous": "uuid",
    "public_position": "bigint",
    "public_previous": "uuid",
    "id": "uuid",
    "type": "text",
    "subject": "text",
    "public": "boolean",
    "time": "timestamptz",
    "correlationid": "uuid",
    "causationid": "uuid",
    "traceparent": "text",
    "data": "text",
}
_APPEND = AtCommit(
    "regio_append",
    "WITH given AS (SELECT convert_from($1, 'UTF8')::json AS it),"  # noqa: S608  # column names of our own
    " moves AS (SELECT * FROM given,"
    " json_to_record(it->'mark') AS mark(position bigint, last uuid, public_position bigint, public_last uuid)),"
    " mark AS (SELECT position, last, public_position, public_last FROM bus_head FOR UPDATE), moved AS"
    " (UPDATE bus_head SET position = mark.position + moves.position, last = moves.last,"
    " public_position = mark.public_position + moves.public_position,"
    " public_last = coalesce(moves.public_last, mark.public_last) FROM mark, moves)"
    f" INSERT INTO bus_log ({', '.join(_COLUMNS)}) SELECT mark.position + new.position,"
    " coalesce(new.previous, mark.last), mark.public_position + new.public_position,"
    " CASE WHEN new.public THEN coalesce(new.public_previous, mark.public_last) END,"
    f" {', '.join(f'new.{name}' for name in list(_COLUMNS)[4:-1])}, convert_to(new.data, 'UTF8') FROM mark, given,"
    f" json_to_recordset(it->'rows') AS new({', '.join(f'{name} {kind}' for name, kind in _COLUMNS.items())})",
    lambda rows: to_json({"mark": _numbered(_Mark(0, None, 0, None), rows)._asdict(), "rows": rows}),
)


class _Mark(NamedTuple):
    """Position and id of the last event in each channel, as ``bus_head`` has them."""

    position: int
    last: UUID | None
    public_position: int
    public_last: UUID | None


class EventLog:
    """The log of one service."""

    def __init__(self, database: Database, tables: BusTables) -> None:
        self._database = database
        self.growth = asyncio.Event()
        self.closing = False
        log, head = tables.log, tables.head
        self._log = log
        self._insert = Fixed(insert(log).values({column.name: bindparam(column.name) for column in log.columns}))
        self._head = select(head)
        self._mark = Fixed(select(*(head.c[name] for name in _Mark._fields)))
        self._move_mark = Fixed(update(head).values({name: bindparam(name) for name in _Mark._fields}))
        self._after = {
            (channel, typed): self._statement(head, channel, typed) for channel in CHANNELS for typed in (False, True)
        }

    def _statement(self, head: Table, channel: Channel, typed: bool) -> Fixed:
        c = self._log.c
        position = c.position if channel == "events" else c.public_position
        written = (Written(c[n]).label(n) if isinstance(c[n].type, (Uuid, UtcDateTime)) else c[n] for n in ROW)
        rows = select(*written).where(position > bindparam("after"))
        if typed:
            rows = rows.where(c.type == bindparam("type"))
        page = rows.order_by(position).limit(bindparam("limit", type_=Integer)).subquery()
        marks = (head.c.epoch, head.c.position, head.c.public_position)
        # Head and rows in one statement see one moment. There is a row, an empty one, when the log has nothing behind.
        both = select(*marks, *page.c).select_from(head.outerjoin(page, true()))
        return Fixed(both.order_by(page.c[position.name]))

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
            }
            for item in recorded
        ]
        if tx.dialect == "sqlite":
            moved = _numbered(_Mark(*(await tx.fetch(self._mark))[0]), values)
            await tx.change(self._insert, *values)
            await tx.change(self._move_mark, moved._asdict())
        else:
            await tx.leave(_APPEND, values)
        crash_point("before_commit")

    def wake(self) -> None:
        """
        Tell the relay, and whoever waits at the feed, that something was committed.

        Who waits takes ``growth`` before looking into the log, and so misses nothing in between.
        """
        crash_point("after_commit")
        done, self.growth = self.growth, asyncio.Event()
        done.set()

    async def head(self, reading: Reading) -> Head:
        """Where the log ends."""
        row = (await reading.execute(self._head)).one()
        return Head(row.epoch, {"events": row.position, "public": row.public_position})

    async def after(
        self, channel: Channel, position: int, *, limit: int, type: str | None = None
    ) -> tuple[Head, list[Entry]]:
        """The head, and up to ``limit`` events behind ``position`` in order, optionally of one type."""
        page = await self._page(channel, position, limit=limit, type=type)
        return page.head, entries_of(page.rows, channel)

    async def page(self, position: int, *, limit: int) -> Page:
        """Up to ``limit`` rows behind ``position`` of ``events``, for both channels."""
        return await self._page("events", position, limit=limit)

    async def _page(self, channel: Channel, position: int, *, limit: int, type: str | None = None) -> Page:
        values = {"after": position, "limit": limit} | ({} if type is None else {"type": type})
        # What goes to others must not be lost to us, or the next event with this position would be another.
        async with self._database.settled() as reading:
            found = await reading.fetch(self._after[channel, type is not None], values)
        epoch, events, public = found[0][:MARKS]
        rows = [placed(row[MARKS:], epoch) for row in found if row[MARKS] is not None]
        return Page(Head(epoch, {"events": events, "public": public}), position, rows)

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


async def grew(growth: asyncio.Event, seconds: float) -> bool:
    """Wait for the log to grow; False when it did not within ``seconds``."""
    # Not wait_for: before Python 3.12 it swallows a cancellation that comes together with the event.
    try:
        async with asyncio.timeout(seconds):
            await growth.wait()
    except TimeoutError:
        return False
    return True
