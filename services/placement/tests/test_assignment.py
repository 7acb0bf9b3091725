"""The assignment run: stable by the definition and as the library ``matching`` has it, the same always, explained."""

import random
from itertools import product
from uuid import UUID

import pytest
from matching.games import HospitalResident

from placement.domain.assignment import (
    Assignment,
    Candidate,
    Obstacle,
    Placed,
    Pool,
    Terms,
    Unplaced,
    Wish,
    assign,
)
from placement.domain.stable import NOWHERE, deferred_acceptance

PHASE, OTHER_PHASE = UUID(int=1), UUID(int=2)
NEAR = {"nordhausen": {"nordhausen": 0, "sondershausen": 17, "gotha": 65}}
TERMS = Terms(seed="2026/27-1", max_km=30)


def _offer(number: int) -> UUID:
    return UUID(int=0x100 + number)


def a_pool(number: int = 0, free: int = 1, **given: object) -> Pool:
    known = {
        "offer_id": _offer(number),
        "phase_id": PHASE,
        "company_id": UUID(int=0xC00 + number),
        "kldb": f"{10000 + number}",
        "town": "nordhausen",
        "free": free,
    }
    return Pool(**known | given)


def a_pupil(number: int, *wishes: int | Wish, **given: object) -> Candidate:
    wanted = [one if isinstance(one, Wish) else Wish(_offer(one)) for one in wishes]
    known = {"pupil_id": UUID(int=0xA00 + number), "phase_id": PHASE, "town": "nordhausen", "wishes": wanted}
    return Candidate(**known | given)


def _got(found: Assignment) -> dict[int, int]:
    return {one.pupil_id.int - 0xA00: one.offer_id.int - 0x100 for one in found.placed}


def _instance(seed: int) -> tuple[list[list[int]], list[list[int]], list[int], list[list[int]]]:
    """Wishes, ranks and seats, and who stands where in each pool."""
    rng = random.Random(seed)
    pupils, pools = rng.randint(1, 30), rng.randint(1, 12)
    wishes = [rng.sample(range(pools), rng.randint(0, min(pools, 6))) for _ in range(pupils)]
    lines = [rng.sample(range(pupils), pupils) for _ in range(pools)]
    ranks = [[lines[pool].index(pupil) for pool in wanted] for pupil, wanted in enumerate(wishes)]
    return wishes, ranks, [rng.randint(1, 4) for _ in range(pools)], lines


@pytest.mark.parametrize("block", range(10))
def test_500_random_instances_come_out_as_the_library_matching_has_them(block):
    for seed in range(50 * block, 50 * block + 50):
        wishes, ranks, seats, lines = _instance(seed)
        wanted = {pool: [one for one in line if pool in wishes[one]] for pool, line in enumerate(lines)}
        game = HospitalResident.create_from_dictionaries(
            {f"p{pupil}": [f"o{pool}" for pool in mine] for pupil, mine in enumerate(wishes) if mine},
            {f"o{pool}": [f"p{pupil}" for pupil in line] for pool, line in wanted.items() if line},
            {f"o{pool}": seats[pool] for pool, line in wanted.items() if line},
        )
        theirs = {int(pupil.name[1:]): int(pool.name[1:]) for pool, held in game.solve().items() for pupil in held}

        got = deferred_acceptance(wishes, ranks, seats, [NOWHERE] * len(seats), [])

        assert {pupil: pool for pupil, pool in enumerate(got) if pool != NOWHERE} == theirs, f"instance {seed}"


def _would_both_rather(pupil, turn, got, wishes, ranks, seats, limit_of, limits) -> bool:
    """The definition: the pupil likes this pool better, and there is room, or somebody there goes later."""
    if got[pupil] != NOWHERE and wishes[pupil].index(got[pupil]) <= turn:
        return False
    pool = wishes[pupil][turn]
    inside = [one for one, at in enumerate(got) if at == pool]
    mine = ranks[pupil][turn]

    def someone_later(ones: list[int]) -> bool:
        return any(ranks[one][wishes[one].index(got[one])] > mine for one in ones)

    if len(inside) >= seats[pool]:
        return someone_later(inside)
    limit = limit_of[pool]
    if limit == NOWHERE:
        return True
    sharing = [one for one, at in enumerate(got) if at != NOWHERE and limit_of[at] == limit]
    return len(sharing) < limits[limit] or someone_later(sharing)


@pytest.mark.parametrize("block", range(10))
def test_with_limits_that_pools_share_no_pair_would_rather_have_each_other(block):
    for seed in range(50 * block, 50 * block + 50):
        rng = random.Random(~seed)
        wishes, _, seats, _ = _instance(seed)
        line = rng.sample(range(len(wishes)), len(wishes))
        ranks = [[line[pupil]] * len(mine) for pupil, mine in enumerate(wishes)]
        limits = [rng.randint(0, 4) for _ in range(3)]
        limit_of = [rng.randint(-1, 2) for _ in seats]

        got = deferred_acceptance(wishes, ranks, seats, limit_of, limits)

        for pool, free in enumerate(seats):
            assert got.count(pool) <= free
        for limit, most in enumerate(limits):
            assert sum(at != NOWHERE and limit_of[at] == limit for at in got) <= most
        for pupil, mine in enumerate(wishes):
            assert got[pupil] in {NOWHERE, *mine}
            for turn in range(len(mine)):
                assert not _would_both_rather(pupil, turn, got, wishes, ranks, seats, limit_of, limits), seed


def test_the_result_is_the_same_in_whatever_order_the_input_comes():
    rng = random.Random(7)
    pools = [a_pool(number, rng.randint(1, 2)) for number in range(20)]
    pupils = [a_pupil(number, *rng.sample(range(20), 5)) for number in range(60)]
    first = assign(pupils, pools, NEAR, TERMS)

    for _ in range(20):
        rng.shuffle(pupils)
        rng.shuffle(pools)

        assert assign(pupils, pools, NEAR, TERMS) == first


def test_another_seed_draws_another_lot_and_nothing_else():
    pupils, pools = [a_pupil(number, 0) for number in range(8)], [a_pool(0)]

    winners = {next(iter(_got(assign(pupils, pools, NEAR, Terms(seed))))) for seed in "abcdefghijklmnop"}

    assert len(winners) > 1


def test_a_pupil_gets_the_first_wish_that_is_free_and_is_told_which_it_was():
    found = assign([a_pupil(1, 3, 0)], [a_pool(0), a_pool(1)], NEAR, TERMS)

    assert found.placed == (Placed(UUID(int=0xA01), PHASE, _offer(0), 2),)
    assert found.left_over == ()


@pytest.mark.parametrize("lucky", [1, 2, 3])
def test_whom_the_company_accepted_goes_first_then_the_shorter_way(lucky):
    towns = {"nordhausen": {"sondershausen": 17}, "sondershausen": {"sondershausen": 0}}
    pools = [a_pool(0, town="sondershausen")]
    pupils = [a_pupil(number, 0) for number in (1, 2, 3)]
    seed = next(s for s in map(str, range(99)) if _got(assign(pupils, pools, towns, Terms(s))) == {lucky: 0})
    far = [a_pupil(1, 0), a_pupil(2, 0, town="sondershausen"), a_pupil(3, Wish(_offer(0), accepted=True))]

    assert _got(assign(far, pools, towns, Terms(seed))) == {3: 0}
    assert _got(assign(far[:2], pools, towns, Terms(seed))) == {2: 0}


def test_seats_of_another_phase_are_none_of_the_pupils():
    found = assign([a_pupil(1, 0)], [a_pool(0, phase_id=OTHER_PHASE)], NEAR, TERMS)

    assert found.placed == ()
    assert found.left_over[0].obstacles == ((_offer(0), Obstacle.NO_SEATS),)


@pytest.mark.parametrize(
    ("pupil", "pool", "obstacle"),
    [
        (a_pupil(1, Wish(_offer(0), declined=True)), a_pool(0), Obstacle.DECLINED),
        (a_pupil(1, 0, companies=frozenset({UUID(int=0xC00)}), occupations=frozenset({"99999"})), a_pool(0),
         Obstacle.COMPANY_REPEATED),
        (a_pupil(1, 0, companies=frozenset({UUID(int=9)}), occupations=frozenset({"10000"})), a_pool(0),
         Obstacle.OCCUPATION_REPEATED),
        (a_pupil(1, 0), a_pool(0, town="gotha"), Obstacle.TOO_FAR),
        (a_pupil(1, 0), a_pool(0, town="nirgendwo"), Obstacle.DISTANCE_UNKNOWN),
        (a_pupil(1, 0), a_pool(1), Obstacle.NO_SEATS),
    ],
)  # fmt: skip
def test_what_a_rule_forbids_is_left_out_and_said(pupil, pool, obstacle):
    found = assign([pupil], [pool], NEAR, TERMS)

    assert found.placed == ()
    assert (found.left_over[0].reason, found.left_over[0].obstacles) == (
        Unplaced.NOTHING_POSSIBLE,
        ((_offer(0), obstacle),),
    )


def test_an_exception_of_the_school_lets_company_and_occupation_repeat():
    before = {"companies": frozenset({UUID(int=0xC00)}), "occupations": frozenset({"10000"})}

    found = assign([a_pupil(1, 0, **before, allowed=frozenset({_offer(0)}))], [a_pool(0)], NEAR, TERMS)

    assert _got(found) == {1: 0}


def test_every_pupil_without_a_place_has_a_reason_and_one_for_each_wish():
    pupils = [a_pupil(1, Wish(_offer(0), accepted=True)), a_pupil(2, 0, 5), a_pupil(3)]

    found = assign(pupils, [a_pool(0)], NEAR, TERMS)

    assert [(one.reason, one.obstacles) for one in found.left_over] == [
        (Unplaced.OTHERS_FIRST, ((_offer(0), Obstacle.TAKEN), (_offer(5), Obstacle.NO_SEATS))),
        (Unplaced.NO_WISHES, ()),
    ]


def test_two_schools_with_different_weekdays_share_what_one_tutor_can_do():
    pools = [
        a_pool(0, 3, tutor="one", tutor_free=4),
        a_pool(0, 3, phase_id=OTHER_PHASE, tutor="one", tutor_free=4),
    ]
    pupils = [
        a_pupil(n, 0, phase_id=phase)
        for n, phase in enumerate(phase for _, phase in product("abc", (PHASE, OTHER_PHASE)))
    ]

    found = assign(pupils, pools, NEAR, TERMS)

    assert len(found.placed) == 4
    assert {one.reason for one in found.left_over} == {Unplaced.OTHERS_FIRST}


def test_a_full_pool_takes_nobody():
    found = assign([a_pupil(1, 0), a_pupil(2, 1)], [a_pool(0, 0), a_pool(1, -1)], NEAR, TERMS)

    assert found.placed == ()
