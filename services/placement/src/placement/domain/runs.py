"""Assignment runs as they are kept: first a dry run, then, if nothing changed, placements."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from hashlib import blake2b
from typing import ClassVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict, TypeAdapter

from placement.domain.assignment import Assignment, Candidate, Distances, Obstacle, Pool, Terms, Unplaced
from placement.domain.base import Row, minor
from placement.domain.refusals import RunOutdated
from regio_chassis.rows import EnumText, JsonOf, Stateful, UtcDateTime, new_id
from regio_events.placement import SeatGap

MANY = 10
"""From how many missing seats on a phase is ``many`` short; coarse, so that pupils cannot be counted."""


class RunStatus(StrEnum):
    """A run is tried, and then it counts or not."""

    DRY = "dry"
    APPLIED = "applied"
    DISCARDED = "discarded"


class Blocked(BaseModel):
    """What stood in the way of one wish."""

    model_config = ConfigDict(frozen=True)

    offer_id: UUID
    obstacle: Obstacle


class AssignmentRun(Row, Stateful, table=True):
    """
    One run for one phase. ``input`` is a digest of wishes, seats and placements: what was looked at is what counts.
    """

    __tablename__: ClassVar[str] = "assignment_run"

    TRANSITIONS: ClassVar[Mapping[RunStatus, Mapping[str, RunStatus]]] = {
        RunStatus.DRY: {"apply": RunStatus.APPLIED, "discard": RunStatus.DISCARDED},
        RunStatus.APPLIED: {},
        RunStatus.DISCARDED: {},
    }

    id: UUID = minor(default_factory=new_id, primary_key=True)
    school_key: str = minor(max_length=60, index=True)
    phase_id: UUID = minor(foreign_key="phase.id", index=True)
    seed: str = minor(max_length=60)
    max_km: int | None = minor(default=None)
    input: str = minor(max_length=64)
    status: RunStatus = minor(type_=EnumText(RunStatus), default=RunStatus.DRY)
    placed: int = minor()
    left_over: int = minor()
    made_at: datetime = minor(type_=UtcDateTime)
    version: int = minor(default=1)

    def apply(self, input: str) -> None:
        """
        Let it count; ``input`` is the digest of how things are now.

        Raises:
            RunOutdated: they are not what they were.
        """
        self._insist_on("apply")
        if input != self.input:
            raise RunOutdated(f"Run {self.id} was made with other wishes, seats or placements.")
        self._step("apply")

    def discard(self) -> None:
        """Do nothing with it."""
        self._step("discard")


class AssignmentResult(Row, table=True):
    """What a run has for one pupil: an offer, or why not."""

    __tablename__: ClassVar[str] = "assignment_result"

    run_id: UUID = minor(foreign_key="assignment_run.id", primary_key=True)
    pupil_id: UUID = minor(foreign_key="pupil.id", primary_key=True, index=True)
    school_key: str = minor(max_length=60)
    offer_id: UUID | None = minor(default=None, foreign_key="place_offer.id")
    wish: int | None = minor(default=None)
    reason: Unplaced | None = minor(type_=EnumText(Unplaced), default=None)
    blocked: list[Blocked] = minor(type_=JsonOf(list[Blocked]), default_factory=list)


def results(run_id: UUID, school_key: str, found: Assignment) -> list[AssignmentResult]:
    """One row for each pupil of a run."""
    placed = [
        AssignmentResult(
            run_id=run_id, pupil_id=one.pupil_id, school_key=school_key, offer_id=one.offer_id, wish=one.wish
        )
        for one in found.placed
    ]
    left_over = [
        AssignmentResult(
            run_id=run_id,
            pupil_id=one.pupil_id,
            school_key=school_key,
            reason=one.reason,
            blocked=[Blocked(offer_id=offer, obstacle=obstacle) for offer, obstacle in one.obstacles],
        )
        for one in found.left_over
    ]
    return placed + left_over


def digest(candidates: Sequence[Candidate], pools: Sequence[Pool], distances: Distances, terms: Terms) -> str:
    """The same for the same input, in whatever order it comes."""
    people = sorted(_CANDIDATES.dump_json([one]) for one in candidates)
    seats = sorted(_POOLS.dump_json([one]) for one in pools)
    ways = repr(sorted((one, sorted(others.items())) for one, others in distances.items())).encode()
    return blake2b(b"\n".join([*people, *seats, ways, repr(terms).encode()]), digest_size=32).hexdigest()


def gap(found: Assignment) -> SeatGap | None:
    """How short of seats a phase is; None: everybody with a possible wish has one."""
    missing = sum(one.reason is not Unplaced.NO_WISHES for one in found.left_over)
    if not missing:
        return None
    return SeatGap.MANY if missing >= MANY else SeatGap.FEW


_CANDIDATES: TypeAdapter[list[Candidate]] = TypeAdapter(list[Candidate])
_POOLS: TypeAdapter[list[Pool]] = TypeAdapter(list[Pool])
