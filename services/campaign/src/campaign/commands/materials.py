"""What the chamber and the towns do with advertising material."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from campaign.access import speaks_for_town
from campaign.domain import ItemExists, MaterialItem, MaterialOrder, OrderLine
from campaign.domain.materials import share_orders
from campaign.queries.editions import edition, edition_for_update, edition_held
from campaign.queries.materials import (
    SeenOrder,
    items_of_edition,
    items_of_edition_for_update,
    material_item_for_update,
    material_order_for_update,
    placed_orders_for_update,
)
from campaign.queries.towns import participation_of_town, town
from regio_chassis.access import Scope
from regio_chassis.database import Tx
from regio_chassis.errors import Missing
from regio_chassis.rows import expect


async def create_item(tx: Tx, scope: Scope, facts: Mapping[str, Any]) -> MaterialItem:
    """
    Raises:
        Missing: there is no such edition.
        ItemExists: the edition has this material.
    """
    item = MaterialItem(**facts)
    # Locked: of two that add the same material, one is told that it is there.
    await edition_for_update(tx, scope, item.edition_id)
    if item.key in await items_of_edition(tx, scope, item.edition_id):
        raise ItemExists("the edition already has this material")
    await tx.add(item)
    return item


async def change_item(
    tx: Tx, scope: Scope, id: UUID, facts: Mapping[str, Any], *, expected: int | None
) -> MaterialItem:
    """
    Raises:
        OutOfStock: more than the new stock is already promised.
    """
    item = await material_item_for_update(tx, scope, id)
    expect(item, expected)
    for name, value in facts.items():
        if name == "stock":
            item.restock(value)
        else:
            setattr(item, name, value)
    await tx.save(item)
    return item


async def create_order(
    tx: Tx, scope: Scope, *, edition_id: UUID, town_key: str, lines: Sequence[OrderLine]
) -> SeenOrder:
    """
    A new draft.

    Raises:
        Missing: there is no such edition or town, or the caller does not speak for it.
    """
    if not speaks_for_town(scope, town_key):
        raise Missing("there is no such town")
    place = await town(tx, Scope.PUBLIC, town_key)
    ordered_for = await edition(tx, Scope.PUBLIC, edition_id)
    order = MaterialOrder(edition_id=edition_id, town_key=town_key, lines=tuple(lines))
    await tx.add(order)
    return SeenOrder(order, place.name, ordered_for.year)


async def change_order(
    tx: Tx, scope: Scope, id: UUID, lines: Sequence[OrderLine], *, expected: int | None
) -> SeenOrder:
    """
    Raises:
        OrderFixed: it was placed.
    """
    seen = await _load(tx, scope, id, expected)
    seen.order.change(lines)
    await tx.save(seen.order)
    return seen


async def place(tx: Tx, scope: Scope, id: UUID, *, expected: int | None) -> SeenOrder:
    seen = await _load(tx, scope, id, expected)
    order = seen.order
    part = await participation_of_town(tx, Scope.ALL, edition_id=order.edition_id, town_key=order.town_key)
    order.place(
        await edition_held(tx, Scope.PUBLIC, order.edition_id),
        part.status if part else None,
        await items_of_edition(tx, Scope.ALL, order.edition_id),
        at=tx.at,
    )
    await tx.save(order)
    return seen


async def approve(tx: Tx, scope: Scope, id: UUID, *, quantities: Mapping[str, int], expected: int | None) -> SeenOrder:
    """
    Orders are locked before the material, here as in ``share``: two at once wait for each other, in one order.

    Raises:
        EditionNotOpen: the edition was cancelled.
        OutOfStock, Invalid: as the order says.
    """
    seen = await _load(tx, scope, id, expected)
    (await edition_held(tx, scope, seen.order.edition_id)).insist_on_taking_place()
    items = await items_of_edition_for_update(tx, Scope.ALL, seen.order.edition_id)
    seen.order.approve(quantities, items)
    await _save(tx, [seen], items)
    return seen


async def share(tx: Tx, scope: Scope, *, edition_id: UUID, dry_run: bool) -> list[SeenOrder]:
    """
    Approve everything that is placed, a shortage shared out in proportion.

    With ``dry_run`` the orders come back as they would be, and nothing is stored.

    Raises:
        Missing: there is no such edition.
        EditionNotOpen: it was cancelled.
    """
    (await edition_held(tx, scope, edition_id)).insist_on_taking_place()
    seen = await placed_orders_for_update(tx, scope, edition_id)
    items = await items_of_edition_for_update(tx, scope, edition_id)
    share_orders([one.order for one in seen], items)
    if not dry_run:
        await _save(tx, seen, items)
    return sorted(seen, key=lambda one: (one.order.town_key, one.order.id))


async def ship(tx: Tx, scope: Scope, id: UUID, *, expected: int | None) -> SeenOrder:
    seen = await _load(tx, scope, id, expected)
    tx.record(seen.order.ship())
    await tx.save(seen.order)
    return seen


async def receive(tx: Tx, scope: Scope, id: UUID, *, expected: int | None) -> SeenOrder:
    seen = await _load(tx, scope, id, expected)
    seen.order.receive()
    await tx.save(seen.order)
    return seen


async def _save(tx: Tx, seen: Sequence[SeenOrder], items: Mapping[str, MaterialItem]) -> None:
    for one in seen:
        await tx.save(one.order)
    touched = {line.item for one in seen for line in one.order.lines}
    for key, item in items.items():
        if key in touched:
            await tx.save(item)


async def _load(tx: Tx, scope: Scope, id: UUID, expected: int | None) -> SeenOrder:
    seen = await material_order_for_update(tx, scope, id)
    expect(seen.order, expected)
    return seen
