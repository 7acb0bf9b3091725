"""The days of offers, to look them up by."""

from datetime import date
from typing import ClassVar
from uuid import UUID

from sqlmodel import Field

from campaign.domain.base import Row


class OfferDay(Row, table=True):
    """A day on which an offer takes place: the index of ``Offer.dates`` that lists by day look in."""

    __tablename__: ClassVar[str] = "offer_day"

    offer_id: UUID = Field(primary_key=True, foreign_key="offer.id")
    day: date = Field(primary_key=True, index=True)
