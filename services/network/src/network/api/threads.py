"""What became of it: an idea or finding through all programmes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field
from sqlalchemy import Row
from starlette.responses import Response

from network import queries
from regio_chassis.web import ReadingDep, Router, ScopeDep, View, item, problems

router = Router("/threads", ["Threads"])

PLACES: Mapping[str, str] = {
    "idea": "/api/v1/ideas",
    "meeting": "/api/v1/meetings",
    "decision": "/api/v1/decisions",
    "measure": "/api/v1/measures",
    "action_item": "/api/v1/action-items",
    "analysis": "/api/v1/analyses",
}


class StepView(View):
    """One event, without what it says; `cause` is the event that set it off."""

    event_id: UUID
    type: str
    source: Annotated[str, Field(description="Who stated it: `/regio/<service>`")]
    about: Annotated[str, Field(description="What it is about: idea, meeting, decision, measure, town, ...")]
    subject: str
    link: Annotated[str | None, Field(description="Where it is read; null: in another service")]
    time: datetime
    cause: UUID | None


class ThreadView(View):
    """A thread, the oldest step first."""

    correlation_id: UUID
    steps: list[StepView]
    more: Annotated[bool, Field(description="There are more steps than are shown")]


@router.get(
    "/{correlation_id}",
    operation_id="thread.get",
    summary="A thread",
    response_model=ThreadView,
    responses=problems(404, 422),
)
async def get_thread(reading: ReadingDep, scope: ScopeDep, correlation_id: UUID) -> Response:
    """Idea or finding, meeting, decision, measure, campaign participation and result, as they were stated."""
    steps, more = await queries.threads.thread(reading, scope, correlation_id)
    return item(ThreadView(correlation_id=correlation_id, steps=[_step(one) for one in steps], more=more), len(steps))


def _step(row: Row[Any]) -> StepView:
    _, service, about, *_ = row.type.split(".")
    place = PLACES.get(about) if service == "network" else None
    return StepView(
        event_id=row.event_id,
        type=row.type,
        source=row.source,
        about=about,
        subject=row.subject,
        link=f"{place}/{row.subject}" if place else None,
        time=row.time,
        cause=row.causation_id,
    )
