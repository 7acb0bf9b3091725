"""Which wishes of a pupil are possible, and what stands in the way of the others."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from placement.domain.assignment.facts import Candidate, Distances, LeftOver, Obstacle, Pool, Terms, Unplaced, Wish
from placement.domain.stable import NOWHERE

FARTHEST_KM = 4095
"""Distances are cut here; Thuringia is 200 km wide."""


class Screen:
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
