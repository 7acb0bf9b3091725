"""Classes over HTTP, for their school."""

from typing import Annotated
from uuid import UUID

from pydantic import Field
from sqlmodel import col
from starlette.responses import Response

from placement import queries
from placement.api.inputs import SchoolYearKey
from placement.commands import pupils as commands
from placement.domain.pupils import Cohort
from regio_chassis.web import (
    Body,
    IfMatch,
    Line,
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

router = Router(prefix="/cohorts", tags=["Pupils"])

CohortName = Annotated[str, Line(20)]


class CohortView(View):
    """A class of a school in one school year."""

    id: UUID
    school_key: str = Field(examples=["lessingschule-nordhausen"])
    school_year: str = Field(examples=["2026/27"])
    name: str = Field(examples=["8a"])
    version: int


class CohortBody(Body):
    """A new class."""

    school_key: Slug = Field(examples=["lessingschule-nordhausen"])
    school_year: SchoolYearKey = Field(examples=["2026/27"])
    name: CohortName = Field(examples=["8a"])


class CohortChange(Body):
    """Another name."""

    name: CohortName = Field(examples=["8b"])


@router.get(
    "",
    operation_id="cohort.list",
    summary="List classes",
    response_model=Page[CohortView],
    responses=problems(401, 403, 422),
)
async def list_cohorts(
    reading: ReadingDep,
    scope: ScopeDep,
    paging: Paging,
    school: Slug | None = None,
    school_year: SchoolYearKey | None = None,
) -> Response:
    """The own school's classes by year and name."""
    return await page(
        reading,
        queries.cohorts(scope, school=school, school_year=school_year),
        paging=paging,
        orderings={"name": [col(Cohort.school_year), col(Cohort.name)]},
        view=CohortView.model_validate,
    )


@router.get(
    "/{id}",
    operation_id="cohort.get",
    summary="Get a class",
    response_model=CohortView,
    responses=problems(401, 403, 404, 422),
)
async def get_cohort(reading: ReadingDep, scope: ScopeDep, id: UUID) -> Response:
    """One class of the own school."""
    cohort = await queries.cohort(reading, scope, id)
    return item(CohortView.model_validate(cohort), cohort.version)


@router.post(
    "",
    operation_id="cohort.create",
    summary="Add a class",
    status_code=201,
    response_model=CohortView,
    responses=problems(401, 403, 404, 409, 422),
)
async def create_cohort(tx: Transaction, scope: ScopeDep, body: CohortBody) -> Response:
    """The school has a class."""
    cohort = await commands.create_cohort(tx, scope, Cohort(**body.model_dump()))
    return created(CohortView.model_validate(cohort), cohort.version, f"/api/v1/cohorts/{cohort.id}")


@router.patch(
    "/{id}",
    operation_id="cohort.change",
    summary="Rename a class",
    response_model=CohortView,
    responses=problems(401, 403, 404, 409, 412, 422, 428),
)
async def change_cohort(tx: Transaction, scope: ScopeDep, id: UUID, body: CohortChange, version: IfMatch) -> Response:
    """Give a class another name."""
    cohort = await commands.change_cohort(tx, scope, id, body.name, expected=version)
    return item(CohortView.model_validate(cohort), cohort.version)
