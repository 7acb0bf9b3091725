"""Events of the service campaign (Heimat shoppen), channel ``campaign.events``."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, model_validator

from regio_events._base import Event
from regio_events._types import (
    Code,
    Count,
    Label,
    MunicipalityKey,
    OfferDate,
    Sequence,
    TownKey,
    Value,
    WallTime,
    WidNr,
    Window,
    Year,
)


class BusinessKind(StrEnum):
    """What a business mainly does."""

    RETAIL = "retail"
    SERVICE = "service"
    GASTRONOMY = "gastronomy"


class OfferKind(StrEnum):
    """What a business or town does on the action days."""

    DISCOUNT = "discount"
    TASTING = "tasting"
    WORKSHOP = "workshop"
    SHOW = "show"
    MUSIC = "music"
    TOUR = "tour"
    EXTENDED_HOURS = "extended_hours"
    RAFFLE = "raffle"
    OTHER = "other"


class MaterialQuantity(Value):
    """Pieces of one advertising material."""

    item: Code = Field(description="Material: bag, poster, sticker, flyer, …")
    pieces: Count = Field(description="Number of pieces")


class CampaignEvent(Event, owner="campaign"):
    """Base of the events that campaign states."""


class _Edition(CampaignEvent):
    edition_id: UUID = Field(description="The edition of the campaign")
    year: Year = Field(description="Calendar year of the edition")
    kickoff_days: tuple[date, ...] = Field(description="Days of the common kick-off, in order; towns may differ")
    register_until: date | None = Field(
        default=None,
        description="Last day on which businesses may register, Europe/Berlin; null: not limited or unknown",
    )
    order_until: date | None = Field(
        default=None,
        description="Last day on which towns may order material, Europe/Berlin; null: not limited or unknown",
    )


class EditionAnnounced(_Edition, type="regio.campaign.edition.announced.v1", public=True, subject="edition_id"):
    """The edition will take place; towns may declare that they take part."""


class EditionOpened(_Edition, type="regio.campaign.edition.opened.v1", public=True, subject="edition_id"):
    """Businesses can register for the edition."""


class EditionClosed(_Edition, type="regio.campaign.edition.closed.v1", public=True, subject="edition_id"):
    """Registration for the edition is over."""


class EditionStarted(_Edition, type="regio.campaign.edition.started.v1", public=True, subject="edition_id"):
    """The edition is running."""


class EditionEnded(_Edition, type="regio.campaign.edition.ended.v1", public=True, subject="edition_id"):
    """The edition is over; reports are due."""


class EditionCancelled(_Edition, type="regio.campaign.edition.cancelled.v1", public=True, subject="edition_id"):
    """The edition does not take place, or not any longer."""


class _Town(CampaignEvent):
    participation_id: UUID = Field(description="The town's participation in one edition")
    edition_id: UUID = Field(description="The edition")
    town_key: TownKey = Field(description="The place that takes part")
    municipality_key: MunicipalityKey = Field(description="Municipality (AGS) that the place belongs to")
    windows: tuple[Window, ...] = Field(description="The town's action windows, in order; empty: not fixed yet")
    decision_id: UUID | None = Field(
        default=None, description="The decision (network) by which the town takes part; null: declared without one"
    )


class TownDeclared(_Town, type="regio.campaign.town.declared.v1", subject="participation_id"):
    """The town wants to take part in the edition; the chamber has not confirmed it yet."""


class TownConfirmed(_Town, type="regio.campaign.town.confirmed.v1", public=True, subject="participation_id"):
    """The chamber confirmed that the town takes part in the edition."""


class TownPublished(_Town, type="regio.campaign.town.published.v1", public=True, subject="participation_id"):
    """The town's programme is public and its action windows are fixed."""


class TownWithdrew(_Town, type="regio.campaign.town.withdrew.v1", public=True, subject="participation_id"):
    """The town does not take part in the edition any longer."""


class _Business(CampaignEvent):
    business_id: UUID = Field(description="The business")
    town_key: TownKey = Field(description="Place of the business")
    kind: BusinessKind = Field(description="What the business mainly does")
    branch: Label = Field(description="Trade of the business, a German label such as Buchhandlung")
    wid_nr: WidNr | None = Field(
        default=None, description="Wirtschafts-Identifikationsnummer of the business; null: not given"
    )
    consent_placement_contact: bool = Field(description="The business agreed to be asked for practice places")


class BusinessRegistered(_Business, type="regio.campaign.business.registered.v1", subject="business_id"):
    """A business asks to be listed; nobody has reviewed it yet."""


class BusinessApproved(_Business, type="regio.campaign.business.approved.v1", public=True, subject="business_id"):
    """The business is listed under its public name."""

    public_name: Label = Field(description="Name under which the business appears in public")


class BusinessClosed(_Business, type="regio.campaign.business.closed.v1", public=True, subject="business_id"):
    """The business is closed and takes part in nothing any longer."""


class BusinessMerged(_Business, type="regio.campaign.business.merged.v1", public=True, subject="business_id"):
    """The business was a duplicate and is now found under another id."""

    into_business_id: UUID = Field(description="The business that remains and takes over every link")


class _Participation(CampaignEvent):
    participation_id: UUID = Field(description="The business's participation in one edition")
    edition_id: UUID = Field(description="The edition")
    business_id: UUID = Field(description="The business")
    town_key: TownKey = Field(description="Place of the business")


class ParticipationAccepted(
    _Participation, type="regio.campaign.participation.accepted.v1", public=True, subject="participation_id"
):
    """The business takes part in the edition."""


class ParticipationWithdrew(
    _Participation, type="regio.campaign.participation.withdrew.v1", public=True, subject="participation_id"
):
    """The business does not take part in the edition any longer."""


class _Offer(CampaignEvent):
    offer_id: UUID = Field(description="The offer")
    edition_id: UUID | None = Field(default=None, description="The edition it belongs to; null: the whole year")
    business_id: UUID | None = Field(default=None, description="The business that hosts it; null: the town does")
    town_key: TownKey = Field(description="Place of the offer")
    kind: OfferKind = Field(description="What is offered")
    dates: tuple[OfferDate, ...] = Field(description="When it takes place, in order")
    sequence: Sequence = Field(description="Revision of the offer, from 0")


class OfferRegistered(_Offer, type="regio.campaign.offer.registered.v1", subject="offer_id"):
    """A host handed in the offer; nobody has reviewed it yet."""


class OfferPublished(_Offer, type="regio.campaign.offer.published.v1", public=True, subject="offer_id"):
    """The offer is in the public programme."""

    title: Label = Field(description="Title as published, German")


class OfferRescheduled(_Offer, type="regio.campaign.offer.rescheduled.v1", public=True, subject="offer_id"):
    """The published offer takes place on these dates instead of the former ones."""


class OfferCancelled(_Offer, type="regio.campaign.offer.cancelled.v1", public=True, subject="offer_id"):
    """The published offer does not take place; it stays visible, marked, until its last date has passed."""


class _SpecialOpening(CampaignEvent):
    opening_id: UUID = Field(description="The special opening")
    town_key: TownKey = Field(description="The place whose shops may open")
    municipality_key: MunicipalityKey = Field(description="Municipality (AGS) whose yearly allowance it uses")
    day: date = Field(description="Calendar day")
    opens: WallTime = Field(description="Local time Europe/Berlin, HH:MM")
    closes: WallTime = Field(description="Local time Europe/Berlin, HH:MM; later than opens")

    @model_validator(mode="after")
    def _closes_after_it_opens(self) -> Self:
        if self.closes <= self.opens:
            raise ValueError("a special opening closes after it opens")
        return self


class SpecialOpeningRegistered(
    _SpecialOpening, type="regio.campaign.special_opening.registered.v1", public=True, subject="opening_id"
):
    """Shops of the place may open on a day, or at hours, on which they are otherwise closed."""


class SpecialOpeningRevoked(
    _SpecialOpening, type="regio.campaign.special_opening.revoked.v1", public=True, subject="opening_id"
):
    """Shops of the place may not open then after all; the day no longer counts for the municipality."""


class MaterialShipped(CampaignEvent, type="regio.campaign.material.shipped.v1", subject="order_id"):
    """The ordered material is on its way to the town."""

    order_id: UUID = Field(description="The material order")
    town_key: TownKey = Field(description="The town that ordered")
    quantities: tuple[MaterialQuantity, ...] = Field(description="What was shipped, in pieces")


class ReportSubmitted(
    CampaignEvent, type="regio.campaign.report.submitted.v1", public=True, subject="participation_id"
):
    """The town reported what came of its participation."""

    participation_id: UUID = Field(description="The town's participation in the edition")
    edition_id: UUID = Field(description="The edition")
    year: Year = Field(description="Calendar year of the edition")
    town_key: TownKey = Field(description="The town")
    businesses: Count = Field(description="Businesses that took part")
    offers: Count = Field(description="Offers that took place")
    cards_returned: Count | None = Field(default=None, description="Stamp cards handed in; null: not counted")
    rating_mean: Annotated[float, Field(ge=1, le=5, allow_inf_nan=False)] | None = Field(
        default=None, description="Mean rating by the businesses, 1 (poor) to 5 (very good); null: not asked"
    )
