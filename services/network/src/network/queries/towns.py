"""Towns, working groups and fields of action: public, so that a scope decides only who may change them."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import RowMapping, Select, func, select, true
from sqlmodel import col

from network.domain import FieldOfAction, Place, Town, WorkingGroup
from network.queries.memberships import active_on
from regio_chassis.access import Scope, scoped
from regio_chassis.database import Reading, Tx
from regio_chassis.errors import Missing


def towns(scope: Scope, *, region: str | None = None, group: str | None = None, on: date | None = None) -> Select[Any]:
    """Towns with the keys of their ``places`` as one text; with ``group`` or ``on``: only active members."""
    places = select(func.aggregate_strings(col(Place.key), ",")).where(col(Place.town_key) == col(Town.key))
    found: Select[Any] = select(Town, places.scalar_subquery().label("places"))
    found = found.where(scoped(scope, published=true(), town=col(Town.key)))
    if region is not None:
        found = found.where(col(Town.region) == region)
    if group is not None or on is not None:
        found = found.where(col(Town.key).in_(active_on(on, groups=None if group is None else [group])))
    return found


async def town(reading: Reading, scope: Scope, key: str) -> RowMapping:
    """
    One town with its places, as in the list.

    Raises:
        Missing: there is no such town.
    """
    found = (await reading.execute(towns(scope).where(col(Town.key) == key))).mappings().one_or_none()
    if found is None:
        raise Missing("there is no such town")
    return found


async def town_for_update(tx: Tx, scope: Scope, key: str) -> Town:
    """
    Load a town and lock its row until the transaction ends.

    Raises:
        Missing: there is no such town, or it is not the caller's to change.
    """
    mine = scoped(scope, town=col(Town.key))
    found = await tx.entity(Town, select(Town).where(col(Town.key) == key, mine).with_for_update())
    if found is None:
        raise Missing("there is no such town")
    return found


async def known_towns(reading: Reading, keys: Collection[str]) -> set[str]:
    """Those of ``keys`` that are towns of the network."""
    return set((await reading.execute(select(col(Town.key)).where(col(Town.key).in_(keys)))).scalars())


async def names(reading: Reading) -> dict[str, str]:
    """What the towns are called, by key."""
    return {row.key: row.name for row in await reading.execute(select(col(Town.key), col(Town.name)))}


async def towns_of_places(reading: Reading, place_keys: Collection[str]) -> dict[str, str]:
    """The towns that places of the campaign belong to, by place; places outside the network are left out."""
    found = select(col(Place.key), col(Place.town_key)).where(col(Place.key).in_(place_keys))
    return {row.key: row.town_key for row in await reading.execute(found)}


async def places_taken(reading: Reading, keys: Collection[str]) -> set[str]:
    """Those of ``keys`` that belong to a town already."""
    return set((await reading.execute(select(col(Place.key)).where(col(Place.key).in_(keys)))).scalars())


def groups(scope: Scope) -> Select[Any]:
    return select(WorkingGroup).where(scoped(scope, published=true(), group=col(WorkingGroup.key)))


async def group(reading: Reading, scope: Scope, key: str) -> WorkingGroup:
    """
    One working group.

    Raises:
        Missing: there is no such group.
    """
    found = await reading.entity(WorkingGroup, groups(scope).where(col(WorkingGroup.key) == key))
    if found is None:
        raise Missing("there is no such working group")
    return found


async def group_for_update(tx: Tx, scope: Scope, key: str) -> WorkingGroup:
    """
    Load a group and lock its row until the transaction ends.

    Raises:
        Missing: there is no such group, or it is not the caller's to change.
    """
    mine = scoped(scope, group=col(WorkingGroup.key))
    wanted = select(WorkingGroup).where(col(WorkingGroup.key) == key, mine)
    found = await tx.entity(WorkingGroup, wanted.with_for_update())
    if found is None:
        raise Missing("there is no such working group")
    return found


async def known_groups(reading: Reading, keys: Collection[str]) -> set[str]:
    """Those of ``keys`` that are groups of the network."""
    return set((await reading.execute(select(col(WorkingGroup.key)).where(col(WorkingGroup.key).in_(keys)))).scalars())


def fields(scope: Scope) -> Select[Any]:
    return select(FieldOfAction).where(scoped(scope, published=true()))
