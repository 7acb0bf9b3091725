"""Which items somebody has to be reminded of, and what was called for."""

from datetime import date
from typing import Any

from sqlalchemy import Select, select
from sqlmodel import col

from network import access
from network.domain import UNDONE, ActionItem, Reminder, ReminderKind
from network.domain.action_items import REMIND_BEFORE
from regio_chassis.access import Scope
from regio_chassis.database import Reading


def reminders(
    scope: Scope, *, town: str | None = None, group: str | None = None, kind: ReminderKind | None = None
) -> Select[Any]:
    """
    Reminders of what the caller's towns or groups have to do and have not done, with the item's title and towns; a
    moderator's also of what a town of the group has not done for long.
    """
    found: Select[Any] = (
        select(Reminder)
        .add_columns(col(ActionItem.title), col(ActionItem.town_key), col(ActionItem.group_key))
        .join(ActionItem, col(ActionItem.id) == col(Reminder.item_id))
        .where(access.reminders(scope), col(ActionItem.status).in_(UNDONE), col(ActionItem.due) == col(Reminder.due))
    )
    for column, value in (
        (col(ActionItem.town_key), town),
        (col(ActionItem.group_key), group),
        (col(Reminder.kind), kind),
    ):
        if value is not None:
            found = found.where(column == value)
    return found


async def items_to_remember(reading: Reading, day: date) -> list[ActionItem]:
    """Undone items that are due soon or overdue on ``day``."""
    found = select(ActionItem).where(col(ActionItem.status).in_(UNDONE), col(ActionItem.due) <= day + REMIND_BEFORE)
    return await reading.entities(ActionItem, found.order_by(col(ActionItem.id)))


async def sent(reading: Reading, items: list[ActionItem]) -> set[tuple[Any, ...]]:
    """What these items were remembered of before: item, kind and due date."""
    found = select(col(Reminder.item_id), col(Reminder.kind), col(Reminder.due)).where(
        col(Reminder.item_id).in_([item.id for item in items])
    )
    return {tuple(row) for row in await reading.execute(found)}
