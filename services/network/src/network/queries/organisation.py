"""The organisation charts of the towns; names only for those who may know them."""

from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, Select, select, true
from sqlmodel import col

from network.domain import BodyKind, TownBody, TownRole
from regio_chassis.access import Scope, scoped
from regio_chassis.database import Reading, Tx
from regio_chassis.errors import Missing


def bodies(scope: Scope, *, town: str | None = None, kind: BodyKind | None = None) -> Select[Any]:
    found: Select[Any] = select(TownBody).where(scoped(scope, published=true(), town=col(TownBody.town_key)))
    if town is not None:
        found = found.where(col(TownBody.town_key) == town)
    if kind is not None:
        found = found.where(col(TownBody.kind) == kind)
    return found


async def body(reading: Reading, scope: Scope, id: UUID) -> TownBody:
    """
    One body.

    Raises:
        Missing: there is none.
    """
    found = await reading.entity(TownBody, bodies(scope).where(col(TownBody.id) == id))
    if found is None:
        raise Missing("there is no such body")
    return found


async def body_for_update(tx: Tx, scope: Scope, id: UUID) -> TownBody:
    """
    Load a body and lock its row until the transaction ends.

    Raises:
        Missing: there is none, or it is not the caller's to change.
    """
    mine = scoped(scope, town=col(TownBody.town_key))
    found = await tx.entity(TownBody, select(TownBody).where(col(TownBody.id) == id, mine).with_for_update())
    if found is None:
        raise Missing("there is no such body")
    return found


def roles(scope: Scope, *, town: str | None = None, body: UUID | None = None) -> Select[Any]:
    """Roles with ``mine``: whether the caller may know a name that is not released."""
    mine = scoped(scope, town=col(TownRole.town_key))
    found: Select[Any] = select(TownRole).add_columns(mine.label("mine"))
    found = found.where(scoped(scope, published=true(), town=col(TownRole.town_key)))
    if town is not None:
        found = found.where(col(TownRole.town_key) == town)
    if body is not None:
        found = found.where(col(TownRole.body_id) == body)
    return found


async def role(reading: Reading, scope: Scope, id: UUID) -> RowMapping:
    """
    One role, as in the list.

    Raises:
        Missing: there is none.
    """
    found = (await reading.execute(roles(scope).where(col(TownRole.id) == id))).mappings().one_or_none()
    if found is None:
        raise Missing("there is no such role")
    return found


async def role_for_update(tx: Tx, scope: Scope, id: UUID) -> TownRole:
    """
    Load a role and lock its row until the transaction ends.

    Raises:
        Missing: there is none, or it is not the caller's to change.
    """
    mine = scoped(scope, town=col(TownRole.town_key))
    found = await tx.entity(TownRole, select(TownRole).where(col(TownRole.id) == id, mine).with_for_update())
    if found is None:
        raise Missing("there is no such role")
    return found
