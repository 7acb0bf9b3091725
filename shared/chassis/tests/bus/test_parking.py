"""A poison event is set aside with those behind it; everything else flows, and a retry delivers in order."""

from uuid import UUID

import pytest
from counters import KEPT, PUBLIC, QUIET, Handling, Keeper, Kept, Owner, World

from regio_chassis.errors import Missing

CHANNEL = "network.events"


async def poisoned(world: World, subject: UUID) -> tuple[Owner, Keeper, Handling]:
    """
    Four subjects with three events each in turn, and a keeper that fails on ``subject``.

    Its events are at the positions 3, 7 and 11.
    """
    owner, handling = await world.owner(), Handling(poison={subject})
    others = [each for each in (PUBLIC[0], PUBLIC[1], QUIET[0], QUIET[1]) if each != subject][:3]
    for _ in range(3):
        await owner.count(*others[:2], subject, others[2])
    keeper = await world.keeper(handling.table, feed=await world.serve(owner))
    await keeper.has_everything_of(owner)
    return owner, keeper, handling


def without(subject: UUID, kept: dict[UUID, Kept]) -> dict[UUID, Kept]:
    return {each: value for each, value in kept.items() if each != subject}


@pytest.mark.parametrize("subject", [PUBLIC[2], QUIET[2]], ids=["in a list", "one by one"])
async def test_the_events_of_a_poisoned_subject_wait_in_order_and_all_others_flow(world: World, subject: UUID):
    owner, keeper, _ = await poisoned(world, subject)

    (first, error), *behind = await keeper.parked()

    assert await keeper.kept() == without(subject, await owner.truth())
    assert (first, behind) == (3, [(7, None), (11, None)])
    assert error is not None
    assert error.startswith("Poison in _keep, line ")
    assert "Müller" not in error


@pytest.mark.parametrize("subject", [PUBLIC[2], QUIET[2]], ids=["in a list", "one by one"])
async def test_a_retry_after_the_repair_delivers_in_order_and_later_events_flow_again(world: World, subject: UUID):
    owner, keeper, handling = await poisoned(world, subject)

    handling.poison.clear()
    outcome = await keeper.bus.parked.retry(CHANNEL)
    await owner.count(subject)
    await keeper.has_everything_of(owner)

    assert outcome == (3, 0)
    assert await keeper.parked() == []
    assert await keeper.kept() == await owner.truth()


async def test_an_event_that_arrives_while_its_subject_is_held_waits_as_well(world: World):
    owner, keeper, handling = await poisoned(world, PUBLIC[2])
    handling.poison.clear()

    await owner.count(PUBLIC[2])
    await keeper.has_everything_of(owner)

    assert [position for position, _ in await keeper.parked()] == [3, 7, 11, 13]
    assert await keeper.bus.parked.retry(CHANNEL, subject=str(PUBLIC[2])) == (4, 0)
    assert await keeper.kept() == await owner.truth()


async def test_a_retry_that_fails_again_keeps_all_of_the_subject_and_counts_the_attempt(world: World):
    owner, keeper, _ = await poisoned(world, PUBLIC[2])

    outcome = await keeper.bus.parked.retry(CHANNEL)

    async with keeper.database.reading() as reading:
        attempts = [event.attempts for event in await keeper.bus.parked.all(reading)]
    assert outcome == (0, 3)
    assert attempts == [2, 0, 0]
    assert await keeper.kept() == without(PUBLIC[2], await owner.truth())


async def test_a_retry_of_one_subject_leaves_the_others_alone(world: World):
    owner = await world.owner()
    handling = Handling(poison={PUBLIC[0], PUBLIC[1]})
    await owner.count(PUBLIC[0], PUBLIC[1])
    keeper = await world.keeper(handling.table, feed=await world.serve(owner))
    await keeper.has_everything_of(owner)

    handling.poison.clear()
    outcome = await keeper.bus.parked.retry(CHANNEL, subject=str(PUBLIC[1]))

    assert outcome == (1, 0)
    assert [position for position, _ in await keeper.parked()] == [1]
    assert await keeper.kept() == {PUBLIC[1]: Kept(1, 1, 0)}


async def test_a_discarded_event_is_gone_and_a_retry_delivers_those_behind_it(world: World):
    _, keeper, handling = await poisoned(world, PUBLIC[2])
    handling.poison.clear()

    await keeper.bus.parked.discard(CHANNEL, 3)
    assert await keeper.bus.parked.retry(CHANNEL) == (2, 0)

    assert (await keeper.kept())[PUBLIC[2]] == Kept(value=3, applications=2, disorder=1)  # the first one is missing
    assert await keeper.parked() == []


async def test_what_is_not_parked_cannot_be_discarded_and_other_channels_cannot_be_retried(world: World):
    _, keeper, _ = await poisoned(world, PUBLIC[2])

    with pytest.raises(Missing):
        await keeper.bus.parked.discard(CHANNEL, 4)
    with pytest.raises(Missing):
        await keeper.bus.parked.retry("placement.events")


async def test_a_list_that_fails_is_redone_one_by_one_and_only_the_bad_one_is_set_aside(world: World):
    owner, handling = await world.owner(relays=False), Handling(poison={PUBLIC[1]})
    await owner.count(PUBLIC[0], PUBLIC[1], PUBLIC[2], PUBLIC[0])
    await owner.bus.relay.once()

    keeper = await world.keeper(handling.table, feed=await world.serve(owner))
    await keeper.has_everything_of(owner)

    assert handling.lists == [4, 1, 1, 1, 1]
    assert await keeper.kept() == without(PUBLIC[1], await owner.truth())
    assert [position for position, _ in await keeper.parked()] == [2]


async def test_a_channel_that_is_replayed_is_read_from_its_start_and_what_was_parked_comes_again(world: World):
    owner, keeper, handling = await poisoned(world, PUBLIC[2])
    handling.poison.clear()
    async with keeper.database.begin() as tx:
        await tx.execute(KEPT.delete())  # as if an older backup had come back

    await keeper.bus.parked.replay(CHANNEL)
    await keeper.has_everything_of(owner)

    assert await keeper.kept() == await owner.truth()
    assert await keeper.parked() == []


async def test_what_is_not_listened_to_cannot_be_replayed(world: World):
    _, keeper, _ = await poisoned(world, PUBLIC[2])

    with pytest.raises(Missing):
        await keeper.bus.parked.replay("placement.events")
