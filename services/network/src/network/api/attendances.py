"""Attendances: who is invited to a meeting, what they answered, and who was there."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import ConfigDict, Field
from sqlmodel import col
from starlette.responses import Response

from network import commands, queries
from network.api.inputs import Name, Orderings
from network.domain import Attendance, AttendanceStatus
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
    Transaction,
    Verbs,
    View,
    created,
    item,
    page,
    problems,
)

router = Router("/attendances", ["Meetings"])

ORDERINGS: Orderings = {"invitee": [col(Attendance.invitee)], "created_at": [col(Attendance.created_at)]}


class AttendanceView(View):
    """An invitee of a meeting: a town by its key, another organisation by its name."""

    id: UUID
    version: int
    meeting_id: UUID
    invitee: str
    town_key: Annotated[str | None, Field(description="The town that answers")]
    status: AttendanceStatus
    answered_at: datetime | None
    created_at: datetime


class GuestBody(Body):
    """An organisation that is asked to come, besides the towns."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "meeting_id": "0198a3c4-7b7e-7000-8000-000000000001",
                "organisation": "Handels- und Gewerbeverein",
                "town_key": "soemmerda",
            }
        }
    )

    meeting_id: UUID
    organisation: Annotated[Name, Field(description="Office or organisation, never a person")]
    town_key: Annotated[Slug | None, Field(description="The town that answers for it")] = None


@router.get(
    "",
    operation_id="attendance.list",
    summary="Attendances",
    response_model=Page[AttendanceView],
    responses=problems(401, 403, 422),
)
async def list_attendances(
    reading: ReadingDep,
    scope: ScopeDep,
    paging: Paging,
    meeting: UUID | None = None,
    town: Slug | None = None,
    status: AttendanceStatus | None = None,
) -> Response:
    """Invitees of the meetings that the caller takes part in."""
    statement = queries.attendances.attendances(scope, meeting=meeting, town=town, status=status)
    return await page(reading, statement, paging=paging, orderings=ORDERINGS, view=AttendanceView.model_validate)


@router.get(
    "/{id}",
    operation_id="attendance.get",
    summary="An attendance",
    response_model=AttendanceView,
    responses=problems(401, 403, 404, 422),
)
async def get_attendance(reading: ReadingDep, scope: ScopeDep, id: UUID) -> Response:
    """One invitee of a meeting."""
    return answer(await queries.attendances.attendance(reading, scope, id))


@router.post(
    "",
    operation_id="attendance.create",
    summary="Invite a guest",
    status_code=201,
    response_model=AttendanceView,
    responses=problems(401, 403, 404, 409, 422),
)
async def invite_guest(tx: Transaction, scope: ScopeDep, body: GuestBody, now: Now) -> Response:
    """Ask an organisation to come; towns are asked when the meeting's invitation goes out."""
    guest = await commands.attendances.invite_guest(tx, scope, **body.model_dump(), at=now)
    return created(AttendanceView.model_validate(guest), guest.version, f"/api/v1/attendances/{guest.id}")


verb = Verbs(router, "attendance", AttendanceView)


@verb("accept", "Accept an invitation")
async def accept(tx: Transaction, scope: ScopeDep, id: UUID, version: IfMatch, now: Now) -> Response:
    """The town or organisation will come; it may still change its mind until the meeting begins."""
    return answer(await commands.attendances.accept(tx, scope, id, at=now, version=version))


@verb("decline", "Decline an invitation")
async def decline(tx: Transaction, scope: ScopeDep, id: UUID, version: IfMatch, now: Now) -> Response:
    """The town or organisation will not come."""
    return answer(await commands.attendances.decline(tx, scope, id, at=now, version=version))


@verb("attend", "State that a guest was there")
async def attend(tx: Transaction, scope: ScopeDep, id: UUID, version: IfMatch) -> Response:
    """The guest came to the meeting, which was held; which towns came is said when it is held."""
    return answer(await commands.attendances.attend(tx, scope, id, version=version))


def answer(found: Attendance) -> Response:
    """The attendance as it is now."""
    return item(AttendanceView.model_validate(found), found.version)
