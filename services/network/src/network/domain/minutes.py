"""What a meeting came to, in writing."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar, Self
from uuid import UUID

from sqlmodel import Field

from network.domain.base import Row, local_day
from network.domain.errors import (
    CorrectionsOpen,
    LaterMinutesFinal,
    MinutesApproved,
    MinutesExist,
    MinutesFinal,
    NotHeld,
)
from network.domain.meetings import Meeting, MeetingStatus
from regio_chassis.rows import Stateful, new_id, status_field, utc_field


class MinutesStatus(StrEnum):
    """Whether the minutes can still change."""

    DRAFT = "draft"
    FINAL = "final"


class Minutes(Row, Stateful, table=True):
    """
    The minutes of one meeting. ``revision`` counts how often they became final; 0: never yet.

    Towns that were present may ask for corrections of the draft until the day ``corrections_until``; None: none asked.
    """

    __tablename__ = "minutes"

    TRANSITIONS: ClassVar[Mapping[MinutesStatus, Mapping[str, MinutesStatus]]] = {
        MinutesStatus.DRAFT: {"finalise": MinutesStatus.FINAL},
        MinutesStatus.FINAL: {"reopen": MinutesStatus.DRAFT},
    }

    id: UUID = Field(default_factory=new_id, primary_key=True)
    version: int = 1
    meeting_id: UUID = Field(foreign_key="meeting.id", unique=True)
    text: str = Field(max_length=50_000)
    status: MinutesStatus = status_field(MinutesStatus, MinutesStatus.DRAFT)
    revision: int = 0
    corrections_until: date | None = None
    finalised_at: datetime | None = utc_field(nullable=True)
    reopen_reason: str | None = Field(default=None, max_length=500)
    source: str | None = Field(default=None, max_length=500)
    created_at: datetime = utc_field()
    changed_at: datetime | None = utc_field(nullable=True)

    @classmethod
    def draft(
        cls,
        meeting: Meeting,
        *,
        text: str,
        existing: bool,
        at: datetime,
        corrections_until: date | None = None,
        source: str | None = None,
    ) -> Self:
        """
        Begin the minutes.

        Raises:
            NotHeld: the meeting was not held.
            MinutesExist: it has minutes already.
        """
        if meeting.status is not MeetingStatus.HELD:
            raise NotHeld("minutes are written of a meeting that was held")
        if existing:
            raise MinutesExist("the meeting has minutes already")
        return cls(meeting_id=meeting.id, text=text, corrections_until=corrections_until, created_at=at, source=source)

    @property
    def is_final(self) -> bool:
        return self.status is MinutesStatus.FINAL

    def rewrite(self, text: str) -> None:
        """
        Change the text of a draft.

        Raises:
            MinutesFinal: they have to be reopened first.
        """
        if self.is_final:
            raise MinutesFinal("final minutes have to be reopened first")
        self.text = text

    def finalise(self, *, unanswered: int, at: datetime) -> "MinutesText":
        """
        Fix the text as the next revision, which is kept whatever becomes of the minutes.

        Raises:
            CorrectionsOpen: the day for corrections has not passed, or ``unanswered`` of them wait.
        """
        self._insist_on("finalise")
        if unanswered:
            raise CorrectionsOpen("every correction is adopted or rejected first")
        if self.corrections_until is not None and local_day(at) <= self.corrections_until:
            raise CorrectionsOpen("corrections are still taken")
        self._step("finalise")
        self.revision += 1
        self.finalised_at = at
        return MinutesText(minutes_id=self.id, revision=self.revision, text=self.text, finalised_at=at)

    def reopen(self, *, reason: str, meeting: Meeting, later_final: bool) -> None:
        """
        Make the text a draft again; the decisions that rest on it are to be revoked.

        Raises:
            MinutesApproved: the towns approved them.
            LaterMinutesFinal: a later meeting of the series has final minutes.
        """
        self._insist_on("reopen")
        if meeting.status is MeetingStatus.CLOSED:
            raise MinutesApproved("approved minutes stay as they are")
        if later_final:
            raise LaterMinutesFinal("a later meeting of the series has final minutes")
        self._step("reopen")
        self.reopen_reason = reason
        self.corrections_until = None


class MinutesText(Row, table=True):
    """What minutes said when they became final; written once, never changed."""

    __tablename__ = "minutes_text"

    minutes_id: UUID = Field(foreign_key="minutes.id", primary_key=True)
    revision: int = Field(primary_key=True)
    text: str = Field(max_length=50_000)
    finalised_at: datetime = utc_field()
