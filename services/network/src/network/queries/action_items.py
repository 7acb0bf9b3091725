"""What is to be done, by whom and until when."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlmodel import col

from network import access
from network.domain import UNDONE, ActionItem, ActionStatus
from regio_chassis.access import Scope
from regio_chassis.database import Reading, Tx
from regio_chassis.errors import Missing


def action_items(
    scope: Scope,
    *,
    town: str | None = None,
    group: str | None = None,
    status: ActionStatus | None = None,
    overdue_on: date | None = None,
) -> Select[Any]:
    """Action items; ``overdue_on`` a day: those that should have been done before it and are not."""
    found = select(ActionItem).where(access.action_items(scope))
    for column, value in (
        (col(ActionItem.town_key), town),
        (col(ActionItem.group_key), group),
        (col(ActionItem.status), status),
    ):
        if value is not None:
            found = found.where(column == value)
    if overdue_on is not None:
        found = found.where(col(ActionItem.due) < overdue_on, col(ActionItem.status).in_(UNDONE))
    return found


async def action_item(reading: Reading, scope: Scope, id: UUID) -> ActionItem:
    """
    One action item.

    Raises:
        Missing: there is none, or it is not the caller's to see.
    """
    found = await reading.entity(ActionItem, action_items(scope).where(col(ActionItem.id) == id))
    if found is None:
        raise Missing("there is no such action item")
    return found


async def action_item_for_update(tx: Tx, scope: Scope, id: UUID) -> ActionItem:
    """
    Load an action item and lock its row until the transaction ends.

    Raises:
        Missing: there is none, or it is not the caller's to change.
    """
    found = await tx.entity(ActionItem, action_items(scope).where(col(ActionItem.id) == id).with_for_update())
    if found is None:
        raise Missing("there is no such action item")
    return found


async def asked_for(reading: Reading, *, type: str, subject: str) -> bool:
    """Whether an event of this type about this thing was turned into action items before."""
    found = select(col(ActionItem.id)).where(
        col(ActionItem.origin_subject) == subject, col(ActionItem.origin_type) == type
    )
    return await reading.scalar(found.limit(1)) is not None


async def undone(tx: Tx, *, subjects: Collection[str], towns: Collection[str]) -> list[ActionItem]:
    """Undone items of these towns that events about these subjects asked for; locked."""
    found = select(ActionItem).where(
        col(ActionItem.origin_subject).in_(subjects),
        col(ActionItem.town_key).in_(towns),
        col(ActionItem.status).in_(UNDONE),
    )
    return await tx.entities(ActionItem, found.order_by(col(ActionItem.id)).with_for_update())
