"""
Set-based INSERT … ON CONFLICT DO UPDATE: one statement for a whole list of rows, on both databases.

SQLite takes the rows one after the other in one prepared statement, PostgreSQL as one array for each column. Both get
their values straight from here: SQLAlchemy's own way to many rows costs three times what the databases need for them.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Column, Dialect, String, Table, Uuid, bindparam, text
from sqlalchemy.dialects import postgresql, sqlite

Rows = Sequence[Mapping[str, Any]]

# What SQLAlchemy makes of ids and booleans on SQLite, which is most of what is written there, in half the time.
_BOOLEANS: Mapping[bool | None, int | None] = {True: 1, False: 0, None: None}


class Upsert:
    """The statement for a table, the columns that are given and the key; built once."""

    def __init__(
        self, dialect: Dialect, table: Table, columns: Sequence[str], key: Sequence[str], newest: str | None
    ) -> None:
        defaults = {column.key: _default(column) for column in table.columns if column.default is not None}
        self._defaults = {name: make for name, make in defaults.items() if name not in columns}
        # In the order of the table, which is that of the parameters in the compiled statement.
        filled = [column.key for column in table.columns if column.key in columns or column.key in self._defaults]
        self._columns = [(name, _converter(table.c[name], dialect)) for name in filled]
        self._key = key
        self._newest = newest
        self._arrays = dialect.name == "postgresql"
        statement: sqlite.Insert = (postgresql if self._arrays else sqlite).insert(table)
        if self._arrays:
            arrays = ", ".join(f"${number}::{_array(table.c[name], dialect)}" for number, name in enumerate(filled, 1))
            unnested = text(f"SELECT * FROM unnest({arrays})")  # noqa: S608 - types of our own columns
            rows = unnested.columns(*(table.c[name] for name in filled))
            statement = statement.from_select(filled, rows, include_defaults=False)
        else:
            statement = statement.values({name: bindparam(name) for name in filled})
        changed = {name: statement.excluded[name] for name in columns if name not in key}
        if changed:
            newer = None if newest is None else statement.excluded[newest] >= table.c[newest]
            statement = statement.on_conflict_do_update(index_elements=key, set_=changed, where=newer)
        else:
            statement = statement.on_conflict_do_nothing(index_elements=key)
        self.sql = str(statement.compile(dialect=dialect))

    def parameters(self, rows: Rows) -> Any:
        """What the driver takes: a list of tuples for SQLite, a tuple of lists for PostgreSQL."""
        if self._arrays and len(rows) > 1:
            rows = self._last_of_each(rows)
        if self._defaults:
            rows = [{name: make() for name, make in self._defaults.items()} | dict(row) for row in rows]
        columns = [
            [row[name] for row in rows] if convert is None else [convert(row[name]) for row in rows]
            for name, convert in self._columns
        ]
        return tuple(columns) if self._arrays else list(zip(*columns, strict=True))

    def _last_of_each(self, rows: Rows) -> Rows:
        """One row for each key, that which would stand there in the end: PostgreSQL does not touch a row twice."""
        last: dict[object, Mapping[str, Any]] = {}
        for row in rows:
            key = tuple(row[name] for name in self._key)
            if self._newest is None or key not in last or row[self._newest] >= last[key][self._newest]:
                last[key] = row
        return rows if len(last) == len(rows) else list(last.values())


@cache
def upsert(
    dialect: Dialect, table: Table, columns: tuple[str, ...], key: tuple[str, ...], newest: str | None
) -> Upsert:
    """The statement, made at the first call."""
    return Upsert(dialect, table, columns, key, newest)


def _converter(column: Column[Any], dialect: Dialect) -> Callable[[Any], Any] | None:
    kind = column.type.dialect_impl(dialect)
    if dialect.name == "sqlite" and type(kind) is Uuid and kind.as_uuid:
        return _hex
    if dialect.name == "sqlite" and type(kind) is Boolean:
        return _BOOLEANS.__getitem__
    return kind.bind_processor(dialect)


def _hex(id: UUID | None) -> str | None:
    return None if id is None else f"{id.int:032x}"


def _default(column: Column[Any]) -> Callable[[], Any]:
    """What a new row has in a column that was not given."""
    default: Any = column.default
    if default.is_callable:
        return lambda: default.arg(None)
    if not default.is_scalar:
        raise TypeError(f"{column}: a default that the database computes is not supported here")
    return lambda: default.arg


def _array(column: Column[Any], dialect: Dialect) -> str:
    kind = column.type.dialect_impl(dialect)
    # A cast to varchar(n) would cut what is too long; as text it is refused when it is stored.
    impl = getattr(kind, "impl_instance", kind)
    return "TEXT[]" if isinstance(impl, String) else f"{impl.compile(dialect)}[]"
