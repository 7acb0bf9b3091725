"""Offers over HTTP."""

from datetime import date
from typing import Annotated, Self
from uuid import UUID

from fastapi import Query
from pydantic import ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError
from starlette.responses import Response

from campaign.api.parts import (
    CHANGE,
    CREATE,
    LIST,
    READ,
    EditionQuery,
    OfferDates,
    ReasonBody,
    absent,
    listed,
    plain,
    sent,
    shown,
)
from campaign.commands import offers as commands
from campaign.domain import Offer, OfferStatus, local_day
from campaign.queries import offers as queries
from campaign.queries.offers import SeenOffer
from regio_chassis.rows import table_of
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
    View,
    created,
    item,
    page,
)
from regio_events import OfferDate
from regio_events.campaign import OfferKind

router = Router(prefix="/offers", tags=["Offers"])

_c = table_of(Offer).c
ORDERINGS = {"starts_at": [_c.starts_on], "title": [_c.title], "town": [_c.town_key]}

Title = Annotated[str, Line(120)]
Kind = Annotated[OfferKind, Field(strict=False)]
Note = Annotated[str, Line(200)]
Description = Annotated[str, Text(2000)]


class OfferBody(Body):
    """What a business or, without one, the town does on the action days."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "business_id": "0192f0c1-7a2b-7c3d-8e4f-5a6b7c8d9e0f",
                "edition_id": "0192f0c1-7a2b-7c3d-8e4f-5a6b7c8d9e10",
                "kind": "show",
                "title": "Krimiabend bei Kerzenschein",
                "description": "Wir lesen aus neuen Kriminalromanen.",
                "dates": [{"day": "2026-09-11", "starts": "18:00", "ends": "20:00"}],
                "price_note": "Eintritt frei",
                "accessible": True,
            }
        }
    )

    business_id: UUID | None = Field(default=None, strict=False, description="Host; without one the town is")
    town_key: Slug | None = Field(default=None, description="Host, where no business is")
    edition_id: UUID | None = Field(default=None, strict=False, description="Without one: for the whole year")
    kind: Kind
    title: Title = Field(examples=["Krimiabend bei Kerzenschein"])
    description: Description | None = None
    dates: OfferDates
    price_note: Note | None = Field(default=None, examples=["Eintritt frei"])
    accessible: bool | None = Field(default=None, description="Without steps; null: unknown")
    for_children: bool = False
    location: Note | None = Field(default=None, description="Where, if not at the host's address")

    @model_validator(mode="after")
    def _has_one_host(self) -> Self:
        if (self.business_id is None) == (self.town_key is None):
            raise PydanticCustomError("host", "An offer has one host: business_id or town_key")
        return self


class OfferChange(Body):
    """What changes, until it is published; afterwards it is rescheduled or cancelled."""

    kind: Kind = absent()
    title: Title = absent()
    description: Description | None = None
    dates: OfferDates = absent()
    price_note: Note | None = None
    accessible: bool | None = None
    for_children: bool = absent()
    location: Note | None = None


class DatesBody(Body):
    """The new dates."""

    dates: OfferDates


class OfferView(View):
    """An offer; ``sequence`` rises when a published one is moved or cancelled."""

    id: UUID
    version: int
    edition_id: UUID | None
    business_id: UUID | None
    business_name: str | None
    town_key: str
    town_name: str
    kind: OfferKind
    title: str
    description: str | None
    dates: tuple[OfferDate, ...]
    starts_on: date
    ends_on: date
    price_note: str | None
    accessible: bool | None
    for_children: bool
    location: str | None
    status: OfferStatus
    sequence: int
    reason: str | None
    source: str | None


def _view(seen: SeenOffer) -> OfferView:
    around = seen.around
    return shown(OfferView, seen.offer, town_name=around.town_name, business_name=around.business_name)


def _item(seen: SeenOffer) -> Response:
    return item(_view(seen), seen.offer.version)


@router.get("", operation_id="offer.list", response_model=Page[OfferView], responses=LIST)
async def list_offers(
    reading: ReadingDep,
    scope: ScopeDep,
    paging: Paging,
    now: Now,
    town: Slug | None = None,
    edition: EditionQuery = None,
    business: UUID | None = None,
    kind: OfferKind | None = None,
    status: OfferStatus | None = None,
    since: Annotated[Day | None, Query(alias="from", description="With a date on or after this day")] = None,
    until: Annotated[Day | None, Query(alias="to", description="With a date on or before this day")] = None,
    for_children: bool | None = None,
    accessible: bool | None = None,
    q: Search | None = None,
) -> Response:
    """The programme; cancelled offers stay, marked, until their last date has passed."""
    statement = queries.offers(
        scope,
        today=local_day(now),
        town=town,
        edition=edition,
        business=business,
        kind=kind,
        status=status,
        since=since,
        until=until,
        for_children=for_children,
        accessible=accessible,
        q=q,
    )
    return await page(reading, statement, paging=paging, orderings=ORDERINGS, view=listed(OfferView))


@router.get("/{id}", operation_id="offer.get", response_model=OfferView, responses=READ)
async def get_offer(reading: ReadingDep, scope: ScopeDep, now: Now, id: UUID) -> Response:
    """One offer."""
    return _item(await queries.offer(reading, scope, id, today=local_day(now)))


@router.post("", operation_id="offer.create", status_code=201, response_model=OfferView, responses=CREATE)
async def create_offer(tx: Transaction, scope: ScopeDep, body: OfferBody) -> Response:
    """A new draft."""
    facts = {**dict(body), "dates": plain(body.dates)}
    hosted = {name: facts.pop(name) for name in ("business_id", "town_key", "edition_id")}
    seen = await commands.create(tx, scope, facts, **hosted)
    return created(_view(seen), seen.offer.version, f"/api/v1/offers/{seen.offer.id}")


@router.patch("/{id}", operation_id="offer.update", response_model=OfferView, responses=CHANGE)
async def change_offer(tx: Transaction, scope: ScopeDep, id: UUID, body: OfferChange, version: IfMatch) -> Response:
    """Change an offer that has not been decided on."""
    return _item(await commands.change(tx, scope, id, sent(body), expected=version))


verb = Verbs(router, "offer", OfferView)


@verb("register")
async def register_offer(tx: Transaction, scope: ScopeDep, id: UUID, version: IfMatch) -> Response:
    """Hand the offer in for review by the town."""
    return _item(await commands.register(tx, scope, id, expected=version))


@verb("publish")
async def publish_offer(tx: Transaction, scope: ScopeDep, id: UUID, version: IfMatch) -> Response:
    """Put the offer into the public programme; its dates lie in the town's action windows."""
    return _item(await commands.publish(tx, scope, id, expected=version))


@verb("request_changes")
async def request_changes(tx: Transaction, scope: ScopeDep, id: UUID, body: ReasonBody, version: IfMatch) -> Response:
    """Give the offer back to its host."""
    return _item(await commands.request_changes(tx, scope, id, reason=body.reason, expected=version))


@verb("reject")
async def reject_offer(tx: Transaction, scope: ScopeDep, id: UUID, body: ReasonBody, version: IfMatch) -> Response:
    """Refuse the offer."""
    return _item(await commands.reject(tx, scope, id, reason=body.reason, expected=version))


@verb("reschedule")
async def reschedule_offer(tx: Transaction, scope: ScopeDep, id: UUID, body: DatesBody, version: IfMatch) -> Response:
    """Move a published offer to other dates."""
    return _item(await commands.reschedule(tx, scope, id, dates=plain(body.dates), expected=version))


@verb("cancel")
async def cancel_offer(tx: Transaction, scope: ScopeDep, id: UUID, body: ReasonBody, version: IfMatch) -> Response:
    """Call a published offer off."""
    return _item(await commands.cancel(tx, scope, id, reason=body.reason, expected=version))
