"""Ids and instants that only pass through on their way from the database into a document."""

from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Dialect, String
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeDecorator

from regio_chassis.rows import UtcDateTime


class _Text(TypeDecorator[str]):
    """What PostgreSQL writes, and what is made of the text that SQLite keeps: its own functions take longer."""

    impl = String
    cache_ok = True

    def __init__(self, instant: bool) -> None:
        super().__init__()
        self.instant = instant

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        if dialect.name != "sqlite":
            return None
        return _moment if self.instant else _hyphenated


class Written(ColumnElement[str]):
    """An id or an instant as a document has it: to make an object here and text of that takes longer."""

    inherit_cache = False

    def __init__(self, kept: ColumnElement[Any]) -> None:
        self.kept = kept
        self.type = _Text(isinstance(kept.type, UtcDateTime))


@compiles(Written, "postgresql")
def _cast(element: Written, compiler: SQLCompiler, **options: Any) -> str:
    kept = compiler.process(element.kept, **options)
    if isinstance(element.kept.type, UtcDateTime):
        moment = f"to_char({kept} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
        return f"replace({moment}, '.000000Z', 'Z')"
    return f"CAST({kept} AS TEXT)"


@compiles(Written, "sqlite")
def _kept(element: Written, compiler: SQLCompiler, **options: Any) -> str:
    return compiler.process(element.kept, **options)


# The predecessor of an event is the event before it, and one transaction has one instant and one correlation.
@lru_cache(maxsize=1024)
def _hyphenated(digits: str | None) -> str | None:
    return digits and f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


@lru_cache(maxsize=64)
def _moment(kept: str | None) -> str | None:
    return kept and f"{kept[:10]}T{kept[11:].removesuffix('.000000')}Z"
