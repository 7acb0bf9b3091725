"""
Who said what because of what: events of all programmes, own ones included, without what they say.

A row is written by its event's id, so that reading a channel again ends in the same rows.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy import Index, delete
from sqlmodel import Field, col

from network.domain import Row
from regio_chassis.database import Tx
from regio_chassis.handling import Handled
from regio_chassis.rows import utc_field
from regio_events import Event
from regio_events.network import (
    DecisionCorrected,
    DecisionRecorded,
    DecisionRevoked,
    IdeaAnswered,
    MeasureTransferred,
)

E = TypeVar("E", bound=Event)


class ThreadEvent(Row, table=True):
    """One event. ``town_key`` is the town or place it names, for those who may see what is not public."""

    __tablename__ = "thread_event"
    __table_args__ = (
        Index("ix_thread_event_subject", "subject", "time"),
        Index("ix_thread_event_source", "source", "epoch"),
    )

    event_id: UUID = Field(primary_key=True)
    correlation_id: UUID = Field(index=True)
    causation_id: UUID | None = Field(default=None, index=True)
    type: str = Field(max_length=120)
    subject: str = Field(max_length=120)
    source: str = Field(max_length=60)
    epoch: int
    time: datetime = utc_field()
    public: bool
    town_key: str | None = Field(default=None, max_length=60)


class ThreadLink(Row, table=True):
    """Whoever follows ``subject`` also follows ``related``: an event about the one names the other."""

    __tablename__ = "thread_link"

    subject: str = Field(primary_key=True, max_length=120)
    related: str = Field(primary_key=True, max_length=120)


async def told(tx: Tx, handled: Sequence[Handled[E]]) -> None:
    """Events of one channel; those of a log that was replaced by an older backup go with the first of its successor."""
    rows = [
        {
            "event_id": one.envelope.id,
            "correlation_id": one.envelope.correlationid,
            "causation_id": one.envelope.causationid,
            "type": one.envelope.type,
            "subject": one.envelope.subject,
            "source": one.envelope.source,
            "epoch": one.envelope.epoch,
            "time": one.envelope.time,
            "public": one.event.public,
            "town_key": getattr(one.event, "town_key", None),
        }
        for one in handled
    ]
    newest = max(one.envelope.epoch for one in handled)
    if newest > 1:
        outdated = delete(ThreadEvent).where(
            col(ThreadEvent.source) == handled[0].envelope.source, col(ThreadEvent.epoch) < newest
        )
        await tx.execute(outdated)
    await tx.upsert(ThreadEvent, rows, key=["event_id"])
    links = {pair for one in handled for pair in _links(one.event)}
    await tx.upsert(
        ThreadLink,
        [{"subject": str(subject), "related": str(related)} for subject, related in sorted(links)],
        key=["subject", "related"],
    )


def _links(event: Event) -> list[tuple[UUID, UUID]]:
    if isinstance(event, DecisionRecorded | DecisionCorrected | DecisionRevoked):
        return [(event.decision_id, event.meeting_id)]
    if isinstance(event, IdeaAnswered) and event.measure_id is not None:
        return [(event.idea_id, event.measure_id)]
    if isinstance(event, MeasureTransferred):
        return [(event.origin_measure_id, event.measure_id)]
    # A town's participation names the decision it follows.
    decision_id, participation_id = getattr(event, "decision_id", None), getattr(event, "participation_id", None)
    if isinstance(decision_id, UUID) and isinstance(participation_id, UUID):
        return [(decision_id, participation_id)]
    return []
