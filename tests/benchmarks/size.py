"""How much is measured."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Size:
    """``quick`` shows that everything works, ``full`` what it can do."""

    rounds: int
    events: int
    slow_events: int
    latencies: int
    backlog: int
    load_seconds: float
    businesses: int
    pupils: tuple[int, ...]
    ideas: tuple[int, ...]
    thread_events: tuple[int, ...]
    meetings: tuple[int, ...]


FULL = Size(
    rounds=5,
    events=20_000,
    slow_events=1_000,
    latencies=100,
    backlog=20_000,
    load_seconds=3.0,
    businesses=60_000,
    pupils=(150, 1_000, 10_000, 100_000),
    ideas=(1_000, 100_000),
    thread_events=(1_000, 10_000, 100_000),
    meetings=(1_000, 10_000, 100_000),
)
QUICK = Size(
    rounds=1,
    events=2_000,
    slow_events=100,
    latencies=20,
    backlog=2_000,
    load_seconds=0.5,
    businesses=8_000,
    pupils=(150, 1_000),
    ideas=(200, 1_000),
    thread_events=(200, 1_000),
    meetings=(200, 2_000),
)
