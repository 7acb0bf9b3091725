"""Pupils over HTTP: the school keeps them; a pupil and the guardians see the one they are or have."""

from typing import Annotated
from uuid import UUID

from pydantic import Field
from sqlmodel import col
from starlette.responses import Response

from placement import queries
from placement.api.inputs import Contact, Phone, Postcode, unchanged
from placement.api.pupil_views import PupilFullView, PupilView, pupil_view, row_view
from placement.commands import pupils as commands
from placement.domain.base import local_day
from placement.domain.pupils import PupilPerson, PupilStatus
from regio_chassis.web import (
    Body,
    Day,
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
    Text,
    Transaction,
    Verbs,
    created,
    item,
    page,
    problems,
)

router = Router(prefix="/pupils", tags=["Pupils"])

PersonName = Annotated[str, Line(100)]
Note = Annotated[str, Text(500)]


class AddressBody(Body):
    """How somebody is reached; nothing of it is asked for unless the school needs it."""

    phone: Phone | None = None
    mail: Contact | None = None
    street: Annotated[str, Line(200)] | None = None
    postcode: Postcode | None = None
    town: Annotated[str, Line(120)] | None = None


class PupilBody(AddressBody):
    """A new pupil."""

    cohort_id: UUID
    given_name: PersonName = Field(examples=["Mia"])
    family_name: PersonName = Field(examples=["Beispiel"])
    born_on: Day | None = Field(default=None, examples=["2012-05-17"])
    note: Note | None = None


class PupilChange(AddressBody):
    """What to correct about a pupil."""

    cohort_id: UUID = unchanged()
    given_name: PersonName = unchanged()
    family_name: PersonName = unchanged()
    born_on: Day | None = None
    note: Note | None = None


@router.get(
    "",
    operation_id="pupil.list",
    summary="List pupils",
    response_model=Page[PupilFullView],
    responses=problems(401, 403, 422),
)
async def list_pupils(
    reading: ReadingDep,
    scope: ScopeDep,
    paging: Paging,
    school: Slug | None = None,
    cohort: UUID | None = None,
    status: PupilStatus | None = None,
    q: Search | None = None,
) -> Response:
    """The own school's pupils by name; filter by class, status and part of the name."""
    by_name = [col(PupilPerson.family_name), col(PupilPerson.given_name)]
    return await page(
        reading,
        queries.pupils(scope, school=school, cohort=cohort, status=status, q=q),
        paging=paging,
        orderings={"name": by_name},
        view=lambda row: row_view(scope, dict(row)),
    )


@router.get(
    "/{id}",
    operation_id="pupil.get",
    summary="Get a pupil",
    response_model=PupilFullView | PupilView,
    responses=problems(401, 403, 404, 422),
)
async def get_pupil(reading: ReadingDep, scope: ScopeDep, id: UUID) -> Response:
    """One pupil: in full for its school, without the school's own notes for the pupil and the guardians."""
    known = await queries.known_pupil(reading, scope, id)
    return item(pupil_view(scope, known), known.pupil.version)


@router.post(
    "",
    operation_id="pupil.create",
    summary="Add a pupil",
    status_code=201,
    response_model=PupilFullView,
    responses=problems(401, 403, 409, 422),
)
async def create_pupil(tx: Transaction, scope: ScopeDep, body: PupilBody) -> Response:
    """A pupil takes part."""
    known = await commands.enroll(tx, scope, body.cohort_id, body.model_dump(exclude={"cohort_id"}))
    return created(pupil_view(scope, known), known.pupil.version, f"/api/v1/pupils/{known.pupil.id}")


@router.patch(
    "/{id}",
    operation_id="pupil.change",
    summary="Correct a pupil",
    response_model=PupilFullView,
    responses=problems(401, 403, 404, 409, 412, 422, 428),
)
async def change_pupil(tx: Transaction, scope: ScopeDep, id: UUID, body: PupilChange, version: IfMatch) -> Response:
    """Correct what is stored about a pupil, or move it to another class."""
    person = body.model_dump(exclude_unset=True, exclude={"cohort_id"})
    cohort_id = body.cohort_id if "cohort_id" in body.model_fields_set else None
    known = await commands.change_pupil(tx, scope, id, person, cohort_id=cohort_id, expected=version)
    return item(pupil_view(scope, known), known.pupil.version)


verb = Verbs(router, "pupil", PupilFullView)


@verb("leave", "A pupil leaves")
async def leave(tx: Transaction, scope: ScopeDep, now: Now, id: UUID, version: IfMatch) -> Response:
    """A pupil takes part no longer."""
    known = await commands.leave(tx, scope, id, expected=version, on=local_day(now))
    return item(pupil_view(scope, known), known.pupil.version)


@verb("return", "A pupil returns")
async def return_(tx: Transaction, scope: ScopeDep, id: UUID, version: IfMatch) -> Response:
    """A pupil takes part again."""
    known = await commands.return_(tx, scope, id, expected=version)
    return item(pupil_view(scope, known), known.pupil.version)
