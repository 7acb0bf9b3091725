"""What the chamber hands out to the towns: its stock, and the orders for it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict
from pydantic import Field as Constrained
from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field

from campaign.domain.base import Row, german_day, local_day
from campaign.domain.editions import TAKES_TOWNS, Edition
from campaign.domain.errors import EditionNotOpen, NotTakingPart, OrderFixed, OrderingClosed, OutOfStock
from campaign.domain.towns import TAKING_PART, TownStatus
from regio_chassis.errors import Invalid
from regio_chassis.rows import Stateful, json_field, new_id, status_field, utc_field
from regio_events.campaign import MaterialQuantity, MaterialShipped


class MaterialItem(Row, table=True):
    """One advertising material of an edition. ``approved`` of the ``stock`` pieces are promised to orders."""

    __tablename__: ClassVar[str] = "material_item"
    __table_args__ = (
        UniqueConstraint("edition_id", "key"),
        CheckConstraint("approved >= 0 AND approved <= stock", name="approved_within_stock"),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    version: int = 1
    edition_id: UUID = Field(foreign_key="edition.id")
    key: str
    label: str
    stock: int
    approved: int = 0
    source: str | None = None

    @property
    def left(self) -> int:
        """Pieces that nobody was promised."""
        return self.stock - self.approved

    def take(self, pieces: int) -> None:
        """
        Promise ``pieces`` to an order.

        Raises:
            OutOfStock: fewer are left.
        """
        if pieces > self.left:
            raise OutOfStock(f"{pieces} of {self.key} asked for, {self.left} left")
        self.approved += pieces

    def restock(self, stock: int) -> None:
        """
        Correct the stock.

        Raises:
            OutOfStock: more than that is already promised.
        """
        if stock < self.approved:
            raise OutOfStock(f"{self.approved} of {self.key} are already promised")
        self.stock = stock


class OrderLine(BaseModel):
    """Pieces of one material; ``approved`` is None until it is decided on."""

    model_config = ConfigDict(frozen=True)

    item: Annotated[str, Constrained(max_length=60)]
    ordered: Annotated[int, Constrained(ge=1)]
    approved: Annotated[int, Constrained(ge=0)] | None = None


class OrderStatus(StrEnum):
    """How far an order is."""

    DRAFT = "draft"
    PLACED = "placed"
    APPROVED = "approved"
    SHIPPED = "shipped"
    RECEIVED = "received"


class MaterialOrder(Row, Stateful, table=True):
    """What a town orders for an edition; ``note`` tells the town when it gets less than it ordered."""

    TRANSITIONS: ClassVar = {
        OrderStatus.DRAFT: {"place": OrderStatus.PLACED},
        OrderStatus.PLACED: {"approve": OrderStatus.APPROVED},
        OrderStatus.APPROVED: {"ship": OrderStatus.SHIPPED},
        OrderStatus.SHIPPED: {"receive": OrderStatus.RECEIVED},
        OrderStatus.RECEIVED: {},
    }

    __tablename__: ClassVar[str] = "material_order"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    version: int = 1
    edition_id: UUID = Field(foreign_key="edition.id", index=True)
    town_key: str = Field(foreign_key="town.key", index=True)
    status: OrderStatus = status_field(OrderStatus, OrderStatus.DRAFT)
    lines: tuple[OrderLine, ...] = json_field(tuple[OrderLine, ...])
    note: str | None = None
    placed_at: datetime | None = utc_field(nullable=True)
    source: str | None = None

    def change(self, lines: Sequence[OrderLine]) -> None:
        """
        Order something else.

        Raises:
            OrderFixed: it was placed.
        """
        if self.status is not OrderStatus.DRAFT:
            raise OrderFixed(f"the order is {self.status}")
        self.lines = tuple(lines)

    def place(
        self, edition: Edition, town: TownStatus | None, items: Mapping[str, MaterialItem], *, at: datetime
    ) -> None:
        """
        Send to the chamber.

        Raises:
            OrderingClosed: the last day to order has passed.
            EditionNotOpen, NotTakingPart: the edition is over, or the chamber has not confirmed the town.
            Invalid: there is no such material in the edition.
        """
        self._insist_on("place")
        if edition.status not in TAKES_TOWNS:
            raise EditionNotOpen(f"edition {edition.year} is {edition.status}, nothing can be ordered")
        if town not in TAKING_PART:
            raise NotTakingPart(f"the participation of the town in edition {edition.year} is {town or 'missing'}")
        if edition.order_until is not None and local_day(at) > edition.order_until:
            raise OrderingClosed(f"orders for edition {edition.year} ended on {german_day(edition.order_until)}")
        for index, line in enumerate(self.lines):
            if line.item not in items:
                raise Invalid("the edition has no such material", pointer=f"/lines/{index}/item")
        self._step("place")
        self.placed_at = at

    def approve(self, quantities: Mapping[str, int], items: Mapping[str, MaterialItem]) -> None:
        """
        Promise ``quantities`` by material, what is not named in full; takes them from ``items``.

        Raises:
            OutOfStock: not so many are left; nothing was promised.
            Invalid: more than ordered, or something that was not ordered.
        """
        self._insist_on("approve")
        ordered = {line.item: line.ordered for line in self.lines}
        for item, pieces in quantities.items():
            if pieces > ordered.get(item, 0):
                raise Invalid("not more than was ordered", pointer="/quantities")
        promised = ordered | dict(quantities)
        for item, pieces in promised.items():
            if pieces > items[item].left:
                raise OutOfStock(f"{pieces} of {item} asked for, {items[item].left} left")
        for item, pieces in promised.items():
            items[item].take(pieces)
        self._step("approve")
        self.lines = tuple(line.model_copy(update={"approved": promised[line.item]}) for line in self.lines)
        self.note = self._shortage(items)

    def ship(self) -> MaterialShipped:
        self._step("ship")
        sent = (MaterialQuantity(item=line.item, pieces=line.approved or 0) for line in self.lines)
        return MaterialShipped(
            order_id=self.id, town_key=self.town_key, quantities=tuple(part for part in sent if part.pieces)
        )

    def receive(self) -> None:
        self._step("receive")

    def _shortage(self, items: Mapping[str, MaterialItem]) -> str | None:
        short = [line for line in self.lines if (line.approved or 0) < line.ordered]
        if not short:
            return None
        parts = (f"{items[line.item].label}: {line.approved} von {line.ordered}" for line in short)
        return f"Der Vorrat reicht nicht für alle Bestellungen. Zugeteilt sind {', '.join(parts)}."


def share_out(stock: int, wanted: Mapping[str, int]) -> dict[str, int]:
    """
    Give everybody what they want or, if ``stock`` is short, their share in proportion to it.

    Largest remainder: whole pieces first, what is left over one by one to those who lost the largest part of a piece;
    of equals the one who wants more, then the first by name. The shares add up to the stock.
    """
    total = sum(wanted.values())
    if total <= stock:
        return dict(wanted)
    shares = {name: stock * pieces // total for name, pieces in wanted.items()}
    by_remainder = sorted(wanted, key=lambda name: (-(stock * wanted[name] % total), -wanted[name], name))
    for name in by_remainder[: stock - sum(shares.values())]:
        shares[name] += 1
    return shares


def share_orders(orders: Sequence[MaterialOrder], items: Mapping[str, MaterialItem]) -> None:
    """Approve all placed ``orders`` together; what is short is shared out in proportion to what was ordered."""
    given: dict[UUID, dict[str, int]] = {order.id: {} for order in orders}
    for key, item in items.items():
        names = {f"{order.town_key} {order.id}": order for order in orders}
        wanted = {name: pieces for name, order in names.items() if (pieces := _ordered(order, key))}
        for name, pieces in share_out(item.left, wanted).items():
            given[names[name].id][key] = pieces
    for order in orders:
        order.approve(given[order.id], items)


def _ordered(order: MaterialOrder, item: str) -> int:
    return sum(line.ordered for line in order.lines if line.item == item)
