"""Somebody without a name writes a few times, then slowly; every replica counts in the same place."""

import asyncio
from datetime import UTC, datetime, timedelta

WISHES = "/api/v1/shops/wishes"
NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)


async def wish(client):
    return await client.post(WISHES, json={"text": "Bank"})


async def test_a_bucket_holds_three_and_says_when_to_come_back(anonymous, clock):
    clock(NOON)

    answers = [await wish(anonymous) for _ in range(5)]

    assert [answer.status_code for answer in answers] == [201, 201, 201, 429, 429]
    assert answers[3].headers["retry-after"] == "10"
    assert answers[3].json()["code"] == "rate-limited"


async def test_it_gets_one_back_at_a_time(anonymous, clock):
    clock(NOON)
    for _ in range(4):
        await wish(anonymous)

    clock(NOON + timedelta(seconds=9))
    early = await wish(anonymous)
    clock(NOON + timedelta(seconds=10))
    late, again = await wish(anonymous), await wish(anonymous)

    assert (early.status_code, late.status_code, again.status_code) == (429, 201, 429)


async def test_everybody_has_their_own(client_of, clock):
    clock(NOON)
    here, there = client_of(address="192.0.2.1"), client_of(address="192.0.2.2")
    for _ in range(4):
        await wish(here)

    assert (await wish(there)).status_code == 201


async def test_one_ipv6_network_is_one_caller(client_of, clock):
    clock(NOON)

    statuses = [(await wish(client_of(address=f"2001:db8::{n}"))).status_code for n in range(1, 5)]

    assert statuses == [201, 201, 201, 429]


async def test_it_holds_across_replicas_at_the_same_moment(client_of, replica, clock, app):
    clock(NOON)
    replica.state.edge = app.state.edge.__class__(
        replica.state.edge.database,
        replica.state.edge.policy,
        replica.state.edge.authenticator,
        replica.state.edge.secret,
        now=lambda: NOON,
    )
    here, there = client_of(), client_of(to=replica)

    answers = await asyncio.gather(*(wish(client) for client in (here, there) * 5))

    assert sorted(answer.status_code for answer in answers) == [201] * 3 + [429] * 7


async def test_a_refused_wish_costs_a_token_too(anonymous, clock):
    clock(NOON)

    statuses = [(await anonymous.post(WISHES, json={"text": ""})).status_code for _ in range(4)]

    assert statuses == [422, 422, 422, 429]


async def test_who_gives_their_name_is_not_counted(chamber, clock):
    clock(NOON)

    assert {(await wish(chamber)).status_code for _ in range(5)} == {201}


async def test_no_address_is_stored(anonymous, database):
    from regio_chassis.web.tables import RATE_LIMIT

    await wish(anonymous)

    async with database.reading() as reading:
        stored = [row.bucket for row in await reading.execute(RATE_LIMIT.select())]
    assert len(stored) == 1
    assert "192.0.2.1" not in stored[0]
