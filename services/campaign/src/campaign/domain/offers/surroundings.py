"""What stands around an offer when it is decided on, and what of it allows or forbids the decision."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from campaign.domain.base import german_day
from campaign.domain.businesses import BusinessStatus
from campaign.domain.editions import TAKES_OFFERS, EditionStatus
from campaign.domain.errors import BusinessNotListed, EditionNotOpen, NotTakingPart, OutsideWindows
from campaign.domain.participations import ParticipationStatus
from campaign.domain.shop_hours import Hours
from campaign.domain.towns import TAKING_PART, TownStatus
from campaign.domain.windows import within
from regio_events import OfferDate, Window
from regio_events.campaign import BusinessKind, OfferKind

_SELLING = frozenset({OfferKind.DISCOUNT, OfferKind.EXTENDED_HOURS})
"""Offers that are nothing without open shops, whoever hosts them."""
_SELLING_IN_SHOPS = _SELLING | {OfferKind.TASTING, OfferKind.RAFFLE}
"""The same for a shop as the host: showing samples counts as selling where one can order. Source: ThürLadÖffG § 2."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """
    What stands around an offer when it is decided on.

    ``edition_*`` and ``town_status`` are None for an offer of the whole year, ``business_*`` for one of the town.
    ``openings`` are the special openings of the place on the Sundays and holidays concerned.
    """

    town_name: str
    catholic: bool = False
    openings: tuple[Hours, ...] = ()
    business_kind: BusinessKind | None = None
    business_name: str | None = None
    edition_year: int | None = None
    edition_status: EditionStatus | None = None
    year_round: bool = False
    town_status: TownStatus | None = None
    windows: tuple[Window, ...] = ()
    business_status: BusinessStatus | None = None
    participation_status: ParticipationStatus | None = None

    def insist_on_edition(self) -> None:
        """
        Insist that the edition takes offers.

        Raises:
            EditionNotOpen: it does not, or not any longer.
        """
        if self.edition_status not in TAKES_OFFERS:
            raise EditionNotOpen(f"edition {self.edition_year} is {self.edition_status}, it takes no offers")

    def insist_on_business(self, listed: Collection[BusinessStatus]) -> None:
        """
        Insist that the business stands where ``listed`` says.

        Raises:
            BusinessNotListed: it does not.
        """
        if self.business_status not in listed:
            raise BusinessNotListed(f"the business is {self.business_status}")

    def insist_on_participation(self, wanted: Collection[ParticipationStatus]) -> None:
        """
        Insist that the business takes part in the edition.

        Raises:
            NotTakingPart: it does not.
        """
        if self.participation_status not in wanted:
            found = self.participation_status or "missing"
            raise NotTakingPart(f"the participation of the business in edition {self.edition_year} is {found}")

    def insist_on_windows(self, dates: Sequence[OfferDate]) -> None:
        """
        Insist that the town takes part, and that ``dates`` lie in its action windows unless the edition is year-round.

        Raises:
            NotTakingPart: the town does not.
            OutsideWindows: a date does not.
        """
        if self.town_status not in TAKING_PART:
            found = self.town_status or "missing"
            raise NotTakingPart(f"the participation of the town in edition {self.edition_year} is {found}")
        if self.year_round:
            return
        for index, held in enumerate(dates):
            if not within(held, self.windows):
                raise OutsideWindows(
                    f"on {german_day(held.day)} it lies outside the action windows of the town",
                    pointer=f"/dates/{index}",
                )

    def needs_open_shops(self, kind: OfferKind) -> bool:
        """Whether ``kind`` implies open shops here; services and restaurants are none. Source: ThürLadÖffG § 2 (1)."""
        if self.business_kind is None:
            return kind in _SELLING
        return self.business_kind is BusinessKind.RETAIL and kind in _SELLING_IN_SHOPS
