"""Placements: a pupil has a seat of an offer for a phase, by confirming it or by the assignment run."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar, TypedDict
from uuid import UUID, uuid4

from sqlalchemy import Index, text

from placement.domain.base import Row, minor
from placement.domain.offers import PlaceOffer, Seats
from placement.domain.phases import Phase
from placement.domain.refusals import PlaceFull, Repeated, RequirementsNotAcknowledged
from placement.domain.requirements import Requirement
from regio_chassis.rows import EnumText, JsonOf, Stateful, UtcDateTime
from regio_events.placement import PlacementCompleted, PlacementConfirmed, PlacementTerminated


class PlacementStatus(StrEnum):
    """Whether a seat is taken, and how it ended."""

    CONFIRMED = "confirmed"
    COMPLETED = "completed"
    TERMINATED = "terminated"


class Origin(StrEnum):
    """How a placement came about."""

    CONFIRMED = "confirmed"
    RUN = "run"


class _Facts(TypedDict):
    placement_id: UUID
    offer_id: UUID
    phase_id: UUID
    weekday: int


class Placement(Row, Stateful, table=True):
    """
    One seat for one pupil in one phase. The id is random, so that an event that names it says nothing about a pupil.

    ``replaces`` is the placement that broke off in the same phase.
    """

    __tablename__: ClassVar[str] = "placement"
    __table_args__ = (
        # One for each pupil and phase, beside those that broke off.
        Index(
            "uq_placement_pupil_id_phase_id",
            "pupil_id",
            "phase_id",
            unique=True,
            sqlite_where=text("status != 'terminated'"),
            postgresql_where=text("status != 'terminated'"),
        ),
    )

    TRANSITIONS: ClassVar[Mapping[PlacementStatus, Mapping[str, PlacementStatus]]] = {
        PlacementStatus.CONFIRMED: {
            "complete": PlacementStatus.COMPLETED,
            "terminate": PlacementStatus.TERMINATED,
        },
        PlacementStatus.COMPLETED: {},
        PlacementStatus.TERMINATED: {},
    }

    id: UUID = minor(default_factory=uuid4, primary_key=True)
    pupil_id: UUID = minor(foreign_key="pupil.id")
    school_key: str = minor(max_length=60, index=True)
    phase_id: UUID = minor(foreign_key="phase.id", index=True)
    offer_id: UUID = minor(foreign_key="place_offer.id", index=True)
    company_id: UUID = minor(foreign_key="company.id", index=True)
    kldb: str = minor(max_length=5)
    weekday: int = minor()
    origin: Origin = minor(type_=EnumText(Origin))
    status: PlacementStatus = minor(type_=EnumText(PlacementStatus), default=PlacementStatus.CONFIRMED, index=True)
    confirmed_at: datetime = minor(type_=UtcDateTime)
    replaces: UUID | None = minor(default=None)
    acknowledged: list[Requirement] = minor(type_=JsonOf(list[Requirement]), default_factory=list)
    acknowledged_at: datetime | None = minor(type_=UtcDateTime, default=None)
    ended_on: date | None = minor(default=None)
    end_reason: str | None = minor(default=None, max_length=500)
    training_offered: bool | None = minor(default=None)
    version: int = minor(default=1)

    def confirmed(self) -> PlacementConfirmed:
        """What is true as soon as the row is there."""
        return PlacementConfirmed(**self._facts())

    def acknowledge(self, requirements: Collection[Requirement], *, at: datetime) -> None:
        """The pupil knows what is needed on the first day."""
        self._insist_on("complete")
        self.acknowledged, self.acknowledged_at = sorted(set(requirements)), at

    def insist_on_knowledge(self, needed: Collection[Requirement]) -> None:
        """
        Refuse a first day whose needs the pupil has not acknowledged.

        Raises:
            RequirementsNotAcknowledged: something is needed that was not.
        """
        if not set(needed) <= set(self.acknowledged):
            raise RequirementsNotAcknowledged(f"Placement {self.id} needs an acknowledgement.")

    def complete(self, *, training_offered: bool | None, on: date) -> PlacementCompleted:
        """It lasted to the end; whether the company would take the pupil for training, if it says so."""
        self._step("complete")
        self.ended_on, self.training_offered = on, training_offered
        return PlacementCompleted(**self._facts())

    def terminate(self, reason: str, *, on: date) -> PlacementTerminated:
        """It ends before its time; the seat is free again."""
        self._step("terminate")
        self.ended_on, self.end_reason = on, reason
        return PlacementTerminated(**self._facts())

    def _facts(self) -> _Facts:
        return {
            "placement_id": self.id,
            "offer_id": self.offer_id,
            "phase_id": self.phase_id,
            "weekday": self.weekday,
        }


@dataclass(frozen=True, slots=True)
class Other:
    """A placement of the same pupil in another phase."""

    phase_id: UUID
    company_id: UUID
    kldb: str


def insist_on_something_new(offer: PlaceOffer, others: Sequence[Other], *, excepted: bool) -> None:
    """
    Refuse a company or occupation that a pupil has in another phase; the programme is four companies, four occupations.

    Raises:
        Repeated: it is not new, and the school granted no exception.
    """
    if excepted:
        return
    if any(other.company_id == offer.company_id for other in others):
        raise Repeated("The pupil has this company in another phase.")
    if any(other.kldb == offer.kldb for other in others):
        raise Repeated("The pupil has this occupation in another phase.")


def take_seat(seats: Seats, *, tutor_limit: int | None, beside_tutor: int) -> None:
    """
    Take one seat. ``beside_tutor`` counts the pupils that the tutor has at that time, whatever their school.

    Raises:
        PlaceFull: there is none.
    """
    if seats.taken >= seats.seats:
        raise PlaceFull("All seats of this phase are taken.")
    if tutor_limit is not None and beside_tutor >= tutor_limit:
        raise PlaceFull("The tutor has as many pupils as one can look after at that time.")
    seats.taken += 1


def same_time(phase: Phase, others: Collection[Phase]) -> list[UUID]:
    """Phases during which a tutor would have all the pupils at once: those of the same year and number."""
    return [one.id for one in others if (one.school_year, one.number) == (phase.school_year, phase.number)]
