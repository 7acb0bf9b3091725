"""What an assignment run is given, and what comes out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

Distances = Mapping[str, Mapping[str, int]]
"""Whole kilometres, straight line, from one town to another; what is missing is not known."""


class Obstacle(StrEnum):
    """Why a wish was not granted."""

    NO_SEATS = "no_seats"
    DECLINED = "declined"
    COMPANY_REPEATED = "company_repeated"
    OCCUPATION_REPEATED = "occupation_repeated"
    TOO_FAR = "too_far"
    DISTANCE_UNKNOWN = "distance_unknown"
    TAKEN = "taken"


class Unplaced(StrEnum):
    """Why a pupil got no place: wished for none, for none that is allowed, or others went first everywhere."""

    NO_WISHES = "no_wishes"
    NOTHING_POSSIBLE = "nothing_possible"
    OTHERS_FIRST = "others_first"


@dataclass(frozen=True, slots=True)
class Pool:
    """
    The free seats of an offer in one phase, which has one weekday.

    Pools of the same ``tutor`` share ``tutor_free``: two schools with different weekdays, one tutor.
    """

    offer_id: UUID
    phase_id: UUID
    company_id: UUID
    kldb: str
    town: str
    free: int
    tutor: object = None
    tutor_free: int = 0


@dataclass(frozen=True, slots=True)
class Wish:
    """An offer a pupil wants; the company may have said yes (``accepted``) or no (``declined``)."""

    offer_id: UUID
    accepted: bool = False
    declined: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """
    A pupil without a place in a phase, wishes in their order; ``town`` is where the way to the company begins.

    ``companies`` and ``occupations`` are those of the pupil's other phases, both empty or both not.
    """

    pupil_id: UUID
    phase_id: UUID
    town: str
    wishes: Sequence[Wish]
    companies: frozenset[UUID] = frozenset()
    occupations: frozenset[str] = frozenset()
    allowed: frozenset[UUID] = frozenset()
    """Offers for which the school granted an exception from company and occupation being new."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A pupil's place, and which of the wishes it was (1 is the first)."""

    pupil_id: UUID
    phase_id: UUID
    offer_id: UUID
    wish: int


@dataclass(frozen=True, slots=True)
class LeftOver:
    """A pupil without a place: why, and what stood in the way of each wish, in order."""

    pupil_id: UUID
    phase_id: UUID
    reason: Unplaced
    obstacles: tuple[tuple[UUID, Obstacle], ...]


@dataclass(frozen=True, slots=True)
class Assignment:
    """The result, both by pupil id."""

    placed: tuple[Placed, ...]
    left_over: tuple[LeftOver, ...]


@dataclass(frozen=True, slots=True)
class Terms:
    """``max_km`` None: however far. ``seed`` decides the lot, and nothing else."""

    seed: str
    max_km: int | None = None
