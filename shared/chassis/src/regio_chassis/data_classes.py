"""
Whom the content of a column is about, and how long it is kept.

Every column says both in its ``info``; the record of processing and the access export are written from there.
"""

from enum import StrEnum
from typing import Any

from sqlalchemy import Column, MetaData


class DataClass(StrEnum):
    """Whom the content of a column is about, and so who may ever see it."""

    PUBLIC = "public"
    ORGANISATION = "organisation"
    PERSON = "person"
    MINOR = "minor"
    SECRET = "secret"  # noqa: S105 - a class of data


PERSONAL = frozenset({DataClass.PERSON, DataClass.MINOR, DataClass.SECRET})
"""What is about somebody."""


def information(data_class: DataClass, retention: str) -> dict[str, Any]:
    """The ``info`` of a column: its class, and the id of the rule that ends it."""
    return {"data_class": data_class, "retention": retention}


def class_of(column: Column[Any]) -> DataClass | None:
    """The class a column states, None if it does not."""
    found = column.info.get("data_class")
    return found if isinstance(found, DataClass) else None


def unclassed(metadata: MetaData) -> list[str]:
    """Columns that do not say whom they are about or which rule ends them."""
    return [
        str(column)
        for table in metadata.sorted_tables
        for column in table.columns
        if class_of(column) is None or not column.info.get("retention")
    ]
