"""What those who were at a meeting want to read differently in its minutes."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, Self
from uuid import UUID

from sqlmodel import Field

from network.domain.base import Row, local_day
from network.domain.errors import MinutesFinal, NotPresent, WindowOver
from network.domain.meetings import Meeting
from network.domain.minutes import Minutes
from regio_chassis.rows import Stateful, new_id, status_field, utc_field


class CorrectionStatus(StrEnum):
    """What became of a correction."""

    PROPOSED = "proposed"
    ADOPTED = "adopted"
    REJECTED = "rejected"


class Correction(Row, Stateful, table=True):
    """A town's wish to change a draft; minutes do not become final before each one is answered."""

    __tablename__ = "minutes_correction"

    TRANSITIONS: ClassVar[Mapping[CorrectionStatus, Mapping[str, CorrectionStatus]]] = {
        CorrectionStatus.PROPOSED: {"adopt": CorrectionStatus.ADOPTED, "reject": CorrectionStatus.REJECTED},
        CorrectionStatus.ADOPTED: {},
        CorrectionStatus.REJECTED: {},
    }

    id: UUID = Field(default_factory=new_id, primary_key=True)
    version: int = 1
    minutes_id: UUID = Field(foreign_key="minutes.id", index=True)
    town_key: str = Field(foreign_key="town.key", index=True, max_length=60)
    text: str = Field(max_length=4000)
    status: CorrectionStatus = status_field(CorrectionStatus, CorrectionStatus.PROPOSED)
    reason: str | None = Field(default=None, max_length=500)
    created_at: datetime = utc_field()

    @classmethod
    def propose(cls, minutes: Minutes, meeting: Meeting, *, town_key: str, text: str, at: datetime) -> Self:
        """
        Ask for a change of the draft.

        Raises:
            MinutesFinal: it is no draft any longer.
            WindowOver: corrections were taken until an earlier day, or none are.
            NotPresent: the town was not there.
        """
        if minutes.is_final:
            raise MinutesFinal("final minutes have to be reopened first")
        if minutes.corrections_until is None or local_day(at) > minutes.corrections_until:
            raise WindowOver("corrections are taken until the day that the minutes name")
        if town_key not in meeting.towns_present:
            raise NotPresent("minutes are corrected by those who were there")
        return cls(minutes_id=minutes.id, town_key=town_key, text=text, created_at=at)

    def adopt(self, minutes: Minutes, *, text: str) -> None:
        """
        The minutes read ``text`` from now on.

        Raises:
            MinutesFinal: they are no draft any longer.
        """
        self._insist_on("adopt")
        minutes.rewrite(text)
        self._step("adopt")

    def reject(self, *, reason: str) -> None:
        """The minutes stay as they are."""
        self._step("reject")
        self.reason = reason
