"""A small service to try the edge on: shops with a name, a year, an opening day and a count."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from fastapi import Request
from pydantic import Field as Constraint
from sqlalchemy import ForeignKeyConstraint, MetaData, text
from sqlalchemy.orm import registry
from sqlmodel import Field, col, select
from starlette.responses import Response

from regio_chassis import rows
from regio_chassis.access import ALL, PUBLISHED, Policy, Role, Scope, define_access_tables, own, scoped
from regio_chassis.database import Tx
from regio_chassis.errors import Missing
from regio_chassis.rows import NAMING, expect, new_id, utc_field
from regio_chassis.search import matches, searchable
from regio_chassis.web import (
    Body,
    Count,
    Day,
    IfMatch,
    Instant,
    Line,
    Now,
    Page,
    Paging,
    ReadingDep,
    Router,
    ScopeDep,
    Search,
    Text,
    Transaction,
    Verbs,
    View,
    Year,
    created,
    define_web_tables,
    item,
    limited,
    page,
    problems,
)


class Row(rows.Row, registry=registry()):
    metadata = MetaData(naming_convention=NAMING)


define_access_tables(Row.metadata)
define_web_tables(Row.metadata)


class Shop(Row, table=True):
    __tablename__ = "shop"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    town: str
    name: str = Field(unique=True)
    search: str = ""
    note: str | None = None
    founded: int | None = None
    opens_on: date | None = None
    staff: int = 0
    open: bool = False
    registered_at: datetime = utc_field()
    version: int = 1


class Visit(Row, table=True):
    """Its shop is looked for at commit only: a way to make a commit fail."""

    __tablename__ = "visit"
    __table_args__ = (
        ForeignKeyConstraint(["shop_id"], ["shop.id"], deferrable=True, initially="DEFERRED", name="fk_visit_shop"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    shop_id: UUID


class Kind(StrEnum):
    BAKERY = "bakery"
    BOOKS = "books"


class ShopIn(Body):
    name: Annotated[str, Line(80)]
    town: Annotated[str, Line(40)] = "leinefelde"
    note: Annotated[str, Text(500)] | None = None
    founded: Year | None = None
    opens_on: Day | None = None
    staff: Count = 0
    weight: Annotated[float, Constraint(ge=0, le=1000)] = 0
    ref: UUID | None = None
    seen_at: Instant | None = None
    kind: Kind = Kind.BAKERY
    tags: Annotated[tuple[Annotated[str, Line(20)], ...], Constraint(max_length=5)] = ()


class ShopView(View):
    id: UUID
    town: str
    name: str
    note: str | None
    founded: int | None
    opens_on: date | None
    staff: int
    open: bool
    registered_at: datetime
    version: int


POLICY: Policy = {
    "shop.list": {Role.ANONYMOUS: PUBLISHED, Role.TOWN_MANAGER: own("town"), Role.CHAMBER: ALL},
    "shop.get": {Role.ANONYMOUS: PUBLISHED, Role.TOWN_MANAGER: own("town"), Role.CHAMBER: ALL},
    "shop.create": {Role.CHAMBER: ALL, Role.TOWN_MANAGER: own("town")},
    "shop.change": {Role.TOWN_MANAGER: own("town"), Role.CHAMBER: ALL},
    "shop.open": {Role.TOWN_MANAGER: own("town"), Role.CHAMBER: ALL},
    "shop.audit": {Role.CHAMBER: ALL},
    "shop.break": {Role.CHAMBER: ALL},
    "visit.create": {Role.CHAMBER: ALL},
    "wish.create": {Role.ANONYMOUS: PUBLISHED},
}

router = Router(prefix="/shops", tags=["Shops"])


async def shop_of(tx: Tx, scope: Scope, shop_id: UUID) -> Shop:
    theirs = scoped(scope, published=col(Shop.open), town=col(Shop.town))
    shop = await tx.entity(Shop, select(Shop).where(col(Shop.id) == shop_id, theirs))
    if shop is None:
        raise Missing
    return shop


@router.get("", operation_id="shop.list", summary="Shops", response_model=Page[ShopView], responses=problems(422))
async def shops(reading: ReadingDep, scope: ScopeDep, paging: Paging, q: Search | None = None) -> Response:
    """Shops, by name."""
    statement = select(Shop).where(scoped(scope, published=col(Shop.open), town=col(Shop.town)))
    if q is not None:
        statement = statement.where(matches(col(Shop.search), q))
    orderings = {"name": [col(Shop.name)], "founded": [col(Shop.founded)], "registered_at": [col(Shop.registered_at)]}
    return await page(reading, statement, paging=paging, orderings=orderings, view=ShopView.model_validate)


@router.get("/{shop_id}", operation_id="shop.get", summary="One shop", response_model=ShopView, responses=problems(404))
async def shop(reading: ReadingDep, scope: ScopeDep, shop_id: UUID) -> Response:
    """One shop."""
    theirs = scoped(scope, published=col(Shop.open), town=col(Shop.town))
    found = await reading.entity(Shop, select(Shop).where(col(Shop.id) == shop_id, theirs))
    if found is None:
        raise Missing
    return item(ShopView.model_validate(found), found.version)


@router.post(
    "",
    operation_id="shop.create",
    summary="New shop",
    response_model=ShopView,
    status_code=201,
    responses=problems(409),
)
async def create_shop(tx: Transaction, body: ShopIn, at: Now) -> Response:
    """Enter a shop."""
    values = body.model_dump(include={"name", "town", "note", "founded", "opens_on", "staff"})
    found = Shop(**values, search=searchable(body.name), registered_at=at)
    await tx.add(found)
    return created(ShopView.model_validate(found), 1, f"/api/v1/shops/{found.id}")


class ShopChange(Body):
    name: Annotated[str, Line(80)]


@router.patch(
    "/{shop_id}", operation_id="shop.change", summary="Rename", response_model=ShopView, responses=problems(404)
)
async def change_shop(tx: Transaction, scope: ScopeDep, shop_id: UUID, body: ShopChange, version: IfMatch) -> Response:
    """Rename a shop."""
    found = await shop_of(tx, scope, shop_id)
    expect(found, version)
    found.name = body.name
    await tx.save(found)
    return item(ShopView.model_validate(found), found.version)


verb = Verbs(router, "shop", ShopView)


@verb("open")
async def open_shop(tx: Transaction, scope: ScopeDep, id: UUID, version: IfMatch) -> Response:
    """Open a shop."""
    found = await shop_of(tx, scope, id)
    expect(found, version)
    found.open = True
    await tx.save(found)
    return item(ShopView.model_validate(found), found.version)


class VisitIn(Body):
    shop_id: UUID


@router.post("/visits", operation_id="visit.create", summary="Visit", response_model=ShopView, status_code=201)
async def create_visit(tx: Transaction, body: VisitIn) -> Response:
    """Enter a visit; that there is such a shop is checked at commit."""
    visit = Visit(shop_id=body.shop_id)
    await tx.add(visit)
    return Response(b"{}", 201, media_type="application/json")


class Wish(Body):
    text: Annotated[str, Text(200)]


@router.post(
    "/wishes",
    operation_id="wish.create",
    summary="Wish",
    response_model=Wish,
    status_code=201,
    dependencies=[limited("wish", burst=3, per=timedelta(seconds=30))],
)
async def create_wish(tx: Transaction, body: Wish) -> Response:
    """Wish for something; anybody may."""
    return Response(body.model_dump_json(), 201, media_type="application/json")


@router.post("/audits", operation_id="shop.audit", summary="Slow", response_model=Wish, status_code=201)
async def audit(request: Request, tx: Transaction, body: Wish, at: Now) -> Response:
    """Enter a shop and wait until the test lets go."""
    await tx.add(Shop(name=body.text, town="leinefelde", registered_at=at))
    request.app.state.entered.set()
    await request.app.state.let_go.wait()
    return Response(body.model_dump_json(), 201, media_type="application/json")


@router.post("/breakages", operation_id="shop.break", summary="Broken", response_model=Wish)
async def break_down(tx: Transaction, body: Wish) -> Response:
    """Fail with what was sent in the message, as careless code does."""
    await tx.execute(text("SELECT 1"))
    raise RuntimeError(f"cannot work with {body.text}")
