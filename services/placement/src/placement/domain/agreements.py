"""
Agreements: what company, guardian, pupil and school sign, in versions.

Nothing edits what somebody signed: a change is a new version, whose signatures begin anew. An active version goes on
until the new one is active. Each version keeps the rule set by which its hours were checked.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict
from sqlalchemy import UniqueConstraint

from placement.domain.base import Row, minor
from placement.domain.phases import Phase
from placement.domain.refusals import (
    AlreadySigned,
    NothingChanged,
    SignatureNotNeeded,
    TermsNotAllowed,
    TooEarly,
)
from placement.domain.working_hours import DayHours, insist_on_hours, rules_named, rules_on
from regio_chassis.rows import EnumText, JsonOf, Stateful, UtcDateTime, new_id


class AgreementStatus(StrEnum):
    """How far a version is; ``superseded``: a newer one took its place."""

    DRAFT = "draft"
    READY = "ready"
    PARTLY_SIGNED = "partly_signed"
    SIGNED = "signed"
    ACTIVE = "active"
    COMPLETED = "completed"
    TERMINATED = "terminated"
    SUPERSEDED = "superseded"


class Signer(StrEnum):
    """Who signs, by role."""

    COMPANY = "company"
    GUARDIAN = "guardian"
    PUPIL = "pupil"
    SCHOOL = "school"


class Method(StrEnum):
    """How somebody signed: here, or on paper that the school recorded."""

    ELECTRONIC = "electronic"
    PAPER = "paper"


EVERYBODY = (Signer.COMPANY, Signer.GUARDIAN, Signer.PUPIL, Signer.SCHOOL)
WITHOUT_PUPIL = (Signer.COMPANY, Signer.GUARDIAN, Signer.SCHOOL)
"""Who signs a version in which the tutor alone is another person."""
VOIDED = frozenset(
    {AgreementStatus.DRAFT, AgreementStatus.READY, AgreementStatus.PARTLY_SIGNED, AgreementStatus.SIGNED}
)
"""A version that is not active yet ends at once when a newer one is made."""


class Terms(BaseModel):
    """What is agreed: who looks after the pupil, what is done, when."""

    model_config = ConfigDict(frozen=True)

    tutor: str
    tasks: str
    hours: DayHours
    first_day: date
    last_day: date


class Signature(Row, table=True):
    """One role's signature on one version; ``signed_on`` is the day on paper, or today."""

    __tablename__: ClassVar[str] = "signature"

    agreement_id: UUID = minor(foreign_key="agreement.id", primary_key=True)
    role: Signer = minor(type_=EnumText(Signer), primary_key=True)
    method: Method = minor(type_=EnumText(Method))
    signed_on: date = minor()
    recorded_at: datetime = minor(type_=UtcDateTime)


class Agreement(Row, Stateful, table=True):
    """One version of the agreement about a placement; ``number`` counts from 1."""

    __tablename__: ClassVar[str] = "agreement"
    __table_args__ = (UniqueConstraint("placement_id", "number"),)

    TRANSITIONS: ClassVar[Mapping[AgreementStatus, Mapping[str, AgreementStatus]]] = {
        AgreementStatus.DRAFT: {
            "complete": AgreementStatus.READY,
            "supersede": AgreementStatus.SUPERSEDED,
            "terminate": AgreementStatus.TERMINATED,
        },
        AgreementStatus.READY: {
            "sign": AgreementStatus.PARTLY_SIGNED,
            "supersede": AgreementStatus.SUPERSEDED,
            "terminate": AgreementStatus.TERMINATED,
        },
        AgreementStatus.PARTLY_SIGNED: {
            "sign": AgreementStatus.PARTLY_SIGNED,
            "sign_last": AgreementStatus.SIGNED,
            "supersede": AgreementStatus.SUPERSEDED,
            "terminate": AgreementStatus.TERMINATED,
        },
        AgreementStatus.SIGNED: {
            "countersign": AgreementStatus.ACTIVE,
            "supersede": AgreementStatus.SUPERSEDED,
            "terminate": AgreementStatus.TERMINATED,
        },
        AgreementStatus.ACTIVE: {
            "finish": AgreementStatus.COMPLETED,
            "supersede": AgreementStatus.SUPERSEDED,
            "terminate": AgreementStatus.TERMINATED,
        },
        AgreementStatus.COMPLETED: {},
        AgreementStatus.TERMINATED: {},
        AgreementStatus.SUPERSEDED: {},
    }

    id: UUID = minor(default_factory=new_id, primary_key=True)
    placement_id: UUID = minor(foreign_key="placement.id")
    pupil_id: UUID = minor(foreign_key="pupil.id", index=True)
    school_key: str = minor(max_length=60, index=True)
    company_id: UUID = minor(foreign_key="company.id", index=True)
    number: int = minor()
    terms: Terms = minor(type_=JsonOf(Terms))
    rule_set: str = minor(max_length=40)
    signers: list[Signer] = minor(type_=JsonOf(list[Signer]), default_factory=lambda: list(EVERYBODY))
    status: AgreementStatus = minor(type_=EnumText(AgreementStatus), default=AgreementStatus.DRAFT, index=True)
    active_from: date | None = minor(default=None)
    ended_on: date | None = minor(default=None)
    end_reason: str | None = minor(default=None, max_length=500)
    version: int = minor(default=1)

    def complete(self, terms: Terms, phase: Phase, *, on: date) -> None:
        """
        The company says what is agreed, checked by the rules that hold ``on`` that day.

        Raises:
            TermsNotAllowed: the days are not within the phase.
            HoursNotAllowed: the hours break a rule.
        """
        self._insist_on("complete")
        rules = rules_on(on)
        _insist_on_terms(terms, phase)
        insist_on_hours(terms.hours, [phase.weekday or 1], rules)
        self._step("complete")
        self.terms, self.rule_set = terms, rules.id

    def amended(self, terms: Terms, phase: Phase, *, number: int, on: date) -> "Agreement":
        """
        A new version, ready to be signed; of this one nothing but its state changes, and not even that while it is
        active. If the tutor alone is another person the pupil need not sign, and the old rules go on to hold.

        Raises:
            NothingChanged: the terms are the same.
            TermsNotAllowed: the days are not within the phase.
            HoursNotAllowed: the hours break a rule.
        """
        self._insist_on("supersede")
        if terms == self.terms:
            raise NothingChanged(f"Agreement {self.id} has these terms already.")
        same_but_tutor = terms == self.terms.model_copy(update={"tutor": terms.tutor})
        signed_by_pupil = self.status is AgreementStatus.ACTIVE or self.status is AgreementStatus.SIGNED
        tutor_alone = same_but_tutor and signed_by_pupil
        rules = rules_named(self.rule_set) if tutor_alone else rules_on(on)
        _insist_on_terms(terms, phase)
        insist_on_hours(terms.hours, [phase.weekday or 1], rules)
        if self.status in VOIDED:
            self._step("supersede")
        return Agreement(
            placement_id=self.placement_id,
            pupil_id=self.pupil_id,
            school_key=self.school_key,
            company_id=self.company_id,
            number=number,
            terms=terms,
            rule_set=rules.id,
            signers=list(WITHOUT_PUPIL if tutor_alone else EVERYBODY),
            status=AgreementStatus.READY,
        )

    def sign(
        self, role: Signer, method: Method, signed: Iterable[Signer], *, signed_on: date, at: datetime, today: date
    ) -> Signature:
        """
        Put one role's signature under it; ``signed`` are the roles that did so before.

        Raises:
            SignatureNotNeeded: this version is not for the role to sign.
            AlreadySigned: the role has signed.
            TooEarly: the paper bears a day that is still to come.
        """
        before = set(signed)
        verb = "sign_last" if before | {role} >= set(self.signers) else "sign"
        self._insist_on(verb)
        if role not in self.signers:
            raise SignatureNotNeeded(f"Agreement {self.id} is not signed by {role}.")
        if role in before:
            raise AlreadySigned(f"{role} has signed agreement {self.id}.")
        if signed_on > today:
            raise TooEarly("The day of a signature is not in the future.")
        self._step(verb)
        return Signature(agreement_id=self.id, role=role, method=method, signed_on=signed_on, recorded_at=at)

    def countersign(self, *, on: date) -> None:
        """The school puts it into force; practice days are possible from the later of this day and the first agreed."""
        self._step("countersign")
        self.active_from = max(on, self.terms.first_day)

    def supersede(self, *, on: date) -> None:
        """A newer version is in force."""
        self._step("supersede")
        self.ended_on = on

    def finish(self, *, on: date) -> None:
        """It was kept to the end."""
        self._step("finish")
        self.ended_on = on

    def terminate(self, reason: str, *, on: date) -> None:
        """It ends before its time."""
        self._step("terminate")
        self.ended_on, self.end_reason = on, reason

    def holds_on(self, day: date) -> bool:
        """Whether somebody may have been at the company on a day because of it, whatever became of it since."""
        last = self.ended_on or self.terms.last_day
        return self.active_from is not None and self.active_from <= day <= last


def newest(versions: Sequence[Agreement]) -> Agreement:
    """Of the versions about one placement the last."""
    return max(versions, key=lambda one: one.number)


def _insist_on_terms(terms: Terms, phase: Phase) -> None:
    if not phase.starts_on <= terms.first_day <= phase.ends_on:
        raise TermsNotAllowed("The first day lies within the phase.", pointer="/terms/first_day")
    if not terms.first_day <= terms.last_day <= phase.ends_on:
        raise TermsNotAllowed("The last day lies within the phase, not before the first.", pointer="/terms/last_day")
