"""One transaction as commands, handlers and queries see it: Core statements, rows by name, recorded events."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeVar, cast
from uuid import UUID

from sqlalchemy import Connection, CursorResult, Executable, Table

from regio_chassis.errors import StaleVersion
from regio_chassis.fixed import Fixed, Keyed
from regio_chassis.postgresql import AtCommit, Optimistic, Remote
from regio_chassis.rows import Row, loaded, new_id, table_of
from regio_chassis.shapes import Saving, saved, shape_of
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

    __slots__ = ("_connection", "dialect", "in_vain")

    def __init__(self, connection: Connection | Remote | Optimistic) -> None:
        self._connection = connection
        self.in_vain = False
        """It was optimistic, and had already read without a lock when it needed one."""
        self.dialect = "sqlite" if isinstance(connection, Connection) else "postgresql"

    async def _begun(self) -> Connection | Remote:
        """The connection, with a transaction if it is one that writes: what is asked for now cannot do without."""
        optimistic = self._connection
        if isinstance(optimistic, Optimistic):
            self._connection = await optimistic.begin()
            self.in_vain = optimistic.seen
        return cast("Connection | Remote", self._connection)

    async def execute(self, statement: Executable, parameters: Parameters | None = None) -> CursorResult[Any]:
        """Run a Core statement; a list of parameters runs it once for each."""
        connection = await self._begun()
        if isinstance(connection, Connection):
            return connection.execute(statement, parameters)
        return await connection.core.execute(statement, parameters)

    async def fetch(self, fixed: Fixed, values: Mapping[str, Any] | None = None) -> list[tuple[Any, ...]]:
        """The rows of a statement that is always the same."""
        optimistic = self._connection
        if isinstance(optimistic, Optimistic) and not optimistic.work:
            found = await fixed.see(optimistic, values or {})
            if found is not None:
                return found
        return await fixed.fetch(await self._begun(), values or {})

    async def rows_of(self, keyed: Keyed, key: str) -> list[tuple[Any, ...]]:
        """The rows of a key, as they are now, whatever the transaction has written."""
        return await keyed.rows_of(self._connection, key)

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
        connection: Connection | Remote | Optimistic,
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
        return await fixed.change(await self._begun(), values)

    async def leave(self, last: AtCommit, rows: list[Any]) -> None:
        """On PostgreSQL: have ``last`` run as the last act of the transaction, in one round trip with the commit."""
        if isinstance(self._connection, Connection):
            raise TypeError("on SQLite there is no round trip to be saved")
        if isinstance(self._connection, Optimistic):
            self._connection.leave(last, rows)
        else:
            await self._connection.leave(last, rows)

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
                shape = shape_of(type(rows[start]))
                await self.change(shape.insert, *(shape.values(row) for row in rows[start:end]))
                start = end

    async def save(self, row: Row) -> None:
        """
        Write a loaded row back and raise its ``version``, where its class has one.

        Raises:
            StaleVersion: somebody saved it since it was loaded.
        """
        shape = shape_of(type(row))
        saving, values = shape.saving(row)
        if not self._later(saving, values) and await self.change(saving.update, values) != 1:
            raise StaleVersion(f"{type(row).__name__} was changed by somebody else")
        saved(row, shape.columns, values.get("version"))

    def _later(self, saving: Saving, values: Mapping[str, Any]) -> bool:
        """Whether a row waits for the end of the transaction to be saved."""
        optimistic = self._connection
        if not isinstance(optimistic, Optimistic) or saving.at_commit is None:
            return False
        return optimistic.save(saving.at_commit, saving.written(values), saving.table, saving.keys(values))

    async def remove(self, row: Row) -> None:
        """Delete a row by its primary key."""
        shape = shape_of(type(row))
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
            connection = await self._begun()
            if isinstance(connection, Connection):
                statement = upsert(connection.dialect, target, tuple(values[0]), tuple(key), newest)
                connection.exec_driver_sql(statement.sql, statement.parameters(values))
            else:
                statement = upsert(connection.core.dialect, target, tuple(values[0]), tuple(key), newest)
                await connection.change(statement.sql, statement.parameters(values))

    @asynccontextmanager
    async def savepoint(self) -> AsyncIterator[None]:
        """What happens inside is undone, recorded events included, when it raises."""
        before = len(self.recorded)
        connection = await self._begun()
        if isinstance(connection, Connection):
            nested = connection.begin_nested()
            try:
                yield
            except BaseException:
                del self.recorded[before:]
                nested.rollback()
                raise
            nested.commit()
            return
        # The same name at every depth: the innermost of that name is the one that counts.
        await connection.change("SAVEPOINT inner_part")
        try:
            yield
        except Exception:
            del self.recorded[before:]
            await connection.change("ROLLBACK TO SAVEPOINT inner_part")
            await connection.change("RELEASE SAVEPOINT inner_part")
            raise
        await connection.change("RELEASE SAVEPOINT inner_part")
