"""Towns and working groups: plain data of the chamber, without events."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from network import queries
from network.commands.saving import save
from network.domain import Place, Town, WorkingGroup
from network.domain.errors import KeyTaken, Unknown
from regio_chassis.access import Scope
from regio_chassis.database import Tx
from regio_chassis.rows import expect


async def add_town(tx: Tx, *, key: str, place_keys: Collection[str], at: datetime, **values: Any) -> Town:
    """
    A new town, with the places that the campaign counts to it; its own name is always one of them.

    Raises:
        KeyTaken: the key is a town already, or one of the places belongs to one.
    """
    if await queries.towns.known_towns(tx, [key]):
        raise KeyTaken("there is a town of this key")
    places = sorted({key, *place_keys})
    if await queries.towns.places_taken(tx, places):
        raise KeyTaken("a place belongs to one town")
    town = Town(key=key, created_at=at, **values)
    await tx.add(town, *(Place(key=place, town_key=key) for place in places))
    return town


async def change_town(tx: Tx, scope: Scope, key: str, changes: Mapping[str, Any], *, version: int | None) -> Town:
    town = await queries.towns.town_for_update(tx, scope, key)
    expect(town, version)
    for name, value in changes.items():
        setattr(town, name, value)
    await save(tx, town)
    return town


async def add_group(tx: Tx, *, key: str, at: datetime, **values: Any) -> WorkingGroup:
    """
    A new working group.

    Raises:
        KeyTaken: the key is a group already.
    """
    if await queries.towns.known_groups(tx, [key]):
        raise KeyTaken("there is a working group of this key")
    group = WorkingGroup(key=key, created_at=at, **values)
    await tx.add(group)
    return group


async def change_group(
    tx: Tx, scope: Scope, key: str, changes: Mapping[str, Any], *, version: int | None
) -> WorkingGroup:
    group = await queries.towns.group_for_update(tx, scope, key)
    expect(group, version)
    for name, value in changes.items():
        setattr(group, name, value)
    await save(tx, group)
    return group


async def insist_on_known(
    tx: Tx, *, towns: Collection[str] = (), groups: Collection[str] = (), pointer: str = ""
) -> None:
    """
    Insist that the network knows these towns and groups.

    Raises:
        Unknown: it does not know one of them.
    """
    if towns and await queries.towns.known_towns(tx, towns) != set(towns):
        raise Unknown("the network does not know one of the towns", pointer=pointer or "/town_keys")
    if groups and await queries.towns.known_groups(tx, groups) != set(groups):
        raise Unknown("the network does not know one of the groups", pointer=pointer or "/group_keys")
