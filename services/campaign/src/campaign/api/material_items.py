"""Advertising material over HTTP."""

from typing import Annotated
from uuid import UUID

from pydantic import Field
from starlette.responses import Response

from campaign.api.parts import CHANGE, CREATE, LIST, READ, EditionQuery, absent, listed, sent, shown
from campaign.commands import materials as commands
from campaign.domain import MaterialItem
from campaign.queries import materials as queries
from regio_chassis.rows import table_of
from regio_chassis.web import (
    Body,
    Count,
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
    problems,
)

router = Router(prefix="/material-items", tags=["Material"])

_c = table_of(MaterialItem).c
ORDERINGS = {"key": [_c.key], "label": [_c.label]}

Label = Annotated[str, Line(80)]


class ItemBody(Body):
    """A material that towns can order for an edition."""

    edition_id: UUID = Field(strict=False)
    key: Slug = Field(examples=["bag"])
    label: Label = Field(examples=["Papiertaschen"])
    stock: Count = Field(description="Pieces there are", examples=[55000])


class ItemChange(Body):
    """What changes; the stock not below what is promised."""

    label: Label = absent()
    stock: Count = absent()


class ItemView(View):
    """A material and how much of it is left."""

    id: UUID
    version: int
    edition_id: UUID
    key: str
    label: str
    stock: int
    approved: int = Field(description="Pieces promised to orders; never more than the stock")
    source: str | None


@router.get("", operation_id="material_item.list", response_model=Page[ItemView], responses=LIST | problems(401, 403))
async def list_items(reading: ReadingDep, scope: ScopeDep, paging: Paging, edition: EditionQuery = None) -> Response:
    """What towns can order, and how much is left."""
    statement = queries.material_items(scope, edition=edition)
    return await page(reading, statement, paging=paging, orderings=ORDERINGS, view=listed(ItemView))


@router.get("/{id}", operation_id="material_item.get", response_model=ItemView, responses=READ | problems(401, 403))
async def get_item(reading: ReadingDep, scope: ScopeDep, id: UUID) -> Response:
    """One material."""
    found = await queries.material_item(reading, scope, id)
    return item(shown(ItemView, found), found.version)


@router.post("", operation_id="material_item.create", status_code=201, response_model=ItemView, responses=CREATE)
async def create_item(tx: Transaction, scope: ScopeDep, body: ItemBody) -> Response:
    """A material with its stock; an edition has each once."""
    made = await commands.create_item(tx, scope, body.model_dump())
    return created(shown(ItemView, made), made.version, f"/api/v1/material-items/{made.id}")


@router.patch("/{id}", operation_id="material_item.update", response_model=ItemView, responses=CHANGE)
async def change_item(tx: Transaction, scope: ScopeDep, id: UUID, body: ItemChange, version: IfMatch) -> Response:
    """Correct name or stock."""
    made = await commands.change_item(tx, scope, id, sent(body), expected=version)
    return item(shown(ItemView, made), made.version)
