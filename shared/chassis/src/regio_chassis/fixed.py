"""
Statements that are always the same: compiled once, and run straight on the driver.

SQLite needs 5 to 10 µs for such a statement, asyncpg 40; SQLAlchemy takes ten, and three, times that to bring it there
and back.
"""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any

from sqlalchemy import (
    ARRAY,
    Connection,
    Delete,
    Dialect,
    Float,
    Insert,
    Numeric,
    Select,
    String,
    Table,
    Text,
    TextClause,
    Update,
    any_,
    bindparam,
)
from sqlalchemy.dialects.postgresql.asyncpg import dialect as asyncpg_dialect
from sqlalchemy.dialects.sqlite import dialect as sqlite_dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import TypeEngine

from regio_chassis.postgresql import Optimistic, Remote, Unlocked

Values = Mapping[str, Any]
Convert = Callable[[Any], Any] | None


class Fixed:
    """A statement whose text never changes; what changes are the values of its bind parameters."""

    def __init__(self, statement: Select[Any] | Insert | Update | Delete | TextClause) -> None:
        self._statement = statement

    @cached_property
    def _on_sqlite(self) -> "_Straight":
        return _Straight(self._statement, sqlite_dialect())

    @cached_property
    def _on_postgresql(self) -> "_Straight":
        return _Straight(self._statement, asyncpg_dialect())  # type: ignore[no-untyped-call]  # SQLAlchemy left it so

    async def fetch(self, connection: Connection | Remote, values: Values) -> list[tuple[Any, ...]]:
        """The rows."""
        if isinstance(connection, Connection):
            straight = self._on_sqlite
            return straight.rows(_run(connection, straight.sql, straight.bound(values)).fetchall())
        straight = self._on_postgresql
        return straight.rows(await connection.fetch(straight.sql, straight.bound(values)))

    async def see(self, connection: Optimistic, values: Values) -> list[tuple[Any, ...]] | None:
        """The rows, those to be locked without a lock; None if that cannot be done."""
        straight = self._on_postgresql
        bound = straight.bound(values)
        if not straight.locks:
            # Behind a lock, what is read may be what the lock guards.
            return None if connection.seen else straight.rows(await connection.fetch(straight.sql, bound))
        if straight.unlocked is None:
            return None
        found = await connection.see(straight.unlocked, straight.sql, bound)
        return None if found is None else straight.rows(found)

    async def change(self, connection: Connection | Remote, values: Sequence[Values]) -> int:
        """Run it once for each of ``values``; returns how many rows were changed."""
        if isinstance(connection, Connection):
            straight = self._on_sqlite
            return sum(_run(connection, straight.sql, straight.bound(each)).rowcount for each in values)
        straight = self._on_postgresql
        if len(values) == 1:
            return await connection.change(straight.sql, straight.bound(values[0]))
        await connection.change_each(straight.sql, [straight.bound(each) for each in values])
        return len(values)


class Keyed(Fixed):
    """
    A statement that finds rows by the text in their first column, outside any transaction.

    On PostgreSQL those who ask at the same time are answered by one statement.
    """

    def __init__(self, statement: Select[Any]) -> None:
        key = statement.selected_columns[0]
        super().__init__(statement.where(key == bindparam("key", type_=String)))
        self._many = statement.where(key == any_(bindparam("keys", type_=ARRAY(Text))))

    @cached_property
    def _gathered(self) -> "_Straight":
        return _Straight(self._many, asyncpg_dialect())  # type: ignore[no-untyped-call]  # as above

    async def rows_of(self, connection: Connection | Remote | Optimistic, key: str) -> list[tuple[Any, ...]]:
        """The rows of one key."""
        if isinstance(connection, Connection):
            return await self.fetch(connection, {"key": key})
        straight = self._gathered
        return straight.rows(await connection.rows_of(straight.sql, key))


class _Straight:
    """The text, and what turns values into the driver's and back."""

    def __init__(self, statement: Select[Any] | Insert | Update | Delete | TextClause, dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect)
        self.sql = str(compiled)
        self.locks = " FOR " in self.sql or not isinstance(statement, Select)
        self.unlocked = _unlocked(statement, self.sql) if isinstance(statement, Select) else None
        self._constants = compiled.params
        self._parameters: list[tuple[str, Convert]] = [
            (name, _kind(compiled.binds[name].type, dialect).bind_processor(dialect))
            for name in compiled.positiontup or ()
        ]
        columns = statement.selected_columns if isinstance(statement, Select) else ()
        results = [_kind(column.type, dialect).result_processor(dialect, _oid(column.type)) for column in columns]
        self._results = [(place, convert) for place, convert in enumerate(results) if convert is not None]

    def bound(self, values: Values) -> list[Any]:
        given = {**self._constants, **values}
        return [given[name] if convert is None else convert(given[name]) for name, convert in self._parameters]

    def rows(self, found: Sequence[Any]) -> list[tuple[Any, ...]]:
        if not self._results:
            return [tuple(row) for row in found]
        converted = []
        for row in found:
            fields = list(row)
            for place, convert in self._results:
                fields[place] = convert(fields[place])
            converted.append(tuple(fields))
        return converted


def _run(connection: Connection, sql: str, bound: list[Any]) -> sqlite3.Cursor:
    driver: Any = connection.connection.dbapi_connection
    try:
        cursor: sqlite3.Cursor = driver.execute(sql, bound)
    except sqlite3.Error as error:
        raise DBAPIError.instance(sql, bound, error, sqlite3.Error, hide_parameters=True) from error
    return cursor


def _unlocked(statement: Select[Any], sql: str) -> Unlocked | None:
    """The same without its lock, if it locks the rows of one table and shows their primary key."""
    places = {column: place for place, column in enumerate(statement.selected_columns)}
    for table in statement.columns_clause_froms:
        if not isinstance(table, Table) or not sql.endswith(ending := f" FOR UPDATE OF {table.name}"):
            continue
        key = tuple(places[column] for column in table.primary_key if column in places)
        if sql.startswith(begin := "SELECT ") and len(key) == len(table.primary_key):
            return Unlocked(f"SELECT {table.name}.xmin::text, {sql[len(begin) : -len(ending)]}", table.name, key)
    return None


def _kind(type_: TypeEngine[Any], dialect: Dialect) -> TypeEngine[Any]:
    return type_.dialect_impl(dialect)


def _oid(type_: TypeEngine[Any]) -> int | None:
    # Of float8 and numeric: the only types whose processor on PostgreSQL asks what the server sends.
    if isinstance(type_, Float):
        return 701
    return 1700 if isinstance(type_, Numeric) else None
