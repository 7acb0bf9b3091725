"""Offers of places over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import Field
from sqlmodel import col
from starlette.responses import Response

from placement import queries
from placement.api.inputs import HoursBody, Kldb, KldbBeginning, Requirements, Weekday, unchanged
from placement.api.offer_views import OfferFullView, OfferItemView, OfferView, item_view, view
from placement.commands import offers as commands
from placement.commands.offers import SeatsWanted
from placement.domain.base import local_day
from placement.domain.companies import Company
from placement.domain.offers import OfferStatus, PlaceOffer
from regio_chassis.web import (
    Body,
    IfMatch,
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
    created,
    item,
    page,
    problems,
)

router = Router(prefix="/place-offers", tags=["Place offers"])


class SeatsBody(Body):
    """Seats in a phase on a weekday."""

    phase_id: UUID
    weekday: Weekday = Field(examples=[2])
    seats: Annotated[int, Field(ge=1, le=50)] = Field(examples=[2])


Tasks = Annotated[str, Text(2000)]
TutorLimit = Annotated[
    int, Field(ge=1, le=50, description="Pupils the tutor looks after at once, of all schools together")
]
SeatsList = Annotated[list[SeatsBody], Field(max_length=100)]


class OfferBody(Body):
    """A new offer."""

    company_id: UUID
    kldb: Kldb
    tasks: Tasks = Field(examples=["Bücher einräumen, Kundschaft beraten"])
    hours: HoursBody
    requirements: Requirements = Field(default=[])
    seats: SeatsList = Field(default=[])
    tutor_limit: TutorLimit | None = None


class OfferChange(Body):
    """What to change about a draft; seats are replaced as a whole."""

    kldb: Kldb = unchanged()
    tasks: Tasks = unchanged()
    hours: HoursBody = unchanged()
    requirements: Requirements = unchanged()
    seats: SeatsList = unchanged()
    tutor_limit: TutorLimit | None = None


@router.get(
    "",
    operation_id="place_offer.list",
    summary="List offers of places",
    response_model=Page[OfferItemView],
    responses=problems(422),
)
async def list_offers(
    reading: ReadingDep,
    scope: ScopeDep,
    paging: Paging,
    town: Slug | None = None,
    company: UUID | None = None,
    phase: Annotated[UUID | None, Query(description="Offers with seats in this phase")] = None,
    weekday: Annotated[Weekday | None, Query(description="Offers with seats on this ISO weekday")] = None,
    kldb: KldbBeginning | None = None,
    status: OfferStatus | None = None,
    full: Annotated[bool | None, Query(description="Whether no seat is free")] = None,
    q: Search | None = None,
) -> Response:
    """Offers by occupation; filter by town, company, seats, occupation, status, and words of tasks and names."""
    return await page(
        reading,
        queries.offers(
            scope, town=town, company=company, phase=phase, weekday=weekday, kldb=kldb, status=status, full=full, q=q
        ),
        paging=paging,
        orderings={"occupation": [col(PlaceOffer.occupation)], "town": [col(Company.town_key)]},
        view=item_view,
    )


@router.get(
    "/{id}",
    operation_id="place_offer.get",
    summary="Get an offer of places",
    response_model=OfferFullView | OfferView,
    responses=problems(404, 422),
)
async def get_offer(reading: ReadingDep, scope: ScopeDep, id: UUID) -> Response:
    """One offer with its seats."""
    loaded = await queries.offer(reading, scope, id)
    return item(view(scope, loaded), loaded.offer.version)


@router.post(
    "",
    operation_id="place_offer.create",
    summary="Draft an offer of places",
    status_code=201,
    response_model=OfferFullView,
    responses=problems(401, 403, 404, 409, 422),
)
async def create_offer(tx: Transaction, scope: ScopeDep, now: Now, body: OfferBody) -> Response:
    """A draft, with its hours checked against the law; refused with the paragraph."""
    loaded = await commands.create(
        tx,
        scope,
        body.company_id,
        kldb=body.kldb,
        tasks=body.tasks,
        hours=body.hours.day(),
        requirements=body.requirements,
        seats=_wanted(body.seats),
        tutor_limit=body.tutor_limit,
        on=local_day(now),
    )
    return created(view(scope, loaded), loaded.offer.version, f"/api/v1/place-offers/{loaded.offer.id}")


@router.patch(
    "/{id}",
    operation_id="place_offer.change",
    summary="Change an offer of places",
    response_model=OfferFullView,
    responses=problems(401, 403, 404, 409, 412, 422, 428),
)
async def change_offer(
    tx: Transaction, scope: ScopeDep, now: Now, id: UUID, body: OfferChange, version: IfMatch
) -> Response:
    """Change a draft; what was submitted has to be returned first."""
    given = body.model_fields_set
    loaded = await commands.change(
        tx,
        scope,
        id,
        kldb=body.kldb,
        tasks=body.tasks,
        hours=body.hours.day() if "hours" in given else None,
        requirements=body.requirements,
        seats=_wanted(body.seats) if "seats" in given else None,
        tutor_limit=body.tutor_limit,
        limits_tutor="tutor_limit" in given,
        expected=version,
        on=local_day(now),
    )
    return item(view(scope, loaded), loaded.offer.version)


def _wanted(seats: list[SeatsBody]) -> list[SeatsWanted]:
    return [SeatsWanted(one.phase_id, one.weekday, one.seats) for one in seats]
