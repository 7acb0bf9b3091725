"""What somebody has to do until a day."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import ClassVar, Self
from uuid import UUID

from sqlmodel import Field

from network.domain.base import Row, local_day
from regio_chassis.rows import EnumText, Stateful, new_id, status_field, utc_field
from regio_events import Envelope
from regio_events.network import ActionItemDone, ActionItemOpened


class ActionStatus(StrEnum):
    """How far an action item is."""

    OPEN = "open"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    OBSOLETE = "obsolete"


UNDONE = (ActionStatus.OPEN, ActionStatus.IN_PROGRESS)

REMIND_BEFORE = timedelta(days=7)
"""How long before its day an item is remembered."""
ESCALATE_AFTER = timedelta(days=14)
"""How long after its day an item that is not done goes to the moderator."""


class ReminderKind(StrEnum):
    """Why somebody is reminded."""

    BEFORE = "before"
    OVERDUE = "overdue"
    ESCALATION = "escalation"


class ActionItem(Row, Stateful, table=True):
    """
    One thing to do, for a town, a group, or all. ``assignee`` is an organisation or office, never a person.

    ``origin_*`` name the event of another programme that asks for it.
    """

    __tablename__ = "action_item"

    TRANSITIONS: ClassVar[Mapping[ActionStatus, Mapping[str, ActionStatus]]] = {
        ActionStatus.OPEN: {
            "start": ActionStatus.IN_PROGRESS,
            "complete": ActionStatus.DONE,
            "drop": ActionStatus.OBSOLETE,
        },
        ActionStatus.IN_PROGRESS: {"complete": ActionStatus.DONE, "drop": ActionStatus.OBSOLETE},
        ActionStatus.DONE: {},
        ActionStatus.OBSOLETE: {},
    }

    id: UUID = Field(default_factory=new_id, primary_key=True)
    version: int = 1
    title: str = Field(max_length=200)
    text: str | None = Field(default=None, max_length=4000)
    assignee: str | None = Field(default=None, max_length=120)
    town_key: str | None = Field(default=None, foreign_key="town.key", index=True, max_length=60)
    group_key: str | None = Field(default=None, foreign_key="working_group.key", index=True, max_length=60)
    meeting_id: UUID | None = Field(default=None, foreign_key="meeting.id", index=True)
    due: date
    status: ActionStatus = status_field(ActionStatus, ActionStatus.OPEN)
    origin_event_id: UUID | None = None
    origin_type: str | None = Field(default=None, max_length=120)
    origin_subject: str | None = Field(default=None, max_length=120, index=True)
    source: str | None = Field(default=None, max_length=500)
    created_at: datetime = utc_field()

    @classmethod
    def open(
        cls,
        *,
        title: str,
        due: date,
        at: datetime,
        text: str | None = None,
        assignee: str | None = None,
        town_key: str | None = None,
        group_key: str | None = None,
        meeting_id: UUID | None = None,
        source: str | None = None,
        origin: Envelope | None = None,
    ) -> tuple[Self, ActionItemOpened]:
        """Somebody has this to do from now on."""
        item = cls(
            title=title,
            due=due,
            text=text,
            assignee=assignee,
            town_key=town_key,
            group_key=group_key,
            meeting_id=meeting_id,
            source=source,
            origin_event_id=None if origin is None else origin.id,
            origin_type=None if origin is None else origin.type,
            origin_subject=None if origin is None else origin.subject,
            created_at=at,
        )
        return item, ActionItemOpened(item_id=item.id, town_key=town_key, due=due)

    def start(self) -> None:
        """Somebody works on it."""
        self._step("start")

    def complete(self) -> ActionItemDone:
        """It is done."""
        self._step("complete")
        return ActionItemDone(item_id=self.id, town_key=self.town_key, due=self.due)

    def drop(self) -> None:
        """Nobody needs it any longer."""
        self._step("drop")

    def reminders(self, day: date) -> list["Reminder"]:
        """The reminders that are called for on ``day``: at most one of each kind for each due date."""
        if self.status not in UNDONE:
            return []
        kinds = []
        if self.due - REMIND_BEFORE <= day <= self.due:
            kinds.append(ReminderKind.BEFORE)
        if day > self.due:
            kinds.append(ReminderKind.OVERDUE)
        if day > self.due + ESCALATE_AFTER:
            kinds.append(ReminderKind.ESCALATION)
        return [Reminder(item_id=self.id, kind=kind, due=self.due, day=day) for kind in kinds]

    def is_overdue(self, at: datetime) -> bool:
        """Its day has passed and it is not done."""
        return self.status in UNDONE and self.due < local_day(at)


class Reminder(Row, table=True):
    """
    A reminder of an item that was called for on ``day``; an item that gets another due date is remembered again.

    Those who have to act find theirs in the list; an escalation is for the moderator of the item's group.
    """

    __tablename__ = "reminder"

    item_id: UUID = Field(foreign_key="action_item.id", primary_key=True)
    kind: ReminderKind = Field(sa_type=EnumText(ReminderKind), primary_key=True)
    due: date = Field(primary_key=True)
    day: date = Field(index=True)
