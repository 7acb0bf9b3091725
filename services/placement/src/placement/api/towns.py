"""Towns, school years, occupations and partners: what everything else refers to."""

from datetime import date
from typing import Annotated

from fastapi import Path
from pydantic import Field
from sqlmodel import col
from starlette.responses import Response

from placement import queries
from placement.api.inputs import KldbBeginning, SchoolYearKey, unchanged
from placement.commands import schools as commands
from placement.domain.base import local_day
from placement.domain.occupations import occupations
from placement.domain.schools import Partner, PartnerKind, SchoolYear
from placement.domain.towns import Town
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
    Transaction,
    View,
    created,
    item,
    page,
    problems,
)

towns = Router(prefix="/towns", tags=["Towns"])
reference = Router(prefix="", tags=["Reference"])

TownKey = Annotated[str, Path(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60, examples=["leinefelde"])]

Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)]
Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)]


class TownView(View):
    """A place, and whether Fronleichnam is a holiday there."""

    key: str = Field(examples=["leinefelde"])
    name: str = Field(examples=["Leinefelde"])
    county: str = Field(examples=["Eichsfeld"])
    corpus_christi: bool = Field(examples=[True])
    municipality: str | None = Field(description="Key of its municipality", examples=["leinefelde-worbis"])
    latitude: float | None = Field(description="WGS 84, degrees", examples=[51.388])
    longitude: float | None = Field(description="WGS 84, degrees", examples=[10.326])
    version: int


class TownBody(Body):
    """A new town."""

    key: Slug = Field(examples=["leinefelde"])
    name: Annotated[str, Line(120)] = Field(examples=["Leinefelde"])
    county: Annotated[str, Line(120)] = Field(examples=["Eichsfeld"])
    corpus_christi: bool = Field(description="Fronleichnam is a public holiday there")
    municipality: Slug | None = None
    latitude: Latitude | None = None
    longitude: Longitude | None = None


class TownChange(Body):
    """What to change about a town."""

    name: Annotated[str, Line(120)] = unchanged()
    county: Annotated[str, Line(120)] = unchanged()
    corpus_christi: bool = unchanged()
    municipality: Slug | None = None
    latitude: Latitude | None = None
    longitude: Longitude | None = None


class SchoolYearView(View):
    """A school year, with figures of the whole programme where a source gives them."""

    key: str = Field(examples=["2021/22"])
    starts_on: date
    ends_on: date
    pupils_total: int | None = Field(description="Pupils of all schools together; null: no source", examples=[150])
    source: str | None
    version: int


class SchoolYearBody(Body):
    """A new school year."""

    key: SchoolYearKey = Field(examples=["2026/27"])
    starts_on: Day = Field(examples=["2026-08-01"])
    ends_on: Day = Field(examples=["2027-07-31"])


class OccupationView(View):
    """An occupation for which places may be offered."""

    kldb: str = Field(examples=["22342"])
    label: str = Field(examples=["Berufe im Holz-, Möbel- und Innenausbau – fachlich ausgerichtete Tätigkeiten"])


class OccupationsView(View):
    """The occupations asked for, by code."""

    items: list[OccupationView]


class PartnerView(View):
    """An organisation that helps the programme."""

    key: str
    name: str
    kind: PartnerKind
    role: str
    source: str | None


@towns.get("", operation_id="town.list", summary="List towns", response_model=Page[TownView], responses=problems(422))
async def list_towns(
    reading: ReadingDep, scope: ScopeDep, paging: Paging, county: Annotated[str, Line(120)] | None = None
) -> Response:
    """Towns by key; filter by county."""
    orderings = {"key": [col(Town.key)], "name": [col(Town.name)]}
    return await page(
        reading, queries.towns(scope, county=county), paging=paging, orderings=orderings, view=TownView.model_validate
    )


@towns.get(
    "/{key}", operation_id="town.get", summary="Get a town", response_model=TownView, responses=problems(404, 422)
)
async def get_town(reading: ReadingDep, scope: ScopeDep, key: TownKey) -> Response:
    """One town."""
    town = await queries.town(reading, scope, key)
    return item(TownView.model_validate(town), town.version)


@towns.post(
    "",
    operation_id="town.create",
    summary="Add a town",
    status_code=201,
    response_model=TownView,
    responses=problems(401, 403, 409, 422),
)
async def create_town(tx: Transaction, body: TownBody) -> Response:
    """Make a town known, so that schools and companies may be there."""
    town = await commands.create_town(tx, Town(**body.model_dump()))
    return created(TownView.model_validate(town), town.version, f"/api/v1/towns/{town.key}")


@towns.patch(
    "/{key}",
    operation_id="town.change",
    summary="Change a town",
    response_model=TownView,
    responses=problems(401, 403, 404, 412, 422, 428),
)
async def change_town(
    tx: Transaction, scope: ScopeDep, now: Now, key: TownKey, body: TownChange, version: IfMatch
) -> Response:
    """Change a town; phases of its schools that are not over get the practice days its holidays allow."""
    values = body.model_dump(exclude_unset=True)
    town = await commands.change_town(tx, scope, key, values, expected=version, on=local_day(now))
    return item(TownView.model_validate(town), town.version)


@reference.get(
    "/school-years",
    operation_id="school_year.list",
    summary="List school years",
    response_model=Page[SchoolYearView],
    responses=problems(422),
)
async def list_school_years(reading: ReadingDep, scope: ScopeDep, paging: Paging) -> Response:
    """School years, newest first."""
    return await page(
        reading,
        queries.school_years(scope),
        paging=paging,
        orderings={"-key": [col(SchoolYear.key)]},
        view=SchoolYearView.model_validate,
    )


@reference.post(
    "/school-years",
    operation_id="school_year.create",
    summary="Add a school year",
    status_code=201,
    response_model=SchoolYearView,
    responses=problems(401, 403, 409, 422),
)
async def create_school_year(tx: Transaction, body: SchoolYearBody) -> Response:
    """Make a school year known, so that schools may have phases in it."""
    year = await commands.create_school_year(tx, SchoolYear(**body.model_dump()))
    return created(SchoolYearView.model_validate(year), year.version, "/api/v1/school-years")


@reference.get(
    "/occupations",
    operation_id="occupation.list",
    summary="List occupations",
    response_model=OccupationsView,
    responses=problems(422),
)
async def list_occupations(kldb: KldbBeginning | None = None, q: Search | None = None) -> Response:
    """
    Occupations after KldB 2010 for which places may be offered, by code; filter by beginning and words of the name.

    All 1,300 in one answer where no filter is given: a form may load them once and ask again with the ETag.
    """
    found = occupations(begins=kldb or "", q=q)
    items = [OccupationView(kldb=code, label=label) for code, label in found.items()]
    return item(OccupationsView(items=items), 1)


@reference.get(
    "/partners",
    operation_id="partner.list",
    summary="List partners",
    response_model=Page[PartnerView],
    responses=problems(422),
)
async def list_partners(reading: ReadingDep, scope: ScopeDep, paging: Paging) -> Response:
    """Organisations that help the programme, by key."""
    return await page(
        reading,
        queries.partners(scope),
        paging=paging,
        orderings={"key": [col(Partner.key)]},
        view=PartnerView.model_validate,
    )
