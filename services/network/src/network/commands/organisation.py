"""A town keeps its own organisation chart."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from network import access, queries
from network.commands.saving import save
from network.commands.towns import insist_on_known
from network.domain import TownBody, TownRole
from network.domain.organisation import insist_on_span
from regio_chassis.access import Scope
from regio_chassis.database import Tx
from regio_chassis.rows import expect


async def add_body(tx: Tx, scope: Scope, *, town_key: str, at: datetime, **values: Any) -> TownBody:
    await insist_on_known(tx, towns=[town_key], pointer="/town_key")
    access.insist(scope, "town", [town_key])
    body = TownBody(town_key=town_key, created_at=at, **values)
    insist_on_span(body.since, body.until)
    await tx.add(body)
    return body


async def change_body(tx: Tx, scope: Scope, id: UUID, changes: Mapping[str, Any], *, version: int | None) -> TownBody:
    body = await queries.organisation.body_for_update(tx, scope, id)
    expect(body, version)
    for name, value in changes.items():
        setattr(body, name, value)
    insist_on_span(body.since, body.until)
    await save(tx, body)
    return body


async def add_role(tx: Tx, scope: Scope, *, body_id: UUID, at: datetime, **values: Any) -> TownRole:
    body = await queries.organisation.body_for_update(tx, scope, body_id)
    role = TownRole(body_id=body.id, town_key=body.town_key, created_at=at, **values)
    role.check()
    await tx.add(role)
    return role


async def change_role(
    tx: Tx, scope: Scope, id: UUID, changes: Mapping[str, Any], *, at: datetime, version: int | None
) -> TownRole:
    role = await queries.organisation.role_for_update(tx, scope, id)
    expect(role, version)
    role.rewrite(changes, at=at)
    await save(tx, role)
    return role
