"""Working groups."""

from datetime import datetime
from typing import Annotated

from pydantic import ConfigDict
from sqlmodel import col
from starlette.responses import Response

from network import commands, queries
from network.api.inputs import Name, Orderings, Source, changes, unset
from network.domain import WorkingGroup
from regio_chassis.web import (
    Body,
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
    View,
    created,
    item,
    page,
    problems,
)

router = Router("/working-groups", ["Working groups"])

ORDERINGS: Orderings = {"name": [col(WorkingGroup.name)], "key": [col(WorkingGroup.key)]}


class WorkingGroupView(View):
    """Towns that meet regularly; who belongs to it is in the memberships."""

    key: str
    version: int
    name: str
    purpose: str | None
    source: str | None
    created_at: datetime


class WorkingGroupBody(Body):
    """A new working group."""

    model_config = ConfigDict(json_schema_extra={"example": {"key": "netzwerk-3", "name": "Netzwerk 3"}})

    key: Slug
    name: Name
    purpose: Annotated[str, Text(2000)] | None = None
    source: Source | None = None


class WorkingGroupChange(Body):
    """What is to read differently; what is left out stays."""

    model_config = ConfigDict(json_schema_extra={"example": {"purpose": "Digitale Innenstädte"}})

    name: Name = unset()
    purpose: Annotated[str, Text(2000)] | None = unset()
    source: Source | None = unset()


@router.get(
    "",
    operation_id="working_group.list",
    summary="Working groups",
    response_model=Page[WorkingGroupView],
    responses=problems(422),
)
async def list_groups(reading: ReadingDep, scope: ScopeDep, paging: Paging) -> Response:
    """Working groups by name, also former ones."""
    statement = queries.towns.groups(scope)
    return await page(reading, statement, paging=paging, orderings=ORDERINGS, view=WorkingGroupView.model_validate)


@router.get(
    "/{key}",
    operation_id="working_group.get",
    summary="A working group",
    response_model=WorkingGroupView,
    responses=problems(404, 422),
)
async def get_group(reading: ReadingDep, scope: ScopeDep, key: Slug) -> Response:
    """One working group."""
    group = await queries.towns.group(reading, scope, key)
    return item(WorkingGroupView.model_validate(group), group.version)


@router.post(
    "",
    operation_id="working_group.create",
    summary="Add a working group",
    status_code=201,
    response_model=WorkingGroupView,
    responses=problems(401, 403, 409, 422),
)
async def create_group(tx: Transaction, body: WorkingGroupBody, now: Now) -> Response:
    """Add a working group; towns join it by memberships."""
    group = await commands.towns.add_group(tx, **body.model_dump(), at=now)
    return created(WorkingGroupView.model_validate(group), group.version, f"/api/v1/working-groups/{group.key}")


@router.patch(
    "/{key}",
    operation_id="working_group.change",
    summary="Change a working group",
    response_model=WorkingGroupView,
    responses=problems(401, 403, 404, 412, 422, 428),
)
async def change_group(
    tx: Transaction, scope: ScopeDep, key: Slug, body: WorkingGroupChange, version: IfMatch
) -> Response:
    """Change a group's name or purpose; its key stays."""
    group = await commands.towns.change_group(tx, scope, key, changes(body), version=version)
    return item(WorkingGroupView.model_validate(group), group.version)
