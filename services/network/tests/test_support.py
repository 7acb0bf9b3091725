"""Support: once a device, without following anybody, and not to be had by the thousand."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI
from network_examples import AT, with_fields
from network_stage import Clock
from sqlalchemy import text

from network import commands
from network.api.devices import HOUSEHOLD, NEIGHBOURHOOD, issue
from network.app import create_app
from regio_chassis.access import Scope
from regio_chassis.database import Database

API = "/api/v1"


async def open_ideas(database: Database, count: int = 1) -> list[UUID]:
    await with_fields(database)
    found = []
    async with database.begin(at=AT) as tx:
        for number in range(count):
            idea = await commands.ideas.submit(
                tx, title=f"Idee {number}", text="Bänke", field_key="erlebnisraum", secret_hash="0" * 64, at=AT
            )
            await commands.ideas.screen(tx, Scope.ALL, idea.id)
            found.append(idea.id)
    return found


def somebody(app: FastAPI, address: str) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app, client=(address, 50000))
    return httpx.AsyncClient(transport=transport, base_url="http://network.test")


async def supported(app: FastAPI, address: str, idea: UUID | str, token: str) -> httpx.Response:
    async with somebody(app, address) as client:
        return await client.post(f"{API}/ideas/{idea}/support", json={"device_token": token})


async def rows(database: Database, statement: str) -> list[Any]:
    async with database.reading() as reading:
        return list(await reading.execute(text(statement)))


async def test_a_device_counts_once_however_often_and_at_once_it_says_so(app: FastAPI, database: Database) -> None:
    (idea,) = await open_ideas(database)
    token = issue(app.state.edge)

    answers = await asyncio.gather(*(supported(app, f"192.0.{n}.1", idea, token) for n in range(8)))

    assert {one.status_code for one in answers} == {200}
    assert [row.supports for row in await rows(database, "SELECT supports FROM idea")] == [1]
    assert len(await rows(database, "SELECT device_hash FROM idea_support")) == 1


async def test_many_devices_at_once_are_all_counted(app: FastAPI, database: Database) -> None:
    (idea,) = await open_ideas(database)

    await asyncio.gather(*(supported(app, f"192.0.{n}.1", idea, issue(app.state.edge)) for n in range(12)))

    assert [row.supports for row in await rows(database, "SELECT supports FROM idea")] == [12]


async def test_two_ideas_do_not_show_that_one_device_supports_both(app: FastAPI, database: Database) -> None:
    one, other = await open_ideas(database, 2)
    token = issue(app.state.edge)

    for idea in (one, other):
        assert (await supported(app, "192.0.2.1", idea, token)).status_code == 200

    first, second = [row.device_hash for row in await rows(database, "SELECT device_hash FROM idea_support")]
    assert first != second
    stored = str([tuple(row) for row in await rows(database, "SELECT * FROM idea_support")])
    assert token not in stored


@pytest.mark.parametrize("token", ["A" * 43, "_" * 43])
async def test_a_token_that_was_not_issued_here_counts_nothing(app: FastAPI, database: Database, token: str) -> None:
    (idea,) = await open_ideas(database)

    answer = await supported(app, "192.0.2.1", idea, token)

    assert (answer.status_code, answer.json()["code"]) == (422, "device-unknown")
    assert token not in answer.text
    assert [row.supports for row in await rows(database, "SELECT supports FROM idea")] == [0]


@pytest.mark.parametrize(
    ("addresses", "most"),
    [
        (["192.0.2.7"] * 8, HOUSEHOLD),
        ([f"2001:db8:1:1::{n:x}" for n in range(8)], HOUSEHOLD),
        ([f"192.0.2.{n}" for n in range(45)], NEIGHBOURHOOD),
        ([f"2001:db8:1:{n:x}::1" for n in range(45)], NEIGHBOURHOOD),
    ],
    ids=["one address", "one /64", "one /24", "one /48"],
)
async def test_new_tokens_do_not_help_an_attacker_who_has_no_new_addresses(
    app: FastAPI, database: Database, addresses: list[str], most: int
) -> None:
    (idea,) = await open_ideas(database)

    answers = [await supported(app, address, idea, issue(app.state.edge)) for address in addresses]

    assert [one.status_code for one in answers] == [200] * most + [429] * (len(addresses) - most)
    assert [row.supports for row in await rows(database, "SELECT supports FROM idea")] == [most]


async def test_writing_the_ideas_id_differently_is_no_way_around_the_limit(app: FastAPI, database: Database) -> None:
    (idea,) = await open_ideas(database)
    spellings = [str(idea), idea.hex, str(idea).upper(), idea.hex.upper(), f"{{{idea}}}", f"urn:uuid:{idea}"]

    answers = [await supported(app, "192.0.2.1", one, issue(app.state.edge)) for one in spellings]

    assert [one.status_code for one in answers].count(200) <= HOUSEHOLD


async def test_a_second_replica_counts_the_same_addresses(
    app: FastAPI, database: Database, new_database_url: str, clock: Clock
) -> None:
    (idea,) = await open_ideas(database)
    replica = create_app(app.state.running.settings)
    replica.state.edge = app.state.edge.__class__(
        database=replica.state.running.database,
        policy=replica.state.edge.policy,
        authenticator=replica.state.edge.authenticator,
        secret=replica.state.edge.secret,
        now=lambda: clock.now,
    )
    token = issue(app.state.edge)

    answers = [
        await supported((app, replica)[n % 2], "192.0.2.1", idea, token if n < 2 else issue(app.state.edge))
        for n in range(HOUSEHOLD + 2)
    ]
    await replica.state.running.database.close()
    await replica.state.running.issuer.aclose()

    assert [one.status_code for one in answers] == [200] * HOUSEHOLD + [429] * 2
    assert [row.supports for row in await rows(database, "SELECT supports FROM idea")] == [HOUSEHOLD - 1]


async def test_no_address_is_stored_and_yesterdays_salt_is_gone(app: FastAPI, database: Database, clock: Clock) -> None:
    (idea,) = await open_ideas(database)
    await supported(app, "192.0.2.1", idea, issue(app.state.edge))
    first = await rows(database, "SELECT salt FROM daily_salt")

    clock.now = AT + timedelta(days=1)
    await supported(app, "192.0.2.1", idea, issue(app.state.edge))
    second = await rows(database, "SELECT salt FROM daily_salt")

    assert len(first) == len(second) == 1
    assert first != second
    buckets = str([tuple(row) for row in await rows(database, "SELECT bucket FROM rate_limit")])
    assert "192.0.2" not in buckets


async def test_an_answered_or_unscreened_idea_is_not_supported(app: FastAPI, database: Database) -> None:
    (idea,) = await open_ideas(database)
    async with database.begin(at=AT) as tx:
        await tx.execute(text("UPDATE idea SET status = 'answered'"))
        hidden = await commands.ideas.submit(
            tx, title="Neu", text="Neu", field_key="erlebnisraum", secret_hash="0" * 64, at=AT
        )

    answered = await supported(app, "192.0.2.1", idea, issue(app.state.edge))
    unseen = await supported(app, "192.0.2.1", hidden.id, issue(app.state.edge))

    assert (answered.status_code, answered.json()["code"]) == (409, "not-supportable")
    assert unseen.status_code == 404
