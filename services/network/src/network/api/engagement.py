"""How a town works with the network: for who moderates its group, one town at a time, never as a ranking."""

from datetime import date
from typing import Annotated

from fastapi import Query
from pydantic import Field
from starlette.responses import Response

from network import queries
from network.domain.milestones import insist_on_order
from regio_chassis.web import Day, ReadingDep, Router, ScopeDep, Slug, View, item, problems

router = Router("/engagement", ["Engagement"])


class ShareView(View):
    """``done`` of ``all``."""

    done: int
    all: int


class EngagementView(View):
    """A town in a period, both days included."""

    town_key: str
    since: date
    until: date
    meetings: Annotated[ShareView, Field(description="Meetings it was invited to that were held, and attended")]
    action_items: Annotated[ShareView, Field(description="Items that were due, and done in time")]
    ideas: Annotated[ShareView, Field(description="Ideas whose answer was due, and answered in time")]
    measures: Annotated[ShareView, Field(description="Measures it carries, and those that moved")]


@router.get(
    "/{town}",
    operation_id="engagement.get",
    summary="How a town works with the network",
    response_model=EngagementView,
    responses=problems(401, 403, 404, 422),
)
async def get_engagement(
    reading: ReadingDep,
    scope: ScopeDep,
    town: Slug,
    since: Annotated[Day, Query(description="First day", examples=["2026-01-01"])],
    until: Annotated[Day, Query(description="Last day", examples=["2026-12-31"])],
) -> Response:
    """Only for who moderates the town's group: it helps to ask, and is not published."""
    insist_on_order(since, until, pointer="/until")
    found = await queries.engagement.engagement(reading, scope, town, since=since, until=until)
    view = EngagementView.model_validate({**found.__dict__, "town_key": town, "since": since, "until": until})
    answer = item(view, 0)
    answer.headers["cache-control"] = "no-store"
    return answer
