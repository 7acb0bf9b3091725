"""Towns over HTTP."""

from typing import Annotated

from pydantic import Field
from starlette.responses import Response

from campaign.api.parts import (
    CHANGE,
    CREATE,
    LIST,
    READ,
    Latitude,
    Links,
    Longitude,
    absent,
    listed,
    plain,
    sent,
    shown,
)
from campaign.commands import towns as commands
from campaign.domain import Link, Town
from campaign.queries import towns as queries
from regio_chassis.rows import table_of
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
)

router = Router(prefix="/towns", tags=["Towns"])

_c = table_of(Town).c
ORDERINGS = {"name": [_c.name], "county": [_c.county]}

Name = Annotated[str, Line(100)]


class TownBody(Body):
    """A new place of the campaign."""

    key: Slug = Field(examples=["leinefelde"])
    name: Name = Field(examples=["Leinefelde"])
    municipality: Slug = Field(description="Key of the municipality it belongs to", examples=["leinefelde-worbis"])
    municipality_key: Annotated[str, Field(pattern=r"^[0-9]{8}$")] = Field(description="AGS", examples=["16061115"])
    county: Name = Field(examples=["Eichsfeld"])
    catholic: bool = Field(description="Fronleichnam is a public holiday here")
    latitude: Latitude
    longitude: Longitude
    links: Links = ()
    source: Annotated[str, Line(500)] | None = None


class TownChange(Body):
    """What changes."""

    name: Name = absent()
    county: Name = absent()
    catholic: bool = absent()
    latitude: Latitude = absent()
    longitude: Longitude = absent()
    links: Links = absent()
    source: Annotated[str, Line(500)] | None = None


class TownView(View):
    """A place of the campaign; two places may belong to one municipality."""

    key: str
    version: int
    name: str
    municipality: str
    municipality_key: str
    county: str
    catholic: bool
    latitude: float
    longitude: float
    links: tuple[Link, ...]
    source: str | None


@router.get("", operation_id="town.list", response_model=Page[TownView], responses=LIST)
async def list_towns(
    reading: ReadingDep,
    scope: ScopeDep,
    paging: Paging,
    county: Name | None = None,
    municipality: Slug | None = None,
) -> Response:
    """Towns by name."""
    statement = queries.towns(scope, county=county, municipality=municipality)
    return await page(reading, statement, paging=paging, orderings=ORDERINGS, view=listed(TownView))


@router.get("/{key}", operation_id="town.get", response_model=TownView, responses=READ)
async def get_town(reading: ReadingDep, scope: ScopeDep, key: Slug) -> Response:
    """One town."""
    town = await queries.town(reading, scope, key)
    return item(shown(TownView, town), town.version)


@router.post("", operation_id="town.create", status_code=201, response_model=TownView, responses=CREATE)
async def create_town(tx: Transaction, scope: ScopeDep, body: TownBody) -> Response:
    """A new town."""
    town = await commands.create_town(tx, scope, {**body.model_dump(), "links": plain(body.links)})
    return created(shown(TownView, town), town.version, f"/api/v1/towns/{town.key}")


@router.patch("/{key}", operation_id="town.update", response_model=TownView, responses=CHANGE)
async def change_town(tx: Transaction, scope: ScopeDep, key: Slug, body: TownChange, version: IfMatch) -> Response:
    """Change a town; its keys stay."""
    town = await commands.change_town(tx, scope, key, sent(body), expected=version)
    return item(shown(TownView, town), town.version)
