"""Reminders of action items: due soon, overdue, and gone to the moderator."""

from datetime import date
from uuid import UUID

from sqlmodel import col
from starlette.responses import Response

from network import queries
from network.api.inputs import Orderings
from network.domain import Reminder, ReminderKind
from regio_chassis.web import Page, Paging, ReadingDep, Router, ScopeDep, Slug, View, page, problems

router = Router("/reminders", ["Action items"])

ORDERINGS: Orderings = {"-day": [col(Reminder.day)], "due": [col(Reminder.due)]}


class ReminderView(View):
    """An item that is not done, and why somebody is reminded of it."""

    item_id: UUID
    title: str
    town_key: str | None
    group_key: str | None
    kind: ReminderKind
    due: date
    day: date


@router.get(
    "",
    operation_id="reminder.list",
    summary="Reminders",
    response_model=Page[ReminderView],
    responses=problems(401, 403, 422),
)
async def list_reminders(
    reading: ReadingDep,
    scope: ScopeDep,
    paging: Paging,
    town: Slug | None = None,
    group: Slug | None = None,
    kind: ReminderKind | None = None,
) -> Response:
    """What the caller's towns or groups are reminded of, the newest first, until it is done or gets another day."""
    statement = queries.reminders.reminders(scope, town=town, group=group, kind=kind)
    return await page(reading, statement, paging=paging, orderings=ORDERINGS, view=ReminderView.model_validate)
