"""What the queries share."""

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, RowMapping, Select, select

from campaign.domain import Edition, Row
from regio_chassis.errors import Missing
from regio_chassis.rows import loaded, table_of
from regio_chassis.search import matches

M = TypeVar("M", bound=Row)

EditionRef = UUID | str
"""An edition by its id, or by id or year as people write them in an address."""

_YEAR_DIGITS = 4

_editions = table_of(Edition).c


def part(model: type[M], row: Mapping[Any, Any]) -> M:
    """The ``model`` among the columns of a joined row."""
    return loaded(model, {name: row[name] for name in table_of(model).columns.keys()})  # noqa: SIM118 - not a mapping


def one(row: RowMapping | None, what: str) -> RowMapping:
    """
    The row.

    Raises:
        Missing: there is none, or it is outside the caller's scope; ``what`` names it.
    """
    if row is None:
        raise Missing(f"there is no such {what}")
    return row


def year_of(edition: EditionRef) -> int | None:
    """The year by which it was named, or None."""
    return int(edition) if isinstance(edition, str) and len(edition) == _YEAR_DIGITS else None


def of_edition(column: ColumnElement[Any], edition: EditionRef) -> ColumnElement[bool]:
    """``column`` refers to this edition."""
    year = year_of(edition)
    if year is not None:
        return column == select(_editions.id).where(_editions.year == year).scalar_subquery()
    return column == (edition if isinstance(edition, UUID) else UUID(edition))


def containing(statement: Select[Any], column: ColumnElement[str], q: str | None) -> Select[Any]:
    """Only rows whose folded ``column`` has every word of ``q``; nothing is found by signs alone."""
    return statement if q is None else statement.where(matches(column, q))
