"""One transaction as commands, handlers and queries see it: Core statements, rows by name, recorded events."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Protocol, TypeVar
from uuid import UUID

from sqlalchemy import Connection, CursorResult, Executable, Table, bindparam, delete, insert, update

from regio_chassis.errors import StaleVersion
from regio_chassis.fixed import Fixed
from regio_chassis.postgresql import AtCommit, Remote
from regio_chassis.rows import Row, loaded, new_id, table_of
from regio_chassis.upserts import upsert
from regio_events import Envelope, Event

M = TypeVar("M", bound=Row)
Parameters = Mapping[str, Any] | Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event on its way to the log, with what set it off."""

    event: Event
    id: UUID
    correlation: UUID
    causation: UUID | None
    traceparent: str | None


@dataclass(frozen=True, slots=True)
class Because:
    """An earlier event that a new one continues, although it was not its arrival that set the new one off."""

    id: UUID
    correlationid: UUID


class Log(Protocol):
    """Where recorded events go; the bus is it."""

    async def append(self, tx: "Tx", recorded: Sequence[Recorded]) -> None: ...

    def wake(self) -> None: ...


class Reading:
    """A consistent view of the database, for queries."""

    __slots__ = ("_connection", "dialect")

    def __init__(self, connection: Connection | Remote) -> None:
        self._connection = connection
        self.dialect = "sqlite" if isinstance(connection, Connection) else "postgresql"

    async def execute(self, statement: Executable, parameters: Parameters | None = None) -> CursorResult[Any]:
        """Run a Core statement; a list of parameters runs it once for each."""
        if isinstance(self._connection, Connection):
            return self._connection.execute(statement, parameters)
        return await self._connection.core.execute(statement, parameters)

    async def fetch(self, fixed: Fixed, values: Mapping[str, Any] | None = None) -> list[tuple[Any, ...]]:
        """The rows of a statement that is always the same."""
        return await fixed.fetch(self._connection, values or {})

    async def entity(self, model: type[M], statement: Executable) -> M | None:
        """The one row of ``select(model)…``, or None."""
        found = (await self.execute(statement)).one_or_none()
        return None if found is None else loaded(model, dict(found._mapping))

    async def entities(self, model: type[M], statement: Executable) -> list[M]:
        """All rows of ``select(model)…``, in its order."""
        return [loaded(model, dict(found._mapping)) for found in await self.execute(statement)]

    async def scalar(self, statement: Executable) -> Any:
        """The first column of the first row, or None."""
        return (await self.execute(statement)).scalar()


class Tx(Reading):
    """
    One transaction. Commands write through it and record their events; whoever opened it commits.

    ``at`` is the time recorded events carry. ``cause`` is the event being handled, None over HTTP. ``traceparent`` is
    the trace in which they are recorded.
    """

    __slots__ = ("at", "cause", "correlation", "recorded", "traceparent")

    def __init__(
        self,
        connection: Connection | Remote,
        *,
        at: datetime,
        correlation: UUID | None = None,
        traceparent: str | None = None,
    ) -> None:
        super().__init__(connection)
        self.at = at
        self.cause: Envelope | None = None
        self.correlation = correlation or new_id()
        self.traceparent = traceparent
        self.recorded: list[Recorded] = []

    async def change(self, fixed: Fixed, *values: Mapping[str, Any]) -> int:
        """Run a write that is always the same, once for each of ``values``; returns how many rows it changed."""
        return await fixed.change(self._connection, values)

    async def leave(self, last: AtCommit, argument: bytes) -> None:
        """On PostgreSQL: have ``last`` run as the last act of the transaction, in one round trip with the commit."""
        if isinstance(self._connection, Connection):
            raise TypeError("on SQLite there is no round trip to be saved")
        await self._connection.leave(last, argument)

    def record(self, event: Event, *, because: Because | None = None) -> UUID:
        """
        State ``event``: it enters the log last in this transaction. Returns its id.

        What is being handled is its cause, else ``because``, whose thread it then continues.
        """
        cause = self.cause
        reason = cause or because
        recorded = Recorded(
            event,
            new_id(),
            reason.correlationid if reason else self.correlation,
            reason.id if reason else None,
            self.traceparent,
        )
        self.recorded.append(recorded)
        return recorded.id

    async def add(self, *rows: Row) -> None:
        """Insert rows; neighbours of one class go in one statement."""
        start = 0
        for end in range(1, len(rows) + 1):
            if end == len(rows) or type(rows[end]) is not type(rows[start]):
                shape = _shape(type(rows[start]))
                await self.change(shape.insert, *(shape.values(row) for row in rows[start:end]))
                start = end

    async def save(self, row: Row) -> None:
        """
        Write a loaded row back and raise its ``version``, where its class has one.

        Raises:
            StaleVersion: somebody saved it since it was loaded.
        """
        shape = _shape(type(row))
        parameters = shape.values(row)
        for name in shape.key:
            parameters["key_" + name] = parameters.pop(name)
        if shape.versioned:
            parameters["key_version"] = parameters["version"]
            parameters["version"] += 1
        if await self.change(shape.update, parameters) != 1:
            raise StaleVersion(f"{type(row).__name__} was changed by somebody else")
        if shape.versioned:
            row.__dict__["version"] = parameters["version"]

    async def remove(self, row: Row) -> None:
        """Delete a row by its primary key."""
        shape = _shape(type(row))
        await self.change(shape.delete, {"key_" + name: getattr(row, name) for name in shape.key})

    async def upsert(
        self,
        table: Table | type[Row],
        values: Sequence[Mapping[str, Any]],
        *,
        key: Sequence[str],
        newest: str | None = None,
    ) -> None:
        """
        Insert rows, or update those whose ``key`` is there: one statement for the whole list.

        ``newest`` names a column that never goes back: a row is only replaced by one with the same or a higher value.
        All mappings must have the same keys.
        """
        if values:
            target = table if isinstance(table, Table) else table_of(table)
            if isinstance(self._connection, Connection):
                statement = upsert(self._connection.dialect, target, tuple(values[0]), tuple(key), newest)
                self._connection.exec_driver_sql(statement.sql, statement.parameters(values))
            else:
                statement = upsert(self._connection.core.dialect, target, tuple(values[0]), tuple(key), newest)
                await self._connection.change(statement.sql, statement.parameters(values))

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """What happens inside is undone, recorded events included, when it raises."""
        before = len(self.recorded)
        if isinstance(self._connection, Connection):
            nested = self._connection.begin_nested()
            try:
                yield
            except BaseException:
                del self.recorded[before:]
                nested.rollback()
                raise
            nested.commit()
            return
        # The same name at every depth: the innermost of that name is the one that counts.
        await self._connection.change("SAVEPOINT inner_part")
        try:
            yield
        except Exception:
            del self.recorded[before:]
            await self._connection.change("ROLLBACK TO SAVEPOINT inner_part")
            await self._connection.change("RELEASE SAVEPOINT inner_part")
            raise
        await self._connection.change("RELEASE SAVEPOINT inner_part")


class _Shape:
    """The statements of a row class, built once."""

    def __init__(self, model: type[Row]) -> None:
        table = table_of(model)
        self.columns = [column.key for column in table.columns]
        self.key = [column.key for column in table.primary_key]
        self.versioned = "version" in self.columns
        matches = [table.c[name] == bindparam("key_" + name) for name in self.key]
        self.delete = Fixed(delete(table).where(*matches))
        if self.versioned:
            matches.append(table.c["version"] == bindparam("key_version"))
        kept: dict[str, Any] = {name: bindparam(name) for name in self.columns if name not in self.key}
        self.insert = Fixed(insert(table))
        self.update = Fixed(update(table).where(*matches).values(kept))

    def values(self, row: Row) -> dict[str, Any]:
        stored = row.__dict__
        return {name: stored[name] for name in self.columns}


@cache
def _shape(model: type[Row]) -> _Shape:
    return _Shape(model)
