"""How the rows of a class are inserted, saved and deleted: statements built once, of what has changed only."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, cached_property
from hashlib import blake2b
from typing import Any

from pydantic_core import to_json
from sqlalchemy import Column, LargeBinary, String, Table, UniqueConstraint, bindparam, delete, insert, update
from sqlalchemy.dialects.postgresql.asyncpg import dialect as asyncpg_dialect

from regio_chassis.fixed import Fixed
from regio_chassis.postgresql import AtCommit
from regio_chassis.rows import STORED, JsonOf, Row, table_of

_DIALECT = asyncpg_dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy left it so


class Saving:
    """How some columns of a row are written back."""

    def __init__(self, table: Table, names: Sequence[str], *, versioned: bool) -> None:
        self.table = table.name
        self._whole = table
        self._columns = [table.c[name] for name in names]
        self._key = list(table.primary_key)
        matches = [column == bindparam("key_" + column.key) for column in self._key]
        if versioned:
            matches.append(table.c["version"] == bindparam("key_version"))
        changed: dict[str, Any] = {name: bindparam(name) for name in names}
        self.update = Fixed(update(table).where(*matches).values(changed))

    def keys(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        """The primary key of a row that is saved."""
        return tuple(values["key_" + column.key] for column in self._key)

    @cached_property
    def at_commit(self) -> AtCommit | None:
        """
        On PostgreSQL: the same for many rows at once, each of which has to be in the state ``seen_``, else it raises.

        None if it might have to wait for somebody, as it does for a lock of the row that a foreign key leads to.
        """
        if any(_waits(column) for column in self._columns):
            return None
        table = self.table
        given = ", ".join(f"{column.name} text" for column in (*self._key, *self._columns))
        same = " AND ".join(f"{table}.{column.name} = {_cast('given', column)}" for column in self._key)
        changes = ", ".join(f"{column.name} = {_cast('held', column)}" for column in self._columns)
        # Row by row by the key, then by the places of the rows: left to itself the server, which expects a hundred rows
        # of the document, reads the whole table. (S608: the names are those of our own columns.)
        sql = (
            "WITH given AS MATERIALIZED (SELECT * FROM json_to_recordset(convert_from($1, 'UTF8')::json)"  # noqa: S608
            f" AS given({given}, seen_ text)), held AS MATERIALIZED (SELECT given.*, place_ FROM given CROSS JOIN"
            f" LATERAL (SELECT {table}.ctid AS place_ FROM {table} WHERE {same} AND {table}.xmin::text = given.seen_"
            f" FOR NO KEY UPDATE SKIP LOCKED) AS locked), done AS (UPDATE {table} SET {changes} FROM held"
            f" WHERE {table}.ctid = ANY(ARRAY(SELECT place_ FROM held)) AND {table}.ctid = held.place_ RETURNING 1)"
            " SELECT 1 / ((SELECT count(*) FROM done) = (SELECT count(*) FROM given))::int"
        )
        return AtCommit("save_" + blake2b(sql.encode(), digest_size=12).hexdigest(), sql, to_json)

    def written(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """A row as ``at_commit`` takes it."""
        row = {column.name: values["key_" + column.key] for column in self._key}
        for column, write in self._writers:
            value = values[column.key]
            row[column.name] = value if write is None else write(value)
        return row

    @cached_property
    def _writers(self) -> "list[tuple[Column[Any], Callable[[Any], Any] | None]]":
        return [(column, column.type.dialect_impl(_DIALECT).bind_processor(_DIALECT)) for column in self._columns]


class Shape:
    """The statements of a row class."""

    def __init__(self, model: type[Row]) -> None:
        self._table = table = table_of(model)
        self.columns = [column.key for column in table.columns]
        self.key = [column.key for column in table.primary_key]
        self.versioned = "version" in self.columns
        self._kept = [name for name in self.columns if name not in self.key]
        self._loose = frozenset(column.key for column in table.columns if isinstance(column.type, JsonOf))
        self._savings: dict[tuple[str, ...], Saving] = {}
        self.insert = Fixed(insert(table))
        self.delete = Fixed(delete(table).where(*(table.c[name] == bindparam("key_" + name) for name in self.key)))

    def values(self, row: Row) -> dict[str, Any]:
        """What is to be inserted."""
        stored = row.__dict__
        return {name: stored[name] for name in self.columns}

    def saving(self, row: Row) -> tuple[Saving, dict[str, Any]]:
        """How what has changed in a row is written back, and with which values."""
        now = row.__dict__
        values = {name: now[name] for name in self._changed(now)}
        if self.versioned:
            values["version"] = now["version"] + 1
            values["key_version"] = now["version"]
        wanted = tuple(name for name in self._kept if name in values)
        for name in self.key:
            values["key_" + name] = now[name]
        saving = self._savings.get(wanted)
        if saving is None:
            saving = self._savings[wanted] = Saving(self._table, wanted, versioned=self.versioned)
        return saving, values

    def _changed(self, now: Mapping[str, Any]) -> Sequence[str]:
        """Columns that hold another value than when the row was read, or one that may have been changed in place."""
        before = now.get(STORED)
        if before is None:
            return self._kept
        changed = [
            name
            for name in self._kept
            if now[name] is not before[name] or (name in self._loose and not _settled(now[name]))
        ]
        # A statement has to set something.
        return changed or self._kept[:1]


def saved(row: Row, columns: Iterable[str], version: int | None) -> None:
    """Note that a row is stored as it is now."""
    now = row.__dict__
    if version is not None:
        now["version"] = version
    now[STORED] = {name: now[name] for name in columns}


@cache
def shape_of(model: type[Row]) -> Shape:
    """The shape of a class, made at the first call."""
    return Shape(model)


def _settled(value: object) -> bool:
    """Whether a value cannot change in itself."""
    try:
        hash(value)
    except TypeError:
        return False
    return True


def _waits(column: Column[Any]) -> bool:
    """Whether writing this column may wait for others, or cannot be written as text."""
    table = column.table
    if column.foreign_keys or column.unique or isinstance(column.type, LargeBinary):
        return True
    unique = [index for index in table.indexes if index.unique]
    # A partial one may also come to hold of a row because of the column in its condition.
    if any(
        column.name in index.columns or index.dialect_options["postgresql"]["where"] is not None for index in unique
    ):
        return True
    return any(isinstance(one, UniqueConstraint) and column.name in one.columns for one in table.constraints)


def _cast(source: str, column: Column[Any]) -> str:
    kind = column.type.dialect_impl(_DIALECT)
    impl = getattr(kind, "impl_instance", kind)
    # A cast to varchar(n) would cut what is too long; as text it is refused when it is stored.
    text = f"{source}.{column.name}"
    return text if isinstance(impl, String) else f"CAST({text} AS {impl.compile(_DIALECT)})"
