"""Meetings of a town or of working groups, from the first date to approved minutes."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar, Self
from uuid import UUID

from sqlmodel import Field

from network.domain.base import Row, local_day
from network.domain.errors import DatesReversed, InvitationTooLate, MeetingOver, MinutesMissing, NotYet, WrongParties
from network.domain.parties import MeetingParty
from regio_chassis.rows import Stateful, enum_field, json_field, new_id, status_field, utc_field
from regio_events.network import MeetingCancelled, MeetingHeld, MeetingKind, MeetingRescheduled, MeetingScheduled

LEAD_DAYS = 14
"""Calendar days between invitation and meeting, unless the meeting says otherwise."""


class MeetingStatus(StrEnum):
    """How far a meeting is."""

    SCHEDULED = "scheduled"
    INVITED = "invited"
    HELD = "held"
    CLOSED = "closed"
    CANCELLED = "cancelled"


AHEAD = (MeetingStatus.SCHEDULED, MeetingStatus.INVITED)
"""Meetings that are still to come, so that agenda items can be put to them."""


class Meeting(Row, Stateful, table=True):
    """
    One meeting; meetings with the same ``series`` follow each other, and their agenda items carry over.

    ``group_keys`` and ``town_keys`` say who is invited. They are fixed with the meeting: who else is to come needs
    another invitation.
    """

    __tablename__ = "meeting"

    TRANSITIONS: ClassVar[Mapping[MeetingStatus, Mapping[str, MeetingStatus]]] = {
        MeetingStatus.SCHEDULED: {
            "invite": MeetingStatus.INVITED,
            "reschedule": MeetingStatus.SCHEDULED,
            "cancel": MeetingStatus.CANCELLED,
        },
        MeetingStatus.INVITED: {
            "hold": MeetingStatus.HELD,
            "reschedule": MeetingStatus.INVITED,
            "cancel": MeetingStatus.CANCELLED,
        },
        MeetingStatus.HELD: {"approve_minutes": MeetingStatus.CLOSED},
        MeetingStatus.CLOSED: {},
        MeetingStatus.CANCELLED: {},
    }

    id: UUID = Field(default_factory=new_id, primary_key=True)
    version: int = 1
    kind: MeetingKind = enum_field(MeetingKind)
    series: str = Field(max_length=200, index=True)
    title: str = Field(max_length=200)
    group_keys: list[str] = json_field(list[str])
    town_keys: list[str] = json_field(list[str])
    starts_at: datetime = utc_field(index=True)
    ends_at: datetime = utc_field()
    place: str | None = Field(default=None, max_length=200)
    video_url: str | None = Field(default=None, max_length=300)
    public: bool = True
    lead_days: int = LEAD_DAYS
    sequence: int = 0
    status: MeetingStatus = status_field(MeetingStatus, MeetingStatus.SCHEDULED)
    towns_present: list[str] = json_field(list[str], default=[])
    cancel_reason: str | None = Field(default=None, max_length=500)
    source: str | None = Field(default=None, max_length=500)
    created_at: datetime = utc_field()
    changed_at: datetime | None = utc_field(nullable=True)
    withdrawn_at: datetime | None = utc_field(nullable=True)

    @classmethod
    def schedule(
        cls,
        *,
        kind: MeetingKind,
        title: str,
        group_keys: Collection[str],
        town_keys: Collection[str],
        starts_at: datetime,
        ends_at: datetime,
        at: datetime,
        series: str | None = None,
        place: str | None = None,
        video_url: str | None = None,
        public: bool = True,
        lead_days: int = LEAD_DAYS,
        source: str | None = None,
    ) -> tuple[Self, MeetingScheduled]:
        """
        Fix a meeting. Its series is named, or follows from who meets.

        Raises:
            DatesReversed: it ends before it starts.
            WrongParties: a discussion round is of one town, a working meeting of groups that have members.
        """
        _insist_on_order(starts_at, ends_at)
        groups, towns = sorted(set(group_keys)), sorted(set(town_keys))
        if kind is MeetingKind.DISCUSSION_ROUND and (groups or len(towns) != 1):
            raise WrongParties("a discussion round is held by one town, and by no group", pointer="/town_keys")
        if kind is MeetingKind.WORKING_MEETING and not (groups and towns):
            raise WrongParties("a working meeting is held by groups that have members", pointer="/group_keys")
        meeting = cls(
            kind=kind,
            series=series or "-".join(groups or towns)[:200],
            title=title,
            group_keys=groups,
            town_keys=towns,
            starts_at=starts_at,
            ends_at=ends_at,
            place=place,
            video_url=video_url,
            public=public,
            lead_days=lead_days,
            source=source,
            created_at=at,
        )
        return meeting, MeetingScheduled(**meeting._facts())

    @property
    def day(self) -> date:
        """The day on which it is held, by which memberships and deadlines count."""
        return local_day(self.starts_at)

    @property
    def ics_uid(self) -> str:
        """UID in iCalendar files; it never changes."""
        return ics_uid(self.id)

    def parties(self) -> list[MeetingParty]:
        """Who is invited, one row each."""
        groups: list[tuple[str | None, str | None]] = [(key, None) for key in self.group_keys]
        towns: list[tuple[str | None, str | None]] = [(None, key) for key in self.town_keys]
        return [
            MeetingParty(meeting_id=self.id, group_key=group, town_key=town, starts_at=self.starts_at)
            for group, town in groups + towns
        ]

    def rewrite(self, changes: Mapping[str, Any], *, at: datetime) -> None:
        """
        Change what no calendar shows: title, video link, notice, and whether it is public.

        Of one that was public those who copied it have to learn that it is not any longer: ``withdrawn_at`` says so.

        Raises:
            MeetingOver: it is not ahead any longer.
        """
        if self.status not in AHEAD:
            raise MeetingOver("only meetings ahead can be changed")
        was_public = self.public
        for name, value in changes.items():
            setattr(self, name, value)
        self.withdrawn_at = withdrawn(was_public, self.public, self.withdrawn_at, at)

    def invite(self, *, at: datetime) -> None:
        """
        Send the invitation.

        Raises:
            InvitationTooLate: fewer than ``lead_days`` are left.
        """
        self._insist_on("invite")
        self._insist_on_notice(self.starts_at, at)
        self._step("invite")

    def reschedule(
        self, *, starts_at: datetime, ends_at: datetime, at: datetime, place: str | None = None
    ) -> MeetingRescheduled:
        """
        Move the meeting; the place stays unless one is given.

        Raises:
            DatesReversed: it ends before it starts.
            InvitationTooLate: it was invited and is brought forward, so that its notice is too short.
        """
        self._insist_on("reschedule")
        _insist_on_order(starts_at, ends_at)
        if self.status is MeetingStatus.INVITED and starts_at < self.starts_at:
            self._insist_on_notice(starts_at, at)
        self._step("reschedule")
        self.starts_at, self.ends_at, self.place = starts_at, ends_at, place or self.place
        self.sequence += 1
        return MeetingRescheduled(**self._facts())

    def hold(self, *, towns_present: Collection[str], decisions: int, at: datetime) -> MeetingHeld:
        """
        State that the meeting took place. ``decisions`` is how many it took; each follows once the minutes are final.

        Raises:
            NotYet: it has not begun.
            WrongParties: a town was present that was not invited.
        """
        self._insist_on("hold")
        if at < self.starts_at:
            raise NotYet("a meeting is held once it has begun")
        if not set(towns_present) <= set(self.town_keys):
            raise WrongParties("only invited towns can be present", pointer="/towns_present")
        self._step("hold")
        self.towns_present = sorted(set(towns_present))
        return MeetingHeld(**self._facts(), towns_present=tuple(self.towns_present), decisions=decisions)

    def approve_minutes(self, *, minutes_final: bool) -> None:
        """
        Close the meeting: its towns approved the minutes.

        Raises:
            MinutesMissing: there are no final minutes to approve.
        """
        self._insist_on("approve_minutes")
        if not minutes_final:
            raise MinutesMissing("only final minutes can be approved")
        self._step("approve_minutes")

    def cancel(self, *, reason: str) -> MeetingCancelled:
        """Call the meeting off. The sequence rises, as calendars expect. Source: RFC 5546 section 3.2.5."""
        self._step("cancel")
        self.cancel_reason = reason
        self.sequence += 1
        return MeetingCancelled(**self._facts())

    def _insist_on_notice(self, starts_at: datetime, at: datetime) -> None:
        # No notice agreed: also for a meeting that is entered afterwards.
        if self.lead_days and (local_day(starts_at) - local_day(at)).days < self.lead_days:
            raise InvitationTooLate(f"the invitation needs {self.lead_days} days of notice")

    def _facts(self) -> dict[str, Any]:
        return {
            "meeting_id": self.id,
            "kind": self.kind,
            "group_keys": self.group_keys,
            "town_keys": self.town_keys,
            "starts_at": self.starts_at,
            "ends_at": self.ends_at,
            "ics_uid": self.ics_uid,
            "sequence": self.sequence,
        }


def ics_uid(meeting_id: UUID) -> str:
    """UID of a meeting in iCalendar files; it never changes."""
    return f"{meeting_id}@network.regionale-projekte"


def withdrawn(was_public: bool, public: bool, before: datetime | None, at: datetime) -> datetime | None:
    """When something that had been public was taken back; None: it is public, or never was."""
    if public:
        return None
    return at if was_public else before


def _insist_on_order(starts_at: datetime, ends_at: datetime) -> None:
    if ends_at <= starts_at:
        raise DatesReversed("a meeting ends after it starts", pointer="/ends_at")
