"""Who is invited to a meeting, what they answered, and who was there."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, Self
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from network.domain.base import Row
from network.domain.errors import AnswerTooLate, MeetingOver, NotHeld, NotInvited
from network.domain.meetings import AHEAD, Meeting, MeetingStatus
from regio_chassis.rows import Stateful, new_id, status_field, utc_field


class AttendanceStatus(StrEnum):
    """Where an invitee stands."""

    INVITED = "invited"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    PRESENT = "present"


class Attendance(Row, Stateful, table=True):
    """
    One invitee of one meeting: a town, or an organisation that a town or group asks to come. Never a person.

    ``invitee`` is the town's key or the organisation's name; ``town_key`` is who answers for it.
    """

    __tablename__ = "attendance"
    __table_args__ = (UniqueConstraint("meeting_id", "invitee"),)

    TRANSITIONS: ClassVar[Mapping[AttendanceStatus, Mapping[str, AttendanceStatus]]] = {
        AttendanceStatus.INVITED: {
            "accept": AttendanceStatus.ACCEPTED,
            "decline": AttendanceStatus.DECLINED,
            "attend": AttendanceStatus.PRESENT,
        },
        AttendanceStatus.ACCEPTED: {
            "decline": AttendanceStatus.DECLINED,
            "attend": AttendanceStatus.PRESENT,
            "ask_again": AttendanceStatus.INVITED,
        },
        AttendanceStatus.DECLINED: {
            "accept": AttendanceStatus.ACCEPTED,
            "attend": AttendanceStatus.PRESENT,
            "ask_again": AttendanceStatus.INVITED,
        },
        AttendanceStatus.PRESENT: {},
    }

    id: UUID = Field(default_factory=new_id, primary_key=True)
    version: int = 1
    meeting_id: UUID = Field(foreign_key="meeting.id")
    invitee: str = Field(max_length=120)
    town_key: str | None = Field(default=None, foreign_key="town.key", index=True, max_length=60)
    status: AttendanceStatus = status_field(AttendanceStatus, AttendanceStatus.INVITED)
    answered_at: datetime | None = utc_field(nullable=True)
    created_at: datetime = utc_field()

    @classmethod
    def of_towns(cls, meeting: Meeting, *, at: datetime) -> list[Self]:
        """The invited towns of a meeting."""
        return [cls(meeting_id=meeting.id, invitee=key, town_key=key, created_at=at) for key in meeting.town_keys]

    @classmethod
    def of_guest(cls, meeting: Meeting, *, organisation: str, town_key: str | None, at: datetime) -> Self:
        """
        An organisation that is asked to come, besides the towns.

        Raises:
            MeetingOver: the meeting is not ahead any longer.
        """
        if meeting.status not in AHEAD:
            raise MeetingOver("guests are invited to meetings ahead")
        return cls(meeting_id=meeting.id, invitee=organisation, town_key=town_key, created_at=at)

    def accept(self, *, meeting: Meeting, at: datetime) -> None:
        """
        They will come.

        Raises:
            NotInvited, AnswerTooLate: the invitation has not gone out, or the meeting has begun.
        """
        self._insist_on("accept")
        _insist_on_time(meeting, at)
        self._step("accept")
        self.answered_at = at

    def decline(self, *, meeting: Meeting, at: datetime) -> None:
        """
        They will not come.

        Raises:
            NotInvited, AnswerTooLate: the invitation has not gone out, or the meeting has begun.
        """
        self._insist_on("decline")
        _insist_on_time(meeting, at)
        self._step("decline")
        self.answered_at = at

    def attend(self, *, meeting: Meeting) -> None:
        """
        They were there, whatever they had answered.

        Raises:
            NotHeld: the meeting was not held.
        """
        self._insist_on("attend")
        if meeting.status not in (MeetingStatus.HELD, MeetingStatus.CLOSED):
            raise NotHeld("only a meeting that was held was attended")
        self._step("attend")

    def ask_again(self) -> None:
        """The meeting was moved: the answer was about another time. Source: RFC 5546 section 3.2.2.1."""
        self._step("ask_again")
        self.answered_at = None


def _insist_on_time(meeting: Meeting, at: datetime) -> None:
    if meeting.status is MeetingStatus.SCHEDULED:
        raise NotInvited("the invitation has not gone out yet")
    if meeting.status is not MeetingStatus.INVITED or at >= meeting.starts_at:
        raise AnswerTooLate("an invitation is answered before the meeting begins")
