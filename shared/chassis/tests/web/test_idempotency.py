"""A POST with a key is done once, whatever the network does."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select, update

from regio_chassis.access import KEY_ISSUER, Role, remove_grant
from regio_chassis.web.tables import IDEMPOTENCY

SHOPS = "/api/v1/shops"
KEY = {"Idempotency-Key": "order-1"}


async def test_the_same_request_is_answered_from_what_was_stored(chamber):
    first = await chamber.post(SHOPS, json={"name": "Bücherstube"}, headers=KEY)

    again = await chamber.post(SHOPS, json={"name": "Bücherstube"}, headers=KEY)

    assert first.status_code == again.status_code == 201
    assert again.content == first.content
    assert again.headers["idempotency-replayed"] == "true"
    assert "idempotency-replayed" not in first.headers
    assert {name: again.headers[name] for name in ("etag", "location", "content-type")} == {
        name: first.headers[name] for name in ("etag", "location", "content-type")
    }
    assert len((await chamber.get(SHOPS)).json()["items"]) == 1


@pytest.mark.parametrize(
    ("path", "body"), [(SHOPS, {"name": "Anders"}), (f"{SHOPS}/breakages", {"name": "Bücherstube"})]
)
async def test_a_key_belongs_to_one_request(chamber, path, body):
    await chamber.post(SHOPS, json={"name": "Bücherstube"}, headers=KEY)

    answer = await chamber.post(path, json=body, headers=KEY)

    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency-key-reused")


async def test_the_key_of_somebody_else_is_another_key(chamber, client_of, key_for):
    other = client_of(await key_for(Role.CHAMBER))
    await chamber.post(SHOPS, json={"name": "Bücherstube"}, headers=KEY)

    answer = await other.post(SHOPS, json={"name": "Anders"}, headers=KEY)

    assert answer.status_code == 201


async def test_who_knows_only_the_id_of_an_api_key_is_given_nothing(chamber, chamber_key, client_of):
    await chamber.post(SHOPS, json={"name": "Bücherstube"}, headers=KEY)
    stranger = client_of(chamber_key.partition(".")[0] + ".guessed")

    answer = await stranger.post(SHOPS, json={"name": "Bücherstube"}, headers=KEY)

    assert answer.status_code == 401


async def test_who_lost_the_role_is_given_nothing(chamber, chamber_key, database):
    await chamber.post(SHOPS, json={"name": "Bücherstube"}, headers=KEY)
    async with database.begin() as tx:
        await remove_grant(tx, KEY_ISSUER, chamber_key.partition(".")[0], Role.CHAMBER)

    answer = await chamber.post(SHOPS, json={"name": "Bücherstube"}, headers=KEY)

    assert answer.status_code == 403


async def test_two_without_a_name_have_each_their_own_keys(client_of):
    here, there = client_of(address="192.0.2.1"), client_of(address="192.0.2.2")
    wish = f"{SHOPS}/wishes"
    await here.post(wish, json={"text": "Bank"}, headers=KEY)

    statuses = [(await client.post(wish, json={"text": "Baum"}, headers=KEY)).status_code for client in (here, there)]

    assert statuses == [422, 201]


async def test_a_refused_request_keeps_nothing_and_may_be_repaired(chamber):
    refused = await chamber.post(SHOPS, json={"name": ""}, headers=KEY)

    repaired = await chamber.post(SHOPS, json={"name": "Bücherstube"}, headers=KEY)

    assert (refused.status_code, repaired.status_code) == (422, 201)


async def test_an_answer_is_kept_for_48_hours(chamber, clock):
    begun = datetime(2026, 9, 1, 12, tzinfo=UTC)
    clock(begun)
    await chamber.post(SHOPS, json={"name": "Bücherstube"}, headers=KEY)

    clock(begun + timedelta(hours=47, minutes=59))
    kept = await chamber.post(SHOPS, json={"name": "Bücherstube"}, headers=KEY)
    clock(begun + timedelta(hours=48, minutes=1))
    forgotten = await chamber.post(SHOPS, json={"name": "Zweite"}, headers=KEY)

    assert (kept.status_code, forgotten.status_code) == (201, 201)
    assert "idempotency-replayed" in kept.headers
    assert "idempotency-replayed" not in forgotten.headers


async def test_old_answers_are_cleared_away(chamber, clock, database):
    begun = datetime(2026, 9, 1, 12, tzinfo=UTC)
    clock(begun)
    await chamber.post(SHOPS, json={"name": "Alt"}, headers=KEY)

    clock(begun + timedelta(days=3))
    for n in range(100):
        await chamber.post(f"{SHOPS}/wishes", json={"text": f"{n}"}, headers={"Idempotency-Key": f"k{n}"})

    old = select(func.count()).select_from(IDEMPOTENCY).where(IDEMPOTENCY.c.created_at < begun + timedelta(days=1))
    async with database.reading() as reading:
        assert await reading.scalar(old) == 0


@pytest.mark.parametrize("key", ["", "two words", "ü", "x" * 256])
async def test_a_key_is_1_to_255_visible_characters(chamber, key):
    answer = await chamber.post(SHOPS, json={"name": "Bücherstube"}, headers={"Idempotency-Key": key.encode()})

    assert answer.status_code == 400


async def test_while_the_first_is_running_the_second_is_told_to_wait(app, chamber):
    first = asyncio.create_task(chamber.post(f"{SHOPS}/audits", json={"text": "Langsam"}, headers=KEY))
    await app.state.entered.wait()

    second = await asyncio.wait_for(chamber.post(f"{SHOPS}/audits", json={"text": "Langsam"}, headers=KEY), 20)
    app.state.let_go.set()
    done = await first
    third = await chamber.post(f"{SHOPS}/audits", json={"text": "Langsam"}, headers=KEY)

    assert (second.status_code, second.json()["code"], second.headers["retry-after"]) == (409, "still-running", "1")
    assert done.status_code == 201
    assert (third.status_code, third.headers["idempotency-replayed"]) == (201, "true")


async def test_another_replica_does_not_do_it_a_second_time(app, replica, chamber, client_of, chamber_key, engine):
    elsewhere = client_of(chamber_key, to=replica)
    replica.state.let_go.set()
    first = asyncio.create_task(chamber.post(f"{SHOPS}/audits", json={"text": "Langsam"}, headers=KEY))
    await app.state.entered.wait()

    second = asyncio.create_task(elsewhere.post(f"{SHOPS}/audits", json={"text": "Langsam"}, headers=KEY))
    if engine == "postgresql":
        # It does not wait for the first one, which is still held here.
        assert (await asyncio.wait_for(second, 20)).status_code == 409
    app.state.let_go.set()
    answers = [(await first).status_code, (await second).status_code]

    assert answers == [201, 409 if engine == "postgresql" else 201]
    assert not replica.state.entered.is_set()
    assert len((await chamber.get(SHOPS)).json()["items"]) == 1


async def test_neither_the_database_nor_the_service_can_open_a_stored_answer(app, chamber, database):
    sent = {"name": "Bücherstube", "note": "whsec_shown-once"}
    await chamber.post(SHOPS, json=sent, headers={"Idempotency-Key": "of-the-caller-alone"})

    async with database.reading() as reading:
        row = (await reading.execute(select(IDEMPOTENCY))).mappings().one()

    kept = b"".join(value if isinstance(value, bytes) else str(value).encode() for value in row.values())
    assert row["route"] == "shop.create"
    for secret in ("whsec_", "shown-once", "Bücherstube", "of-the-caller-alone", app.state.edge.secret.decode()):
        assert secret.encode() not in kept


async def test_after_the_services_secret_was_exchanged_nothing_is_done_twice(
    app, chamber, replica, client_of, chamber_key
):
    replica.state.edge = replace(replica.state.edge, secret=b"another" * 5)
    first = await chamber.post(SHOPS, json={"name": "Bücherstube"}, headers=KEY)

    again = await client_of(chamber_key, to=replica).post(SHOPS, json={"name": "Bücherstube"}, headers=KEY)

    assert first.status_code == 201
    assert (again.status_code, again.json()["code"]) == (409, "answer-gone")
    assert len((await chamber.get(SHOPS)).json()["items"]) == 1


async def test_a_stored_answer_that_somebody_changed_is_not_given(chamber, database):
    await chamber.post(SHOPS, json={"name": "Bücherstube"}, headers=KEY)
    async with database.begin() as tx:
        body = await tx.scalar(select(IDEMPOTENCY.c.body))
        await tx.execute(update(IDEMPOTENCY).values(body=body[:-1] + bytes([body[-1] ^ 1])))

    again = await chamber.post(SHOPS, json={"name": "Bücherstube"}, headers=KEY)

    assert (again.status_code, again.json()["code"]) == (409, "answer-gone")
