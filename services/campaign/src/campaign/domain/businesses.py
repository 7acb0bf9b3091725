"""Businesses, and how a business takes part in an edition."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar, TypeVar
from uuid import UUID

from sqlalchemy import Index, text
from sqlmodel import Field

from campaign.domain.base import Link, Living, Row, german_day, local_day
from campaign.domain.editions import Edition, EditionStatus
from campaign.domain.errors import BusinessNotListed, EditionNotOpen, RegistrationClosed
from campaign.domain.texts import fold
from campaign.domain.towns import TownParticipation
from regio_chassis.rows import enum_field, json_field, new_id, status_field, utc_field
from regio_events import campaign as events
from regio_events.campaign import BusinessKind

_Fact = TypeVar("_Fact", events.BusinessRegistered, events.BusinessClosed)
_Stated = TypeVar("_Stated", events.ParticipationAccepted, events.ParticipationWithdrew)


class BusinessStatus(StrEnum):
    """Where a business stands in review."""

    REGISTERED = "registered"
    APPROVED = "approved"
    REJECTED = "rejected"
    CLOSED = "closed"


class Business(Row, Living, table=True):
    """A shop, service or restaurant; one row over many editions. ``contact_*`` never leave this service."""

    TRANSITIONS: ClassVar = {
        BusinessStatus.REGISTERED: {"approve": BusinessStatus.APPROVED, "reject": BusinessStatus.REJECTED},
        BusinessStatus.APPROVED: {"close": BusinessStatus.CLOSED},
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
    source: str | None = None
    search: str = Field(default="", description="Folded words that q looks in")

    def index(self) -> None:
        """Bring the words that ``q`` looks in up to date; after each change of what they are made of."""
        self.search = fold(self.public_name, self.branch, self.description, self.street)

    def registered(self) -> events.BusinessRegistered:
        """What is stated when the row is new."""
        return self._state(events.BusinessRegistered)

    def approve(self) -> events.BusinessApproved:
        self._step("approve")
        return events.BusinessApproved(
            business_id=self.id,
            town_key=self.town_key,
            kind=self.kind,
            branch=self.branch,
            wid_nr=self.wid_nr,
            consent_placement_contact=self.consent_placement_contact,
            public_name=self.public_name,
        )

    def reject(self, *, reason: str) -> None:
        self._step("reject")
        self.reason = reason

    def close(self) -> events.BusinessClosed:
        self._step("close")
        return self._state(events.BusinessClosed)

    def insist_on_existing(self) -> None:
        """
        Insist that it is, or may still be, listed.

        Raises:
            BusinessNotListed: it was rejected or is closed.
        """
        if self.status not in (BusinessStatus.REGISTERED, BusinessStatus.APPROVED):
            raise BusinessNotListed(f"the business is {self.status}")

    def _state(self, fact: type[_Fact]) -> _Fact:
        return fact(
            business_id=self.id,
            town_key=self.town_key,
            kind=self.kind,
            branch=self.branch,
            wid_nr=self.wid_nr,
            consent_placement_contact=self.consent_placement_contact,
        )


class ParticipationStatus(StrEnum):
    """How far a business's participation is."""

    APPLIED = "applied"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"


CURRENT = frozenset({ParticipationStatus.APPLIED, ParticipationStatus.ACCEPTED})


class Participation(Row, Living, table=True):
    """One business in one edition."""

    TRANSITIONS: ClassVar = {
        ParticipationStatus.APPLIED: {
            "accept": ParticipationStatus.ACCEPTED,
            "decline": ParticipationStatus.DECLINED,
            "withdraw": ParticipationStatus.WITHDRAWN,
        },
        ParticipationStatus.ACCEPTED: {
            "end": ParticipationStatus.ENDED,
            "withdraw": ParticipationStatus.WITHDRAWN,
        },
        ParticipationStatus.DECLINED: {},
        ParticipationStatus.ENDED: {},
        ParticipationStatus.WITHDRAWN: {},
    }

    __tablename__: ClassVar[str] = "participation"
    __table_args__ = (
        Index(
            "uq_participation_edition_id_business_id",
            "edition_id",
            "business_id",
            unique=True,
            sqlite_where=text("status <> 'withdrawn'"),
            postgresql_where=text("status <> 'withdrawn'"),
        ),
    )

    id: UUID = Field(default_factory=new_id, primary_key=True)
    version: int = 1
    edition_id: UUID = Field(foreign_key="edition.id")
    business_id: UUID = Field(foreign_key="business.id", index=True)
    town_key: str = Field(foreign_key="town.key", index=True)
    status: ParticipationStatus = status_field(ParticipationStatus, ParticipationStatus.APPLIED)
    reason: str | None = None
    applied_at: datetime = utc_field()
    source: str | None = None

    @classmethod
    def apply(
        cls, business: Business, edition: Edition, town: TownParticipation | None, *, at: datetime
    ) -> "Participation":
        """
        A new participation; ``town`` is the town's own one, for its contact.

        Raises:
            RegistrationClosed: the last day to register has passed; names whom to ask.
            EditionNotOpen: registration has not opened yet, or the edition is over or cancelled.
            BusinessNotListed: the business was rejected or is closed.
        """
        business.insist_on_existing()
        day = local_day(at)
        if edition.registers_on(day):
            return cls(edition_id=edition.id, business_id=business.id, town_key=business.town_key, applied_at=at)
        if edition.status in (EditionStatus.DRAFT, EditionStatus.ANNOUNCED, EditionStatus.CANCELLED):
            raise EditionNotOpen(f"edition {edition.year} is {edition.status}, businesses cannot register for it")
        raise RegistrationClosed(_closed(edition, town))

    def accept(self, business: Business) -> events.ParticipationAccepted:
        """
        Let the business take part.

        Raises:
            BusinessNotListed: the business is not approved.
        """
        self._insist_on("accept")
        if business.status is not BusinessStatus.APPROVED:
            raise BusinessNotListed(f"the business is {business.status}; approve it first")
        self._step("accept")
        return self._state(events.ParticipationAccepted)

    def decline(self, *, reason: str) -> None:
        self._step("decline")
        self.reason = reason

    def end(self) -> None:
        self._step("end")

    def withdraw(self) -> events.ParticipationWithdrew:
        self._step("withdraw")
        return self._state(events.ParticipationWithdrew)

    def _state(self, fact: type[_Stated]) -> _Stated:
        return fact(
            participation_id=self.id,
            edition_id=self.edition_id,
            business_id=self.business_id,
            town_key=self.town_key,
        )


def _closed(edition: Edition, town: TownParticipation | None) -> str:
    until = f" on {german_day(edition.register_until)}" if edition.register_until else ""
    if town is None or town.lead_organisation is None:
        return f"registration for edition {edition.year} ended{until}; please ask the chamber"
    contact = f", {town.contact}" if town.contact else ""
    return f"registration for edition {edition.year} ended{until}; please ask {town.lead_organisation}{contact}"
