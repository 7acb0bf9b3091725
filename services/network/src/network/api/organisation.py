"""The organisation charts of the towns: bodies, and the roles in them."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field
from sqlalchemy import RowMapping
from sqlmodel import col
from starlette.responses import Response

from network import commands, queries
from network.api.inputs import Name, Orderings, Source, Url, changes, unset
from network.domain import BodyKind, TownBody, TownRole
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
    View,
    created,
    item,
    page,
    problems,
)

bodies = Router("/town-bodies", ["Organisation"])
roles = Router("/town-roles", ["Organisation"])

BODIES: Orderings = {"name": [col(TownBody.name)], "town_key": [col(TownBody.town_key), col(TownBody.name)]}
ROLES: Orderings = {"function": [col(TownRole.function)], "town_key": [col(TownRole.town_key), col(TownRole.function)]}


class TownBodyView(View):
    """An office, an association or a circle that works on the town's centre."""

    id: UUID
    version: int
    town_key: str
    name: str
    kind: BodyKind
    purpose: str | None
    website: str | None
    since: date | None
    until: date | None
    source: str | None
    created_at: datetime


class TownBodyBody(Body):
    """A new body."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"town_key": "gotha", "name": "Gewerbeverein", "kind": "association"}}
    )

    town_key: Slug
    name: Name
    kind: BodyKind
    purpose: Annotated[str, Text(2000)] | None = None
    website: Url | None = None
    since: Day | None = None
    until: Day | None = None
    source: Source | None = None


class TownBodyChange(Body):
    """What is to read differently; what is left out stays."""

    model_config = ConfigDict(json_schema_extra={"example": {"until": "2026-12-31"}})

    name: Name = unset()
    kind: BodyKind = unset()
    purpose: Annotated[str, Text(2000)] | None = unset()
    website: Url | None = unset()
    since: Day | None = unset()
    until: Day | None = unset()
    source: Source | None = unset()


class TownRoleView(View):
    """A function in a body; `person_name` is null unless it is released, or the town's own to see."""

    id: UUID
    version: int
    body_id: UUID
    town_key: str
    function: str
    organisation: str | None
    person_name: str | None
    released: bool
    since: date | None
    until: date | None
    created_at: datetime


class TownRoleBody(Body):
    """A new role."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {"body_id": "0198a3c4-7b7e-7000-8000-000000000005", "function": "Vorsitz", "released": False}
        }
    )

    body_id: UUID
    function: Name
    organisation: Name | None = None
    person_name: Name | None = None
    released: Annotated[bool, Field(description="The person agreed that the name is public")] = False
    since: Day | None = None
    until: Day | None = None


class TownRoleChange(Body):
    """What is to read differently; what is left out stays."""

    model_config = ConfigDict(json_schema_extra={"example": {"released": False, "person_name": None}})

    function: Name = unset()
    organisation: Name | None = unset()
    person_name: Name | None = unset()
    released: bool = unset()
    since: Day | None = unset()
    until: Day | None = unset()


@bodies.get(
    "", operation_id="town_body.list", summary="Bodies", response_model=Page[TownBodyView], responses=problems(422)
)
async def list_bodies(
    reading: ReadingDep, scope: ScopeDep, paging: Paging, town: Slug | None = None, kind: BodyKind | None = None
) -> Response:
    """Bodies of the towns by name, also former ones."""
    statement = queries.organisation.bodies(scope, town=town, kind=kind)
    return await page(reading, statement, paging=paging, orderings=BODIES, view=TownBodyView.model_validate)


@bodies.get(
    "/{id}", operation_id="town_body.get", summary="A body", response_model=TownBodyView, responses=problems(404, 422)
)
async def get_body(reading: ReadingDep, scope: ScopeDep, id: UUID) -> Response:
    """One body."""
    found = await queries.organisation.body(reading, scope, id)
    return item(TownBodyView.model_validate(found), found.version)


@bodies.post(
    "",
    operation_id="town_body.create",
    summary="Add a body",
    status_code=201,
    response_model=TownBodyView,
    responses=problems(401, 403, 404, 422),
)
async def create_body(tx: Transaction, scope: ScopeDep, body: TownBodyBody, now: Now) -> Response:
    """Add a body to a town's organisation chart."""
    found = await commands.organisation.add_body(tx, scope, **body.model_dump(), at=now)
    return created(TownBodyView.model_validate(found), found.version, f"/api/v1/town-bodies/{found.id}")


@bodies.patch(
    "/{id}",
    operation_id="town_body.change",
    summary="Change a body",
    response_model=TownBodyView,
    responses=problems(401, 403, 404, 412, 422, 428),
)
async def change_body(tx: Transaction, scope: ScopeDep, id: UUID, body: TownBodyChange, version: IfMatch) -> Response:
    """Change a body; one that ended gets its last day and stays on record."""
    found = await commands.organisation.change_body(tx, scope, id, changes(body), version=version)
    return item(TownBodyView.model_validate(found), found.version)


@roles.get(
    "", operation_id="town_role.list", summary="Roles", response_model=Page[TownRoleView], responses=problems(422)
)
async def list_roles(
    reading: ReadingDep, scope: ScopeDep, paging: Paging, town: Slug | None = None, body: UUID | None = None
) -> Response:
    """Roles by function, with names as far as they are released."""
    statement = queries.organisation.roles(scope, town=town, body=body)
    return await page(reading, statement, paging=paging, orderings=ROLES, view=role_view)


@roles.get(
    "/{id}", operation_id="town_role.get", summary="A role", response_model=TownRoleView, responses=problems(404, 422)
)
async def get_role(reading: ReadingDep, scope: ScopeDep, id: UUID) -> Response:
    """One role."""
    found = await queries.organisation.role(reading, scope, id)
    return item(role_view(found), found["version"])


@roles.post(
    "",
    operation_id="town_role.create",
    summary="Add a role",
    status_code=201,
    response_model=TownRoleView,
    responses=problems(401, 403, 404, 422),
)
async def create_role(tx: Transaction, scope: ScopeDep, body: TownRoleBody, now: Now) -> Response:
    """Add a role to a body; a name is shown to others only when it is released."""
    found = await commands.organisation.add_role(tx, scope, **body.model_dump(), at=now)
    return created(TownRoleView.model_validate(found), found.version, f"/api/v1/town-roles/{found.id}")


@roles.patch(
    "/{id}",
    operation_id="town_role.change",
    summary="Change a role",
    response_model=TownRoleView,
    responses=problems(401, 403, 404, 412, 422, 428),
)
async def change_role(
    tx: Transaction, scope: ScopeDep, id: UUID, body: TownRoleChange, version: IfMatch, now: Now
) -> Response:
    """Change a role, hand it to somebody else, release a name or take it back."""
    found = await commands.organisation.change_role(tx, scope, id, changes(body), at=now, version=version)
    return item(TownRoleView.model_validate(found), found.version)


def role_view(row: RowMapping) -> TownRoleView:
    """What the caller may see of a row of ``queries.organisation.roles``."""
    values = dict(row)
    if not (row["released"] or row["mine"]):
        values["person_name"] = None
    return TownRoleView(**values)
