"""The event log: dense, in order, and only what was committed."""

import asyncio
import random
from collections import defaultdict
from contextlib import suppress
from datetime import datetime, timedelta, timezone
from uuid import UUID

import pytest
from counters import PUBLIC, QUIET, SUBJECTS, Owner, World, count, stated, value_of

from regio_events import Envelope, render


async def envelopes(owner: Owner, channel: str) -> list[Envelope]:
    return [
        Envelope.model_validate_json(entry.body)
        for entry in await owner.log("public" if channel == "public" else "events")
    ]


async def write_at_once(owners: list[Owner], *, writers: int = 8, transactions: int = 25) -> None:
    """Eight writers on two replicas, each transaction with one to three events on subjects that others write too."""

    async def write(number: int) -> None:
        chance = random.Random(number)
        for _ in range(transactions):
            # In one order, as every command does that locks two rows: else two writers could wait for each other.
            await owners[number % len(owners)].count(*sorted(chance.sample(SUBJECTS, chance.randint(1, 3))))

    await asyncio.gather(*(write(number) for number in range(writers)))


async def test_positions_are_dense_and_every_subject_is_in_order_under_eight_writers_and_two_replicas(world: World):
    url = await world.new_url()
    owners = [await world.owner(url=url, relays=False) for _ in range(2)]

    await write_at_once(owners)

    for channel, subjects in (("events", SUBJECTS), ("public", PUBLIC)):
        found = await envelopes(owners[0], channel)
        values = defaultdict(list)
        for envelope in found:
            values[UUID(envelope.subject)].append(value_of(envelope.open()))
        truth = await owners[0].truth()
        assert [envelope.position for envelope in found] == list(range(1, len(found) + 1))
        assert [envelope.previous for envelope in found] == [None, *(envelope.id for envelope in found[:-1])]
        assert values == {subject: list(range(1, truth[subject].value + 1)) for subject in subjects}


async def test_an_event_has_one_id_and_a_position_of_its_own_in_each_channel(world: World):
    owner = await world.owner(relays=False)

    await owner.count(QUIET[0], PUBLIC[0], QUIET[0], PUBLIC[0])

    events, public = await envelopes(owner, "events"), await envelopes(owner, "public")
    assert [envelope.position for envelope in events] == [1, 2, 3, 4]
    assert [envelope.position for envelope in public] == [1, 2]
    assert [envelope.id for envelope in public] == [events[1].id, events[3].id]
    assert (public[1].previous, events[3].previous) == (events[1].id, events[2].id)


@pytest.mark.parametrize("microsecond", [0, 1, 125_000])
async def test_the_document_of_a_row_is_the_one_that_its_event_is_rendered_to(world: World, microsecond: int):
    owner = await world.owner(relays=False)
    at = datetime(2026, 7, 1, 0, 30, 0, microsecond, tzinfo=timezone(timedelta(hours=2)))
    async with owner.database.begin(at=at) as tx:
        await count(tx, PUBLIC[0])

    for channel in ("events", "public"):
        (entry,) = await owner.log(channel)
        found = Envelope.model_validate_json(entry.body)
        assert entry.body == render(
            found.open(),
            id=found.id,
            time=at,
            epoch=1,
            position=1,
            previous=None,
            correlationid=found.correlationid,
            causationid=None,
            traceparent=None,
        )


async def test_a_rolled_back_transaction_leaves_no_event_and_no_hole(world: World):
    owner = await world.owner(relays=False)
    await owner.count(PUBLIC[0])

    with suppress(ZeroDivisionError):
        async with owner.database.begin() as tx:
            await count(tx, PUBLIC[0])
            raise ZeroDivisionError
    await owner.count(PUBLIC[0])

    assert [value_of(envelope.open()) for envelope in await envelopes(owner, "events")] == [1, 2]


async def test_a_savepoint_that_fails_takes_its_events_along(world: World):
    owner = await world.owner(relays=False)

    async with owner.database.begin() as tx:
        tx.record(stated(PUBLIC[0], 1))
        with suppress(ZeroDivisionError):
            async with tx.savepoint():
                tx.record(stated(PUBLIC[0], 77))
                raise ZeroDivisionError
        async with tx.savepoint():
            tx.record(stated(PUBLIC[0], 2))

    assert [value_of(envelope.open()) for envelope in await envelopes(owner, "events")] == [1, 2]


async def test_a_page_of_one_type_has_nothing_else(world: World):
    owner = await world.owner(relays=False)
    await owner.count(QUIET[0], PUBLIC[0], QUIET[0], PUBLIC[0], QUIET[1])

    head, entries = await owner.bus.log.after("events", 1, limit=2, type="regio.network.action_item.opened.v1")

    assert head.positions == {"events": 5, "public": 2}
    assert [entry.position for entry in entries] == [3, 5]
