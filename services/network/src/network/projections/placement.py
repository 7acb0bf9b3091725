"""What the placement programme stated, kept by the id of the thing itself."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import Field

from network.domain import Row
from regio_chassis.database import Tx
from regio_chassis.handling import Handled
from regio_events.placement import OfferPaused, OfferPublished, OfferWithdrawn


class PlaceOffer(Row, table=True):
    """Seats that a company of a place offers to pupils; none while the offer is paused or withdrawn."""

    __tablename__ = "place_offer"

    offer_id: UUID = Field(primary_key=True)
    place_key: str = Field(index=True, max_length=60)
    seats: int
    active: bool


async def seats_offered(tx: Tx, handled: Sequence[Handled[OfferPublished]]) -> None:
    await _offers(tx, [one.event for one in handled], active=True)


async def seats_paused(tx: Tx, handled: Sequence[Handled[OfferPaused]]) -> None:
    await _offers(tx, [one.event for one in handled], active=False)


async def seats_withdrawn(tx: Tx, handled: Sequence[Handled[OfferWithdrawn]]) -> None:
    await _offers(tx, [one.event for one in handled], active=False)


async def _offers(tx: Tx, events: Sequence[OfferPublished | OfferPaused | OfferWithdrawn], *, active: bool) -> None:
    rows = [
        {"offer_id": event.offer_id, "place_key": event.town_key, "seats": event.seats_total, "active": active}
        for event in events
    ]
    await tx.upsert(PlaceOffer, rows, key=["offer_id"])
