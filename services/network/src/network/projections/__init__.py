"""What was stated, here and in the other programmes, in the form in which this service asks for it."""

from network.projections.campaign import (
    BusinessParticipation,
    KnownEdition,
    PublishedOffer,
    SpecialOpening,
    TownParticipation,
    edition_announced,
    offers_cancelled,
    offers_published,
    participations_accepted,
    participations_withdrew,
    special_openings_registered,
    special_openings_revoked,
    towns_confirmed,
    towns_withdrew,
)
from network.projections.placement import PlaceOffer, seats_offered, seats_paused, seats_withdrawn
from network.projections.threads import ThreadEvent, ThreadLink, told

__all__ = [
    "BusinessParticipation",
    "KnownEdition",
    "PlaceOffer",
    "PublishedOffer",
    "SpecialOpening",
    "ThreadEvent",
    "ThreadLink",
    "TownParticipation",
    "edition_announced",
    "offers_cancelled",
    "offers_published",
    "participations_accepted",
    "participations_withdrew",
    "seats_offered",
    "seats_paused",
    "seats_withdrawn",
    "special_openings_registered",
    "special_openings_revoked",
    "told",
    "towns_confirmed",
    "towns_withdrew",
]
