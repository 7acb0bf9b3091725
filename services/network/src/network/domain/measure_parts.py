"""How far a whole is when its parts are."""

from collections.abc import Iterable
from typing import NamedTuple

from regio_events.network import MeasureStatus

UNFINISHED = (
    MeasureStatus.IDEA,
    MeasureStatus.DECIDED,
    MeasureStatus.PLANNED,
    MeasureStatus.RUNNING,
    MeasureStatus.PAUSED,
)
FINISHED = (MeasureStatus.DONE, MeasureStatus.EVALUATED)


class Share(NamedTuple):
    """What a part counts towards the progress of the whole."""

    weight: int
    progress: int
    status: MeasureStatus


def mean(parts: Iterable[Share]) -> int | None:
    """The weighted mean progress of parts in percent, rounded half up; None: there is nothing to count."""
    counted = [part for part in parts if part.status is not MeasureStatus.DROPPED]
    weight = sum(part.weight for part in counted)
    if not weight:
        return None
    return (2 * sum(part.weight * part.progress for part in counted) + weight) // (2 * weight)
