"""Businesses that may be listed."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, TypeVar
from uuid import UUID

from sqlmodel import Field

from campaign.domain.base import Link, Row
from campaign.domain.errors import BusinessNotListed
from regio_chassis.errors import Invalid
from regio_chassis.rows import Stateful, enum_field, json_field, new_id, status_field, utc_field
from regio_chassis.search import searchable
from regio_events import campaign as events
from regio_events.campaign import BusinessKind

_Fact = TypeVar("_Fact", events.BusinessRegistered, events.BusinessClosed)


_TOLD = ("public_name", "kind", "branch", "wid_nr", "consent_placement_contact")


_FILLED = ("latitude", "longitude", "opening_hours", "accessibility", "description", "wid_nr")
"""What a duplicate leaves to the business that remains, where that has nothing."""


class BusinessStatus(StrEnum):
    """Where a business stands in review."""

    REGISTERED = "registered"
    APPROVED = "approved"
    REJECTED = "rejected"
    CLOSED = "closed"


class Business(Row, Stateful, table=True):
    """
    A shop, service or restaurant; one row over many editions. ``contact_*`` never leave this service.

    ``merged_into``: it was a duplicate of that one.
    """

    TRANSITIONS: ClassVar = {
        BusinessStatus.REGISTERED: {
            "approve": BusinessStatus.APPROVED,
            "reject": BusinessStatus.REJECTED,
            "merge": BusinessStatus.CLOSED,
        },
        BusinessStatus.APPROVED: {"close": BusinessStatus.CLOSED, "merge": BusinessStatus.CLOSED},
        BusinessStatus.REJECTED: {},
        BusinessStatus.CLOSED: {},
    }

    __tablename__: ClassVar[str] = "business"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    version: int = 1
    status: BusinessStatus = status_field(BusinessStatus, BusinessStatus.REGISTERED)
    public_name: str
    kind: BusinessKind = enum_field(BusinessKind)
    branch: str
    town_key: str = Field(foreign_key="town.key", index=True)
    street: str
    postcode: str
    latitude: float | None = None
    longitude: float | None = None
    opening_hours: str | None = Field(default=None, description="OSM opening_hours")
    accessibility: str | None = None
    description: str | None = None
    links: tuple[Link, ...] = json_field(tuple[Link, ...], default=())
    wid_nr: str | None = None
    consent_placement_contact: bool = False
    contact_name: str | None = None
    contact_email: str | None = None
    contact_phone: str | None = None
    reason: str | None = None
    registered_at: datetime = utc_field()
    merged_into: UUID | None = Field(default=None, index=True)
    source: str | None = None
    search: str = Field(default="", description="Folded words that q looks in")

    def index(self) -> None:
        """Bring the words that ``q`` looks in up to date; after each change of what they are made of."""
        self.search = searchable(self.public_name, self.branch, self.description, self.street)

    def change(self, facts: Mapping[str, Any]) -> events.BusinessApproved | None:
        """
        Take ``facts``. If it is listed and they concern what others were told, the listing is stated anew.

        Raises:
            BusinessNotListed: it was rejected or is closed.
        """
        self.insist_on_existing()
        told = any(name in facts and facts[name] != getattr(self, name) for name in _TOLD)
        for name, value in facts.items():
            setattr(self, name, value)
        self.index()
        return self._listing() if told and self.status is BusinessStatus.APPROVED else None

    def registered(self) -> events.BusinessRegistered:
        """What is stated when the row is new."""
        return self._state(events.BusinessRegistered)

    def approve(self) -> events.BusinessApproved:
        self._step("approve")
        return self._listing()

    def reject(self, *, reason: str) -> None:
        self._step("reject")
        self.reason = reason

    def close(self) -> events.BusinessClosed:
        self._step("close")
        return self._state(events.BusinessClosed)

    def merge(self, into: "Business") -> tuple[events.BusinessMerged, events.BusinessApproved | None]:
        """
        Say that it is ``into``, which takes over what it does not know of itself, and is stated anew for it.

        Raises:
            Invalid: it is the same row, or in another town.
            BusinessNotListed: ``into`` is not listed as this one is.
        """
        self._insist_on("merge")
        if into.id == self.id or into.town_key != self.town_key:
            raise Invalid("a business is merged into another one of its town", pointer="/into")
        into.insist_on_existing()
        if self.status is BusinessStatus.APPROVED and into.status is not BusinessStatus.APPROVED:
            raise BusinessNotListed(f"the business that is to remain is {into.status}; approve it first")
        self._step("merge")
        self.merged_into = into.id
        gaps = {name: getattr(self, name) for name in _FILLED if getattr(into, name) is None}
        stated = events.BusinessMerged(
            business_id=self.id,
            town_key=self.town_key,
            kind=self.kind,
            branch=self.branch,
            wid_nr=self.wid_nr,
            consent_placement_contact=self.consent_placement_contact,
            into_business_id=into.id,
        )
        return stated, into.change(gaps)

    def insist_on_existing(self) -> None:
        """
        Insist that it is, or may still be, listed.

        Raises:
            BusinessNotListed: it was rejected or is closed.
        """
        if self.status not in (BusinessStatus.REGISTERED, BusinessStatus.APPROVED):
            raise BusinessNotListed(f"the business is {self.status}")

    def _listing(self) -> events.BusinessApproved:
        return events.BusinessApproved(
            business_id=self.id,
            town_key=self.town_key,
            kind=self.kind,
            branch=self.branch,
            wid_nr=self.wid_nr,
            consent_placement_contact=self.consent_placement_contact,
            public_name=self.public_name,
        )

    def _state(self, fact: type[_Fact]) -> _Fact:
        return fact(
            business_id=self.id,
            town_key=self.town_key,
            kind=self.kind,
            branch=self.branch,
            wid_nr=self.wid_nr,
            consent_placement_contact=self.consent_placement_contact,
        )
