"""Offers of places: an occupation, hours, and seats in the phases of the schools."""

from placement.domain.offers.offer import OfferStatus, PlaceOffer
from placement.domain.offers.seats import Seats, insist_on_seats, is_full

__all__ = ["OfferStatus", "PlaceOffer", "Seats", "insist_on_seats", "is_full"]
