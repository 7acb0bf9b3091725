"""Events of the service placement (Praxistage), channel ``placement.events``; never anything about a pupil."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, model_validator

from regio_events._base import Event
from regio_events._types import (
    Code,
    Count,
    Kldb,
    KldbGroup,
    Label,
    SchoolYear,
    Slug,
    SuppressedCount,
    TownKey,
    Weekday,
)

Weekdays = Annotated[tuple[Weekday, ...], Field(min_length=1, max_length=5)]


class CompanyKind(StrEnum):
    """What a company mainly does."""

    RETAIL = "retail"
    SERVICE = "service"
    GASTRONOMY = "gastronomy"
    CRAFT = "craft"
    INDUSTRY = "industry"
    AGRICULTURE = "agriculture"
    CARE = "care"
    PUBLIC = "public"
    OTHER = "other"


class SeatGap(StrEnum):
    """How many seats are missing, coarse on purpose: pupils must not be countable."""

    FEW = "few"
    MANY = "many"


class AttendanceBand(StrEnum):
    """Share of planned practice days attended, coarse on purpose, in percent."""

    BELOW_70 = "below_70"
    FROM_70 = "from_70"
    FROM_80 = "from_80"
    FROM_90 = "from_90"


class PlacementEvent(Event, owner="placement"):
    """Base of the events that placement states."""


class _Company(PlacementEvent):
    company_id: UUID = Field(description="The company")
    business_id: UUID | None = Field(default=None, description="The campaign business it is linked to; null: none")
    town_key: TownKey = Field(description="Place of the company")
    kind: CompanyKind = Field(description="What the company mainly does")


class CompanyRegistered(_Company, type="regio.placement.company.registered.v1", subject="company_id"):
    """A company is interested in offering places; nobody has reviewed it yet."""


class CompanyApproved(_Company, type="regio.placement.company.approved.v1", public=True, subject="company_id"):
    """The company may offer places, under its public name."""

    public_name: Label = Field(description="Name under which the company appears in public")


class CompanySuspended(_Company, type="regio.placement.company.suspended.v1", public=True, subject="company_id"):
    """The company may not offer places for the time being."""


class CompanyLeft(_Company, type="regio.placement.company.left.v1", public=True, subject="company_id"):
    """A company that was approved once takes part no longer; unless it was suspended, that is stated with it."""


class CompanyLinked(_Company, type="regio.placement.company.linked.v1", public=True, subject="company_id"):
    """A person confirmed that the company is this campaign business."""

    business_id: UUID = Field(description="The campaign business that the company is")


class _Offer(PlacementEvent):
    offer_id: UUID = Field(description="The offer of places")
    company_id: UUID = Field(description="The company")
    business_id: UUID | None = Field(default=None, description="The campaign business of the company; null: not linked")
    town_key: TownKey = Field(description="Place of the company")
    kldb: Kldb = Field(description="Occupation, KldB 2010, five digits")
    occupation: Label = Field(description="Occupation, German label of the KldB code")
    weekdays: Weekdays = Field(description="ISO weekdays on which places are offered: 1 Monday to 5 Friday")
    phase_ids: tuple[UUID, ...] = Field(description="Phases in which places are offered")
    seats_total: Count = Field(description="Seats offered in all, per phase and weekday summed up")
    requirement_codes: tuple[Code, ...] = Field(description="What is needed first: safety_shoes, health_instruction, …")


class OfferPublished(_Offer, type="regio.placement.offer.published.v1", public=True, subject="offer_id"):
    """Pupils can apply for the places."""


class OfferPaused(_Offer, type="regio.placement.offer.paused.v1", public=True, subject="offer_id"):
    """The company takes no applications for the places for the time being."""

    until: date | None = Field(default=None, description="Last day of the pause; null: open end")


class OfferWithdrawn(_Offer, type="regio.placement.offer.withdrawn.v1", public=True, subject="offer_id"):
    """The places are not offered any longer."""


class PhasePlanned(PlacementEvent, type="regio.placement.phase.planned.v1", public=True, subject="phase_id"):
    """The practice days of a school's phase are fixed as stated here."""

    phase_id: UUID = Field(description="The phase")
    school_key: Slug = Field(description="The school")
    town_key: TownKey = Field(description="Place of the school")
    weekday: Weekday = Field(description="ISO weekday of practice: 1 Monday to 5 Friday")
    starts_on: date = Field(description="First day of the phase")
    ends_on: date = Field(description="Last day of the phase")
    days: tuple[date, ...] = Field(description="Practice days of the school, in order")


class _Placement(PlacementEvent):
    placement_id: UUID = Field(description="The placement; random, says nothing about a pupil")
    offer_id: UUID = Field(description="The offer that the seat belongs to")
    phase_id: UUID = Field(description="The phase")
    weekday: Weekday = Field(description="ISO weekday of practice: 1 Monday to 5 Friday")


class PlacementConfirmed(_Placement, type="regio.placement.placement.confirmed.v1", subject="placement_id"):
    """One seat of the offer is taken for the phase."""


class PlacementTerminated(_Placement, type="regio.placement.placement.terminated.v1", subject="placement_id"):
    """The placement ended before its time and the seat is free again."""


class PlacementCompleted(_Placement, type="regio.placement.placement.completed.v1", subject="placement_id"):
    """The placement lasted to the end of the phase."""


class SeatsShort(PlacementEvent, type="regio.placement.seats.short.v1", public=True, subject="phase_id"):
    """The phase has fewer seats than it needs."""

    phase_id: UUID = Field(description="The phase")
    town_key: TownKey = Field(description="Place where seats are missing")
    gap: SeatGap = Field(description="How many are missing, coarse")
    kldb_groups: tuple[KldbGroup, ...] = Field(description="Groups of occupations wanted; empty: any")


class _Suppressing(PlacementEvent):
    suppressed: bool = Field(description="At least one count is null because it is below five")


class PhaseCompleted(_Suppressing, type="regio.placement.phase.completed.v1", public=True, subject="phase_id"):
    """The phase is over, with this result."""

    phase_id: UUID = Field(description="The phase")
    town_key: TownKey = Field(description="Place of the school")
    companies: SuppressedCount = Field(description="Companies that took part, rounded down to fives; null: fewer")
    placements: SuppressedCount = Field(description="Placements that lasted, rounded down to fives; null: fewer")
    training_offers: SuppressedCount = Field(description="Pupils offered training, rounded down to fives; null: fewer")
    attendance_band: AttendanceBand | None = Field(
        default=None, description="Share of planned practice days attended; null: fewer than five placements"
    )

    @model_validator(mode="after")
    def _says_that_it_suppressed(self) -> Self:
        if self.suppressed != (None in (self.companies, self.placements, self.training_offers)):
            raise ValueError("suppressed is true exactly when a count is null")
        if self.placements is None and self.attendance_band is not None:
            raise ValueError("no attendance band for fewer than five placements")
        return self


class RetentionCompleted(_Suppressing, type="regio.placement.retention.completed.v1", subject="rule_id"):
    """Records of the school year whose time was over are erased."""

    school_year: SchoolYear = Field(description="School year of the records, such as 2026/27")
    records_erased: SuppressedCount = Field(description="Records erased; null: fewer than five")
    rule_id: Code = Field(description="Retention rule that was carried out")

    @model_validator(mode="after")
    def _says_that_it_suppressed(self) -> Self:
        if self.suppressed != (self.records_erased is None):
            raise ValueError("suppressed is true exactly when a count is null")
        return self
