"""Indicators: figures of a town over time."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import ConfigDict, Field
from sqlmodel import col
from starlette.responses import Response

from network import commands, queries
from network.api.inputs import Orderings, Source
from network.domain import Indicator, IndicatorKind
from regio_chassis.web import (
    Body,
    Day,
    Now,
    Page,
    Paging,
    ReadingDep,
    Router,
    ScopeDep,
    Slug,
    Transaction,
    View,
    created,
    page,
    problems,
)

router = Router("/indicators", ["Analyses"])

ORDERINGS: Orderings = {"day": [col(Indicator.day)], "kind": [col(Indicator.kind), col(Indicator.day)]}


class IndicatorView(View):
    """One value of one day; `origin_*` is the event of another programme that stated it."""

    id: UUID
    version: int
    town_key: str
    kind: IndicatorKind
    day: date
    value: Annotated[float | None, Field(description="null with `suppressed`: fewer than five")]
    suppressed: bool
    origin_event_id: UUID | None
    origin_type: str | None
    origin_subject: str | None
    source: str | None
    created_at: datetime


class IndicatorBody(Body):
    """A value that was measured."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {"town_key": "gotha", "kind": "vacancy_percent", "day": "2026-05-01", "value": 11.5}
        }
    )

    town_key: Slug
    kind: IndicatorKind
    day: Day
    value: Annotated[float, Field(strict=False, ge=0, le=10_000_000, allow_inf_nan=False)]
    source: Source | None = None


@router.get(
    "", operation_id="indicator.list", summary="Indicators", response_model=Page[IndicatorView], responses=problems(422)
)
async def list_indicators(
    reading: ReadingDep,
    scope: ScopeDep,
    paging: Paging,
    town: Slug | None = None,
    kind: IndicatorKind | None = None,
    since: Annotated[Day | None, Query(alias="from", description="First day that counts")] = None,
    until: Annotated[Day | None, Query(alias="to", description="Last day that counts")] = None,
) -> Response:
    """Values by day: before and after, for anybody to compare."""
    statement = queries.analyses.indicators(scope, town=town, kind=kind, since=since, until=until)
    return await page(reading, statement, paging=paging, orderings=ORDERINGS, view=IndicatorView.model_validate)


@router.post(
    "",
    operation_id="indicator.create",
    summary="Enter a measured value",
    status_code=201,
    response_model=IndicatorView,
    responses=problems(401, 403, 404, 422),
)
async def create_indicator(tx: Transaction, scope: ScopeDep, body: IndicatorBody, now: Now) -> Response:
    """Enter what was measured in a town; what campaign and placement state comes from their events alone."""
    found = await commands.analyses.measure(tx, scope, **body.model_dump(), at=now)
    return created(IndicatorView.model_validate(found), found.version, f"/api/v1/indicators?town={found.town_key}")
