"""From wishes, seats and the lot to places."""

from collections.abc import Iterable, Sequence
from hashlib import blake2b

from placement.domain.assignment.facts import Assignment, Candidate, Distances, LeftOver, Placed, Pool, Terms
from placement.domain.assignment.screen import Screen
from placement.domain.stable import NOWHERE, deferred_acceptance


def assign(candidates: Iterable[Candidate], pools: Iterable[Pool], distances: Distances, terms: Terms) -> Assignment:
    """Bring pupils and seats together; stable, and best for the pupils among all stable results."""
    waiting = sorted(candidates, key=lambda one: one.pupil_id.int)
    offered = sorted(pools, key=lambda one: (one.offer_id.int, one.phase_id.int))
    screen = Screen(offered, distances, terms)
    lots = _lots(waiting, terms.seed)
    wishes: list[tuple[int, ...]] = []
    ranks: list[tuple[int, ...]] = []
    for candidate, lot in zip(waiting, lots, strict=True):
        possible, places = screen.possible(candidate)
        wishes.append(possible)
        ranks.append(tuple([place * len(waiting) + lot for place in places]))
    limit_of, limits = _limits(offered)
    got = deferred_acceptance(wishes, ranks, [pool.free for pool in offered], limit_of, limits)
    placed: list[Placed] = []
    left_over: list[LeftOver] = []
    for candidate, pool in zip(waiting, got, strict=True):
        if pool == NOWHERE:
            left_over.append(screen.left_over(candidate))
        else:
            placed.append(_placed(candidate, offered[pool]))
    return Assignment(tuple(placed), tuple(left_over))


def _lots(waiting: Sequence[Candidate], seed: str) -> list[int]:
    # Drawn anew in each run: whoever was unlucky once is not unlucky for ever.
    drawn = [blake2b(one.pupil_id.bytes, key=seed.encode()[:64], digest_size=16).digest() for one in waiting]
    lots = [0] * len(drawn)
    for place, index in enumerate(sorted(range(len(drawn)), key=drawn.__getitem__)):
        lots[index] = place
    return lots


def _limits(pools: Sequence[Pool]) -> tuple[list[int], list[int]]:
    numbers: dict[object, int] = {}
    limits: list[int] = []
    limit_of: list[int] = []
    for pool in pools:
        if pool.tutor is None:
            limit_of.append(NOWHERE)
            continue
        if pool.tutor not in numbers:
            numbers[pool.tutor] = len(limits)
            limits.append(pool.tutor_free)
        limit_of.append(numbers[pool.tutor])
    return limit_of, limits


def _placed(candidate: Candidate, pool: Pool) -> Placed:
    # Numbers are compared faster than ids, and this is done a million times.
    offer = pool.offer_id.int
    wish = next(turn for turn, one in enumerate(candidate.wishes, 1) if one.offer_id.int == offer)
    return Placed(candidate.pupil_id, candidate.phase_id, pool.offer_id, wish)
