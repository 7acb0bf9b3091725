"""Special openings of shops."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from campaign.access import special_openings_in
from campaign.domain import Hours, SpecialOpening
from regio_chassis.access import Scope
from regio_chassis.database import Reading
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
    return statement


async def special_opening(reading: Reading, scope: Scope, id: UUID) -> SpecialOpening:
    """
    One opening.

    Raises:
        Missing: there is none.
    """
    found = await reading.entity(SpecialOpening, select(_table).where(_c.id == id, special_openings_in(scope)))
    if found is None:
        raise Missing("there is no such special opening")
    return found


async def openings_of_municipality(
    reading: Reading, scope: Scope, *, municipality_key: str, year: int
) -> list[SpecialOpening]:
    """All of one year."""
    return await reading.entities(SpecialOpening, special_openings(scope, municipality=municipality_key, year=year))


async def hours_on(reading: Reading, scope: Scope, *, town_key: str, days: Sequence[date]) -> list[Hours]:
    """When the shops of the place may open on ``days`` by way of exception."""
    found = await reading.execute(
        select(_c.day, _c.opens, _c.closes).where(_c.town_key == town_key, _c.day.in_(days), special_openings_in(scope))
    )
    return [Hours(row.day, row.opens, row.closes) for row in found]
