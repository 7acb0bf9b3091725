"""An offer and its life."""

from collections.abc import Collection, Sequence
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar, TypeVar
from uuid import UUID

from sqlmodel import Field

from campaign.domain.base import Row
from campaign.domain.businesses import BusinessStatus
from campaign.domain.errors import OfferFixed
from campaign.domain.offers.numbering import Numbering
from campaign.domain.offers.surroundings import Surroundings
from campaign.domain.participations import CURRENT, ParticipationStatus
from campaign.domain.shop_hours import insist_on_open_shops, lawful_dates, needs_opening
from regio_chassis.errors import Invalid
from regio_chassis.rows import Stateful, enum_field, json_field, new, new_id, status_field
from regio_chassis.search import searchable
from regio_events import OfferDate
from regio_events import campaign as events
from regio_events.campaign import OfferKind

_Stated = TypeVar("_Stated", events.OfferRegistered, events.OfferRescheduled, events.OfferCancelled)


class OfferStatus(StrEnum):
    """How far an offer is."""

    DRAFT = "draft"
    REGISTERED = "registered"
    PUBLISHED = "published"
    REJECTED = "rejected"
    CANCELLED = "cancelled"


class Offer(Row, Stateful, table=True):
    """
    Something to come for, hosted by a business or (``business_id`` None) by the town.

    ``edition_id`` None: for the whole year. ``starts_on`` and ``ends_on`` are the first and last of ``dates``,
    ``shown_until`` the last of them and of those that were dropped, whose number ``numbering`` knows once it was moved.
    """

    TRANSITIONS: ClassVar = {
        OfferStatus.DRAFT: {"register": OfferStatus.REGISTERED},
        OfferStatus.REGISTERED: {
            "publish": OfferStatus.PUBLISHED,
            "request_changes": OfferStatus.DRAFT,
            "reject": OfferStatus.REJECTED,
        },
        OfferStatus.PUBLISHED: {"reschedule": OfferStatus.PUBLISHED, "cancel": OfferStatus.CANCELLED},
        OfferStatus.REJECTED: {},
        OfferStatus.CANCELLED: {},
    }

    __tablename__: ClassVar[str] = "offer"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    version: int = 1
    edition_id: UUID | None = Field(default=None, foreign_key="edition.id", index=True)
    business_id: UUID | None = Field(default=None, foreign_key="business.id", index=True)
    town_key: str = Field(foreign_key="town.key", index=True)
    kind: OfferKind = enum_field(OfferKind)
    title: str
    description: str | None = None
    dates: tuple[OfferDate, ...] = json_field(tuple[OfferDate, ...])
    starts_on: date = Field(index=True)
    ends_on: date
    numbering: Numbering | None = json_field(Numbering, nullable=True)
    shown_until: date
    price_note: str | None = None
    accessible: bool | None = None
    for_children: bool = False
    location: str | None = None
    status: OfferStatus = status_field(OfferStatus, OfferStatus.DRAFT)
    sequence: int = 0
    reason: str | None = None
    source: str | None = None
    search: str = Field(default="", description="Folded words that q looks in")

    @classmethod
    def draft(cls, *, dates: Sequence[OfferDate], **facts: Any) -> "Offer":
        """
        A new offer, known to its host only.

        Raises:
            Invalid: it has no date.
        """
        offer = new(cls, **facts)
        offer.arrange(dates)
        return offer

    def arrange(self, dates: Sequence[OfferDate]) -> None:
        """
        Take ``dates``, in order, and bring first and last day and the words that ``q`` looks in up to date.

        Raises:
            Invalid: there is no date.
        """
        if not dates:
            raise Invalid("an offer takes place on at least one day", pointer="/dates")
        ordered = tuple(sorted(dates, key=lambda held: (held.day, held.starts)))
        first, last = ordered[0].day, ordered[-1].day
        words = searchable(self.title, self.description, self.location)
        # Set one by one, as a row of a session would want it, they take as long as the insert.
        self.__dict__.update(dates=ordered, starts_on=first, ends_on=last, shown_until=last, search=words)

    def register(self, around: Surroundings) -> events.OfferRegistered:
        """
        Hand in for review.

        Raises:
            EditionNotOpen, BusinessNotListed, NotTakingPart: the edition, or its host, does not allow it.
        """
        self._insist_on("register")
        self._insist_on_edition(around)
        self._insist_on_host(around, (BusinessStatus.REGISTERED, BusinessStatus.APPROVED), CURRENT)
        self._step("register")
        self.reason = None
        return self._state(events.OfferRegistered)

    def publish(self, around: Surroundings) -> events.OfferPublished:
        """
        Put into the public programme.

        Raises:
            OutsideWindows: a date lies outside the town's action windows, and the edition is not year-round.
            ShopsClosed: it needs open shops at a time when the law keeps them closed.
            EditionNotOpen, BusinessNotListed, NotTakingPart: edition, host or town do not allow it.
        """
        self._insist_on("publish")
        self._insist_on_edition(around)
        self._insist_on_host(around, (BusinessStatus.APPROVED,), (ParticipationStatus.ACCEPTED,))
        self._insist_on_time(self.dates, around)
        self._step("publish")
        return events.OfferPublished(
            offer_id=self.id,
            edition_id=self.edition_id,
            business_id=self.business_id,
            town_key=self.town_key,
            kind=self.kind,
            dates=self.dates,
            sequence=self.sequence,
            title=self.title,
        )

    def request_changes(self, *, reason: str) -> None:
        self._step("request_changes")
        self.reason = reason

    def reject(self, *, reason: str) -> None:
        self._step("reject")
        self.reason = reason

    def reschedule(self, dates: Sequence[OfferDate], around: Surroundings, *, today: date) -> events.OfferRescheduled:
        """Move to other dates, refused as for publishing; calendars see a higher ``sequence``."""
        self._insist_on("reschedule")
        self._insist_on_time(dates, around)
        self._step("reschedule")
        self._move(dates, today)
        return self._state(events.OfferRescheduled)

    def lose_opening(
        self, around: Surroundings, *, reason: str, today: date
    ) -> events.OfferRescheduled | events.OfferCancelled | None:
        """
        Follow a special opening that was revoked; ``around`` has those that remain.

        Dates on which its shop may not be open are dropped; without any left it is cancelled. None: it needs no shop.
        """
        self._insist_on("cancel")
        if not around.needs_open_shops(self.kind):
            return None
        kept = lawful_dates(self.dates, catholic=around.catholic, openings=around.openings)
        if not kept:
            return self.cancel(reason=reason)
        if len(kept) == len(self.dates):
            return None
        self._step("reschedule")
        self._move(kept, today)
        return self._state(events.OfferRescheduled)

    def cancel(self, *, reason: str) -> events.OfferCancelled:
        """Call off; it stays visible, marked, until its last date has passed."""
        self._step("cancel")
        self.reason = reason
        self.sequence += 1
        return self._state(events.OfferCancelled)

    def insist_on_editable(self) -> None:
        """
        Insist that it has not been decided on.

        Raises:
            OfferFixed: it was published, cancelled or rejected.
        """
        if self.status not in (OfferStatus.DRAFT, OfferStatus.REGISTERED):
            raise OfferFixed(f"the offer is {self.status}")

    def _move(self, dates: Sequence[OfferDate], today: date) -> None:
        before, numbering = self.dates, self.numbering or Numbering.of(self.dates)
        self.arrange(dates)
        self.numbering = numbering.moved(before, self.dates, today=today)
        self.shown_until = max(self.ends_on, self.numbering.last_dropped)
        self.sequence += 1

    def _insist_on_edition(self, around: Surroundings) -> None:
        if self.edition_id is not None:
            around.insist_on_edition()

    def _insist_on_host(
        self, around: Surroundings, listed: Collection[BusinessStatus], part: Collection[ParticipationStatus]
    ) -> None:
        if self.business_id is not None:
            around.insist_on_business(listed)
            if self.edition_id is not None:
                around.insist_on_participation(part)

    def _insist_on_time(self, dates: Sequence[OfferDate], around: Surroundings) -> None:
        if self.edition_id is not None:
            around.insist_on_windows(dates)
        if around.needs_open_shops(self.kind):
            insist_on_open_shops(dates, catholic=around.catholic, openings=around.openings)

    def needs_shops_on(self, dates: Sequence[OfferDate], around: Surroundings) -> list[date]:
        """Sundays and holidays among ``dates`` on which it needs open shops."""
        return needs_opening(dates, catholic=around.catholic) if around.needs_open_shops(self.kind) else []

    def _state(self, fact: type[_Stated]) -> _Stated:
        return fact(
            offer_id=self.id,
            edition_id=self.edition_id,
            business_id=self.business_id,
            town_key=self.town_key,
            kind=self.kind,
            dates=self.dates,
            sequence=self.sequence,
        )
