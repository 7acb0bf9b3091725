"""Visits and incidents over HTTP."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field
from sqlmodel import col
from starlette.responses import Response

from placement.api.about_pupils import ForCompany, ForSchool, Found, shaped
from placement.commands import practice_days as commands
from placement.domain.records import Incident, IncidentKind, IncidentStatus, Visit, VisitStatus
from placement.queries import placements as queries
from regio_chassis.access import Scope
from regio_chassis.database import Reading
from regio_chassis.web import (
    Body,
    Day,
    Now,
    Page,
    Paging,
    ReadingDep,
    Router,
    ScopeDep,
    Text,
    Transaction,
    Verbs,
    created,
    item,
    page,
    problems,
)

visits = Router(prefix="/visits", tags=["Visits"])
incidents = Router(prefix="/incidents", tags=["Incidents"])

Note = Annotated[str, Text(2000)]


class VisitView(ForSchool):
    """A visit as the school sees it."""

    id: UUID
    placement_id: UUID
    day: date
    status: VisitStatus
    note: str | None
    version: int


class CompanyVisitView(ForCompany):
    """A visit as the company sees it; what the teacher noted is not for it."""

    id: UUID
    placement_id: UUID
    day: date
    status: VisitStatus
    version: int


class IncidentView(ForSchool):
    """Something that happened, for the school."""

    id: UUID
    placement_id: UUID
    day: date
    kind: IncidentKind
    description: str
    status: IncidentStatus
    resolution: str | None
    version: int


class ReportedView(ForCompany):
    """What the company reported."""

    id: UUID
    placement_id: UUID
    day: date
    kind: IncidentKind
    status: IncidentStatus
    version: int


class VisitBody(Body):
    """When a teacher comes."""

    placement_id: UUID
    day: Day


class NoteBody(Body):
    """What the teacher noted."""

    note: Note | None = None


class IncidentBody(Body):
    """What happened."""

    placement_id: UUID
    day: Day
    kind: IncidentKind = Field(examples=["accident"])
    description: Note = Field(examples=["Beim Heben den Finger gequetscht, gekühlt, kein Arzt."])


class ResolutionBody(Body):
    """What the school did about it."""

    resolution: Note = Field(examples=["Unfallanzeige gestellt, mit den Eltern gesprochen."])


NO_NOTE = NoteBody()


def _visit(scope: Scope, row: Found) -> VisitView | CompanyVisitView:
    return shaped(scope, row, VisitView, CompanyVisitView)


def _incident(scope: Scope, row: Found) -> IncidentView | ReportedView:
    return shaped(scope, row, IncidentView, ReportedView)


async def _shown_visit(reading: Reading, scope: Scope, id: UUID) -> Response:
    row = await queries.shown(reading, scope, Visit, id)
    return item(_visit(scope, row), row["version"])


async def _shown_incident(reading: Reading, scope: Scope, id: UUID) -> Response:
    row = await queries.shown(reading, scope, Incident, id)
    return item(_incident(scope, row), row["version"])


@visits.get(
    "",
    operation_id="visit.list",
    summary="List visits",
    response_model=Page[VisitView | CompanyVisitView],
    responses=problems(401, 403, 422),
)
async def list_visits(reading: ReadingDep, scope: ScopeDep, paging: Paging, placement: UUID | None = None) -> Response:
    """Visits by day."""
    return await page(
        reading,
        queries.listed(scope, Visit, placement=placement),
        paging=paging,
        orderings={"day": [col(Visit.day)]},
        view=lambda row: _visit(scope, row),
    )


@visits.post(
    "",
    operation_id="visit.create",
    summary="Plan a visit",
    status_code=201,
    response_model=VisitView,
    responses=problems(401, 403, 404, 422),
)
async def plan_visit(tx: Transaction, scope: ScopeDep, body: VisitBody) -> Response:
    """On a day on which the pupil is at the company."""
    made = await commands.plan_visit(tx, scope, body.placement_id, body.day)
    row = await queries.shown(tx, scope, Visit, made.id)
    return created(_visit(scope, row), made.version, f"/api/v1/visits/{made.id}")


visit_verb = Verbs(visits, "visit", VisitView)


@visit_verb("finish", "Note a visit")
async def finish_visit(tx: Transaction, scope: ScopeDep, now: Now, id: UUID, body: NoteBody = NO_NOTE) -> Response:
    """It took place; the note is for the school alone."""
    await commands.finish_visit(tx, scope, id, body.note, at=now)
    return await _shown_visit(tx, scope, id)


@visit_verb("cancel", "Cancel a visit")
async def cancel_visit(tx: Transaction, scope: ScopeDep, id: UUID) -> Response:
    """It does not take place."""
    await commands.cancel_visit(tx, scope, id)
    return await _shown_visit(tx, scope, id)


@incidents.get(
    "",
    operation_id="incident.list",
    summary="List incidents",
    response_model=Page[IncidentView],
    responses=problems(401, 403, 422),
)
async def list_incidents(
    reading: ReadingDep,
    scope: ScopeDep,
    paging: Paging,
    placement: UUID | None = None,
    status: IncidentStatus | None = None,
) -> Response:
    """What happened at companies, by day."""
    return await page(
        reading,
        queries.listed(scope, Incident, placement=placement, status=status),
        paging=paging,
        orderings={"-day": [col(Incident.day)]},
        view=lambda row: _incident(scope, row),
    )


@incidents.post(
    "",
    operation_id="incident.report",
    summary="Report an incident",
    status_code=201,
    response_model=IncidentView | ReportedView,
    responses=problems(401, 403, 404, 409, 422),
)
async def report_incident(tx: Transaction, scope: ScopeDep, now: Now, body: IncidentBody) -> Response:
    """An accident goes to the accident insurance of the state within three days (SGB VII § 193 Abs. 4)."""
    made = await commands.report_incident(tx, scope, body.placement_id, body.kind, body.day, body.description, at=now)
    row = await queries.shown(tx, scope, Incident, made.id)
    return created(_incident(scope, row), made.version, f"/api/v1/incidents/{made.id}")


incident_verb = Verbs(incidents, "incident", IncidentView)


@incident_verb("resolve", "Resolve an incident")
async def resolve_incident(tx: Transaction, scope: ScopeDep, id: UUID, body: ResolutionBody) -> Response:
    """What the school did about it."""
    await commands.resolve_incident(tx, scope, id, body.resolution)
    return await _shown_incident(tx, scope, id)


@incident_verb("reopen", "Reopen an incident")
async def reopen_incident(tx: Transaction, scope: ScopeDep, id: UUID) -> Response:
    """It is not over after all."""
    await commands.reopen_incident(tx, scope, id)
    return await _shown_incident(tx, scope, id)
