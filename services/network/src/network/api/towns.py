"""Towns, their picture, and the fields of action."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query
from pydantic import ConfigDict, Field
from sqlalchemy import RowMapping
from sqlmodel import col
from starlette.responses import Response

from network import commands, queries
from network.api.inputs import MunicipalityKey, Name, Orderings, Source, Url, changes, unset
from network.api.memberships import MembershipView
from network.domain import FieldOfAction, Town
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
    Slug,
    Transaction,
    View,
    created,
    item,
    page,
    problems,
)

router = Router("/towns", ["Towns"])
fields = Router("/fields-of-action", ["Towns"])

ORDERINGS: Orderings = {"name": [col(Town.name)], "key": [col(Town.key)]}


class TownView(View):
    """A town of the network; ``place_keys`` are the places that the campaign counts to it."""

    key: str
    version: int
    name: str
    municipality_key: str | None
    county: str | None
    region: str | None
    website: str | None
    source: str | None
    place_keys: list[str]
    created_at: datetime


class FieldOfActionView(View):
    """What the network works on."""

    key: str
    number: int
    name: str
    source: str | None


class EditionPictureView(View):
    """What the town does in one edition of the campaign, as far as it was confirmed, accepted or published."""

    edition_id: UUID
    year: int | None
    places: list[str]
    decision_ids: list[UUID]
    businesses: int
    offers: int


class SpecialOpeningsView(View):
    """Sundays and holidays on which the municipality's shops may open in one year."""

    year: int
    registered: int
    allowed: int


class SeatsView(View):
    """Seats that companies of the town offer to pupils now; null with `suppressed`: fewer than five, but some."""

    offered: int | None
    suppressed: bool


class TownPictureView(View):
    """What this service decided and the campaign reported about one town."""

    town: TownView
    memberships: list[MembershipView]
    editions: list[EditionPictureView]
    year_round_offers: int
    special_openings: list[SpecialOpeningsView]
    seats: SeatsView


class TownBody(Body):
    """A new town."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"key": "nordhausen", "name": "Nordhausen", "municipality_key": "16062041"}}
    )

    key: Slug
    name: Name
    municipality_key: MunicipalityKey | None = None
    county: Name | None = None
    region: Slug | None = None
    website: Url | None = None
    source: Source | None = None
    place_keys: Annotated[tuple[Slug, ...], Field(max_length=50, description="Besides the town's own key")] = ()


class TownChange(Body):
    """What is to read differently; what is left out stays."""

    model_config = ConfigDict(json_schema_extra={"example": {"website": "https://www.sondershausen.de"}})

    name: Name = unset()
    county: Name | None = unset()
    region: Slug | None = unset()
    website: Url | None = unset()
    source: Annotated[str, Line(500)] | None = unset()


@router.get("", operation_id="town.list", summary="Towns", response_model=Page[TownView], responses=problems(422))
async def list_towns(
    reading: ReadingDep,
    scope: ScopeDep,
    paging: Paging,
    region: Annotated[Slug | None, Query(description="Such as `nord`")] = None,
    group: Annotated[Slug | None, Query(description="Members of this working group")] = None,
    on: Annotated[Day | None, Query(description="Members on this day")] = None,
) -> Response:
    """Towns by name; with `group` or `on` those that are, or were, active members."""
    statement = queries.towns.towns(scope, region=region, group=group, on=on)
    return await page(reading, statement, paging=paging, orderings=ORDERINGS, view=town_view)


@router.get("/{key}", operation_id="town.get", summary="A town", response_model=TownView, responses=problems(404, 422))
async def get_town(reading: ReadingDep, scope: ScopeDep, key: Slug) -> Response:
    """One town."""
    town = await queries.towns.town(reading, scope, key)
    return item(town_view(town), town["version"])


@router.get(
    "/{key}/picture",
    operation_id="town.picture",
    summary="A town's picture",
    response_model=TownPictureView,
    responses=problems(404, 422),
)
async def get_picture(reading: ReadingDep, scope: ScopeDep, key: Slug) -> Response:
    """Memberships, and what the campaign stated about the town: participation, businesses, offers, special openings."""
    picture = await queries.picture.picture(reading, scope, key)
    return item(TownPictureView(**vars(picture) | {"town": town_view(picture.town)}), picture.town["version"])


@router.post(
    "",
    operation_id="town.create",
    summary="Add a town",
    status_code=201,
    response_model=TownView,
    responses=problems(401, 403, 409, 422),
)
async def create_town(tx: Transaction, scope: ScopeDep, body: TownBody, now: Now) -> Response:
    """Add a town with the places that the campaign counts to it."""
    await commands.towns.add_town(tx, **body.model_dump(), at=now)
    town = await queries.towns.town(tx, scope, body.key)
    return created(town_view(town), town["version"], f"/api/v1/towns/{body.key}")


@router.patch(
    "/{key}",
    operation_id="town.change",
    summary="Change a town",
    response_model=TownView,
    responses=problems(401, 403, 404, 412, 422, 428),
)
async def change_town(tx: Transaction, scope: ScopeDep, key: Slug, body: TownChange, version: IfMatch) -> Response:
    """Change a town's data; its keys stay."""
    await commands.towns.change_town(tx, scope, key, changes(body), version=version)
    town = await queries.towns.town(tx, scope, key)
    return item(town_view(town), town["version"])


@fields.get(
    "",
    operation_id="field_of_action.list",
    summary="Fields of action",
    response_model=Page[FieldOfActionView],
    responses=problems(422),
)
async def list_fields(reading: ReadingDep, scope: ScopeDep, paging: Paging) -> Response:
    """The 13 fields of action of the network."""
    return await page(
        reading,
        queries.towns.fields(scope),
        paging=paging,
        orderings={"number": [col(FieldOfAction.number)]},
        view=FieldOfActionView.model_validate,
    )


def town_view(row: RowMapping) -> TownView:
    """The view of a row of ``queries.towns``."""
    values: dict[str, Any] = dict(row)
    return TownView(**values, place_keys=sorted((row["places"] or "").split(",")))
