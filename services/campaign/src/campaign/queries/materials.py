"""Advertising material and orders for it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from campaign.access import material_items_in, material_orders_in
from campaign.domain import Edition, MaterialItem, MaterialOrder, OrderStatus, Town
from campaign.queries.base import EditionRef, of_edition, one, part
from regio_chassis.access import Scope
from regio_chassis.database import Reading, Tx
from regio_chassis.errors import Missing
from regio_chassis.rows import table_of

_items = table_of(MaterialItem)
_orders = table_of(MaterialOrder)
_towns = table_of(Town)
_editions = table_of(Edition)

_SEEN: Select[Any] = (
    select(_orders, _towns.c.name.label("town_name"), _editions.c.year.label("edition_year"))
    .join_from(_orders, _towns, _towns.c.key == _orders.c.town_key)
    .join(_editions, _editions.c.id == _orders.c.edition_id)
)


@dataclass(frozen=True, slots=True)
class SeenOrder:
    """An order with what people call its town and year."""

    order: MaterialOrder
    town_name: str
    edition_year: int


def material_items(scope: Scope, *, edition: EditionRef | None = None) -> Select[Any]:
    """The list, to be paged."""
    statement = select(_items).where(material_items_in(scope))
    return statement if edition is None else statement.where(of_edition(_items.c.edition_id, edition))


async def material_item(reading: Reading, scope: Scope, id: UUID) -> MaterialItem:
    """
    One material.

    Raises:
        Missing: there is none in this scope.
    """
    return _found(await reading.entity(MaterialItem, material_items(scope).where(_items.c.id == id)))


async def material_item_for_update(tx: Tx, scope: Scope, id: UUID) -> MaterialItem:
    """The same, its row locked until the transaction ends."""
    return _found(await tx.entity(MaterialItem, material_items(scope).where(_items.c.id == id).with_for_update()))


async def items_of_edition(reading: Reading, scope: Scope, edition_id: UUID) -> dict[str, MaterialItem]:
    """The material of the edition, by key."""
    found = await reading.entities(MaterialItem, material_items(scope).where(_items.c.edition_id == edition_id))
    return {item.key: item for item in found}


async def items_of_edition_for_update(tx: Tx, scope: Scope, edition_id: UUID) -> dict[str, MaterialItem]:
    """The same, locked in the order of their ids until the transaction ends."""
    found = await tx.entities(
        MaterialItem,
        material_items(scope).where(_items.c.edition_id == edition_id).order_by(_items.c.id).with_for_update(),
    )
    return {item.key: item for item in found}


def material_orders(
    scope: Scope,
    *,
    edition: EditionRef | None = None,
    town: str | None = None,
    status: OrderStatus | None = None,
) -> Select[Any]:
    """The list, to be paged."""
    statement = _SEEN.where(material_orders_in(scope))
    if edition is not None:
        statement = statement.where(of_edition(_orders.c.edition_id, edition))
    if town is not None:
        statement = statement.where(_orders.c.town_key == town)
    if status is not None:
        statement = statement.where(_orders.c.status == status)
    return statement


async def material_order(reading: Reading, scope: Scope, id: UUID) -> SeenOrder:
    """
    One order.

    Raises:
        Missing: there is none in this scope.
    """
    return await _one(reading, material_orders(scope).where(_orders.c.id == id))


async def material_order_for_update(tx: Tx, scope: Scope, id: UUID) -> SeenOrder:
    """The same, its row locked until the transaction ends."""
    return await _one(tx, material_orders(scope).where(_orders.c.id == id).with_for_update(of=_orders))


async def placed_orders_for_update(tx: Tx, scope: Scope, edition_id: UUID) -> list[SeenOrder]:
    """Orders of the edition that wait for the chamber, locked in the order of their ids until the transaction ends."""
    rows = await tx.execute(
        material_orders(scope, edition=edition_id, status=OrderStatus.PLACED)
        .order_by(_orders.c.id)
        .with_for_update(of=_orders)
    )
    return [SeenOrder(part(MaterialOrder, row), row["town_name"], row["edition_year"]) for row in rows.mappings()]


async def _one(reading: Reading, statement: Select[Any]) -> SeenOrder:
    row = one((await reading.execute(statement)).mappings().one_or_none(), "order")
    return SeenOrder(part(MaterialOrder, row), row["town_name"], row["edition_year"])


def _found(item: MaterialItem | None) -> MaterialItem:
    if item is None:
        raise Missing("there is no such material")
    return item
