"""Companies: interested, approved by the service centre, now and then suspended."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar, TypedDict
from uuid import UUID

from placement.domain.base import Row, organisation, person, public
from placement.domain.calendar import Place, Side
from placement.domain.errors import AlreadyLinked, CompanyNotApproved, NeedsReview
from placement.domain.requirements import Requirement
from placement.domain.towns import Town
from regio_chassis.rows import EnumText, JsonOf, Stateful, UtcDateTime, new_id
from regio_chassis.search import searchable
from regio_events.placement import (
    CompanyApproved,
    CompanyKind,
    CompanyLeft,
    CompanyLinked,
    CompanyRegistered,
    CompanySuspended,
)


class CompanyStatus(StrEnum):
    """How far a company is on the way to offering places, or back."""

    INTERESTED = "interested"
    APPROVED = "approved"
    SUSPENDED = "suspended"
    LEFT = "left"


REVIEWED = frozenset({"name", "kind", "town_key"})
"""Columns that the service centre reviews, because they are public under its name."""


class _Facts(TypedDict):
    company_id: UUID
    business_id: UUID | None
    town_key: str
    kind: CompanyKind


class Company(Row, Stateful, table=True):
    """
    A company that takes pupils on practice days.

    ``business_id`` is the campaign business it is, once a person confirmed that. ``tutor`` is a name: it is shown to
    the company, the schools and the service centre only, and never leaves in an event.
    """

    __tablename__: ClassVar[str] = "company"

    TRANSITIONS: ClassVar[Mapping[CompanyStatus, Mapping[str, CompanyStatus]]] = {
        CompanyStatus.INTERESTED: {"approve": CompanyStatus.APPROVED, "leave": CompanyStatus.LEFT},
        CompanyStatus.APPROVED: {"suspend": CompanyStatus.SUSPENDED, "leave": CompanyStatus.LEFT},
        CompanyStatus.SUSPENDED: {"reinstate": CompanyStatus.APPROVED, "leave": CompanyStatus.LEFT},
        CompanyStatus.LEFT: {},
    }

    id: UUID = public(default_factory=new_id, primary_key=True)
    business_id: UUID | None = public(default=None, index=True)
    name: str = public(max_length=200)
    kind: CompanyKind = public(type_=EnumText(CompanyKind), index=True)
    town_key: str = public(max_length=60, foreign_key="town.key", index=True)
    wid_nr: str | None = organisation(default=None, max_length=20)
    street: str | None = organisation(default=None, max_length=200)
    postcode: str | None = organisation(default=None, max_length=5)
    phone: str | None = organisation(default=None, max_length=60)
    mail: str | None = organisation(default=None, max_length=200)
    tutor: str | None = person(default=None, max_length=200)
    requirements: list[Requirement] = public(type_=JsonOf(list[Requirement]), default_factory=list)
    closed_days: list[date] = public(type_=JsonOf(list[date]), default_factory=list)
    status: CompanyStatus = public(type_=EnumText(CompanyStatus), default=CompanyStatus.INTERESTED, index=True)
    suspended_reason: str | None = organisation(default=None, max_length=500)
    source: str | None = public(default=None, max_length=500)
    search: str = public(default="")
    version: int = public(default=1)

    def index(self) -> None:
        """Bring the words that ``q`` looks in up to date; after each change of what they are made of."""
        self.search = searchable(self.name)

    def registered(self) -> CompanyRegistered:
        """What is true as soon as the row is there."""
        return CompanyRegistered(**self._facts())

    def approve(self) -> CompanyApproved:
        self._step("approve")
        return self._approved()

    def suspend(self, reason: str) -> CompanySuspended:
        self._step("suspend")
        self.suspended_reason = reason
        return CompanySuspended(**self._facts())

    def reinstate(self) -> CompanyApproved:
        self._step("reinstate")
        self.suspended_reason = None
        return self._approved()

    def leave(self) -> Sequence[CompanySuspended | CompanyLeft]:
        """
        Take part no longer; whoever was told of an approval is told that it ended, and ended for good.

        A subscriber that knows ``company.suspended`` only is told that, too, as long as the approval held.
        """
        was = self.status
        self._step("leave")
        facts = self._facts()
        if was is CompanyStatus.INTERESTED:
            return []
        suspended = [CompanySuspended(**facts)] if was is CompanyStatus.APPROVED else []
        return [*suspended, CompanyLeft(**facts)]

    def link(self, business_id: UUID) -> CompanyLinked:
        """
        Be this campaign business.

        Raises:
            AlreadyLinked: it is another one.
        """
        if self.business_id not in (None, business_id):
            raise AlreadyLinked(f"Company {self.id} is linked to business {self.business_id}.")
        return self._linked(business_id)

    def follow_merge(self, into_business_id: UUID) -> CompanyLinked:
        """The business it is goes on under another id."""
        return self._linked(into_business_id)

    def insist_on_approval(self) -> None:
        """
        Refuse what only an approved company may do.

        Raises:
            CompanyNotApproved: it is not.
        """
        if self.status is not CompanyStatus.APPROVED:
            raise CompanyNotApproved(f"Company {self.id} is {self.status}.")

    def place(self, town: Town) -> Place:
        """Where a pupil is on a practice day with it: the town's holidays and the company's own closed days."""
        return Place(Side.COMPANY, town.corpus_christi, frozenset(self.closed_days))

    def change(self, values: Mapping[str, object], *, by_chamber: bool) -> CompanyApproved | None:
        """
        Take over the given columns; an approved company states anew what is public, if that is among them.

        Raises:
            NeedsReview: name, kind or town of a reviewed company, and not by the chamber that reviewed them.
        """
        if not by_chamber and self.status is not CompanyStatus.INTERESTED and REVIEWED & values.keys():
            raise NeedsReview(f"Company {self.id} is {self.status}.")
        for name, value in values.items():
            setattr(self, name, value)
        self.index()
        public = (REVIEWED | {"requirements"}) & values.keys()
        return self._approved() if public and self.status is CompanyStatus.APPROVED else None

    def _linked(self, business_id: UUID) -> CompanyLinked:
        self.business_id = business_id
        return CompanyLinked(company_id=self.id, business_id=business_id, town_key=self.town_key, kind=self.kind)

    def _approved(self) -> CompanyApproved:
        return CompanyApproved(**self._facts(), public_name=self.name)

    def _facts(self) -> _Facts:
        return {
            "company_id": self.id,
            "business_id": self.business_id,
            "town_key": self.town_key,
            "kind": self.kind,
        }


class DayConfirmation(Row, table=True):
    """The tutor is there on a practice day although the company does something in the campaign then."""

    __tablename__: ClassVar[str] = "day_confirmation"

    company_id: UUID = organisation(foreign_key="company.id", primary_key=True)
    offer_id: UUID = organisation(primary_key=True)
    day: date = organisation(primary_key=True)
    confirmed_at: datetime = organisation(type_=UtcDateTime)
