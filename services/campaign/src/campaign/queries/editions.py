"""Editions."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, select

from campaign.access import EDITIONS, editions_in
from campaign.domain import Edition, EditionStatus
from campaign.queries.base import EditionRef, year_of
from regio_chassis.access import Scope
from regio_chassis.database import Reading, Tx
from regio_chassis.errors import Missing
from regio_chassis.fixed import Fixed
from regio_chassis.rows import loaded, table_of

_table = table_of(Edition)
_c = _table.c
_COLUMNS = tuple(_table.columns.keys())
_BY_ID = Fixed(select(_table).where(EDITIONS.condition, _c.id == bindparam("id")))
_BY_YEAR = Fixed(select(_table).where(EDITIONS.condition, _c.year == bindparam("year")))


def editions(scope: Scope, *, status: EditionStatus | None = None, year: int | None = None) -> Select[Any]:
    """The list, to be paged."""
    statement = select(_table).where(editions_in(scope))
    if status is not None:
        statement = statement.where(_c.status == status)
    if year is not None:
        statement = statement.where(_c.year == year)
    return statement


async def edition(reading: Reading, scope: Scope, ref: EditionRef) -> Edition:
    """
    One edition, by id or year.

    Raises:
        Missing: there is none in this scope.
    """
    year = year_of(ref)
    statement = _BY_ID if year is None else _BY_YEAR
    wanted = {"id": ref if isinstance(ref, UUID) else UUID(ref)} if year is None else {"year": year}
    found = await reading.fetch(statement, {**wanted, **EDITIONS.values(scope, reading.dialect)})
    return _found(loaded(Edition, dict(zip(_COLUMNS, found[0], strict=True))) if found else None)


async def edition_for_update(tx: Tx, scope: Scope, id: UUID) -> Edition:
    """The same, its row locked until the transaction ends."""
    return _found(await tx.entity(Edition, select(_table).where(_c.id == id, editions_in(scope)).with_for_update()))


async def edition_held(tx: Tx, scope: Scope, id: UUID) -> Edition:
    """
    The same; whoever wants to change or cancel it waits until the transaction ends.

    It is the lock that a row which refers to the edition takes anyway, only earlier.
    """
    held = select(_table).where(_c.id == id, editions_in(scope)).with_for_update(read=True, key_share=True)
    return _found(await tx.entity(Edition, held))


async def edition_of_year(reading: Reading, scope: Scope, year: int) -> Edition | None:
    """The edition of ``year``, where there is one in this scope."""
    return await reading.entity(Edition, select(_table).where(_c.year == year, editions_in(scope)))


async def edition_of_year_for_update(tx: Tx, scope: Scope, year: int) -> Edition | None:
    """The same, its row locked until the transaction ends."""
    return await tx.entity(Edition, select(_table).where(_c.year == year, editions_in(scope)).with_for_update())


def _found(edition: Edition | None) -> Edition:
    if edition is None:
        raise Missing("there is no such edition")
    return edition
