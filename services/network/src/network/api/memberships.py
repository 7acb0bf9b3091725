"""Memberships: who belongs to which group, and who did on a day."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import ConfigDict, Field
from sqlmodel import col
from starlette.responses import Response

from network import commands, queries
from network.api.inputs import Name, Orderings, Source
from network.domain import Membership
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
    Transaction,
    Verbs,
    View,
    created,
    item,
    page,
    problems,
)
from regio_events.network import MembershipStatus

router = Router("/memberships", ["Memberships"])

ORDERINGS: Orderings = {
    "town_key": [col(Membership.town_key), col(Membership.since)],
    "since": [col(Membership.since)],
    "group_key": [col(Membership.group_key), col(Membership.town_key)],
}


class MembershipView(View):
    """One stay of a town in a working group, with its first and last day."""

    id: UUID
    version: int
    town_key: str
    group_key: str
    role: str | None
    status: MembershipStatus
    since: date | None
    until: date | None
    source: str | None
    created_at: datetime


class MembershipBody(Body):
    """A town that is to join a group."""

    model_config = ConfigDict(json_schema_extra={"example": {"town_key": "gotha", "group_key": "netzwerk-2"}})

    town_key: Slug
    group_key: Slug
    role: Name | None = None
    source: Source | None = None


class DayBody(Body):
    """The day on which it happens."""

    model_config = ConfigDict(json_schema_extra={"example": {"on": "2026-07-01"}})

    on: Annotated[Day, Field(description="First day of the membership, or last one")]


@router.get(
    "",
    operation_id="membership.list",
    summary="Memberships",
    response_model=Page[MembershipView],
    responses=problems(422),
)
async def list_memberships(
    reading: ReadingDep,
    scope: ScopeDep,
    paging: Paging,
    town: Slug | None = None,
    group: Slug | None = None,
    status: MembershipStatus | None = None,
    on: Annotated[Day | None, Query(description="Active on this day")] = None,
) -> Response:
    """Memberships by town, former ones included; with `on` those of that day. Candidates are not public."""
    statement = queries.memberships.memberships(scope, town=town, group=group, status=status, on=on)
    return await page(reading, statement, paging=paging, orderings=ORDERINGS, view=MembershipView.model_validate)


@router.get(
    "/{id}",
    operation_id="membership.get",
    summary="A membership",
    response_model=MembershipView,
    responses=problems(404, 422),
)
async def get_membership(reading: ReadingDep, scope: ScopeDep, id: UUID) -> Response:
    """One membership."""
    membership = await queries.memberships.membership(reading, scope, id)
    return item(MembershipView.model_validate(membership), membership.version)


@router.post(
    "",
    operation_id="membership.create",
    summary="Propose a member",
    status_code=201,
    response_model=MembershipView,
    responses=problems(401, 403, 409, 422),
)
async def create_membership(tx: Transaction, body: MembershipBody, now: Now) -> Response:
    """The town becomes a candidate of the group."""
    membership = await commands.memberships.propose_member(tx, **body.model_dump(), at=now)
    view = MembershipView.model_validate(membership)
    return created(view, membership.version, f"/api/v1/memberships/{membership.id}")


verb = Verbs(router, "membership", MembershipView)


@verb("sign", "Sign a membership")
async def sign(tx: Transaction, scope: ScopeDep, id: UUID, body: DayBody, version: IfMatch) -> Response:
    """The candidate is an active member from the day on."""
    membership = await commands.memberships.sign(tx, scope, id, on=body.on, version=version)
    return item(MembershipView.model_validate(membership), membership.version)


@verb("leave", "End a membership")
async def leave(tx: Transaction, scope: ScopeDep, id: UUID, body: DayBody, version: IfMatch) -> Response:
    """The day is the last one of the membership, which stays on record."""
    membership = await commands.memberships.leave(tx, scope, id, on=body.on, version=version)
    return item(MembershipView.model_validate(membership), membership.version)
