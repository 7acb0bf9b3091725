"""Figures that may leave the schools: none that lets anybody count fewer than five pupils, not even by subtraction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from placement.domain.phases import Phase
from placement.domain.practice_days import DayStatus
from regio_events.placement import AttendanceBand, PhaseCompleted

LEAST = 5
"""Counts of pupils below this are not shown. Source: the programme's rules on personal data (spec, personal data)."""


@dataclass(frozen=True, slots=True)
class Parts:
    """A total and its parts as they may be shown; None: fewer than five, or it would give one of those away."""

    total: int | None
    parts: Mapping[str, int | None]

    @property
    def suppressed(self) -> bool:
        """Whether something is held back."""
        return self.total is None or None in self.parts.values()


def showable(parts: Mapping[str, int]) -> Parts:
    """Parts and their total; the total is held back where it would give away what is held back among the parts."""
    total = sum(parts.values())
    hidden = [count for count in parts.values() if count < LEAST]
    safe = not hidden or (len(hidden) > 1 and sum(hidden) >= LEAST)
    return Parts(
        total if safe and total >= LEAST else None,
        {name: count if count >= LEAST else None for name, count in parts.items()},
    )


def part_of(total: int, part: int) -> int | None:
    """A part of a total that is shown: only if neither it nor the rest is fewer than five."""
    return part if part >= LEAST and total - part >= LEAST else None


def completed(
    phase: Phase, town_key: str, *, companies: int, placements: int, training: int, days: Sequence[DayStatus]
) -> PhaseCompleted:
    """What is stated about a phase that is over."""
    many = placements if placements >= LEAST else None
    firms = companies if companies >= LEAST else None
    offers = part_of(placements, training)
    return PhaseCompleted(
        phase_id=phase.id,
        town_key=town_key,
        companies=firms,
        placements=many,
        training_offers=offers,
        suppressed=None in (firms, many, offers),
        attendance_band=None if many is None else attendance(days),
    )


def attendance(days: Sequence[DayStatus]) -> AttendanceBand | None:
    """The share of days on which a pupil should have been there and was; None: there was no such day."""
    should = [day for day in days if day in {DayStatus.PRESENT, DayStatus.EXCUSED, DayStatus.UNEXCUSED}]
    if not should:
        return None
    percent = 100 * sum(day is DayStatus.PRESENT for day in should) / len(should)
    if percent >= 90:
        return AttendanceBand.FROM_90
    if percent >= 80:
        return AttendanceBand.FROM_80
    return AttendanceBand.FROM_70 if percent >= 70 else AttendanceBand.BELOW_70
