"""Agreements and day sheets as PDF, practice days as a calendar."""

import asyncio
from datetime import timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query
from sqlalchemy.engine import RowMapping
from starlette.responses import Response

from placement import access
from placement.api import typeset
from placement.domain.base import local_day
from placement.domain.practice_days import DayStatus, PracticeDay
from placement.queries import documents as queries
from placement.queries import placements
from regio_chassis.access import Scope
from regio_chassis.formats import CALENDAR, PDF, CalendarEvent, calendar, document, produces
from regio_chassis.web import Day, Now, ReadingDep, Router, ScopeDep, problems

MONTH = timedelta(days=31)

router = Router(prefix="", tags=["Documents"])


def _responses(*statuses: int, media_type: str) -> dict[str, Any]:
    made = produces(media_type)
    return {**made, "responses": {**made["responses"], **problems(*statuses)}}


@router.get(
    "/agreements/{id}/document.pdf",
    operation_id="agreement.document",
    summary="Print an agreement",
    **_responses(401, 403, 404, 422, media_type=PDF),
)
async def print_agreement(reading: ReadingDep, scope: ScopeDep, id: UUID) -> Response:
    """Three copies as PDF/UA; the company's names the pupil by first name and initial."""
    facts = await queries.agreement_facts(reading, scope, id)
    signatures = await placements.signatures_of(reading, id)
    made = await asyncio.to_thread(
        typeset.agreement, facts, facts["terms"], signatures, facts["signers"], pupil=_name(scope, facts)
    )
    return document(made, PDF, filename="vereinbarung.pdf", attached=True)


@router.get(
    "/day-sheet.pdf",
    operation_id="practice_day.sheet",
    summary="Print who is where on a day",
    **_responses(401, 403, 422, media_type=PDF),
)
async def print_day_sheet(
    reading: ReadingDep, scope: ScopeDep, day: Annotated[Day, Query(examples=["2026-09-15"])]
) -> Response:
    """By company and name; for a company its own pupils, by first name and initial."""
    rows = await queries.days(reading, scope, day=day, with_cancelled=False)
    made = await asyncio.to_thread(typeset.day_sheet, day, rows, [_name(scope, row) for row in rows])
    return document(made, PDF, filename=f"praxistag-{day}.pdf", attached=True)


@router.get(
    "/practice-days.ics",
    operation_id="practice_day.calendar",
    summary="Practice days as a calendar",
    **_responses(401, 403, 422, media_type=CALENDAR),
)
async def practice_calendar(reading: ReadingDep, scope: ScopeDep, now: Now) -> Response:
    """
    One's own days, those of one's child, one's pupils, or with one's company, from a month ago on.

    What was called off says so.
    """
    rows = await queries.days(reading, scope, from_day=local_day(now) - MONTH)
    made = await asyncio.to_thread(calendar, [_event(scope, row) for row in rows], name="Praxistage")
    return document(made, CALENDAR, filename="praxistage.ics")


def _event(scope: Scope, row: RowMapping) -> CalendarEvent:
    day = PracticeDay(**{name: row[name] for name in PracticeDay.model_fields})
    who = _name(scope, row)
    if access.is_company_only(scope, school_key=row["school_key"], pupil_id=row["pupil_id"]):
        summary = f"Praxistag: {who}"
    elif row["school_key"] in scope.of("school"):
        summary = f"Praxistag: {who}, {row['company_name']}"
    else:
        summary = f"Praxistag: {row['company_name']}"
    return CalendarEvent(
        uid=f"{day.id}@praxistage",
        sequence=day.sequence,
        starts_at=day.starts_at,
        ends_at=day.ends_at,
        summary=summary,
        changed_at=day.changed_at,
        location=", ".join(part for part in (row["company_name"], row["street"], row["town"]) if part),
        cancelled=day.status is DayStatus.CANCELLED,
    )


def _name(scope: Scope, row: RowMapping) -> str:
    """First name and initial for a company, the whole name for everybody else who reaches the row."""
    if access.is_company_only(scope, school_key=row["school_key"], pupil_id=row["pupil_id"]):
        return f"{row['given_name']} {row['family_name'][:1]}."
    return f"{row['given_name']} {row['family_name']}"
