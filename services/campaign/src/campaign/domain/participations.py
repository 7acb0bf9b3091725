"""How a business takes part in an edition."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar, TypeVar
from uuid import UUID

from sqlalchemy import Index, text
from sqlmodel import Field

from campaign.domain.base import Row, german_day, local_day
from campaign.domain.businesses import Business, BusinessStatus
from campaign.domain.editions import Edition, EditionStatus
from campaign.domain.errors import BusinessNotListed, EditionNotOpen, RegistrationClosed
from campaign.domain.towns import TownParticipation
from regio_chassis.rows import Stateful, new_id, status_field, utc_field
from regio_events import campaign as events

_Stated = TypeVar("_Stated", events.ParticipationAccepted, events.ParticipationWithdrew)


class ParticipationStatus(StrEnum):
    """How far a business's participation is."""

    APPLIED = "applied"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"


CURRENT = frozenset({ParticipationStatus.APPLIED, ParticipationStatus.ACCEPTED})


class Participation(Row, Stateful, table=True):
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

    def accept(self, business: BusinessStatus) -> events.ParticipationAccepted:
        """
        Let the business take part.

        Raises:
            BusinessNotListed: the business is not approved.
        """
        self._insist_on("accept")
        if business is not BusinessStatus.APPROVED:
            raise BusinessNotListed(f"the business is {business}; approve it first")
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
