"""Figures of a town over time: measured, or stated by another programme."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID, uuid5

from sqlalchemy import Index
from sqlmodel import Field

from network.domain.base import Row
from network.domain.errors import OutOfRange
from regio_chassis.rows import enum_field, new_id, utc_field

SUPPRESS_BELOW = 5
"""Counts of seats and pupils below this are not shown, as in the events of the placement programme."""


class IndicatorKind(StrEnum):
    """What is measured. Units are in the name: percent, a day, or a plain count."""

    VACANCY_PERCENT = "vacancy_percent"
    FOOTFALL_PER_DAY = "footfall_per_day"
    SHOPS = "shops"
    CAMPAIGN_BUSINESSES = "campaign_businesses"
    CAMPAIGN_OFFERS = "campaign_offers"
    CAMPAIGN_CARDS = "campaign_cards"
    CAMPAIGN_RATING = "campaign_rating"
    PLACEMENT_COMPANIES = "placement_companies"
    PLACEMENT_PLACEMENTS = "placement_placements"
    PLACEMENT_TRAINING_OFFERS = "placement_training_offers"


MEASURED = (IndicatorKind.VACANCY_PERCENT, IndicatorKind.FOOTFALL_PER_DAY, IndicatorKind.SHOPS)
"""What people enter; the rest is stated by events."""


class Indicator(Row, table=True):
    """One value of one indicator on one day; None and ``suppressed``: fewer than five."""

    __tablename__ = "indicator"
    __table_args__ = (Index("ix_indicator_town_kind_day", "town_key", "kind", "day"),)

    id: UUID = Field(default_factory=new_id, primary_key=True)
    version: int = 1
    town_key: str = Field(foreign_key="town.key", max_length=60)
    kind: IndicatorKind = enum_field(IndicatorKind)
    day: date
    value: float | None = None
    suppressed: bool = False
    origin_event_id: UUID | None = None
    origin_type: str | None = Field(default=None, max_length=120)
    origin_subject: str | None = Field(default=None, max_length=120, index=True)
    source: str | None = Field(default=None, max_length=500)
    created_at: datetime = utc_field()

    @classmethod
    def measure(
        cls, *, town_key: str, kind: IndicatorKind, day: date, value: float, at: datetime, source: str | None = None
    ) -> "Indicator":
        """
        A value that somebody measured.

        Raises:
            OutOfRange: it is stated by events, or not a value of its kind.
        """
        if kind not in MEASURED:
            raise OutOfRange("this indicator is stated by another programme", pointer="/kind")
        if kind is IndicatorKind.VACANCY_PERCENT and not 0 <= value <= 100:
            raise OutOfRange("a share lies between 0 and 100 percent", pointer="/value")
        if kind is not IndicatorKind.VACANCY_PERCENT and value != int(value):
            raise OutOfRange("a count is a whole number", pointer="/value")
        return cls(town_key=town_key, kind=kind, day=day, value=value, source=source, created_at=at)


def stated_id(subject: UUID, kind: IndicatorKind) -> UUID:
    """The id of a value that events about ``subject`` state, so that a repeated event writes the same row."""
    return uuid5(subject, kind)
