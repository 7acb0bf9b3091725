"""Ids that only pass through on their way from the database into a document."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, String
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler


class Written(ColumnElement[str]):
    """An id as it is written in a document, made by the database: to make a UUID here and text of that takes longer."""

    type = String()
    inherit_cache = False

    def __init__(self, id: ColumnElement[UUID]) -> None:
        self.id = id


@compiles(Written, "postgresql")
def _cast(element: Written, compiler: SQLCompiler, **options: Any) -> str:
    return f"CAST({compiler.process(element.id, **options)} AS TEXT)"


@compiles(Written, "sqlite")
def _hyphenated(element: Written, compiler: SQLCompiler, **options: Any) -> str:
    digits = compiler.process(element.id, **options)
    parts = ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12))
    return " || '-' || ".join(f"substr({digits}, {start}, {length})" for start, length in parts)
