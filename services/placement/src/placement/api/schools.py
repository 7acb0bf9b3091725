"""Schools over HTTP."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field
from sqlmodel import col
from starlette.responses import Response

from placement import access, queries
from placement.api.inputs import ClosedDayBody, Contact, Name, Phone, Weekday, unchanged
from placement.commands import schools as commands
from placement.domain.base import local_day
from placement.domain.schools import ClosedDay, ClosedDayKind, School
from regio_chassis.access import Scope
from regio_chassis.web import (
    Body,
    IfMatch,
    Line,
    Now,
    Page,
    Paging,
    ReadingDep,
    Router,
    ScopeDep,
    Search,
    Slug,
    Transaction,
    View,
    created,
    item,
    page,
    problems,
)

router = Router(prefix="/schools", tags=["Schools"])

Grade = Annotated[int, Field(ge=5, le=12, description="Grade in which the first phase begins")]


class ClosedDayView(View):
    """A day on which a school is closed although it is a school day elsewhere."""

    day: date
    kind: ClosedDayKind


class SchoolView(View):
    """A school as anybody may see it."""

    id: UUID
    key: str = Field(examples=["lessingschule-nordhausen"])
    name: str = Field(examples=["Lessingschule Nordhausen"])
    town_key: str = Field(examples=["nordhausen"])
    weekday: int = Field(description="ISO weekday of practice: 1 Monday to 5 Friday", examples=[2])
    grade: int = Field(examples=[8])
    closed_days: list[ClosedDayView]
    source: str | None
    version: int


class SchoolFullView(SchoolView):
    """A school with its contact, for itself and the service centre."""

    contact_office: str | None = Field(description="Function, never a person's name", examples=["Berufsorientierung"])
    contact_phone: str | None
    contact_mail: str | None


class SchoolBody(Body):
    """A new school."""

    key: Slug = Field(examples=["lessingschule-nordhausen"])
    name: Name = Field(examples=["Lessingschule Nordhausen"])
    town_key: Slug = Field(examples=["nordhausen"])
    weekday: Weekday = Field(examples=[2])
    grade: Grade = 8
    closed_days: list[ClosedDayBody] = Field(default=[], max_length=100)
    contact_office: Contact | None = None
    contact_phone: Phone | None = None
    contact_mail: Contact | None = None


class SchoolChange(Body):
    """What to change about a school; closed days are replaced as a whole."""

    name: Annotated[str, Line(200)] = unchanged()
    weekday: Weekday = unchanged()
    grade: Grade = unchanged()
    closed_days: list[ClosedDayBody] = unchanged(max_length=100)
    contact_office: Contact | None = None
    contact_phone: Phone | None = None
    contact_mail: Contact | None = None


def view(scope: Scope, school: School) -> SchoolView:
    """A school as this caller may see it."""
    return _shape(scope, school.key).model_validate(school)


def _shape(scope: Scope, key: str) -> type[SchoolView]:
    return SchoolFullView if access.sees_school_in_full(scope, key) else SchoolView


@router.get(
    "",
    operation_id="school.list",
    summary="List schools",
    response_model=Page[SchoolFullView | SchoolView],
    responses=problems(422),
)
async def list_schools(
    reading: ReadingDep,
    scope: ScopeDep,
    paging: Paging,
    town: Slug | None = None,
    county: Annotated[str, Line(120)] | None = None,
    q: Search | None = None,
) -> Response:
    """Schools by name; filter by town, county and part of the name."""
    return await page(
        reading,
        queries.schools(scope, town=town, county=county, q=q),
        paging=paging,
        orderings={"name": [col(School.name)], "town": [col(School.town_key)], "weekday": [col(School.weekday)]},
        view=lambda row: _shape(scope, row["key"]).model_validate(row),
    )


@router.get(
    "/{id}",
    operation_id="school.get",
    summary="Get a school",
    response_model=SchoolFullView | SchoolView,
    responses=problems(404, 422),
)
async def get_school(reading: ReadingDep, scope: ScopeDep, id: UUID) -> Response:
    """One school; the contact is shown to the school itself and the service centre."""
    school = await queries.school(reading, scope, id)
    return item(view(scope, school), school.version)


@router.post(
    "",
    operation_id="school.create",
    summary="Add a school",
    status_code=201,
    response_model=SchoolFullView,
    responses=problems(401, 403, 409, 422),
)
async def create_school(tx: Transaction, scope: ScopeDep, body: SchoolBody) -> Response:
    """A school takes part."""
    facts = body.model_dump(exclude={"closed_days"})
    school = await commands.create_school(tx, School(**facts, closed_days=_closed(body.closed_days)))
    return created(view(scope, school), school.version, f"/api/v1/schools/{school.id}")


@router.patch(
    "/{id}",
    operation_id="school.change",
    summary="Change a school",
    response_model=SchoolFullView,
    responses=problems(401, 403, 404, 409, 412, 422, 428),
)
async def change_school(
    tx: Transaction, scope: ScopeDep, now: Now, id: UUID, body: SchoolChange, version: IfMatch
) -> Response:
    """Change a school; its phases that are not over are planned again if weekday or closed days changed."""
    values = body.model_dump(exclude_unset=True, exclude={"closed_days"})
    closed = _closed(body.closed_days) if "closed_days" in body.model_fields_set else None
    school = await commands.change_school(
        tx, scope, id, values, closed_days=closed, expected=version, on=local_day(now)
    )
    return item(view(scope, school), school.version)


def _closed(days: list[ClosedDayBody]) -> list[ClosedDay]:
    return [ClosedDay(day=one.day, kind=one.kind) for one in days]
