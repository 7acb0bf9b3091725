"""Orders for advertising material over HTTP."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field, field_validator
from pydantic_core import PydanticCustomError
from starlette.responses import Response

from campaign.api.parts import CHANGE, CREATE, LIST, READ, EditionQuery, listed, shown
from campaign.commands import materials as commands
from campaign.domain import MaterialOrder, OrderLine, OrderStatus
from campaign.queries import materials as queries
from campaign.queries.materials import SeenOrder
from regio_chassis.rows import table_of
from regio_chassis.web import (
    Body,
    Count,
    IfMatch,
    Page,
    Paging,
    ReadingDep,
    Router,
    ScopeDep,
    Slug,
    Transaction,
    Verbs,
    View,
    created,
    item,
    page,
    problems,
)

router = Router(prefix="/material-orders", tags=["Material"])

_c = table_of(MaterialOrder).c
ORDERINGS = {"town": [_c.town_key], "status": [_c.status]}

Pieces = Annotated[int, Field(strict=True, ge=1, le=1_000_000)]


class LineBody(Body):
    """Pieces of one material."""

    item: Slug = Field(examples=["bag"])
    pieces: Pieces = Field(examples=[500])


class GivenBody(Body):
    """Pieces of one material that the chamber promises."""

    item: Slug = Field(examples=["bag"])
    pieces: Count = Field(description="0: nothing of it", examples=[300])


class LinesBody(Body):
    """What is ordered; each material once."""

    lines: Annotated[tuple[LineBody, ...], Field(min_length=1, max_length=50)]

    @field_validator("lines")
    @classmethod
    def _each_once(cls, lines: tuple[LineBody, ...]) -> tuple[LineBody, ...]:
        if len({line.item for line in lines}) != len(lines):
            raise PydanticCustomError("repeated", "Each material is named once")
        return lines

    def ordered(self) -> list[OrderLine]:
        """The lines of an order nobody has decided on."""
        return [OrderLine(item=line.item, ordered=line.pieces) for line in self.lines]


class OrderBody(LinesBody):
    """A town's order for an edition."""

    edition_id: UUID = Field(strict=False)
    town_key: Slug


class ApproveBody(Body):
    """What the chamber promises; a material that is not named is promised in full."""

    quantities: Annotated[tuple[GivenBody, ...], Field(max_length=50)] = ()


class ShareBody(Body):
    """All placed orders of the edition are approved together."""

    edition_id: UUID = Field(strict=False)
    dry_run: bool = Field(default=False, description="Only show what would be promised")


class OrderView(View):
    """A town's order."""

    id: UUID
    version: int
    edition_id: UUID
    edition_year: int
    town_key: str
    town_name: str
    status: OrderStatus
    lines: tuple[OrderLine, ...]
    note: str | None = Field(description="Tells the town that it gets less than it ordered")
    placed_at: datetime | None
    source: str | None


class OrdersView(View):
    """The orders that were approved together."""

    items: tuple[OrderView, ...]


def _view(seen: SeenOrder) -> OrderView:
    return shown(OrderView, seen.order, town_name=seen.town_name, edition_year=seen.edition_year)


def _item(seen: SeenOrder) -> Response:
    return item(_view(seen), seen.order.version)


@router.get("", operation_id="material_order.list", response_model=Page[OrderView], responses=LIST | problems(401, 403))
async def list_orders(
    reading: ReadingDep,
    scope: ScopeDep,
    paging: Paging,
    edition: EditionQuery = None,
    town: Slug | None = None,
    status: OrderStatus | None = None,
) -> Response:
    """Orders of the caller's towns; the chamber sees all."""
    statement = queries.material_orders(scope, edition=edition, town=town, status=status)
    return await page(reading, statement, paging=paging, orderings=ORDERINGS, view=listed(OrderView))


@router.get("/{id}", operation_id="material_order.get", response_model=OrderView, responses=READ | problems(401, 403))
async def get_order(reading: ReadingDep, scope: ScopeDep, id: UUID) -> Response:
    """One order."""
    return _item(await queries.material_order(reading, scope, id))


@router.post("", operation_id="material_order.create", status_code=201, response_model=OrderView, responses=CREATE)
async def create_order(tx: Transaction, scope: ScopeDep, body: OrderBody) -> Response:
    """A new draft."""
    seen = await commands.create_order(
        tx, scope, edition_id=body.edition_id, town_key=body.town_key, lines=body.ordered()
    )
    return created(_view(seen), seen.order.version, f"/api/v1/material-orders/{seen.order.id}")


@router.post("/share", operation_id="material_order.share", response_model=OrdersView, responses=CREATE)
async def share_orders(tx: Transaction, scope: ScopeDep, body: ShareBody) -> Response:
    """Approve everything that is placed; a shortage is shared out in proportion, and each order says so."""
    seen = await commands.share(tx, scope, edition_id=body.edition_id, dry_run=body.dry_run)
    return item(OrdersView(items=tuple(_view(one) for one in seen)), 1)


@router.patch("/{id}", operation_id="material_order.update", response_model=OrderView, responses=CHANGE)
async def change_order(tx: Transaction, scope: ScopeDep, id: UUID, body: LinesBody, version: IfMatch) -> Response:
    """Change a draft."""
    return _item(await commands.change_order(tx, scope, id, body.ordered(), expected=version))


verb = Verbs(router, "material_order", OrderView)


@verb("place")
async def place_order(tx: Transaction, scope: ScopeDep, id: UUID, version: IfMatch) -> Response:
    """Send the order to the chamber, until the edition's last day to order."""
    return _item(await commands.place(tx, scope, id, expected=version))


@verb("approve")
async def approve_order(
    tx: Transaction, scope: ScopeDep, id: UUID, version: IfMatch, body: ApproveBody | None = None
) -> Response:
    """Promise the material; never more than there is."""
    quantities = {given.item: given.pieces for given in body.quantities} if body else {}
    return _item(await commands.approve(tx, scope, id, quantities=quantities, expected=version))


@verb("ship")
async def ship_order(tx: Transaction, scope: ScopeDep, id: UUID, version: IfMatch) -> Response:
    """The material is on its way."""
    return _item(await commands.ship(tx, scope, id, expected=version))


@verb("receive")
async def receive_order(tx: Transaction, scope: ScopeDep, id: UUID, version: IfMatch) -> Response:
    """The material has arrived in the town."""
    return _item(await commands.receive(tx, scope, id, expected=version))
