"""
Applications: a pupil's wishes for a phase, most wanted first, and what companies answer.

Only one wish of a phase need be on its way at a time; when it comes to nothing, the next one follows by itself.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from sqlalchemy import UniqueConstraint

from placement.domain.base import Row, minor
from placement.domain.refusals import DeadlineOver, TooEarly
from regio_chassis.errors import TransitionRefused
from regio_chassis.rows import EnumText, Stateful, UtcDateTime, new_id

ANSWER = timedelta(days=14)
"""How long a company may take to answer. Source: the programme's rules (spec of Praxistage, life of an application)."""
CONFIRMATION = timedelta(days=7)
"""How long a pupil may take to confirm. Source: as above."""


class ApplicationStatus(StrEnum):
    """Where a wish stands between pupil and company."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    SEEN = "seen"
    OFFERED = "offered"
    DECLINED = "declined"
    EXPIRED = "expired"
    LAPSED = "lapsed"
    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"


OPEN = frozenset({ApplicationStatus.SUBMITTED, ApplicationStatus.SEEN, ApplicationStatus.OFFERED})
"""On its way: somebody has to answer."""


class Application(Row, Stateful, table=True):
    """
    One wish of a pupil. Companies know of it once the school released it.

    ``school_key`` and ``company_id`` repeat what pupil and offer say, because every query asks for them.
    """

    __tablename__: ClassVar[str] = "application"
    __table_args__ = (UniqueConstraint("pupil_id", "phase_id", "offer_id"),)

    TRANSITIONS: ClassVar[Mapping[ApplicationStatus, Mapping[str, ApplicationStatus]]] = {
        ApplicationStatus.DRAFT: {
            "submit": ApplicationStatus.SUBMITTED,
            "withdraw": ApplicationStatus.WITHDRAWN,
        },
        ApplicationStatus.SUBMITTED: {
            "open": ApplicationStatus.SEEN,
            "expire": ApplicationStatus.EXPIRED,
            "withdraw": ApplicationStatus.WITHDRAWN,
        },
        ApplicationStatus.SEEN: {
            "accept": ApplicationStatus.OFFERED,
            "decline": ApplicationStatus.DECLINED,
            "expire": ApplicationStatus.EXPIRED,
            "withdraw": ApplicationStatus.WITHDRAWN,
        },
        ApplicationStatus.OFFERED: {
            "confirm": ApplicationStatus.CONFIRMED,
            "lapse": ApplicationStatus.LAPSED,
            "withdraw": ApplicationStatus.WITHDRAWN,
        },
        ApplicationStatus.DECLINED: {},
        ApplicationStatus.EXPIRED: {},
        ApplicationStatus.LAPSED: {},
        ApplicationStatus.CONFIRMED: {},
        ApplicationStatus.WITHDRAWN: {},
    }

    id: UUID = minor(default_factory=new_id, primary_key=True)
    pupil_id: UUID = minor(foreign_key="pupil.id")
    school_key: str = minor(max_length=60, index=True)
    phase_id: UUID = minor(foreign_key="phase.id", index=True)
    offer_id: UUID = minor(foreign_key="place_offer.id", index=True)
    company_id: UUID = minor(foreign_key="company.id", index=True)
    rank: int = minor()
    status: ApplicationStatus = minor(type_=EnumText(ApplicationStatus), default=ApplicationStatus.DRAFT, index=True)
    submitted_at: datetime | None = minor(type_=UtcDateTime, default=None)
    released_at: datetime | None = minor(type_=UtcDateTime, default=None)
    due_at: datetime | None = minor(type_=UtcDateTime, default=None, index=True)
    answered_at: datetime | None = minor(type_=UtcDateTime, default=None)
    decline_reason: str | None = minor(default=None, max_length=500)
    version: int = minor(default=1)

    @property
    def is_open(self) -> bool:
        """Whether somebody has to answer."""
        return self.status in OPEN

    def insist_on_draft(self) -> None:
        """
        Refuse a change of what is on its way or over.

        Raises:
            TransitionRefused: it is no draft.
        """
        if self.status is not ApplicationStatus.DRAFT:
            raise TransitionRefused("Application", self.id, self.status, "change")

    def submit(self, *, at: datetime) -> None:
        """Send it; the company has until ``due_at``."""
        self._step("submit")
        self.submitted_at, self.due_at = at, at + ANSWER

    def release(self, *, at: datetime) -> None:
        """The school lets the company know who applies, once; only now can it answer, and the time for it begins."""
        if self.released_at is not None or self.status not in {ApplicationStatus.DRAFT, ApplicationStatus.SUBMITTED}:
            raise TransitionRefused("Application", self.id, self.status, "release")
        self.released_at = at
        if self.status is ApplicationStatus.SUBMITTED:
            self.due_at = at + ANSWER

    def open(self) -> None:
        """The company looked at it."""
        self._step("open")

    def accept(self, *, at: datetime) -> None:
        """
        The company would take the pupil, who has until ``due_at`` to confirm.

        Raises:
            DeadlineOver: the company took too long.
        """
        self._insist_on("accept")
        self._insist_on_time(at)
        self._step("accept")
        self.answered_at, self.due_at = at, at + CONFIRMATION

    def decline(self, reason: str, *, at: datetime) -> None:
        """The company does not want to; the reason is for pupil and school."""
        self._insist_on("decline")
        self._insist_on_time(at)
        self._step("decline")
        self.answered_at, self.due_at, self.decline_reason = at, None, reason

    def confirm(self, *, at: datetime) -> None:
        """
        The pupil takes the place.

        Raises:
            DeadlineOver: the pupil took too long.
        """
        self._insist_on("confirm")
        self._insist_on_time(at)
        self._step("confirm")
        self.due_at = None

    def withdraw(self) -> None:
        """Want it no longer."""
        self._step("withdraw")
        self.due_at = None

    def expire(self, *, at: datetime) -> None:
        """
        The company did not answer in time.

        Raises:
            TooEarly: it still has time.
        """
        self._end("expire", at)

    def lapse(self, *, at: datetime) -> None:
        """
        The pupil did not confirm in time.

        Raises:
            TooEarly: there is still time.
        """
        self._end("lapse", at)

    def _end(self, verb: str, at: datetime) -> None:
        self._insist_on(verb)
        if self.due_at is not None and at < self.due_at:
            raise TooEarly(f"Application {self.id} is due at {self.due_at.isoformat()}.")
        self._step(verb)
        self.due_at = None

    def _insist_on_time(self, at: datetime) -> None:
        # The chore that ends it may be late; the deadline is not.
        if self.due_at is not None and at >= self.due_at:
            raise DeadlineOver(f"Application {self.id} was due at {self.due_at.isoformat()}.")


class RepeatException(Row, table=True):
    """The school lets a pupil come to a company or occupation again, for a reason (special needs, no other company)."""

    __tablename__: ClassVar[str] = "repeat_exception"

    pupil_id: UUID = minor(foreign_key="pupil.id", primary_key=True)
    phase_id: UUID = minor(foreign_key="phase.id", primary_key=True)
    offer_id: UUID = minor(foreign_key="place_offer.id", primary_key=True)
    school_key: str = minor(max_length=60)
    reason: str = minor(max_length=500)
    granted_at: datetime = minor(type_=UtcDateTime)
