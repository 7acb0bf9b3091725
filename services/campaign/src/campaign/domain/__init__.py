"""Entities, their lives and rules. Pure: no web, no bus, no clock, no session."""

from campaign.domain.base import BERLIN, Link, Row, german_day, local_day
from campaign.domain.businesses import Business, BusinessStatus
from campaign.domain.editions import TAKES_OFFERS, TAKES_TOWNS, Edition, EditionStatus
from campaign.domain.errors import (
    AlreadyTakingPart,
    BusinessNotListed,
    EditionExists,
    EditionFixed,
    EditionNotOpen,
    ItemExists,
    NotTakingPart,
    OfferFixed,
    OpeningExists,
    OpeningNotAllowed,
    OrderFixed,
    OrderingClosed,
    OutOfStock,
    OutsideWindows,
    RegistrationClosed,
    ReportsMissing,
    ShopsClosed,
    TownExists,
    WindowsFixed,
)
from campaign.domain.materials import MaterialItem, MaterialOrder, OrderLine, OrderStatus
from campaign.domain.offers import Offer, OfferDay, OfferStatus, Surroundings
from campaign.domain.participations import CURRENT, Participation, ParticipationStatus
from campaign.domain.reports import TownReport
from campaign.domain.shop_hours import Hours
from campaign.domain.special_openings import SpecialOpening
from campaign.domain.towns import OPEN_WINDOWS, TAKING_PART, Attention, Town, TownParticipation, TownStatus

__all__ = [
    "BERLIN",
    "CURRENT",
    "OPEN_WINDOWS",
    "TAKES_OFFERS",
    "TAKES_TOWNS",
    "TAKING_PART",
    "AlreadyTakingPart",
    "Attention",
    "Business",
    "BusinessNotListed",
    "BusinessStatus",
    "Edition",
    "EditionExists",
    "EditionFixed",
    "EditionNotOpen",
    "EditionStatus",
    "Hours",
    "ItemExists",
    "Link",
    "MaterialItem",
    "MaterialOrder",
    "NotTakingPart",
    "Offer",
    "OfferDay",
    "OfferFixed",
    "OfferStatus",
    "OpeningExists",
    "OpeningNotAllowed",
    "OrderFixed",
    "OrderLine",
    "OrderStatus",
    "OrderingClosed",
    "OutOfStock",
    "OutsideWindows",
    "Participation",
    "ParticipationStatus",
    "RegistrationClosed",
    "ReportsMissing",
    "Row",
    "ShopsClosed",
    "SpecialOpening",
    "Surroundings",
    "Town",
    "TownExists",
    "TownParticipation",
    "TownReport",
    "TownStatus",
    "WindowsFixed",
    "german_day",
    "local_day",
]
