"""Invitations: businesses of the campaign that agreed to be asked for practice places."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from placement.domain.base import Row, organisation, public
from placement.domain.companies import Company
from placement.domain.errors import BusinessGone
from regio_chassis.rows import EnumText, Stateful, UtcDateTime
from regio_events.campaign import BusinessKind
from regio_events.placement import CompanyKind


class InvitationStatus(StrEnum):
    """What the service centre made of it."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class Invitation(Row, Stateful, table=True):
    """
    A business that may be asked, one row each.

    The campaign's facts (all columns up to ``invited_at``, and ``search``) are written by the projection, what was
    decided here by the verbs; neither touches the other's columns.
    """

    __tablename__: ClassVar[str] = "invitation"

    TRANSITIONS: ClassVar[Mapping[InvitationStatus, Mapping[str, InvitationStatus]]] = {
        InvitationStatus.OPEN: {"accept": InvitationStatus.ACCEPTED, "decline": InvitationStatus.DECLINED},
        InvitationStatus.DECLINED: {"accept": InvitationStatus.ACCEPTED},
        InvitationStatus.ACCEPTED: {},
    }

    business_id: UUID = public(primary_key=True)
    public_name: str = public(max_length=200)
    kind: BusinessKind = public(type_=EnumText(BusinessKind))
    branch: str = public(max_length=200)
    town_key: str = public(max_length=60, index=True)
    wid_nr: str | None = organisation(default=None, max_length=20)
    consent: bool = organisation()
    closed: bool = public(default=False)
    merged_into: UUID | None = public(default=None)
    invited_at: datetime = public(type_=UtcDateTime())
    status: InvitationStatus = organisation(type_=EnumText(InvitationStatus), default=InvitationStatus.OPEN, index=True)
    company_id: UUID | None = organisation(default=None, foreign_key="company.id")
    decided_at: datetime | None = organisation(type_=UtcDateTime(), default=None)
    decline_reason: str | None = organisation(default=None, max_length=500)
    search: str = public(default="")
    version: int = organisation(default=1)

    @property
    def id(self) -> UUID:
        return self.business_id

    def accept(self, company: Company, *, at: datetime) -> None:
        """
        The business offers places, as this company; a person confirmed that they are one.

        Raises:
            BusinessGone: it is closed, merged, or took its consent back.
        """
        self._insist_on_business()
        self._step("accept")
        self.company_id, self.decided_at, self.decline_reason = company.id, at, None

    def decline(self, reason: str | None, *, at: datetime) -> None:
        """The business does not want to offer places."""
        self._step("decline")
        self.decided_at, self.decline_reason = at, reason

    def as_company(self) -> Company:
        """A company with what is known of the business."""
        return Company(name=self.public_name, kind=CompanyKind(self.kind), town_key=self.town_key, wid_nr=self.wid_nr)

    def _insist_on_business(self) -> None:
        if self.closed or self.merged_into is not None or not self.consent:
            raise BusinessGone(f"Business {self.business_id} is closed, merged, or took its consent back.")
