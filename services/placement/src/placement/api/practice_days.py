"""Practice days over HTTP: who was there."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import Field
from sqlmodel import col
from starlette.responses import Response

from placement.api.about_pupils import ForCompany, ForSchool, Found, shaped
from placement.commands import practice_days as commands
from placement.domain.practice_days import DayStatus, PracticeDay, Recorder
from placement.queries import placements as queries
from regio_chassis.access import Scope
from regio_chassis.database import Reading
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
    Transaction,
    Verbs,
    View,
    item,
    page,
    problems,
)
from regio_events import WallTime

router = Router(prefix="/practice-days", tags=["Practice days"])


class Became(StrEnum):
    """What can be recorded of a day."""

    PRESENT = "present"
    EXCUSED = "excused"
    UNEXCUSED = "unexcused"
    COMPANY_CLOSED = "company_closed"


class CorrectionView(View):
    """What stood there before."""

    was: DayStatus
    recorded_by: Recorder
    recorded_at: datetime
    corrected_at: datetime


class _Day(View):
    id: UUID
    placement_id: UUID
    day: date
    starts: WallTime
    ends: WallTime
    status: DayStatus
    recorded_by: Recorder | None
    recorded_at: datetime | None
    version: int


class DayView(_Day, ForSchool):
    """A practice day as school, pupil and guardians see it."""

    corrections: list[CorrectionView] = Field(description="What stood there before a teacher corrected it")


class CompanyDayView(_Day, ForCompany):
    """A practice day as the company sees it."""


class RecordBody(Body):
    """What became of the day."""

    status: Became = Field(examples=["present"])


Either = DayView | CompanyDayView


def view(scope: Scope, row: Found) -> Either:
    """A practice day as this caller may see it."""
    return shaped(scope, row, DayView, CompanyDayView)


async def _answer(reading: Reading, scope: Scope, id: UUID) -> Response:
    row = await queries.shown(reading, scope, PracticeDay, id)
    return item(view(scope, row), row["version"])


@router.get(
    "",
    operation_id="practice_day.list",
    summary="List practice days",
    response_model=Page[Either],
    responses=problems(401, 403, 422),
)
async def list_days(
    reading: ReadingDep,
    scope: ScopeDep,
    paging: Paging,
    day: Day | None = None,
    from_day: Annotated[Day | None, Query(alias="from")] = None,
    to_day: Annotated[Day | None, Query(alias="to")] = None,
    placement: UUID | None = None,
    status: DayStatus | None = None,
) -> Response:
    """Who is where: days of the own pupils, one's own, or with the own company; filter by day and what became of it."""
    return await page(
        reading,
        queries.practice_days(scope, day=day, from_day=from_day, to_day=to_day, placement=placement, status=status),
        paging=paging,
        orderings={"day": [col(PracticeDay.day)]},
        view=lambda row: view(scope, row),
    )


@router.get(
    "/{id}",
    operation_id="practice_day.get",
    summary="Get a practice day",
    response_model=Either,
    responses=problems(401, 403, 404, 422),
)
async def get_day(reading: ReadingDep, scope: ScopeDep, id: UUID) -> Response:
    """One practice day."""
    return await _answer(reading, scope, id)


verb = Verbs(router, "practice_day", Either)


@verb("record", "Record attendance")
async def record_day(
    tx: Transaction, scope: ScopeDep, now: Now, id: UUID, body: RecordBody, version: IfMatch
) -> Response:
    """By the company on the day before noon, by the school from the day on; an absence is with the school at once."""
    await commands.record(tx, scope, id, DayStatus(body.status), expected=version, at=now)
    return await _answer(tx, scope, id)


@verb("correct", "Correct attendance", view=DayView)
async def correct_day(
    tx: Transaction, scope: ScopeDep, now: Now, id: UUID, body: RecordBody, version: IfMatch
) -> Response:
    """What stood there before is kept."""
    await commands.correct(tx, scope, id, DayStatus(body.status), expected=version, at=now)
    return await _answer(tx, scope, id)
