"""Figures that may leave the schools: none that lets anybody count fewer than five pupils, not even by subtraction."""

from collections.abc import Sequence

from placement.domain.phases import Phase
from placement.domain.practice_days import DayStatus
from regio_events.placement import AttendanceBand, PhaseCompleted

LEAST = 5
"""Counts of pupils below this are not shown. Source: the programme's rules on personal data (spec, personal data)."""
QUARTER = 25
"""Percent; in finer steps a share of five to nine would tell how many single pupils are missing from it."""


def shown(count: int) -> int | None:
    """
    A count of pupils as it may leave the schools: rounded down to a multiple of five; None below that.

    Whatever two such figures are subtracted, parts from totals or the same figure of two moments, the difference is
    nothing or at least five; exact figures that are each suppressed for themselves would give away what changed between
    two looks.
    """
    return count - count % LEAST or None


def share(part: int, total: int) -> int | None:
    """A part in percent, in quarters rounded down; None for fewer than five in all."""
    return None if total < LEAST else 100 * part // total // QUARTER * QUARTER


def completed(
    phase: Phase, town_key: str, *, companies: int, placements: int, training: int, days: Sequence[DayStatus]
) -> PhaseCompleted:
    """What is stated about a phase that is over."""
    many, firms, offers = shown(placements), shown(companies), shown(training)
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
