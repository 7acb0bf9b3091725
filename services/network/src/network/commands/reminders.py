"""What is due soon, overdue or forgotten is brought to mind, once for each due date."""

from datetime import datetime

from network import queries
from network.domain import Reminder, local_day
from regio_chassis.database import Tx


async def remind(tx: Tx, at: datetime) -> None:
    """
    Write the reminders that are called for on the day of ``at`` and are not there yet.

    It may run at any time, as often as one likes, and in several replicas at once.
    """
    day = local_day(at)
    items = await queries.reminders.items_to_remember(tx, day)
    known = await queries.reminders.sent(tx, items)
    rows = [
        {"item_id": one.item_id, "kind": one.kind, "due": one.due, "day": day}
        for item in items
        for one in item.reminders(day)
        if (one.item_id, one.kind, one.due) not in known
    ]
    await tx.upsert(Reminder, rows, key=["item_id", "kind", "due"])
