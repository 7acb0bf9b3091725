"""
Pupils and pools of seats brought together so that no pair would rather have each other.

Source: D. Gale and L. S. Shapley, College Admissions and the Stability of Marriage, 1962; several pools under one
limit of their own are a laminar matroid, for which the same argument holds (T. Fleiner, 2003). Of all stable results
this is the one that is best for every pupil; it is the same whoever proposes first.
"""

from collections.abc import Sequence
from heapq import heappop, heappush, heappushpop

NOWHERE = -1
"""The pool of a pupil who got none, and the limit of a pool that has none beside its own seats."""


def deferred_acceptance(
    wishes: Sequence[Sequence[int]],
    ranks: Sequence[Sequence[int]],
    seats: Sequence[int],
    limit_of: Sequence[int],
    limits: Sequence[int],
) -> list[int]:
    """
    For every pupil the pool they get, or ``NOWHERE``.

    ``wishes[p]`` are pools, most wanted first; ``ranks[p]`` says for each of them where ``p`` stands there: lower goes
    first, no two pupils stand equal in one pool or in pools under one limit. ``limit_of`` names for each pool the
    number of the limit it shares, ``limits`` how many may be in all pools that share it.
    """
    many = len(wishes)
    got = [NOWHERE] * many
    asked = [0] * many
    # Heaps with the last in line on top: -(rank * many + pupil) is one number to compare, and names the pupil.
    held: list[list[int]] = [[] for _ in seats]
    sharing = _sharing(limit_of, len(limits))
    count = [0] * len(limits)
    for first in range(many):
        pupil = first
        while (turn := asked[pupil]) < len(wishes[pupil]):
            asked[pupil] = turn + 1
            pool = wishes[pupil][turn]
            line, limit = held[pool], limit_of[pool]
            key = -(ranks[pupil][turn] * many + pupil)
            if len(line) >= seats[pool]:
                if not line or key < line[0]:
                    continue
                out = heappushpop(line, key)
            elif limit == NOWHERE or count[limit] < limits[limit]:
                heappush(line, key)
                got[pupil] = pool
                if limit != NOWHERE:
                    count[limit] += 1
                break
            else:
                last = min((held[one] for one in sharing[limit] if held[one]), key=_last, default=None)
                if last is None or key < last[0]:
                    continue
                out = heappop(last)
                heappush(line, key)
            got[pupil] = pool
            pupil = -out % many
            got[pupil] = NOWHERE
    return got


def _sharing(limit_of: Sequence[int], limits: int) -> list[list[int]]:
    found: list[list[int]] = [[] for _ in range(limits)]
    for pool, limit in enumerate(limit_of):
        if limit != NOWHERE:
            found[limit].append(pool)
    return found


def _last(line: Sequence[int]) -> int:
    return line[0]
