"""Special openings of shops."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from campaign.access import special_openings_in
from campaign.domain import Hours, OpeningStatus, SpecialOpening
from regio_chassis.access import Scope
from regio_chassis.database import Reading, Tx
from regio_chassis.errors import Missing
from regio_chassis.rows import table_of

_table = table_of(SpecialOpening)
_c = _table.c


def special_openings(
    scope: Scope,
    *,
    town: str | None = None,
    municipality: str | None = None,
    year: int | None = None,
    since: date | None = None,
    until: date | None = None,
    status: OpeningStatus | None = None,
) -> Select[Any]:
    """The list, to be paged; ``municipality`` by its AGS."""
    statement = select(_table).where(special_openings_in(scope))
    if town is not None:
        statement = statement.where(_c.town_key == town)
    if municipality is not None:
        statement = statement.where(_c.municipality_key == municipality)
    if year is not None:
        statement = statement.where(_c.day.between(date(year, 1, 1), date(year, 12, 31)))
    if since is not None:
        statement = statement.where(_c.day >= since)
    if until is not None:
        statement = statement.where(_c.day <= until)
    if status is not None:
        statement = statement.where(_c.status == status)
    return statement


async def special_opening(reading: Reading, scope: Scope, id: UUID) -> SpecialOpening:
    """
    One opening.

    Raises:
        Missing: there is none.
    """
    return _found(await reading.entity(SpecialOpening, select(_table).where(_c.id == id, special_openings_in(scope))))


async def special_opening_for_update(tx: Tx, scope: Scope, id: UUID) -> SpecialOpening:
    """The same, its row locked until the transaction ends; whoever publishes an offer that needs it waits."""
    statement = select(_table).where(_c.id == id, special_openings_in(scope)).with_for_update()
    return _found(await tx.entity(SpecialOpening, statement))


async def openings_of_municipality(
    reading: Reading, scope: Scope, *, municipality_key: str, year: int
) -> list[SpecialOpening]:
    """All of one year that take place."""
    statement = special_openings(scope, municipality=municipality_key, year=year, status=OpeningStatus.REGISTERED)
    return await reading.entities(SpecialOpening, statement)


async def hours_on(reading: Reading, scope: Scope, *, town_key: str, days: Sequence[date]) -> list[Hours]:
    """When the shops of the place may open on ``days`` by way of exception."""
    found = await reading.execute(
        select(_c.day, _c.opens, _c.closes).where(
            _c.town_key == town_key,
            _c.day.in_(days),
            _c.status == OpeningStatus.REGISTERED,
            special_openings_in(scope),
        )
    )
    return [Hours(row.day, row.opens, row.closes) for row in found]


def _found(opening: SpecialOpening | None) -> SpecialOpening:
    if opening is None:
        raise Missing("there is no such special opening")
    return opening
