"""What the towns decided, and by which votes."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar, Self
from uuid import UUID

from sqlmodel import Field

from network.domain.agenda import AgendaItem, ItemStatus
from network.domain.base import Row
from network.domain.errors import MinutesMissing, NoDecision, NotDiscussed, NotHeld
from network.domain.meetings import Meeting, MeetingStatus
from network.domain.terms import Terms, Votes
from regio_chassis.rows import Stateful, enum_field, json_field, new_id, status_field, utc_field
from regio_events import Window
from regio_events.network import (
    DecisionCorrected,
    DecisionKind,
    DecisionRecorded,
    DecisionResult,
    DecisionRevoked,
)

REVOKED_WITH_MINUTES = "minutes-reopened"
"""Reason of a decision that fell because its minutes were reopened."""


class DecisionStatus(StrEnum):
    """Whether a decision stands."""

    RECORDED = "recorded"
    CORRECTED = "corrected"
    REVOKED = "revoked"


STANDING = (DecisionStatus.RECORDED, DecisionStatus.CORRECTED)


class Decision(Row, Stateful, table=True):
    """One decision on one agenda item. ``revision`` is what events call its version: a correction raises it."""

    __tablename__ = "decision"

    TRANSITIONS: ClassVar[Mapping[DecisionStatus, Mapping[str, DecisionStatus]]] = {
        DecisionStatus.RECORDED: {"correct": DecisionStatus.CORRECTED, "revoke": DecisionStatus.REVOKED},
        DecisionStatus.CORRECTED: {"correct": DecisionStatus.CORRECTED, "revoke": DecisionStatus.REVOKED},
        DecisionStatus.REVOKED: {},
    }

    id: UUID = Field(default_factory=new_id, primary_key=True)
    version: int = 1
    revision: int = 1
    meeting_id: UUID = Field(foreign_key="meeting.id", index=True)
    item_id: UUID = Field(foreign_key="agenda_item.id", index=True)
    kind: DecisionKind = enum_field(DecisionKind, index=True)
    title: str = Field(max_length=200)
    text: str | None = Field(default=None, max_length=4000)
    votes: Votes = json_field(Votes)
    result: DecisionResult = enum_field(DecisionResult)
    town_keys: list[str] = json_field(list[str])
    edition_year: int | None = Field(default=None, index=True)
    window: list[Window] | None = json_field(list[Window], nullable=True)
    effective_on: date
    status: DecisionStatus = status_field(DecisionStatus, DecisionStatus.RECORDED)
    reason_code: str | None = Field(default=None, max_length=60)
    source: str | None = Field(default=None, max_length=500)
    created_at: datetime = utc_field()
    changed_at: datetime | None = utc_field(nullable=True)

    @classmethod
    def record(
        cls,
        item: AgendaItem,
        meeting: Meeting,
        *,
        minutes_final: bool,
        title: str,
        text: str | None,
        terms: Terms,
        votes: Votes,
        voters: Collection[str],
        at: datetime,
        source: str | None = None,
    ) -> tuple[Self, DecisionRecorded]:
        """
        State what the vote on ``item`` came to. ``voters`` are the towns that are active members on the meeting's day.

        Raises:
            NotHeld, MinutesMissing, NotDiscussed: there is no vote in final minutes that it could rest on.
            NoVote, DecisionIncomplete, DatesReversed: votes or terms break a rule.
        """
        if meeting.status not in (MeetingStatus.HELD, MeetingStatus.CLOSED):
            raise NotHeld("decisions are taken by a meeting that was held")
        if not minutes_final:
            raise MinutesMissing("a decision rests on final minutes")
        if item.status not in (ItemStatus.DISCUSSED, ItemStatus.DECIDED):
            raise NotDiscussed("only what was discussed can be decided")
        terms.check(voters=voters, meeting_day=meeting.day)
        decision = cls(
            meeting_id=meeting.id,
            item_id=item.id,
            title=title,
            text=text,
            result=votes.count(voters),
            votes=votes,
            source=source,
            created_at=at,
            **_columns(terms),
        )
        return decision, DecisionRecorded(**decision._facts())

    def correct(
        self, *, terms: Terms, votes: Votes, voters: Collection[str], meeting_day: date, reason: str
    ) -> DecisionCorrected:
        """
        Replace terms and votes by what was meant; the kind stays, because others have acted on it.

        Raises:
            NoVote, DecisionIncomplete, DatesReversed: votes or terms break a rule.
        """
        self._insist_on("correct")
        terms.check(voters=voters, meeting_day=meeting_day)
        result = votes.count(voters)
        self._step("correct")
        for name, value in _columns(terms).items():
            setattr(self, name, value)
        self.votes, self.result, self.reason_code = votes, result, reason
        self.revision += 1
        return DecisionCorrected(**self._facts())

    def revoke(self, *, reason: str) -> DecisionRevoked:
        """Take the decision back; others undo what followed from it."""
        self._step("revoke")
        self.reason_code = reason
        return DecisionRevoked(**self._facts())

    @property
    def terms(self) -> Terms:
        """What is decided, as one value."""
        return Terms.model_construct(
            kind=self.kind,
            town_keys=tuple(self.town_keys),
            edition_year=self.edition_year,
            window=None if self.window is None else tuple(self.window),
            effective_on=self.effective_on,
        )

    def towns(self) -> list["DecisionTown"]:
        """The towns it concerns, one row each."""
        return [DecisionTown(decision_id=self.id, town_key=key) for key in self.town_keys]

    def _facts(self) -> dict[str, Any]:
        return {
            "decision_id": self.id,
            "version": self.revision,
            "meeting_id": self.meeting_id,
            "result": self.result,
            "reason_code": self.reason_code,
            **self.terms.__dict__,
        }


class DecisionTown(Row, table=True):
    """A town that a decision concerns: ``Decision.town_keys`` in a form that an index can find."""

    __tablename__ = "decision_town"

    decision_id: UUID = Field(foreign_key="decision.id", primary_key=True)
    town_key: str = Field(foreign_key="town.key", primary_key=True, index=True, max_length=60)


def _columns(terms: Terms) -> dict[str, Any]:
    return {
        "kind": terms.kind,
        "town_keys": sorted(set(terms.town_keys)),
        "edition_year": terms.edition_year,
        "window": None if terms.window is None else list(terms.window),
        "effective_on": terms.effective_on,
    }


def insist_on_carrying(decision: Decision) -> None:
    """
    Insist that measures can rest on ``decision``.

    Raises:
        NoDecision: it does not stand, was not adopted, or is of another kind.
    """
    adopted = decision.status in STANDING and decision.result is DecisionResult.ADOPTED
    if decision.kind is not DecisionKind.MEASURE or not adopted:
        raise NoDecision("the decision does not stand, was not adopted, or is of another kind")
