"""
The assignment run: places for the pupils of a phase who have none yet, each with a reason if there is none.

Who goes first where several want one seat: whom the company has accepted already; then the shorter way, in whole
kilometres; then the lot, which is drawn from the run's seed. The same input gives the same result, in any order.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b
from uuid import UUID

from placement.domain.stable import NOWHERE, deferred_acceptance

FARTHEST_KM = 4095
"""Distances are cut here; Thuringia is 200 km wide."""

Distances = Mapping[str, Mapping[str, int]]
"""Whole kilometres, straight line, from one town to another; what is missing is not known."""


class Obstacle(StrEnum):
    """Why a wish was not granted."""

    NO_SEATS = "no_seats"
    DECLINED = "declined"
    COMPANY_REPEATED = "company_repeated"
    OCCUPATION_REPEATED = "occupation_repeated"
    TOO_FAR = "too_far"
    DISTANCE_UNKNOWN = "distance_unknown"
    TAKEN = "taken"


class Unplaced(StrEnum):
    """Why a pupil got no place: wished for none, for none that is allowed, or others went first everywhere."""

    NO_WISHES = "no_wishes"
    NOTHING_POSSIBLE = "nothing_possible"
    OTHERS_FIRST = "others_first"


@dataclass(frozen=True, slots=True)
class Pool:
    """
    The free seats of an offer in one phase, which has one weekday.

    Pools of the same ``tutor`` share ``tutor_free``: two schools with different weekdays, one tutor.
    """

    offer_id: UUID
    phase_id: UUID
    company_id: UUID
    kldb: str
    town: str
    free: int
    tutor: object = None
    tutor_free: int = 0


@dataclass(frozen=True, slots=True)
class Wish:
    """An offer a pupil wants; the company may have said yes (``accepted``) or no (``declined``)."""

    offer_id: UUID
    accepted: bool = False
    declined: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """
    A pupil without a place in a phase, wishes in their order; ``town`` is where the way to the company begins.

    ``companies`` and ``occupations`` are those of the pupil's other phases, both empty or both not.
    """

    pupil_id: UUID
    phase_id: UUID
    town: str
    wishes: Sequence[Wish]
    companies: frozenset[UUID] = frozenset()
    occupations: frozenset[str] = frozenset()
    allowed: frozenset[UUID] = frozenset()
    """Offers for which the school granted an exception from company and occupation being new."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A pupil's place, and which of the wishes it was (1 is the first)."""

    pupil_id: UUID
    phase_id: UUID
    offer_id: UUID
    wish: int


@dataclass(frozen=True, slots=True)
class LeftOver:
    """A pupil without a place: why, and what stood in the way of each wish, in order."""

    pupil_id: UUID
    phase_id: UUID
    reason: Unplaced
    obstacles: tuple[tuple[UUID, Obstacle], ...]


@dataclass(frozen=True, slots=True)
class Assignment:
    """The result, both by pupil id."""

    placed: tuple[Placed, ...]
    left_over: tuple[LeftOver, ...]


@dataclass(frozen=True, slots=True)
class Terms:
    """``max_km`` None: however far. ``seed`` decides the lot, and nothing else."""

    seed: str
    max_km: int | None = None


def assign(candidates: Iterable[Candidate], pools: Iterable[Pool], distances: Distances, terms: Terms) -> Assignment:
    """Bring pupils and seats together; stable, and best for the pupils among all stable results."""
    waiting = sorted(candidates, key=lambda one: one.pupil_id.int)
    offered = sorted(pools, key=lambda one: (one.offer_id.int, one.phase_id.int))
    screen = _Screen(offered, distances, terms)
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


class _Screen:
    """Which wishes are possible at all, and why the others are not."""

    def __init__(self, pools: Sequence[Pool], distances: Distances, terms: Terms) -> None:
        self._pools = pools
        self._distances = distances
        self._max_km = terms.max_km
        # By phase and then the offer's number: hashing two ids for each wish would cost more than the run itself.
        self._number: dict[UUID, dict[int, int]] = {}
        for index, pool in enumerate(pools):
            self._number.setdefault(pool.phase_id, {})[pool.offer_id.int] = index
        self._ways: dict[str, list[int]] = {}

    def possible(self, candidate: Candidate) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Pools in the order of the wishes, and for each where the pupil stands there, the lot left aside."""
        numbers = self._number.get(candidate.phase_id, {})
        ways = self._ways_from(candidate.town)
        others = bool(candidate.companies)
        possible: dict[int, int] = {}
        for wish in candidate.wishes:
            pool = numbers.get(wish.offer_id.int)
            if pool is None or wish.declined or pool in possible:
                continue
            way = ways[pool]
            if way == NOWHERE or (others and self._repeats(candidate, wish, self._pools[pool]) is not None):
                continue
            possible[pool] = way if wish.accepted else way + FARTHEST_KM + 1
        return tuple(possible), tuple(possible.values())

    def _ways_from(self, town: str) -> list[int]:
        """For each pool how far it is from a town, in km, or ``NOWHERE`` if it is too far or nobody knows."""
        known = self._ways.get(town)
        if known is None:
            ways = self._distances.get(town, {})
            near = {there: min(way, FARTHEST_KM) for there, way in ways.items()}
            if self._max_km is not None:
                near = {there: way if ways[there] <= self._max_km else NOWHERE for there, way in near.items()}
            unknown = FARTHEST_KM if self._max_km is None else NOWHERE
            known = self._ways[town] = [near.get(pool.town, unknown) for pool in self._pools]
        return known

    def left_over(self, candidate: Candidate) -> LeftOver:
        """Why the run found nothing for a pupil."""
        numbers = self._number.get(candidate.phase_id, {})
        ways = self._distances.get(candidate.town, {})
        obstacles: list[tuple[UUID, Obstacle]] = []
        for wish in candidate.wishes:
            pool = numbers.get(wish.offer_id.int)
            found = Obstacle.NO_SEATS if pool is None else self._obstacle(candidate, wish, self._pools[pool], ways)
            obstacles.append((wish.offer_id, found or Obstacle.TAKEN))
        if not obstacles:
            reason = Unplaced.NO_WISHES
        elif any(obstacle is Obstacle.TAKEN for _, obstacle in obstacles):
            reason = Unplaced.OTHERS_FIRST
        else:
            reason = Unplaced.NOTHING_POSSIBLE
        return LeftOver(candidate.pupil_id, candidate.phase_id, reason, tuple(obstacles))

    def _obstacle(self, candidate: Candidate, wish: Wish, pool: Pool, ways: Mapping[str, int]) -> Obstacle | None:
        if wish.declined:
            return Obstacle.DECLINED
        if (repeated := self._repeats(candidate, wish, pool)) is not None:
            return repeated
        if self._max_km is not None:
            way = ways.get(pool.town)
            if way is None:
                return Obstacle.DISTANCE_UNKNOWN
            if way > self._max_km:
                return Obstacle.TOO_FAR
        return None

    def _repeats(self, candidate: Candidate, wish: Wish, pool: Pool) -> Obstacle | None:
        if not candidate.companies or wish.offer_id in candidate.allowed:
            return None
        if pool.company_id in candidate.companies:
            return Obstacle.COMPANY_REPEATED
        return Obstacle.OCCUPATION_REPEATED if pool.kldb in candidate.occupations else None


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
