"""
Facts of the sisters beside the campaign: meetings and measures of the network, practice places wanted.

Every write says what its owner last said, in the order of the owner's channel, so that reading the channel again
from the start ends in the same state.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import update
from sqlmodel import Field

from campaign.domain import Row
from regio_chassis.database import Tx
from regio_chassis.handling import Handled
from regio_chassis.rows import enum_field, json_field, table_of, utc_field
from regio_events import network, placement
from regio_events.network import MeasureStatus
from regio_events.placement import SeatGap

Meeting = network.MeetingScheduled | network.MeetingRescheduled | network.MeetingCancelled
Measure = network.MeasureStarted | network.MeasureChanged | network.MeasureCompleted | network.MeasureTransferred


class KnownMeeting(Row, table=True):
    """A meeting of the network."""

    __tablename__: ClassVar[str] = "known_meeting"

    meeting_id: UUID = Field(primary_key=True)
    town_keys: tuple[str, ...] = json_field(tuple[str, ...])
    starts_at: datetime = utc_field(index=True)
    ends_at: datetime = utc_field()
    cancelled: bool


class KnownMeasure(Row, table=True):
    """A measure of the network; ``affects_access``: streets, parking or entrances suffer between its days."""

    __tablename__: ClassVar[str] = "known_measure"

    measure_id: UUID = Field(primary_key=True)
    town_keys: tuple[str, ...] = json_field(tuple[str, ...])
    status: MeasureStatus = enum_field(MeasureStatus)
    starts_on: date | None = None
    ends_on: date | None = None
    affects_access: bool = Field(index=True)


class SeatCall(Row, table=True):
    """A phase of placement that wants more places, until it is over."""

    __tablename__: ClassVar[str] = "seat_call"

    phase_id: UUID = Field(primary_key=True)
    town_key: str = Field(index=True)
    gap: SeatGap = enum_field(SeatGap)
    kldb_groups: tuple[str, ...] = json_field(tuple[str, ...])
    stated_at: datetime = utc_field()
    open: bool


_meetings = table_of(KnownMeeting)
_measures = table_of(KnownMeasure)
_calls = table_of(SeatCall)


async def meetings_stand(tx: Tx, facts: Sequence[Handled[Meeting]]) -> None:
    """The meetings are as stated."""
    values: list[dict[str, Any]] = [
        {
            "meeting_id": handled.event.meeting_id,
            "town_keys": handled.event.town_keys,
            "starts_at": handled.event.starts_at,
            "ends_at": handled.event.ends_at,
            "cancelled": isinstance(handled.event, network.MeetingCancelled),
        }
        for handled in facts
    ]
    await tx.upsert(_meetings, values, key=["meeting_id"])


async def measures_stand(tx: Tx, facts: Sequence[Handled[Measure]]) -> None:
    """The measures are as stated."""
    values: list[dict[str, Any]] = [
        {
            "measure_id": handled.event.measure_id,
            "town_keys": handled.event.town_keys,
            "status": handled.event.to_status,
            "starts_on": handled.event.starts_on,
            "ends_on": handled.event.ends_on,
            "affects_access": handled.event.affects_access,
        }
        for handled in facts
    ]
    await tx.upsert(_measures, values, key=["measure_id"])


async def seats_wanted(tx: Tx, facts: Sequence[Handled[placement.SeatsShort]]) -> None:
    """The phases want more places."""
    values: list[dict[str, Any]] = [
        {
            "phase_id": handled.event.phase_id,
            "town_key": handled.event.town_key,
            "gap": handled.event.gap,
            "kldb_groups": handled.event.kldb_groups,
            "stated_at": handled.envelope.time,
            "open": True,
        }
        for handled in facts
    ]
    await tx.upsert(_calls, values, key=["phase_id"])


async def phases_over(tx: Tx, facts: Sequence[Handled[placement.PhaseCompleted]]) -> None:
    """The phases want nothing any more."""
    over = [handled.event.phase_id for handled in facts]
    await tx.execute(update(_calls).where(_calls.c.phase_id.in_(over)).values(open=False))
