"""
Whom the content of a column is about, and how long it is kept.

Every column says both in its ``info``; the record of processing and the access export are written from there.
"""

from collections.abc import Mapping
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


Known = Mapping[str, tuple[DataClass, str]]
"""By column or table: its class, and the rule that ends it."""

_OWN: Known = {
    "bus_log": (DataClass.ORGANISATION, "log"),
    "bus_head": (DataClass.PUBLIC, "log"),
    "bus_position": (DataClass.PUBLIC, "log"),
    "bus_parked": (DataClass.ORGANISATION, "log"),
    "grant": (DataClass.PERSON, "access"),
    "api_key": (DataClass.ORGANISATION, "access"),
    "api_key.secret_hash": (DataClass.SECRET, "access"),
    "api_key_use": (DataClass.ORGANISATION, "access"),
    "page_session": (DataClass.PERSON, "session"),
    "page_session.id_hash": (DataClass.SECRET, "session"),
    "idempotency": (DataClass.MINOR, "repeat"),
    "rate_limit": (DataClass.PERSON, "limit"),
    "webhook": (DataClass.ORGANISATION, "access"),
    "audit": (DataClass.PERSON, "audit"),
    "audit_head": (DataClass.PUBLIC, "audit"),
}
"""The chassis' own tables; a column that differs from its table is named. Rules: ``retention.CHASSIS_RULES``."""


def classify(metadata: MetaData) -> None:
    """Say it of the chassis' own tables, in a service's metadata."""
    describe(metadata, _OWN)


def describe(metadata: MetaData, known: Known, *, rest: tuple[DataClass, str] | None = None) -> None:
    """
    Say it of columns that do not say it themselves: ``known`` by ``table.column`` or ``table``, all others as ``rest``.

    Raises:
        LookupError: ``known`` names a column that there is not.
    """
    columns = [(table.name, column) for table in metadata.tables.values() for column in table.columns]
    strange = {name for name in known if "." in name} - {f"{table}.{column.key}" for table, column in columns}
    if strange and rest is not None:
        raise LookupError(f"there are no columns {sorted(strange)}")
    for table, column in columns:
        said = known.get(f"{table}.{column.key}") or known.get(table) or rest
        if said is not None and class_of(column) is None:
            column.info.update(information(*said))


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
