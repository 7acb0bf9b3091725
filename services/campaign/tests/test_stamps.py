"""Stamp cards: anonymous, drawn with a seed that anybody can check, and no name is kept for longer than needed."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from campaign_examples import NOW, a_business, a_participation
from campaign_people import People
from campaign_stage import Stage
from sqlalchemy import text

from campaign.commands import stamps
from campaign.domain import BusinessStatus, ParticipationStatus, Prize, Stamp, StampCard, StampClaim
from campaign.domain.stamps import drawn
from regio_chassis.access import Role, Scope
from regio_chassis.database import Database
from regio_chassis.rows import table_of

CHAMBER, MANAGER, SHOP = Role.CHAMBER, Role.TOWN_MANAGER, Role.SHOPKEEPER


@dataclass
class Cards:
    """Stamp cards of Worbis, two stamps each, and three shops that stamp."""

    people: People
    id: str
    shops: Sequence[str]

    @classmethod
    async def build(cls, people: People, database: Database) -> "Cards":
        stage = await Stage.build(database)
        more = [a_business(BusinessStatus.APPROVED, public_name=f"Laden {number}") for number in range(2)]
        parts = [
            a_participation(ParticipationStatus.ACCEPTED, edition_id=stage.edition.id, business=shop) for shop in more
        ]
        async with database.begin(at=NOW) as tx:
            await tx.add(*more, *parts)
        body = {
            "edition_id": str(stage.edition.id),
            "town_key": "worbis",
            "stamps_needed": 2,
            "prizes": [{"title": "Gutschein"}, {"title": "Tasche", "count": 2}],
        }
        made = await people.done("/stamp-campaigns", MANAGER, "worbis", json=body)
        return cls(people, made["id"], [str(shop.id) for shop in (stage.shop, *more)])

    async def step(self, verb: str, json: Any = None) -> Any:
        return await self.people.done(f"/stamp-campaigns/{self.id}/{verb}", MANAGER, "worbis", json=json)

    async def codes(self, count: int) -> list[str]:
        codes: list[str] = (await self.step("cards", {"count": count}))["codes"]
        return codes

    async def stamp(self, code: str, shop: int, *, business: str | None = None) -> Any:
        keeper = self.shops[shop]
        return await self.people.post(
            "/stamp-cards/stamp", SHOP, keeper, json={"code": code, "business_id": business or keeper}
        )

    async def filled(self, count: int) -> list[str]:
        codes = await self.codes(count)
        for code in codes:
            for shop in (0, 1):
                assert (await self.stamp(code, shop)).status_code == 200
        return codes


def test_whoever_knows_seed_and_cards_draws_the_same() -> None:
    cards = [UUID(int=number) for number in range(50)]
    prizes = [Prize(title="Rad", count=1), Prize(title="Tasche", count=3)]

    found = drawn("6 aus 49", cards, prizes)

    again = sorted(cards, key=lambda card: sha256(f"6 aus 49:{card}".encode()).hexdigest())[:4]
    assert found == list(zip(again, ["Rad", "Tasche", "Tasche", "Tasche"], strict=True))
    assert drawn("6 aus 49", reversed(cards), prizes) == found  # type: ignore[arg-type]  # any order
    assert drawn("anders", cards, prizes) != found


def test_fewer_cards_than_prizes_all_win() -> None:
    cards = [uuid4(), uuid4()]

    assert {card for card, _ in drawn("x", cards, [Prize(title="Tasche", count=5)])} == set(cards)


async def test_a_card_is_full_with_stamps_of_different_businesses(people: People, database: Database) -> None:
    cards = await Cards.build(people, database)
    await cards.step("open")
    (code,) = await cards.codes(1)

    first = await cards.stamp(code, 0)
    twice = await cards.stamp(code, 0)
    second = await cards.stamp(code.replace("-", "").lower(), 1)
    looked = await people.done("/stamp-cards/look", json={"code": code})

    assert (first.json()["stamps"], first.json()["full"]) == (1, False)
    assert (twice.status_code, twice.json()["code"]) == (409, "already-stamped")
    assert (second.json()["stamps"], second.json()["full"]) == (2, True)
    assert (looked["stamps"], looked["stamps_needed"], looked["full"], looked["prize"]) == (2, 2, True, None)


async def test_stamps_that_arrive_at_once_count_once_each(people: People, database: Database) -> None:
    cards = await Cards.build(people, database)
    await cards.step("open")
    (code,) = await cards.codes(1)

    answers = await asyncio.gather(*(cards.stamp(code, shop) for shop in (0, 0, 1, 1, 0, 1)))

    assert sorted(answer.status_code for answer in answers) == [200, 200, 409, 409, 409, 409]
    assert (await people.done("/stamp-cards/look", json={"code": code}))["full"] is True


async def test_the_last_two_stamps_at_once_fill_the_card(people: People, database: Database) -> None:
    cards = await Cards.build(people, database)
    await cards.step("open")
    (code,) = await cards.codes(1)

    async def second() -> None:
        async with database.begin(at=NOW) as tx:
            await stamps.stamp(tx, Scope.ALL, code, business_id=UUID(cards.shops[1]))

    async with database.begin(at=NOW) as tx:
        await stamps.stamp(tx, Scope.ALL, code, business_id=UUID(cards.shops[0]))
        waiting = asyncio.create_task(second())
        await asyncio.wait([waiting], timeout=0.5)
    await waiting

    looked = await people.done("/stamp-cards/look", json={"code": code})
    assert (looked["stamps"], looked["full"]) == (2, True)


async def test_only_businesses_that_take_part_stamp_and_for_themselves(people: People, database: Database) -> None:
    cards = await Cards.build(people, database)
    (code,) = await cards.codes(1)
    early = await cards.stamp(code, 0)
    await cards.step("open")
    stranger = a_business(BusinessStatus.APPROVED)
    async with database.begin(at=NOW) as tx:
        await tx.add(stranger)

    outside = await people.post(
        "/stamp-cards/stamp", SHOP, str(stranger.id), json={"code": code, "business_id": str(stranger.id)}
    )
    other = await cards.stamp(code, 0, business=cards.shops[1])
    unknown = await cards.stamp("0000-0000-0000", 0)
    await cards.step("close")
    late = await cards.stamp(code, 0)

    assert early.status_code == 404
    assert (outside.status_code, outside.json()["code"]) == (409, "not-taking-part")
    assert (other.status_code, unknown.status_code) == (404, 404)
    assert (late.status_code, late.json()["code"]) == (409, "stamps-not-open")


async def test_codes_are_not_stored_and_cards_know_nothing_of_who_carries_them(
    people: People, database: Database
) -> None:
    cards = await Cards.build(people, database)
    codes = await cards.codes(3)

    async with database.reading() as reading:
        stored = (await reading.execute(text("SELECT * FROM stamp_card"))).all()

    assert len(stored) == 3
    assert not any(code.replace("-", "") in str(stored) for code in codes)
    assert set(table_of(StampCard).columns.keys()) == {"id", "campaign_id", "code_hash", "full"}
    assert set(table_of(Stamp).columns.keys()) == {"card_id", "business_id"}


async def test_a_draw_is_recorded_and_happens_once(people: People, database: Database) -> None:
    cards = await Cards.build(people, database)
    await cards.step("open")
    await cards.filled(5)
    (half,) = await cards.codes(1)
    await cards.stamp(half, 2)
    await cards.step("close")
    path = f"/stamp-campaigns/{cards.id}"

    answers = await asyncio.gather(
        *(people.post(f"{path}/draw", MANAGER, "worbis", json={"seed": f"Wurf {n}"}) for n in range(3))
    )
    result = (await people.get(f"{path}/result")).json()

    assert sorted(answer.status_code for answer in answers) == [200, 409, 409]
    assert len(result["cards"]) == 5
    assert [win["prize"] for win in result["wins"]] == ["Gutschein", "Tasche", "Tasche"]
    order = sorted(result["cards"], key=lambda card: sha256(f"{result['seed']}:{card}".encode()).hexdigest())
    assert [win["card_id"] for win in result["wins"]] == order[:3]
    assert (await people.get(path)).json()["drawn_from"] == 5


async def test_without_a_seed_of_its_own_the_draw_takes_one_by_chance(people: People, database: Database) -> None:
    cards = await Cards.build(people, database)
    await cards.step("open")
    await cards.step("close")

    made = await cards.step("draw")

    assert len(made["seed"]) == 32
    assert made["drawn_from"] == 0


async def test_a_winner_is_known_from_the_claim_to_the_handing_out(people: People, database: Database) -> None:
    cards = await Cards.build(people, database)
    await cards.step("open")
    codes = await cards.filled(4)
    await cards.step("close")
    await cards.step("draw", {"seed": "1 2 3"})
    seen = {code: await people.done("/stamp-cards/look", json={"code": code}) for code in codes}
    (loser,) = [code for code, card in seen.items() if card["prize"] is None]
    winner = next(code for code, card in seen.items() if card["prize"] == "Gutschein")
    who = {"name": "Erika Muster", "contact": "03606 000000"}

    lost = await people.post("/stamp-cards/claim", json={"code": loser, **who})
    claimed = await people.done("/stamp-cards/claim", json={"code": winner, **who})
    again = await people.post("/stamp-cards/claim", json={"code": winner, **who})
    listed = (await people.get(f"/stamp-campaigns/{cards.id}/claims", MANAGER, "worbis")).json()["items"]
    foreign = await people.get(f"/stamp-campaigns/{cards.id}/claims", MANAGER, "gotha")
    unclaimed = await people.post(f"/stamp-wins/{listed[1]['card_id']}/hand_out", MANAGER, "worbis")
    handed = await people.done(f"/stamp-wins/{listed[0]['card_id']}/hand_out", MANAGER, "worbis")
    after = (await people.get(f"/stamp-campaigns/{cards.id}/claims", MANAGER, "worbis")).json()["items"]
    over = [
        await people.post(f"/stamp-wins/{listed[0]['card_id']}/hand_out", MANAGER, "worbis"),
        await people.post("/stamp-cards/claim", json={"code": winner, **who}),
    ]
    unchanged = (await people.get(f"/stamp-campaigns/{cards.id}/claims", MANAGER, "worbis")).json()["items"]

    assert (lost.status_code, lost.json()["code"]) == (409, "nothing-won")
    assert claimed["prize_status"] == "claimed"
    assert "Muster" not in str(claimed)
    assert (again.status_code, again.json()["code"]) == (409, "transition-not-allowed")
    assert (listed[0]["name"], listed[0]["contact"], listed[1]["name"]) == ("Erika Muster", "03606 000000", None)
    assert foreign.status_code == 404
    assert handed["status"] == "handed_out"
    assert after[0]["name"] is None
    assert [(one.status_code, one.json()["code"]) for one in (unclaimed, *over)] == [
        (409, "transition-not-allowed")
    ] * 3
    assert unchanged == after
    async with database.reading() as reading:
        assert (await reading.execute(table_of(StampClaim).select())).all() == []


async def test_codes_are_not_guessed_by_trying(people: People, database: Database) -> None:
    await Cards.build(people, database)
    who = {"code": "0000-0000-0000", "name": "X", "contact": "X"}

    answers = [(await people.post("/stamp-cards/claim", json=who)).status_code for _ in range(6)]

    assert answers == [404] * 5 + [429]


async def test_a_town_has_stamp_cards_once_in_an_edition(people: People, database: Database) -> None:
    cards = await Cards.build(people, database)
    made = (await people.get(f"/stamp-campaigns/{cards.id}", MANAGER, "worbis")).json()
    body = {name: made[name] for name in ("edition_id", "town_key", "stamps_needed", "prizes")}

    twice = await people.post("/stamp-campaigns", MANAGER, "worbis", json=body)
    foreign = await people.post("/stamp-campaigns", MANAGER, "gotha", json=body)

    assert (twice.status_code, twice.json()["code"]) == (409, "stamp-campaign-exists")
    assert foreign.status_code == 404
    assert (await people.get(f"/stamp-campaigns/{cards.id}")).status_code == 404
