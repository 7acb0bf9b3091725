"""
The assignment run: places for the pupils of a phase who have none yet, each with a reason if there is none.

Who goes first where several want one seat: whom the company has accepted already; then the shorter way, in whole
kilometres; then the lot, which is drawn from the run's seed. The same input gives the same result, in any order.
"""

from placement.domain.assignment.facts import (
    Assignment,
    Candidate,
    Distances,
    LeftOver,
    Obstacle,
    Placed,
    Pool,
    Terms,
    Unplaced,
    Wish,
)
from placement.domain.assignment.run import assign

__all__ = [
    "Assignment",
    "Candidate",
    "Distances",
    "LeftOver",
    "Obstacle",
    "Placed",
    "Pool",
    "Terms",
    "Unplaced",
    "Wish",
    "assign",
]
