"""Action items: who has to do what, and until when."""

from datetime import date, datetime
from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import ConfigDict, Field
from sqlalchemy import RowMapping
from sqlmodel import col
from starlette.responses import Response

from network import commands, queries
from network.api.inputs import Name, Orderings, Source, Title, changes, unset
from network.domain import ActionItem, ActionStatus, local_day
from regio_chassis.web import (
    Body,
    Day,
    IfMatch,
    Now,
    Page,
    Paging,
    ReadingDep,
    Router,
    ScopeDep,
    Slug,
    Text,
    Transaction,
    Verbs,
    View,
    created,
    item,
    page,
    problems,
)

router = Router("/action-items", ["Action items"])

ORDERINGS: Orderings = {"due": [col(ActionItem.due)], "created_at": [col(ActionItem.created_at)]}
LongText = Annotated[str, Text(4000)]


class ActionItemView(View):
    """Something to do; `origin_*` is the event of another programme that asks for it."""

    id: UUID
    version: int
    title: str
    text: str | None
    assignee: str | None
    town_key: str | None
    group_key: str | None
    meeting_id: UUID | None
    due: date
    overdue: bool
    status: ActionStatus
    origin_event_id: UUID | None
    origin_type: str | None
    origin_subject: str | None
    source: str | None
    created_at: datetime


class ActionItemBody(Body):
    """Something that a town, a group or all have to do."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "title": "Leerstände melden",
                "town_key": "gotha",
                "group_key": "netzwerk-1",
                "due": "2026-05-31",
            }
        }
    )

    title: Title
    text: LongText | None = None
    assignee: Annotated[Name | None, Field(description="Office or organisation, never a person")] = None
    town_key: Slug | None = None
    group_key: Slug | None = None
    meeting_id: UUID | None = None
    due: Day
    source: Source | None = None


class ActionItemChange(Body):
    """What is to read differently; what is left out stays."""

    model_config = ConfigDict(json_schema_extra={"example": {"due": "2026-06-30"}})

    title: Title = unset()
    text: LongText | None = unset()
    assignee: Name | None = unset()
    due: Day = unset()


@router.get(
    "",
    operation_id="action_item.list",
    summary="Action items",
    response_model=Page[ActionItemView],
    responses=problems(401, 403, 422),
)
async def list_items(
    reading: ReadingDep,
    scope: ScopeDep,
    paging: Paging,
    now: Now,
    town: Slug | None = None,
    group: Slug | None = None,
    status: ActionStatus | None = None,
    overdue: Annotated[bool, Query(description="Only those that should be done by now")] = False,
) -> Response:
    """What the caller's towns or groups have to do, the most urgent first."""
    statement = queries.action_items.action_items(
        scope, town=town, group=group, status=status, overdue_on=local_day(now) if overdue else None
    )
    return await page(reading, statement, paging=paging, orderings=ORDERINGS, view=partial(row_view, at=now))


@router.get(
    "/{id}",
    operation_id="action_item.get",
    summary="An action item",
    response_model=ActionItemView,
    responses=problems(401, 403, 404, 422),
)
async def get_item(reading: ReadingDep, scope: ScopeDep, id: UUID, now: Now) -> Response:
    """One action item."""
    return answer(await queries.action_items.action_item(reading, scope, id), now)


@router.post(
    "",
    operation_id="action_item.create",
    summary="Open an action item",
    status_code=201,
    response_model=ActionItemView,
    responses=problems(401, 403, 404, 422),
)
async def create_item(tx: Transaction, scope: ScopeDep, body: ActionItemBody, now: Now) -> Response:
    """Open an item for one of the caller's towns or groups; only the chamber opens items for all."""
    found = await commands.action_items.open_item(tx, scope, **body.model_dump(), at=now)
    return created(item_view(found, now), found.version, f"/api/v1/action-items/{found.id}")


@router.patch(
    "/{id}",
    operation_id="action_item.change",
    summary="Change an action item",
    response_model=ActionItemView,
    responses=problems(401, 403, 404, 412, 422, 428),
)
async def change_item(
    tx: Transaction, scope: ScopeDep, id: UUID, body: ActionItemChange, version: IfMatch, now: Now
) -> Response:
    """Reword it, hand it to another office, or give it another day."""
    return answer(await commands.action_items.change(tx, scope, id, changes(body), version=version), now)


verb = Verbs(router, "action_item", ActionItemView)


@verb("start", "Start work on an action item")
async def start(tx: Transaction, scope: ScopeDep, id: UUID, version: IfMatch, now: Now) -> Response:
    """Somebody works on it."""
    return answer(await commands.action_items.start(tx, scope, id, version=version), now)


@verb("complete", "Complete an action item")
async def complete(tx: Transaction, scope: ScopeDep, id: UUID, version: IfMatch, now: Now) -> Response:
    """It is done."""
    return answer(await commands.action_items.complete(tx, scope, id, version=version), now)


@verb("drop", "Drop an action item")
async def drop(tx: Transaction, scope: ScopeDep, id: UUID, version: IfMatch, now: Now) -> Response:
    """Nobody needs it any longer."""
    return answer(await commands.action_items.drop(tx, scope, id, version=version), now)


def item_view(found: ActionItem, at: datetime) -> ActionItemView:
    """The view of an item; whether it is overdue depends on the day."""
    return ActionItemView(**found.model_dump(), overdue=found.is_overdue(at))


def row_view(row: RowMapping, at: datetime) -> ActionItemView:
    """The view of a row of ``queries.action_items``."""
    return item_view(ActionItem(**row), at)


def answer(found: ActionItem, at: datetime) -> Response:
    """The item as it is now."""
    return item(item_view(found, at), found.version)
