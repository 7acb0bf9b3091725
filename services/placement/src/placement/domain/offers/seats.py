"""Seats of offers, and the phases they fit."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint

from placement.domain.base import Row, public
from placement.domain.errors import SeatsNotAllowed
from placement.domain.phases import Phase, PhaseStatus


class Seats(Row, table=True):
    """Seats of an offer in one phase on one weekday, and how many of them are taken."""

    __tablename__: ClassVar[str] = "seats"
    __table_args__ = (CheckConstraint("taken >= 0 AND taken <= seats", name="taken"),)

    offer_id: UUID = public(foreign_key="place_offer.id", primary_key=True)
    phase_id: UUID = public(foreign_key="phase.id", primary_key=True, index=True)
    weekday: int = public(primary_key=True)
    seats: int = public()
    taken: int = public(default=0)


def is_full(seats: Iterable[Seats]) -> bool:
    """Whether no seat is free in any phase."""
    return all(one.taken >= one.seats for one in seats)


def insist_on_seats(seats: Sequence[Seats], phases: Mapping[UUID, Phase], *, on: date) -> None:
    """
    Refuse seats that do not fit their phases ``on`` a day; ``phases`` are those that exist, by id.

    Raises:
        SeatsNotAllowed: a phase is unknown, not planned or over, runs on another weekday, or is named twice.
    """
    seen: set[tuple[UUID, int]] = set()
    for number, one in enumerate(seats):
        phase = phases.get(one.phase_id)
        if phase is None or phase.status is not PhaseStatus.PLANNED or phase.ends_on < on:
            raise SeatsNotAllowed(
                "There is no such planned phase that is not over.", pointer=f"/seats/{number}/phase_id"
            )
        if phase.weekday != one.weekday:
            raise SeatsNotAllowed(
                f"This phase runs on ISO weekday {phase.weekday}.", pointer=f"/seats/{number}/weekday"
            )
        if (one.phase_id, one.weekday) in seen:
            raise SeatsNotAllowed("A phase and weekday is named once.", pointer=f"/seats/{number}")
        seen.add((one.phase_id, one.weekday))
