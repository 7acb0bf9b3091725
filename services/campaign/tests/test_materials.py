"""Bags, posters, stickers and flyers: ordered by towns, promised by the chamber, never more than there are."""

import asyncio
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from campaign_people import People
from campaign_stage import Stage, stated_by
from hypothesis import given
from hypothesis import strategies as st

from campaign.domain.materials import share_out
from campaign.queries.editions import edition
from regio_chassis.access import Role, Scope
from regio_chassis.database import Database

CHAMBER, MANAGER = Role.CHAMBER, Role.TOWN_MANAGER


@dataclass
class Store:
    """Material of the stage's edition; orders come from Worbis."""

    people: People
    edition: str

    @classmethod
    async def build(cls, people: People, database: Database, **stock: int) -> "Store":
        stage = await Stage.build(database)
        store = cls(people, str(stage.edition.id))
        for key, pieces in stock.items():
            facts = {"edition_id": store.edition, "key": key, "label": key.capitalize(), "stock": pieces}
            await people.done("/material-items", CHAMBER, json=facts)
        return store

    async def draft(self, **pieces: int) -> dict[str, Any]:
        lines = [{"item": item, "pieces": count} for item, count in pieces.items()]
        body = {"edition_id": self.edition, "town_key": "worbis", "lines": lines}
        order: dict[str, Any] = await self.people.done("/material-orders", MANAGER, "worbis", json=body)
        return order

    async def placed(self, **pieces: int) -> str:
        order = await self.draft(**pieces)
        await self.people.done(f"/material-orders/{order['id']}/place", MANAGER, "worbis")
        return str(order["id"])

    async def left(self) -> dict[str, int]:
        items = await self.people.listed("/material-items", CHAMBER)
        return {item["key"]: item["stock"] - item["approved"] for item in items}


@pytest.mark.parametrize(
    ("stock", "wanted", "shares"),
    [
        (100, {"a": 40, "b": 60}, {"a": 40, "b": 60}),
        (100, {"a": 10, "b": 20}, {"a": 10, "b": 20}),
        (55, {"a": 60, "b": 50}, {"a": 30, "b": 25}),
        (10, {"a": 1, "b": 1, "c": 1, "d": 30}, {"a": 1, "b": 0, "c": 0, "d": 9}),
        (10, {"a": 10, "b": 10, "c": 10}, {"a": 4, "b": 3, "c": 3}),
        (7, {"a": 5, "b": 10}, {"a": 2, "b": 5}),
        (0, {"a": 5, "b": 10}, {"a": 0, "b": 0}),
        (5, {}, {}),
    ],
)
def test_a_shortage_is_shared_out_in_proportion(stock: int, wanted: dict[str, int], shares: dict[str, int]) -> None:
    assert share_out(stock, wanted) == shares


@given(
    st.integers(0, 2000), st.dictionaries(st.text("abcdef", min_size=1, max_size=3), st.integers(1, 900), max_size=8)
)
def test_shares_use_the_stock_up_and_are_within_one_piece_of_their_part(stock: int, wanted: dict[str, int]) -> None:
    shares = share_out(stock, wanted)

    total = sum(wanted.values())
    assert sum(shares.values()) == min(stock, total)
    assert all(0 <= shares[name] <= pieces for name, pieces in wanted.items())
    assert all(abs(shares[name] * total - min(stock, total) * pieces) < total for name, pieces in wanted.items())
    assert share_out(stock, dict(reversed(wanted.items()))) == shares


async def test_an_order_is_placed_promised_shipped_and_received(people: People, database: Database) -> None:
    store = await Store.build(people, database, bag=1000, poster=50)
    path = f"/material-orders/{await store.placed(bag=300, poster=10)}"

    cut = {"quantities": [{"item": "poster", "pieces": 0}]}
    approved = await people.done(f"{path}/approve", CHAMBER, json=cut)
    await people.done(f"{path}/ship", CHAMBER)
    received = await people.done(f"{path}/receive", MANAGER, "worbis")

    assert approved["lines"] == [
        {"item": "bag", "ordered": 300, "approved": 300},
        {"item": "poster", "ordered": 10, "approved": 0},
    ]
    assert "Poster: 0 von 10" in approved["note"]
    assert received["status"] == "received"
    assert await store.left() == {"bag": 700, "poster": 50}
    assert [type for type, _ in await stated_by(database)] == ["material.shipped"]


async def test_more_than_is_left_is_not_promised(people: People, database: Database) -> None:
    store = await Store.build(people, database, bag=100, poster=10)
    order = await store.placed(bag=50, poster=20)

    answer = await people.post(f"/material-orders/{order}/approve", CHAMBER)

    assert (answer.status_code, answer.json()["code"]) == (409, "out-of-stock")
    assert await store.left() == {"bag": 100, "poster": 10}
    assert (await people.get(f"/material-orders/{order}", CHAMBER)).json()["status"] == "placed"


@pytest.mark.parametrize("quantities", [[{"item": "bag", "pieces": 51}], [{"item": "flyer", "pieces": 1}]])
async def test_not_more_is_promised_than_was_ordered(
    people: People, database: Database, quantities: list[dict[str, Any]]
) -> None:
    store = await Store.build(people, database, bag=100, flyer=100)
    order = await store.placed(bag=50)

    answer = await people.post(f"/material-orders/{order}/approve", CHAMBER, json={"quantities": quantities})

    assert answer.status_code == 422
    assert await store.left() == {"bag": 100, "flyer": 100}


async def test_two_who_promise_the_last_bags_at_once_never_promise_more_than_there_are(
    people: People, database: Database
) -> None:
    store = await Store.build(people, database, bag=100)
    orders = [await store.placed(bag=30) for _ in range(6)]

    answers = await asyncio.gather(*(people.post(f"/material-orders/{order}/approve", CHAMBER) for order in orders))

    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 409, 409, 409]
    assert {answer.json()["code"] for answer in answers if answer.status_code == 409} == {"out-of-stock"}
    assert await store.left() == {"bag": 10}


async def test_sharing_out_twice_at_once_promises_every_order_once(people: People, database: Database) -> None:
    store = await Store.build(people, database, bag=100)
    for pieces in (90, 60, 50):
        await store.placed(bag=pieces)

    body = {"edition_id": store.edition}
    answers = await asyncio.gather(*(people.post("/material-orders/share", CHAMBER, json=body) for _ in range(3)))

    assert [answer.status_code for answer in answers] == [200, 200, 200]
    assert sorted(len(answer.json()["items"]) for answer in answers) == [0, 0, 3]
    assert await store.left() == {"bag": 0}


async def test_a_shortage_says_so_to_those_whom_it_meets(people: People, database: Database) -> None:
    store = await Store.build(people, database, bag=100, poster=100)
    for pieces in (90, 60, 50):
        await store.placed(bag=pieces, poster=1)
    body = {"edition_id": store.edition}

    shown = await people.done("/material-orders/share", CHAMBER, json=body | {"dry_run": True})
    before = await store.left()
    shared = await people.done("/material-orders/share", CHAMBER, json=body)

    promised = {o["lines"][0]["ordered"]: (o["lines"][0]["approved"], o["note"]) for o in shared["items"]}
    assert promised[90] == (
        45,
        "Der Vorrat reicht nicht für alle Bestellungen. Zugeteilt sind Bag: 45 von 90.",
    )
    assert {ordered: approved for ordered, (approved, _) in promised.items()} == {90: 45, 60: 30, 50: 25}
    assert [o["lines"] for o in shown["items"]] == [o["lines"] for o in shared["items"]]
    assert before == {"bag": 100, "poster": 100}
    assert await store.left() == {"bag": 0, "poster": 97}


async def test_the_stock_is_not_corrected_below_what_is_promised(people: People, database: Database) -> None:
    store = await Store.build(people, database, bag=100)
    await people.done(f"/material-orders/{await store.placed(bag=60)}/approve", CHAMBER)
    (item,) = await people.listed("/material-items", CHAMBER)
    path = f"/material-items/{item['id']}"
    tag = (await people.get(path, CHAMBER)).headers["etag"]

    less = await people.send("PATCH", path, CHAMBER, json={"stock": 59}, If_Match=tag)
    enough = await people.send("PATCH", path, CHAMBER, json={"stock": 60}, If_Match=tag)

    assert (less.status_code, less.json()["code"]) == (409, "out-of-stock")
    assert (enough.status_code, await store.left()) == (200, {"bag": 0})


async def test_an_edition_has_a_material_once(people: People, database: Database) -> None:
    store = await Store.build(people, database, bag=100)

    body = {"edition_id": store.edition, "key": "flyer", "label": "Flyer", "stock": 5}
    answers = await asyncio.gather(*(people.post("/material-items", CHAMBER, json=body) for _ in range(3)))

    assert sorted(answer.status_code for answer in answers) == [201, 409, 409]


async def test_after_the_last_day_nothing_is_ordered(people: People, database: Database) -> None:
    store = await Store.build(people, database, bag=100)
    order = await store.draft(bag=5)
    async with database.begin() as tx:
        open_edition = await edition(tx, Scope.ALL, UUID(store.edition))
        open_edition.order_until = date(2026, 5, 31)
        await tx.save(open_edition)

    answer = await people.post(f"/material-orders/{order['id']}/place", MANAGER, "worbis")

    assert (answer.status_code, answer.json()["code"]) == (409, "ordering-closed")
    assert "31.05.2026" in answer.json()["detail"]


async def test_only_a_confirmed_town_orders_what_there_is(people: People, database: Database) -> None:
    store = await Store.build(people, database, bag=100)
    unknown = await store.draft(flyer=5)
    refused = await people.post(f"/material-orders/{unknown['id']}/place", MANAGER, "worbis")
    body = {"edition_id": store.edition, "town_key": "gotha", "lines": [{"item": "bag", "pieces": 5}]}
    gotha = await people.done("/material-orders", MANAGER, "gotha", json=body)

    early = await people.post(f"/material-orders/{gotha['id']}/place", MANAGER, "gotha")

    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/lines/0/item")
    assert (early.status_code, early.json()["code"]) == (409, "not-taking-part")


async def test_a_placed_order_is_not_changed_and_a_foreign_one_not_seen(people: People, database: Database) -> None:
    store = await Store.build(people, database, bag=100)
    path = f"/material-orders/{(await store.draft(bag=5))['id']}"
    tag = (await people.get(path, MANAGER, "worbis")).headers["etag"]
    lines = {"lines": [{"item": "bag", "pieces": 7}]}

    changed = await people.send("PATCH", path, MANAGER, "worbis", json=lines, If_Match=tag)
    await people.done(f"{path}/place", MANAGER, "worbis")
    tag = (await people.get(path, MANAGER, "worbis")).headers["etag"]
    late = await people.send("PATCH", path, MANAGER, "worbis", json=lines, If_Match=tag)

    assert changed.json()["lines"] == [{"item": "bag", "ordered": 7, "approved": None}]
    assert (late.status_code, late.json()["code"]) == (409, "order-fixed")
    assert (await people.get(path, MANAGER, "gotha")).status_code == 404
    assert await people.listed("/material-orders", MANAGER, "gotha") == []
