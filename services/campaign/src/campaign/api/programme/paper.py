"""Where places are on a piece of paper, and where their numbers have room."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import cos, hypot, radians
from typing import NamedTuple

WIDTH, HEIGHT, EDGE = 360.0, 280.0, 24.0
RADIUS = 9.0
_METRES = 111_320.0
"""Of one degree of latitude."""
_LEAST = 400 / _METRES
"""Degrees that a map shows at least: of a single place there is a neighbourhood to see."""
_CLOSE, _ROUNDS = 2 * RADIUS + 1, 60

Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""


class Spot(NamedTuple):
    """Where something is on; without ``position`` it is listed only."""

    name: str
    position: tuple[float, float] | None
    offers: int


@dataclass(slots=True)
class Mark:
    """A spot on paper: where it is, and where its number has room."""

    spot: Spot
    x: float
    y: float
    at: tuple[float, float]


def projected(placed: Sequence[Spot]) -> tuple[list[Mark], float, float]:
    """
    Marks where they are, the height of the paper, and metres of one unit.

    The region is taken for flat, with its longitudes drawn together.
    """
    positions = [spot.position for spot in placed if spot.position is not None]
    south, north = min(lat for lat, _ in positions), max(lat for lat, _ in positions)
    west, east = min(lon for _, lon in positions), max(lon for _, lon in positions)
    narrow = cos(radians((south + north) / 2))
    degrees_x, degrees_y = max((east - west) * narrow, _LEAST), max(north - south, _LEAST)
    scale = min((WIDTH - 2 * EDGE) / degrees_x, (HEIGHT - 3 * EDGE) / degrees_y)
    paper = max(degrees_y * scale + 3 * EDGE, HEIGHT / 2)
    middle_x, middle_y = (west + east) / 2, (south + north) / 2
    marks = []
    for spot, (lat, lon) in zip(placed, positions, strict=True):
        x = WIDTH / 2 + (lon - middle_x) * narrow * scale
        y = (paper - EDGE) / 2 - (lat - middle_y) * scale
        marks.append(Mark(spot, x, y, (x, y)))
    return marks, paper, _METRES / scale


def part(marks: Sequence[Mark], paper: float) -> None:
    """Push numbers apart that would cover one another; each stays on the paper."""
    for _ in range(_ROUNDS):
        quiet = True
        for number, (one, other) in enumerate(combinations(marks, 2)):
            dx, dy = other.x - one.x, other.y - one.y
            apart = hypot(dx, dy)
            if apart >= _CLOSE:
                continue
            quiet = False
            if apart < 0.01:
                # At one place: side by side, in turns to the right and below.
                dx, dy, apart = (1.0, 0.2, 1.0) if number % 2 else (0.2, 1.0, 1.0)
            push = (_CLOSE - apart) / 2 / apart
            for mark, sign in ((one, -1), (other, 1)):
                mark.x = min(max(mark.x + sign * dx * push, RADIUS + 1), WIDTH - RADIUS - 1)
                mark.y = min(max(mark.y + sign * dy * push, RADIUS + 1), paper - EDGE - RADIUS)
        if quiet:
            return


def meet(one: Box, other: Box) -> bool:
    """Whether they have a point in common."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
