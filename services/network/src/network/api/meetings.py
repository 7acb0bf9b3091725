"""Meetings, from the first date to approved minutes."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from sqlmodel import col
from starlette.responses import Response

from network import commands, queries
from network.api.inputs import Orderings, ReasonBody, changes
from network.api.meeting_shapes import (
    HoldBody,
    MeetingBody,
    MeetingChange,
    MeetingStaffView,
    MeetingView,
    RescheduleBody,
    Series,
    meeting_view,
)
from network.domain import Meeting, MeetingStatus
from regio_chassis.web import (
    IfMatch,
    Instant,
    Now,
    Page,
    Paging,
    ReadingDep,
    Router,
    ScopeDep,
    Slug,
    Transaction,
    Verbs,
    created,
    item,
    page,
    problems,
)
from regio_events.network import MeetingKind

router = Router("/meetings", ["Meetings"])

AnyMeeting = MeetingStaffView | MeetingView


@router.get(
    "", operation_id="meeting.list", summary="Meetings", response_model=Page[AnyMeeting], responses=problems(422)
)
async def list_meetings(
    reading: ReadingDep,
    scope: ScopeDep,
    paging: Paging,
    group: Slug | None = None,
    town: Annotated[Slug | None, Query(description="Invited town")] = None,
    kind: MeetingKind | None = None,
    series: Series | None = None,
    status: MeetingStatus | None = None,
    since: Annotated[Instant | None, Query(alias="from", description="Starts at this moment or later")] = None,
    until: Annotated[Instant | None, Query(alias="to", description="Starts before this moment")] = None,
) -> Response:
    """Meetings by time, cancelled ones included. Who takes part sees more of a meeting than the public."""
    statement = queries.meetings.meetings(
        scope, group=group, town=town, kind=kind, series=series, status=status, since=since, until=until
    )
    orderings: Orderings = {
        "starts_at": [queries.meetings.starts(group=group, town=town)],
        "created_at": [col(Meeting.created_at)],
    }
    return await page(reading, statement, paging=paging, orderings=orderings, view=meeting_view)


@router.get(
    "/{id}",
    operation_id="meeting.get",
    summary="A meeting",
    response_model=AnyMeeting,
    responses=problems(404, 422),
)
async def get_meeting(reading: ReadingDep, scope: ScopeDep, id: UUID) -> Response:
    """One meeting."""
    meeting = await queries.meetings.meeting(reading, scope, id)
    return item(meeting_view(meeting), meeting["version"])


@router.post(
    "",
    operation_id="meeting.create",
    summary="Schedule a meeting",
    status_code=201,
    response_model=MeetingStaffView,
    responses=problems(401, 403, 404, 422),
)
async def create_meeting(tx: Transaction, scope: ScopeDep, body: MeetingBody, now: Now) -> Response:
    """Fix a meeting; proposals that waited for one like it are put to it."""
    meeting = await commands.meetings.schedule(tx, scope, **body.model_dump(), at=now)
    return created(MeetingStaffView.model_validate(meeting), meeting.version, f"/api/v1/meetings/{meeting.id}")


@router.patch(
    "/{id}",
    operation_id="meeting.change",
    summary="Change a meeting",
    response_model=MeetingStaffView,
    responses=problems(401, 403, 404, 409, 412, 422, 428),
)
async def change_meeting(tx: Transaction, scope: ScopeDep, id: UUID, body: MeetingChange, version: IfMatch) -> Response:
    """Change what no calendar shows. Time and place change by rescheduling."""
    meeting = await commands.meetings.change(tx, scope, id, changes(body), version=version)
    return item(MeetingStaffView.model_validate(meeting), meeting.version)


verb = Verbs(router, "meeting", MeetingStaffView)


@verb("invite", "Invite to a meeting")
async def invite(tx: Transaction, scope: ScopeDep, id: UUID, version: IfMatch, now: Now) -> Response:
    """Send the invitation; it needs the notice of `lead_days` calendar days."""
    meeting = await commands.meetings.invite(tx, scope, id, at=now, version=version)
    return item(MeetingStaffView.model_validate(meeting), meeting.version)


@verb("reschedule", "Reschedule a meeting")
async def reschedule(
    tx: Transaction, scope: ScopeDep, id: UUID, body: RescheduleBody, version: IfMatch, now: Now
) -> Response:
    """Move the meeting; its `sequence` rises. An invited meeting that is brought forward needs its notice again."""
    meeting = await commands.meetings.reschedule(tx, scope, id, **body.model_dump(), at=now, version=version)
    return item(MeetingStaffView.model_validate(meeting), meeting.version)


@verb("hold", "State that a meeting was held")
async def hold(tx: Transaction, scope: ScopeDep, id: UUID, body: HoldBody, version: IfMatch, now: Now) -> Response:
    """Say which of the invited towns were present, and how many decisions the meeting took."""
    meeting = await commands.meetings.hold(tx, scope, id, **body.model_dump(), at=now, version=version)
    return item(MeetingStaffView.model_validate(meeting), meeting.version)


@verb("approve-minutes", "Approve a meeting's minutes")
async def approve_minutes(tx: Transaction, scope: ScopeDep, id: UUID, version: IfMatch) -> Response:
    """Close the meeting; its final minutes cannot be reopened any longer."""
    meeting = await commands.meetings.approve_minutes(tx, scope, id, version=version)
    return item(MeetingStaffView.model_validate(meeting), meeting.version)


@verb("cancel", "Cancel a meeting")
async def cancel(tx: Transaction, scope: ScopeDep, id: UUID, body: ReasonBody, version: IfMatch, now: Now) -> Response:
    """Call the meeting off; its agenda items go to the next one that fits, or wait for it."""
    meeting = await commands.meetings.cancel(tx, scope, id, reason=body.reason, at=now, version=version)
    return item(MeetingStaffView.model_validate(meeting), meeting.version)
