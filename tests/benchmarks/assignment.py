"""The assignment run: 150 to 100,000 pupils with ten wishes each, beside the library ``matching``."""

import gc
import random
import time
from uuid import UUID

from tests.benchmarks.report import Table
from tests.benchmarks.rig import installed
from tests.benchmarks.size import Size

from placement.domain.assignment import Candidate, Pool, Terms, Wish, assign

PEER = "matching"
NEEDS = {PEER: "the assignment run beside a library"}
GOAL_PUPILS = 100_000
GOAL_SECONDS = 5.0

Instance = tuple[list[Candidate], list[Pool], dict[str, dict[str, int]]]


def measure(size: Size) -> list[Table]:
    """One table for each number of pupils."""
    return [_table(pupils, size) for pupils in size.pupils]


def _table(pupils: int, size: Size) -> Table:
    candidates, pools, distances = instance(pupils)
    table = Table(f"Assignment run, {pupils:,} pupils", "pupils/s", ours="regio")
    seconds = []
    for _ in range(size.rounds):
        # What the peer leaves behind, players that know each other, is not ours to clean up.
        gc.collect()
        began = time.perf_counter()
        found = assign(candidates, pools, distances, Terms("bench", max_km=40))
        seconds.append(time.perf_counter() - began)
        table.add("regio", pupils / seconds[-1])
        if not installed(NEEDS):
            table.add(PEER, pupils / _peer(candidates, pools, distances))
    table.notes.append(f"{len(found.placed):,} placed, each of the others with a reason; {min(seconds):.3f} s at best")
    if pupils == GOAL_PUPILS:
        met = "met" if sorted(seconds)[len(seconds) // 2] < GOAL_SECONDS else "MISSED"
        table.notes.append(f"goal: less than {GOAL_SECONDS:g} s in the median: {met}")
    return table


def instance(pupils: int) -> Instance:
    """Half as many offers as pupils, some much more wanted than others, in fourteen towns; the same every time."""
    rng = random.Random(pupils)
    phase, towns = UUID(int=1), [f"town-{number}" for number in range(14)]
    distances = {one: {other: rng.randrange(60) for other in towns} for one in towns}
    pools = [
        Pool(
            offer_id=UUID(int=1_000 + number),
            phase_id=phase,
            company_id=UUID(int=10**9 + number),
            kldb=f"{10000 + number % 60}",
            town=towns[number % 14],
            free=rng.choice((1, 1, 2, 3)),
        )
        for number in range(max(pupils // 2, 10))
    ]
    candidates = [
        Candidate(UUID(int=rng.getrandbits(128)), phase, rng.choice(towns), _wishes(rng, pools)) for _ in range(pupils)
    ]
    return candidates, pools, distances


def _wishes(rng: random.Random, pools: list[Pool]) -> list[Wish]:
    wanted: dict[UUID, None] = {}
    while len(wanted) < 10:
        wanted[pools[int(rng.random() ** 2 * len(pools))].offer_id] = None
    return [Wish(offer_id) for offer_id in wanted]


def _peer(candidates: list[Candidate], pools: list[Pool], distances: dict[str, dict[str, int]]) -> float:
    """Seconds that ``matching`` takes for the same wishes and towns, its players included; its lines know no lot."""
    from matching.algorithms import hospital_resident
    from matching.players import Hospital, Player

    began = time.perf_counter()
    towns = {pool.offer_id: pool.town for pool in pools}
    offers = {pool.offer_id: Hospital(pool.offer_id, pool.free) for pool in pools}
    lines: dict[UUID, list[Player]] = {pool.offer_id: [] for pool in pools}
    pupils = []
    for one in candidates:
        near = [wish.offer_id for wish in one.wishes if distances[one.town][towns[wish.offer_id]] <= 40]
        pupil = Player(one.pupil_id)
        pupil.set_prefs([offers[offer] for offer in near])
        pupils.append(pupil)
        for offer in near:
            lines[offer].append(pupil)
    for offer, line in lines.items():
        offers[offer].set_prefs(line)
    # Its class for a whole game copies all players deeply first, which ends in a RecursionError from 1,000 pupils on.
    wanted = [offer for offer in offers.values() if offer.prefs]
    hospital_resident([pupil for pupil in pupils if pupil.prefs], wanted)
    return time.perf_counter() - began
