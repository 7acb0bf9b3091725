"""Phases and their practice days over HTTP."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query
from pydantic import Field
from sqlalchemy.engine import RowMapping
from sqlmodel import col
from starlette.responses import Response

from placement import queries
from placement.api.inputs import SchoolYearKey, unchanged
from placement.commands import schools as commands
from placement.domain.calendar import Reason, Side
from placement.domain.phases import Phase, PhaseStatus
from regio_chassis.access import Scope
from regio_chassis.database import Reading
from regio_chassis.web import (
    Body,
    Day,
    IfMatch,
    Page,
    Paging,
    ReadingDep,
    Router,
    ScopeDep,
    Slug,
    Transaction,
    View,
    created,
    item,
    page,
    problems,
)

router = Router(prefix="/phases", tags=["Phases"])


class PhaseView(View):
    """A phase of a school's year."""

    id: UUID
    school_id: UUID
    school_key: str = Field(examples=["lessingschule-nordhausen"])
    town_key: str = Field(examples=["nordhausen"])
    school_year: str = Field(description="School year in which phase 1 begins", examples=["2021/22"])
    number: int = Field(examples=[1])
    starts_on: date = Field(examples=["2022-02-21"])
    ends_on: date = Field(examples=["2022-04-08"])
    status: PhaseStatus
    weekday: int = Field(description="ISO weekday of practice: 1 Monday to 5 Friday", examples=[2])
    practice_days: int = Field(description="Number of practice days of the school; 0 in a draft", examples=[7])
    version: int


class DroppedView(View):
    """A day of the weekday that is no practice day, and why."""

    day: date = Field(examples=["2022-09-20"])
    reason: Reason
    side: Side
    name: str = Field(description="German name of the holiday; empty for a closed day", examples=["Weltkindertag"])


class PracticeDaysView(View):
    """The practice days of a phase, in order."""

    phase_id: UUID
    weekday: int = Field(examples=[2])
    company_town: str | None
    days: list[date]
    dropped: list[DroppedView]


class PhaseBody(Body):
    """A new phase."""

    school_id: UUID
    school_year: SchoolYearKey = Field(examples=["2026/27"])
    number: Annotated[int, Field(ge=1, le=4)] = Field(examples=[1])
    starts_on: Day = Field(examples=["2027-02-15"])
    ends_on: Day = Field(examples=["2027-03-19"])


class PhaseChange(Body):
    """Other days for the draft of a phase."""

    starts_on: Day = unchanged()
    ends_on: Day = unchanged()


def _row_view(row: RowMapping) -> PhaseView:
    facts: dict[str, Any] = {name: row[name] for name in Phase.model_fields}
    return _view(facts, row["school_key"], row["town_key"], row["plan_on"])


def _view(phase: dict[str, Any], school_key: str, town_key: str, plan_on: int) -> PhaseView:
    weekday = phase["weekday"] or plan_on
    own = {"school_key": school_key, "town_key": town_key, "practice_days": len(phase["days"]), "weekday": weekday}
    return PhaseView.model_validate({**phase, **own})


async def _item(reading: Reading, scope: Scope, phase: Phase) -> Response:
    school = await queries.school(reading, scope, phase.school_id)
    return item(_view(phase.model_dump(), school.key, school.town_key, school.weekday), phase.version)


@router.get(
    "", operation_id="phase.list", summary="List phases", response_model=Page[PhaseView], responses=problems(422)
)
async def list_phases(
    reading: ReadingDep,
    scope: ScopeDep,
    paging: Paging,
    school: UUID | None = None,
    town: Slug | None = None,
    school_year: SchoolYearKey | None = None,
    status: PhaseStatus | None = None,
    on_or_after: Annotated[Day | None, Query(description="Phases that are not over before this day")] = None,
) -> Response:
    """Phases by first day; filter by school, town, school year, status and day."""
    return await page(
        reading,
        queries.phases(
            scope, school_id=school, town=town, school_year=school_year, status=status, on_or_after=on_or_after
        ),
        paging=paging,
        orderings={"starts_on": [col(Phase.starts_on)], "number": [col(Phase.number)]},
        view=_row_view,
    )


@router.get(
    "/{id}", operation_id="phase.get", summary="Get a phase", response_model=PhaseView, responses=problems(404, 422)
)
async def get_phase(reading: ReadingDep, scope: ScopeDep, id: UUID) -> Response:
    """One phase."""
    return await _item(reading, scope, await queries.phase(reading, scope, id))


@router.get(
    "/{id}/practice-days",
    operation_id="phase.practice_days",
    summary="List the practice days of a phase",
    response_model=PracticeDaysView,
    responses=problems(404, 422),
)
async def practice_days(
    reading: ReadingDep,
    scope: ScopeDep,
    id: UUID,
    company_town: Annotated[Slug | None, Query(description="Town of the company: its holidays count as well")] = None,
) -> Response:
    """The school's weekday without holidays at the school and at the company's town, school holidays, closed days."""
    phase, weekday, found = await queries.practice_days(reading, scope, id, company_town)
    view = PracticeDaysView(
        phase_id=id,
        weekday=weekday,
        company_town=company_town,
        days=list(found.days),
        dropped=[DroppedView.model_validate(one) for one in found.dropped],
    )
    return item(view, phase.version)


@router.post(
    "",
    operation_id="phase.create",
    summary="Add a phase",
    status_code=201,
    response_model=PhaseView,
    responses=problems(401, 403, 404, 409, 422),
)
async def create_phase(tx: Transaction, scope: ScopeDep, body: PhaseBody) -> Response:
    """Prepare a phase of a school as a draft."""
    phase = await commands.create_phase(tx, scope, Phase(**body.model_dump()))
    school = await queries.school(tx, scope, phase.school_id)
    view = _view(phase.model_dump(), school.key, school.town_key, school.weekday)
    return created(view, phase.version, f"/api/v1/phases/{phase.id}")


@router.patch(
    "/{id}",
    operation_id="phase.change",
    summary="Move a phase",
    response_model=PhaseView,
    responses=problems(401, 403, 404, 409, 412, 422, 428),
)
async def change_phase(tx: Transaction, scope: ScopeDep, id: UUID, body: PhaseChange, version: IfMatch) -> Response:
    """Give the draft of a phase other days."""
    phase = await commands.change_phase(tx, scope, id, starts_on=body.starts_on, ends_on=body.ends_on, expected=version)
    return await _item(tx, scope, phase)


@router.post(
    "/{id}/plan",
    operation_id="phase.plan",
    summary="Plan a phase",
    response_model=PhaseView,
    responses=problems(401, 403, 404, 409, 412, 422),
)
async def plan_phase(tx: Transaction, scope: ScopeDep, id: UUID, version: IfMatch) -> Response:
    """Fix the practice days by the school's weekday and calendar, and publish them; again if they were fixed before."""
    return await _item(tx, scope, await commands.plan_phase(tx, scope, id, expected=version))
