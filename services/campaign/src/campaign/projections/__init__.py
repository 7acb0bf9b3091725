"""Facts of the sister services, kept locally."""

from campaign.projections.beside import (
    KnownMeasure,
    KnownMeeting,
    SeatCall,
    measures_stand,
    meetings_stand,
    phases_over,
    seats_wanted,
)
from campaign.projections.known import (
    KnownCompany,
    KnownDecision,
    PlaceOffer,
    companies_approved,
    companies_linked,
    companies_suspended,
    decision_stands,
    offers_places,
    places_offered,
    places_paused,
    places_withdrawn,
)

__all__ = [
    "KnownCompany",
    "KnownDecision",
    "KnownMeasure",
    "KnownMeeting",
    "PlaceOffer",
    "SeatCall",
    "companies_approved",
    "companies_linked",
    "companies_suspended",
    "decision_stands",
    "measures_stand",
    "meetings_stand",
    "offers_places",
    "phases_over",
    "places_offered",
    "places_paused",
    "places_withdrawn",
    "seats_wanted",
]
