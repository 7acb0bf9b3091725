"""Companies over HTTP."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field
from sqlmodel import col
from starlette.responses import Response

from placement import access, queries
from placement.api.inputs import (
    ClosedDays,
    Contact,
    Name,
    Phone,
    Postcode,
    Requirements,
    WidNr,
    unchanged,
)
from placement.commands import companies as commands
from placement.domain.companies import Company, CompanyStatus
from placement.domain.requirements import Requirement
from placement.queries import NoteKind
from regio_chassis.access import Scope
from regio_chassis.web import (
    Body,
    IfMatch,
    Line,
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
from regio_events.placement import CompanyKind

router = Router(prefix="/companies", tags=["Companies"])


class CompanyView(View):
    """A company as anybody may see it."""

    id: UUID
    business_id: UUID | None = Field(description="The campaign business it is; null: not linked")
    name: str = Field(examples=["Tischlerei Hainleite"])
    kind: CompanyKind
    town_key: str = Field(examples=["sondershausen"])
    requirements: list[Requirement]
    status: CompanyStatus
    source: str | None
    version: int


class CompanyFullView(CompanyView):
    """A company with contact and tutor, for itself, the schools and the service centre."""

    wid_nr: str | None
    street: str | None
    postcode: str | None
    phone: str | None
    mail: str | None
    tutor: str | None
    closed_days: list[date]
    suspended_reason: str | None


class NoteView(View):
    """Something of the campaign that a company should confirm or know."""

    kind: NoteKind
    business_id: UUID
    offer_id: UUID | None = Field(description="The campaign offer that falls on practice days")
    title: str | None
    days: list[date] = Field(description="Practice days it falls on, to be confirmed by the tutor")


class NotesView(View):
    """All notes of a company."""

    items: list[NoteView]


class CompanyBody(Body):
    """A new company."""

    name: Name = Field(examples=["Tischlerei Hainleite"])
    kind: CompanyKind = Field(examples=["craft"])
    town_key: Slug = Field(examples=["sondershausen"])
    wid_nr: WidNr | None = None
    street: Contact | None = None
    postcode: Postcode | None = None
    phone: Phone | None = None
    mail: Contact | None = None
    tutor: Annotated[str, Line(200)] | None = None
    requirements: Requirements = Field(default=[])
    closed_days: ClosedDays = Field(default=[])


class CompanyChange(Body):
    """What to change about a company."""

    name: Name = unchanged()
    kind: CompanyKind = unchanged()
    town_key: Slug = unchanged()
    wid_nr: WidNr | None = None
    street: Contact | None = None
    postcode: Postcode | None = None
    phone: Phone | None = None
    mail: Contact | None = None
    tutor: Annotated[str, Line(200)] | None = None
    requirements: Requirements = unchanged()
    closed_days: ClosedDays = unchanged()


def view(scope: Scope, company: Company) -> CompanyView:
    """A company as this caller may see it."""
    return _shape(scope, company.id).model_validate(company)


def _shape(scope: Scope, id: UUID) -> type[CompanyView]:
    return CompanyFullView if access.sees_company_in_full(scope, id) else CompanyView


@router.get(
    "",
    operation_id="company.list",
    summary="List companies",
    response_model=Page[CompanyFullView | CompanyView],
    responses=problems(422),
)
async def list_companies(
    reading: ReadingDep,
    scope: ScopeDep,
    paging: Paging,
    town: Slug | None = None,
    kind: CompanyKind | None = None,
    status: CompanyStatus | None = None,
    business: UUID | None = None,
    q: Search | None = None,
) -> Response:
    """Companies by name; filter by town, kind, status, campaign business and part of the name."""
    return await page(
        reading,
        queries.companies(scope, town=town, kind=kind, status=status, business=business, q=q),
        paging=paging,
        orderings={"name": [col(Company.name)], "town": [col(Company.town_key)], "status": [col(Company.status)]},
        view=lambda row: _shape(scope, row["id"]).model_validate(row),
    )


@router.get(
    "/{id}",
    operation_id="company.get",
    summary="Get a company",
    response_model=CompanyFullView | CompanyView,
    responses=problems(404, 422),
)
async def get_company(reading: ReadingDep, scope: ScopeDep, id: UUID) -> Response:
    """One company; contact and tutor are shown to itself, the schools and the service centre."""
    company = await queries.company(reading, scope, id)
    return item(view(scope, company), company.version)


@router.get(
    "/{id}/notes",
    operation_id="company.notes",
    summary="List what a company should know",
    response_model=NotesView,
    responses=problems(401, 403, 404, 422),
)
async def list_notes(reading: ReadingDep, scope: ScopeDep, id: UUID) -> Response:
    """Campaign offers of the company's business that fall on practice days, and that the business closed."""
    notes = await queries.notes(reading, scope, id)
    return item(NotesView(items=[NoteView.model_validate(note) for note in notes]), 1)


@router.post(
    "",
    operation_id="company.create",
    summary="Register a company",
    status_code=201,
    response_model=CompanyFullView,
    responses=problems(401, 403, 409, 422),
)
async def create_company(tx: Transaction, scope: ScopeDep, body: CompanyBody) -> Response:
    """A company is interested in offering places."""
    company = await commands.register(tx, Company(**body.model_dump()))
    return created(view(scope, company), company.version, f"/api/v1/companies/{company.id}")


@router.patch(
    "/{id}",
    operation_id="company.change",
    summary="Change a company",
    response_model=CompanyFullView,
    responses=problems(401, 403, 404, 409, 412, 422, 428),
)
async def change_company(tx: Transaction, scope: ScopeDep, id: UUID, body: CompanyChange, version: IfMatch) -> Response:
    """Change a company; what is public about it and its offers is stated anew."""
    values = body.model_dump(exclude_unset=True)
    company = await commands.change(tx, scope, id, values, expected=version)
    return item(view(scope, company), company.version)
