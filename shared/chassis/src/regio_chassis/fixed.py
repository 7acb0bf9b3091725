"""
Statements that are always the same: compiled once, and on SQLite run straight on the driver.

SQLite needs 5 to 10 µs for such a statement, SQLAlchemy ten times that to bring it there and back.
"""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, Delete, Dialect, Insert, Select, Update
from sqlalchemy.dialects.sqlite import dialect as sqlite_dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import TypeEngine

Values = Mapping[str, Any]
Convert = Callable[[Any], Any] | None


class Fixed:
    """A statement whose text never changes; what changes are the values of its bind parameters."""

    def __init__(self, statement: Select[Any] | Insert | Update | Delete) -> None:
        self.statement = statement

    @cached_property
    def _straight(self) -> "_Straight":
        return _Straight(self.statement, sqlite_dialect())

    def fetch(self, connection: Connection, values: Values) -> list[tuple[Any, ...]]:
        """The rows, on SQLite."""
        return self._straight.fetch(connection, values)

    def change(self, connection: Connection, values: Sequence[Values]) -> int:
        """Run it once for each of ``values``, on SQLite; returns how many rows were changed."""
        return self._straight.change(connection, values)


class _Straight:
    """The text, and what turns values into the driver's and back."""

    def __init__(self, statement: Select[Any] | Insert | Update | Delete, dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect)
        self.sql = str(compiled)
        self._constants = compiled.params
        self._parameters: list[tuple[str, Convert]] = [
            (name, _kind(compiled.binds[name].type, dialect).bind_processor(dialect))
            for name in compiled.positiontup or ()
        ]
        columns = statement.selected_columns if isinstance(statement, Select) else ()
        self._results: list[Convert] = [
            _kind(column.type, dialect).result_processor(dialect, None) for column in columns
        ]

    def fetch(self, connection: Connection, values: Values) -> list[tuple[Any, ...]]:
        found = self._run(connection, values).fetchall()
        return [
            tuple(
                [
                    value if convert is None else convert(value)
                    for value, convert in zip(row, self._results, strict=True)
                ]
            )
            for row in found
        ]

    def change(self, connection: Connection, values: Sequence[Values]) -> int:
        return sum(self._run(connection, each).rowcount for each in values)

    def _run(self, connection: Connection, values: Values) -> sqlite3.Cursor:
        given = {**self._constants, **values}
        bound = [given[name] if convert is None else convert(given[name]) for name, convert in self._parameters]
        driver: Any = connection.connection.dbapi_connection
        try:
            cursor: sqlite3.Cursor = driver.execute(self.sql, bound)
        except sqlite3.Error as error:
            raise DBAPIError.instance(self.sql, bound, error, sqlite3.Error, hide_parameters=True) from error
        return cursor


def _kind(type_: TypeEngine[Any], dialect: Dialect) -> TypeEngine[Any]:
    return type_.dialect_impl(dialect)
