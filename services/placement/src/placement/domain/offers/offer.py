"""An offer and its life between company and service centre."""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import ClassVar, TypedDict
from uuid import UUID

from placement.domain.base import Row, public
from placement.domain.companies import Company
from placement.domain.errors import OfferNotEditable, SeatsNotAllowed
from placement.domain.occupations import label_of, name_in
from placement.domain.offers.seats import Seats
from placement.domain.requirements import Requirement
from placement.domain.working_hours import DayHours, insist_on_hours, rules_on
from regio_chassis.rows import EnumText, JsonOf, Stateful, new_id
from regio_chassis.search import searchable
from regio_events.placement import OfferPaused, OfferPublished, OfferWithdrawn


class OfferStatus(StrEnum):
    """Where an offer stands between company and service centre."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    PUBLISHED = "published"
    PAUSED = "paused"
    WITHDRAWN = "withdrawn"


class _Facts(TypedDict):
    offer_id: UUID
    company_id: UUID
    business_id: UUID | None
    town_key: str
    kldb: str
    occupation: str
    weekdays: tuple[int, ...]
    phase_ids: tuple[UUID, ...]
    seats_total: int
    requirement_codes: tuple[str, ...]


class PlaceOffer(Row, Stateful, table=True):
    """
    Places of a company in one occupation. Its seats are rows of their own, so that each can be counted alone.

    ``tutor_limit`` is how many pupils the tutor looks after in phases of one number, whatever their school and weekday.
    """

    __tablename__: ClassVar[str] = "place_offer"

    TRANSITIONS: ClassVar[Mapping[OfferStatus, Mapping[str, OfferStatus]]] = {
        OfferStatus.DRAFT: {"submit": OfferStatus.SUBMITTED},
        OfferStatus.SUBMITTED: {"approve": OfferStatus.PUBLISHED, "return": OfferStatus.DRAFT},
        OfferStatus.PUBLISHED: {"pause": OfferStatus.PAUSED, "withdraw": OfferStatus.WITHDRAWN},
        OfferStatus.PAUSED: {"resume": OfferStatus.PUBLISHED, "withdraw": OfferStatus.WITHDRAWN},
        OfferStatus.WITHDRAWN: {},
    }

    id: UUID = public(default_factory=new_id, primary_key=True)
    company_id: UUID = public(foreign_key="company.id", index=True)
    kldb: str = public(max_length=5, index=True)
    occupation: str = public(max_length=200)
    tasks: str = public(max_length=2000)
    hours: DayHours = public(type_=JsonOf(DayHours))
    rule_set: str = public(max_length=40)
    requirements: list[Requirement] = public(type_=JsonOf(list[Requirement]), default_factory=list)
    tutor_limit: int | None = public(default=None)
    status: OfferStatus = public(type_=EnumText(OfferStatus), default=OfferStatus.DRAFT, index=True)
    return_reason: str | None = public(default=None, max_length=500)
    paused_until: date | None = public(default=None)
    source: str | None = public(default=None, max_length=500)
    search: str = public(default="")
    version: int = public(default=1)

    @classmethod
    def draft(
        cls,
        company: Company,
        *,
        kldb: str,
        tasks: str,
        hours: DayHours,
        requirements: Sequence[Requirement],
        on: date,
    ) -> "PlaceOffer":
        """
        A new offer, its hours checked by the rules that hold ``on`` that day.

        Raises:
            OccupationUnknown: no such occupation in the list.
            HoursNotAllowed: the hours break a rule.
        """
        offer = cls(
            company_id=company.id,
            kldb=kldb,
            occupation=label_of(kldb),
            tasks=tasks,
            hours=hours,
            rule_set=rules_on(on).id,
            requirements=sorted(set(requirements)),
        )
        insist_on_hours(hours, (), rules_on(on))
        offer.index()
        return offer

    def index(self) -> None:
        """Bring the words that ``q`` looks in up to date; after each change of what they are made of."""
        self.search = searchable(name_in(self.occupation), self.tasks)

    def change(
        self,
        *,
        kldb: str | None = None,
        tasks: str | None = None,
        hours: DayHours | None = None,
        requirements: Sequence[Requirement] | None = None,
        on: date,
    ) -> None:
        """
        Change a draft; None leaves a value as it is.

        Raises:
            OfferNotEditable: it is no draft.
            OccupationUnknown: no such occupation in the list.
            HoursNotAllowed: the hours break a rule.
        """
        self.insist_on_draft()
        if kldb is not None:
            self.kldb, self.occupation = kldb, label_of(kldb)
        if tasks is not None:
            self.tasks = tasks
        if hours is not None:
            insist_on_hours(hours, (), rules_on(on))
            self.hours, self.rule_set = hours, rules_on(on).id
        if requirements is not None:
            self.requirements = sorted(set(requirements))
        self.index()

    def insist_on_draft(self) -> None:
        """
        Refuse a change of what somebody is reviewing or may have read.

        Raises:
            OfferNotEditable: it is no draft.
        """
        if self.status is not OfferStatus.DRAFT:
            raise OfferNotEditable(f"Offer {self.id} is {self.status}.")

    def submit(self, seats: Sequence[Seats], *, on: date) -> None:
        """
        Hand in for review, checked once more by the rules that hold ``on`` that day.

        Raises:
            SeatsNotAllowed: it has no seats.
            HoursNotAllowed: the hours break a rule.
        """
        if not seats:
            raise SeatsNotAllowed("An offer needs seats in at least one phase.", pointer="/seats")
        rules = rules_on(on)
        insist_on_hours(self.hours, (one.weekday for one in seats), rules)
        self._step("submit")
        self.return_reason, self.rule_set = None, rules.id

    def approve(self, company: Company, seats: Sequence[Seats]) -> OfferPublished:
        """
        Publish it.

        Raises:
            CompanyNotApproved: its company may not offer places.
        """
        company.insist_on_approval()
        self._step("approve")
        return OfferPublished(**self._facts(company, seats))

    def return_(self, reason: str) -> None:
        """Give it back to the company with a reason."""
        self._step("return")
        self.return_reason = reason

    def pause(self, company: Company, seats: Sequence[Seats], *, until: date | None) -> OfferPaused:
        """Take no applications until the end of a day; None: until resumed."""
        self._step("pause")
        self.paused_until = until
        return OfferPaused(**self._facts(company, seats), until=until)

    def resume(self, company: Company, seats: Sequence[Seats]) -> OfferPublished:
        """
        Take applications again.

        Raises:
            CompanyNotApproved: its company may not offer places.
        """
        company.insist_on_approval()
        self._step("resume")
        self.paused_until = None
        return OfferPublished(**self._facts(company, seats))

    def restated(self, company: Company, seats: Sequence[Seats]) -> OfferPublished:
        """What is true of a published offer after something about its company changed."""
        return OfferPublished(**self._facts(company, seats))

    def withdraw(self, company: Company, seats: Sequence[Seats]) -> OfferWithdrawn:
        """Offer the places no longer."""
        self._step("withdraw")
        self.paused_until = None
        return OfferWithdrawn(**self._facts(company, seats))

    def _facts(self, company: Company, seats: Sequence[Seats]) -> _Facts:
        return {
            "offer_id": self.id,
            "company_id": company.id,
            "business_id": company.business_id,
            "town_key": company.town_key,
            "kldb": self.kldb,
            "occupation": self.occupation,
            "weekdays": tuple(sorted({one.weekday for one in seats})),
            "phase_ids": tuple(sorted({one.phase_id for one in seats})),
            "seats_total": sum(one.seats for one in seats),
            "requirement_codes": tuple(sorted({*self.requirements, *company.requirements})),
        }
