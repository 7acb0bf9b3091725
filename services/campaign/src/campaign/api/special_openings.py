"""Special openings of shops over HTTP."""

from datetime import date, time
from typing import Annotated, Self
from uuid import UUID

from fastapi import Query
from pydantic import Field, PlainSerializer, model_validator
from pydantic_core import PydanticCustomError
from starlette.responses import Response

from campaign.api.parts import CREATE, LIST, READ, STEP, ReasonBody, listed, shown
from campaign.commands import special_openings as commands
from campaign.domain import Hours, OpeningStatus, SpecialOpening
from campaign.queries import special_openings as queries
from regio_chassis.rows import table_of
from regio_chassis.web import (
    Body,
    Day,
    IfMatch,
    Line,
    LocalTime,
    Page,
    Paging,
    ReadingDep,
    Router,
    ScopeDep,
    Slug,
    Transaction,
    View,
    Year,
    created,
    item,
    page,
)

router = Router(prefix="/special-openings", tags=["Special openings"])

_c = table_of(SpecialOpening).c
ORDERINGS = {"day": [_c.day], "town": [_c.town_key]}

Minutes = Annotated[time, PlainSerializer(lambda moment: moment.isoformat("minutes"), return_type=str)]


class SpecialOpeningBody(Body):
    """Shops may open on a day, or at hours, on which they are otherwise closed."""

    town_key: Slug = Field(examples=["heiligenstadt"])
    whole_municipality: bool = Field(default=False, description="Also the other places of the municipality")
    day: Day = Field(examples=["2026-09-13"])
    opens: LocalTime = Field(examples=["13:00"])
    closes: LocalTime = Field(description="Later than opens", examples=["18:00"])
    occasion: Annotated[str, Line(200)] | None = Field(
        default=None, description="Needed on Sundays and holidays", examples=["Herbstmarkt"]
    )
    permit: Annotated[str, Line(200)] | None = Field(
        default=None,
        description="The county's regulation; needed on Sundays and holidays",
        examples=["Verordnung des Landkreises vom 01.03.2026"],
    )

    @model_validator(mode="after")
    def _closes_after_it_opens(self) -> Self:
        if self.closes <= self.opens:
            raise PydanticCustomError("window", "An opening closes after it opens")
        return self


class SpecialOpeningView(View):
    """Shops of a place may open."""

    id: UUID
    version: int
    status: OpeningStatus
    town_key: str
    municipality_key: str
    day: date
    opens: Minutes
    closes: Minutes
    occasion: str | None
    permit: str | None
    allowance: bool = Field(description="One of the four Sundays or holidays a year of the municipality")
    reason: str | None = Field(description="Why it was revoked")
    source: str | None


@router.get("", operation_id="special_opening.list", response_model=Page[SpecialOpeningView], responses=LIST)
async def list_special_openings(
    reading: ReadingDep,
    scope: ScopeDep,
    paging: Paging,
    town: Slug | None = None,
    municipality: Annotated[str | None, Query(pattern=r"^[0-9]{8}$", description="AGS", examples=["16061115"])] = None,
    year: Year | None = None,
    since: Annotated[Day | None, Query(alias="from")] = None,
    until: Annotated[Day | None, Query(alias="to")] = None,
    status: OpeningStatus | None = None,
) -> Response:
    """When shops may open by way of exception."""
    statement = queries.special_openings(
        scope, town=town, municipality=municipality, year=year, since=since, until=until, status=status
    )
    return await page(reading, statement, paging=paging, orderings=ORDERINGS, view=listed(SpecialOpeningView))


@router.get("/{id}", operation_id="special_opening.get", response_model=SpecialOpeningView, responses=READ)
async def get_special_opening(reading: ReadingDep, scope: ScopeDep, id: UUID) -> Response:
    """One special opening."""
    opening = await queries.special_opening(reading, scope, id)
    return item(shown(SpecialOpeningView, opening), opening.version)


@router.post(
    "", operation_id="special_opening.register", status_code=201, response_model=SpecialOpeningView, responses=CREATE
)
async def register_special_opening(tx: Transaction, scope: ScopeDep, body: SpecialOpeningBody) -> Response:
    """Register an opening that the county has released; refused with the paragraph where ThürLadÖffG has none."""
    opening = await commands.register(
        tx,
        scope,
        Hours(body.day, body.opens, body.closes),
        town_key=body.town_key,
        whole_municipality=body.whole_municipality,
        occasion=body.occasion,
        permit=body.permit,
    )
    return created(shown(SpecialOpeningView, opening), opening.version, f"/api/v1/special-openings/{opening.id}")


@router.post("/{id}/revoke", operation_id="special_opening.revoke", response_model=SpecialOpeningView, responses=STEP)
async def revoke_special_opening(
    tx: Transaction, scope: ScopeDep, id: UUID, body: ReasonBody, version: IfMatch
) -> Response:
    """The opening does not take place: offers that need it lose that date, and those with no other are cancelled."""
    opening = await commands.revoke(tx, scope, id, reason=body.reason, expected=version)
    return item(shown(SpecialOpeningView, opening), opening.version)
