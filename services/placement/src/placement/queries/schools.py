"""Towns, schools and their phases."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Select, select
from sqlmodel import col

from placement import access
from placement.domain.errors import TownUnknown
from placement.domain.schools import Partner, School, SchoolYear
from placement.domain.towns import Town
from regio_chassis.access import Scope
from regio_chassis.database import Reading, Tx
from regio_chassis.errors import Missing
from regio_chassis.search import matches


def towns(scope: Scope, *, county: str | None = None) -> Select[Town]:
    """All towns; they are public."""
    found = select(Town).where(access.anybody(scope))
    return found if county is None else found.where(col(Town.county) == county)


async def town(reading: Reading, scope: Scope, key: str) -> Town:
    """
    One town.

    Raises:
        Missing: there is none.
    """
    found = await reading.entity(Town, select(Town).where(col(Town.key) == key, access.anybody(scope)))
    if found is None:
        raise Missing("This town does not exist.")
    return found


async def known_town(reading: Reading, key: str, *, pointer: str, place: str = "body") -> Town:
    """
    The town of this key, which the field ``pointer`` of the request names.

    Raises:
        TownUnknown: there is none.
    """
    found = await reading.entity(Town, select(Town).where(col(Town.key) == key))
    if found is None:
        raise TownUnknown(pointer=pointer, place=place)
    return found


async def town_for_update(tx: Tx, scope: Scope, key: str) -> Town:
    """The same, locked until the transaction ends."""
    statement = select(Town).where(col(Town.key) == key, access.anybody(scope)).with_for_update()
    found = await tx.entity(Town, statement)
    if found is None:
        raise Missing("This town does not exist.")
    return found


def partners(scope: Scope) -> Select[Partner]:
    """All partners; they are public."""
    return select(Partner).where(access.anybody(scope))


def school_years(scope: Scope) -> Select[SchoolYear]:
    """All school years; they are public."""
    return select(SchoolYear).where(access.anybody(scope))


async def school_year_exists(reading: Reading, key: str) -> bool:
    """Whether a school year is known."""
    return await reading.scalar(select(col(SchoolYear.key)).where(col(SchoolYear.key) == key)) is not None


async def town_exists(reading: Reading, key: str) -> bool:
    """Whether a town has this key."""
    return await reading.scalar(select(col(Town.key)).where(col(Town.key) == key)) is not None


def schools(
    scope: Scope, *, town: str | None = None, county: str | None = None, q: str | None = None
) -> Select[School]:
    """Schools that the scope reaches."""
    found = select(School).where(access.schools(scope))
    if town is not None:
        found = found.where(col(School.town_key) == town)
    if county is not None:
        found = found.where(col(School.town_key).in_(select(col(Town.key)).where(col(Town.county) == county)))
    if q is not None:
        found = found.where(matches(col(School.search), q))
    return found


async def school(reading: Reading, scope: Scope, id: UUID) -> School:
    """
    One school.

    Raises:
        Missing: there is none, or it is out of reach.
    """
    found = await reading.entity(School, select(School).where(col(School.id) == id, access.schools(scope)))
    if found is None:
        raise Missing(f"school {id} does not exist")
    return found


async def school_for_update(tx: Tx, scope: Scope, id: UUID) -> School:
    """The same, locked until the transaction ends."""
    statement = select(School).where(col(School.id) == id, access.schools(scope)).with_for_update()
    found = await tx.entity(School, statement)
    if found is None:
        raise Missing(f"school {id} does not exist")
    return found


async def school_key_taken(reading: Reading, key: str) -> bool:
    """Whether a school has this key."""
    return await reading.scalar(select(col(School.id)).where(col(School.key) == key)) is not None


async def schools_in(tx: Tx, town_key: str) -> Sequence[School]:
    """The schools of a town, by key."""
    return await tx.entities(School, select(School).where(col(School.town_key) == town_key).order_by(col(School.key)))
