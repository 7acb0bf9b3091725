"""What the doctor says."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How it is; only ``bad`` keeps a service from production."""

    GOOD = "good"
    UNKNOWN = "unknown"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; ``said`` and ``mend`` are for people and name no secret."""

    check: str
    state: State
    said: str
    mend: str = ""


def judged(check: str, good: bool, *, well: str, ill: str, mend: str) -> Finding:
    """Good or bad."""
    return Finding(check, State.GOOD, well) if good else Finding(check, State.BAD, ill, mend)


def unknown(check: str, said: str, mend: str) -> Finding:
    """It could not be seen from here."""
    return Finding(check, State.UNKNOWN, said, mend)
