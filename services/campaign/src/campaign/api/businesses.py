"""Businesses over HTTP."""

from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from pydantic import Field
from sqlalchemy import RowMapping
from starlette.responses import Response

from campaign.access import sees_inside
from campaign.api.parts import (
    CHANGE,
    CREATE,
    LIST,
    READ,
    EditionQuery,
    Hours,
    Latitude,
    Links,
    Longitude,
    ReasonBody,
    absent,
    plain,
    sent,
    shown,
)
from campaign.commands import businesses as commands
from campaign.domain import Business, BusinessStatus, Link
from campaign.queries import businesses as queries
from campaign.queries.businesses import SeenBusiness
from regio_chassis.access import Scope
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
    Search,
    Slug,
    Text,
    Transaction,
    Verbs,
    View,
    created,
    item,
    page,
    problems,
)
from regio_chassis.web.ratelimit import limited
from regio_events.campaign import BusinessKind

router = Router(prefix="/businesses", tags=["Businesses"])

_c = table_of(Business).c
ORDERINGS = {"name": [_c.public_name], "registered_at": [_c.registered_at], "town": [_c.town_key]}

Name = Annotated[str, Line(120)]
Short = Annotated[str, Line(255)]
Kind = Annotated[BusinessKind, Field(strict=False)]
Postcode = Annotated[str, Field(pattern=r"^[0-9]{5}$", examples=["37308"])]
WidNr = Annotated[str, Field(pattern=r"^DE[0-9]{9}(-[0-9]{5})?$", examples=["DE123456789"])]
Email = Annotated[
    str, Field(pattern=r"^[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+$", max_length=200, examples=["laden@leseecke.example"])
]
Phone = Annotated[str, Field(pattern=r"^\+?[0-9][0-9 ()/-]{4,30}$", examples=["+49 3606 000000"])]


class BusinessBody(Body):
    """A business that wants to be listed. ``contact_*`` are for its town and the chamber only."""

    public_name: Name = Field(examples=["Buchhandlung Leseecke"])
    kind: Kind
    branch: Name = Field(examples=["Buchhandlung"])
    town_key: Slug = Field(examples=["heiligenstadt"])
    street: Name = Field(examples=["Wilhelmstraße 1"])
    postcode: Postcode = Field(examples=["37308"])
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    opening_hours: Hours | None = None
    accessibility: Short | None = Field(default=None, examples=["stufenloser Eingang"])
    description: Annotated[str, Text(2000)] | None = None
    links: Links = ()
    wid_nr: WidNr | None = None
    consent_placement_contact: bool = Field(default=False, description="May be asked for practice places")
    contact_name: Name | None = None
    contact_email: Email | None = None
    contact_phone: Phone | None = None


class BusinessRegistration(BusinessBody):
    """The same, and the edition it wants to take part in."""

    edition_id: UUID | None = Field(default=None, strict=False)


class BusinessChange(Body):
    """What changes; the town stays."""

    public_name: Name = absent()
    kind: Kind = absent()
    branch: Name = absent()
    street: Name = absent()
    postcode: Postcode = absent()
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    opening_hours: Hours | None = None
    accessibility: Short | None = None
    description: Annotated[str, Text(2000)] | None = None
    links: Links = absent()
    wid_nr: WidNr | None = None
    consent_placement_contact: bool = absent()
    contact_name: Name | None = None
    contact_email: Email | None = None
    contact_phone: Phone | None = None


class BusinessView(View):
    """A business as everybody sees it."""

    id: UUID
    version: int
    status: BusinessStatus
    public_name: str
    kind: BusinessKind
    branch: str
    town_key: str
    town_name: str
    street: str
    postcode: str
    latitude: float | None
    longitude: float | None
    opening_hours: str | None
    accessibility: str | None
    description: str | None
    links: tuple[Link, ...]
    badge: bool = Field(description="Praxistage-Betrieb: offers practice places to pupils")
    source: str | None


class BusinessInFull(BusinessView):
    """The same for its own people, its town and the chamber."""

    wid_nr: str | None
    consent_placement_contact: bool
    contact_name: str | None
    contact_email: str | None
    contact_phone: str | None
    reason: str | None
    merged_into: UUID | None = Field(description="It was a duplicate of this business")
    registered_at: datetime


def _view(scope: Scope, seen: SeenBusiness) -> BusinessView:
    inside = sees_inside(scope, seen.business.id, seen.business.town_key)
    return shown(BusinessInFull if inside else BusinessView, seen.business, town_name=seen.town_name, badge=seen.badge)


def _item(scope: Scope, seen: SeenBusiness) -> Response:
    return item(_view(scope, seen), seen.business.version)


@router.get("", operation_id="business.list", response_model=Page[BusinessInFull | BusinessView], responses=LIST)
async def list_businesses(
    reading: ReadingDep,
    scope: ScopeDep,
    paging: Paging,
    town: Slug | None = None,
    kind: BusinessKind | None = None,
    status: BusinessStatus | None = None,
    edition: EditionQuery = None,
    badge: bool | None = None,
    q: Search | None = None,
) -> Response:
    """Listed businesses; those under review are for themselves, their town and the chamber."""

    def view(row: RowMapping) -> BusinessView:
        inside = sees_inside(scope, row["id"], row["town_key"])
        return (BusinessInFull if inside else BusinessView).trusting(row)

    statement = queries.businesses(scope, town=town, kind=kind, status=status, edition=edition, badge=badge, q=q)
    return await page(reading, statement, paging=paging, orderings=ORDERINGS, view=view)


@router.get("/{id}", operation_id="business.get", response_model=BusinessInFull | BusinessView, responses=READ)
async def get_business(reading: ReadingDep, scope: ScopeDep, id: UUID) -> Response:
    """One business."""
    return _item(scope, await queries.business(reading, scope, id))


@router.post(
    "",
    operation_id="business.register",
    status_code=201,
    response_model=BusinessInFull | BusinessView,
    responses=CREATE | problems(429),
    dependencies=[limited("business.register", burst=20, per=timedelta(hours=1))],
)
async def register_business(tx: Transaction, scope: ScopeDep, body: BusinessRegistration) -> Response:
    """Ask for a business to be listed and, with an edition, to take part; its town reviews it."""
    facts = {**body.model_dump(exclude={"edition_id"}), "links": plain(body.links)}
    seen = await commands.register(tx, facts, edition_id=body.edition_id)
    return created(_view(scope, seen), seen.business.version, f"/api/v1/businesses/{seen.business.id}")


@router.patch("/{id}", operation_id="business.update", response_model=BusinessInFull, responses=CHANGE)
async def change_business(
    tx: Transaction, scope: ScopeDep, id: UUID, body: BusinessChange, version: IfMatch
) -> Response:
    """Change a business; if it is listed, others hear of its new name, kind or consent."""
    return _item(scope, await commands.change(tx, scope, id, sent(body), expected=version))


verb = Verbs(router, "business", BusinessInFull)


@verb("approve")
async def approve_business(tx: Transaction, scope: ScopeDep, id: UUID, version: IfMatch) -> Response:
    """List the business under its public name."""
    return _item(scope, await commands.approve(tx, scope, id, expected=version))


@verb("reject")
async def reject_business(tx: Transaction, scope: ScopeDep, id: UUID, body: ReasonBody, version: IfMatch) -> Response:
    """Do not list the business."""
    return _item(scope, await commands.reject(tx, scope, id, reason=body.reason, expected=version))


@verb("close")
async def close_business(tx: Transaction, scope: ScopeDep, id: UUID, version: IfMatch) -> Response:
    """The business is closed for good; its participations and published offers end with it."""
    return _item(scope, await commands.close(tx, scope, id, expected=version))
