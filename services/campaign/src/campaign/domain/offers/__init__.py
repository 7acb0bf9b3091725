"""What businesses and towns do on the action days."""

from campaign.domain.offers.days import OfferDay
from campaign.domain.offers.numbering import Dropped, Numbering
from campaign.domain.offers.offer import Offer, OfferStatus
from campaign.domain.offers.surroundings import Surroundings

__all__ = ["Dropped", "Numbering", "Offer", "OfferDay", "OfferStatus", "Surroundings"]
