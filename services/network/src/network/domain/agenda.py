"""What a meeting talks about: proposed by people, or by a fact that another programme stated."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict
from sqlmodel import Field

from network.domain.base import Row
from network.domain.errors import MinutesFinal, NotAttached, NotHeld
from network.domain.meetings import Meeting, MeetingStatus, withdrawn
from regio_chassis.rows import Stateful, json_field, new_id, status_field, utc_field
from regio_events import Envelope


class ItemStatus(StrEnum):
    """How far an agenda item is."""

    PROPOSED = "proposed"
    ON_AGENDA = "on_agenda"
    DISCUSSED = "discussed"
    DECIDED = "decided"
    ADJOURNED = "adjourned"
    CARRIED_OVER = "carried_over"


OPEN_ITEMS = (ItemStatus.ON_AGENDA, ItemStatus.ADJOURNED)
"""What final minutes leave open goes to the next meeting of the series."""


class ItemLink(BaseModel):
    """A page that belongs to an item."""

    model_config = ConfigDict(frozen=True)

    title: str
    url: str


class AgendaItem(Row, Stateful, table=True):
    """
    One item. Without ``meeting_id`` it waits: for the next meeting of ``series``, or of anybody who is not too late.

    ``not_after`` is the last day on which it is of use. ``origin_*`` name the event of another programme it came from.
    """

    __tablename__ = "agenda_item"

    TRANSITIONS: ClassVar[Mapping[ItemStatus, Mapping[str, ItemStatus]]] = {
        ItemStatus.PROPOSED: {"accept": ItemStatus.ON_AGENDA},
        ItemStatus.ON_AGENDA: {"discuss": ItemStatus.DISCUSSED, "carry_over": ItemStatus.CARRIED_OVER},
        ItemStatus.DISCUSSED: {"decide": ItemStatus.DECIDED, "adjourn": ItemStatus.ADJOURNED},
        # A second decision on the same item leaves it decided; the last revoked one opens it again.
        ItemStatus.DECIDED: {"decide": ItemStatus.DECIDED, "undecide": ItemStatus.DISCUSSED},
        ItemStatus.ADJOURNED: {"carry_over": ItemStatus.CARRIED_OVER},
        ItemStatus.CARRIED_OVER: {},
    }

    id: UUID = Field(default_factory=new_id, primary_key=True)
    version: int = 1
    meeting_id: UUID | None = Field(default=None, foreign_key="meeting.id", index=True)
    series: str | None = Field(default=None, max_length=200)
    number: int | None = None
    title: str = Field(max_length=200)
    text: str | None = Field(default=None, max_length=4000)
    town_key: str | None = Field(default=None, foreign_key="town.key", index=True, max_length=60)
    public: bool = True
    links: list[ItemLink] = json_field(list[ItemLink], default=[])
    not_after: date | None = None
    status: ItemStatus = status_field(ItemStatus, ItemStatus.PROPOSED)
    origin_event_id: UUID | None = None
    origin_type: str | None = Field(default=None, max_length=120)
    origin_subject: str | None = Field(default=None, max_length=120, index=True)
    carried_from: UUID | None = Field(default=None, foreign_key="agenda_item.id")
    source: str | None = Field(default=None, max_length=500)
    created_at: datetime = utc_field()
    changed_at: datetime | None = utc_field(nullable=True)
    withdrawn_at: datetime | None = utc_field(nullable=True)

    @classmethod
    def from_event(
        cls,
        envelope: Envelope,
        *,
        title: str,
        at: datetime,
        text: str | None,
        town_key: str | None,
        not_after: date | None,
        subject: str | None = None,
    ) -> Self:
        """A proposal that shows the event it came from; it waits until it is put to a meeting."""
        return cls(
            title=title,
            text=text,
            town_key=town_key,
            not_after=not_after,
            origin_event_id=envelope.id,
            origin_type=envelope.type,
            origin_subject=subject or envelope.subject,
            created_at=at,
        )

    @property
    def free(self) -> bool:
        """It came from an event and any working meeting may take it; other items stay with their series."""
        return self.origin_type is not None and self.series is None

    def put_to(self, meeting: Meeting | None, *, number: int | None = None) -> None:
        """Move the item to a meeting, or let it wait for the next one that fits; ``number`` if it is on the agenda."""
        self.meeting_id = None if meeting is None else meeting.id
        self.number = number

    def rewrite(self, changes: Mapping[str, Any], *, minutes_final: bool, at: datetime) -> None:
        """
        Reword the item, or say whether it is public.

        Raises:
            MinutesFinal: the minutes of its meeting say what was talked about.
        """
        if minutes_final:
            raise MinutesFinal("final minutes have to be reopened first")
        was_public = self.public
        for name, value in changes.items():
            setattr(self, name, value)
        self.withdrawn_at = withdrawn(was_public, self.public, self.withdrawn_at, at)

    def accept(self, *, number: int) -> None:
        """
        Put the proposal on the agenda, as its ``number``.

        Raises:
            NotAttached: it waits for a meeting.
        """
        self._insist_on("accept")
        if self.meeting_id is None:
            raise NotAttached("a proposal without a meeting cannot be put on an agenda")
        self._step("accept")
        self.number = number

    def discuss(self, *, meeting: Meeting, minutes_final: bool) -> None:
        """
        State that the meeting talked about it.

        Raises:
            NotHeld, MinutesFinal: the meeting was not held, or its minutes say otherwise already.
        """
        self._insist_on("discuss")
        _insist_on_open_minutes(meeting, minutes_final)
        self._step("discuss")

    def adjourn(self, *, meeting: Meeting, minutes_final: bool) -> None:
        """
        Put the item off; it carries over when the minutes become final.

        Raises:
            NotHeld, MinutesFinal: the meeting was not held, or its minutes say otherwise already.
        """
        self._insist_on("adjourn")
        _insist_on_open_minutes(meeting, minutes_final)
        self._step("adjourn")

    def decide(self) -> None:
        """A decision was recorded on it."""
        self._step("decide")

    def undecide(self) -> None:
        """No decision on it stands any longer."""
        self._step("undecide")

    def carry_over(self, *, series: str, to: Meeting | None, at: datetime, own: bool = True) -> Self:
        """
        The item that continues this one, on the agenda of the next meeting of the series or waiting for it.

        In a series that is not its ``own`` it is a proposal: other groups say themselves what they talk about.
        """
        self._step("carry_over")
        return type(self)(
            meeting_id=None if to is None else to.id,
            series=series,
            title=self.title,
            text=self.text,
            town_key=self.town_key,
            public=self.public,
            not_after=self.not_after,
            status=ItemStatus.ON_AGENDA if own else ItemStatus.PROPOSED,
            links=self.links,
            origin_event_id=self.origin_event_id,
            origin_type=self.origin_type,
            origin_subject=self.origin_subject,
            carried_from=self.id,
            source=self.source,
            created_at=at,
        )


def _insist_on_open_minutes(meeting: Meeting, minutes_final: bool) -> None:
    if meeting.status not in (MeetingStatus.HELD, MeetingStatus.CLOSED):
        raise NotHeld("the meeting was not held")
    if minutes_final:
        raise MinutesFinal("final minutes have to be reopened first")
