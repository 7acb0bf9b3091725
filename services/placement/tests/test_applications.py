"""Applications: who sees what, deadlines, the next wish, and the last seat."""

import asyncio
from dataclasses import astuple, replace
from datetime import timedelta
from uuid import UUID

import pytest
from fastapi import FastAPI
from placement_examples import NOW
from placement_life import Life, an_offer_with, at, ok, refused, some_pupils, taken
from placement_world import People, World, stated

from placement.app import SERVICE
from placement.commands.applications import Wanted, wish
from placement.domain.refusals import RankTaken
from placement.queries.applications import wishes_of_phase
from regio_chassis.access import Role, Scope
from regio_chassis.chores import Chores
from regio_chassis.database import Database
from regio_chassis.errors import Missing

DAY = timedelta(days=1)


@pytest.fixture
async def life(app: FastAPI, people: People, world: World, database: Database) -> Life:
    """A pupil of the school with an account."""
    (pupil,) = await some_pupils(database, 1)
    return await Life.of(app, people, world, pupil)


async def _chores(database: Database, days: float) -> None:
    await Chores(database, SERVICE.chores).once(NOW + days * DAY)


async def _status(life: Life, id: str) -> str:
    return str(ok(await life.school.get(f"/api/v1/applications/{id}"))["status"])


async def test_a_wish_becomes_a_place_and_nothing_about_the_pupil_leaves(life: Life, people: People, world: World):
    placement = await life.placed(world.offer)

    shown = ok(await life.pupil.get(f"/api/v1/placements/{placement}"))
    (event,) = await stated(people, "placement.")
    assert (shown["status"], shown["pupil_id"]) == ("confirmed", str(life.pupil_id))
    assert event.type == "regio.placement.placement.confirmed.v1"
    assert event.data.keys() == {"placement_id", "offer_id", "phase_id", "weekday"}
    assert event.data["placement_id"] == placement
    assert UUID(placement).version == 4


async def test_a_company_sees_an_application_only_once_it_is_released_and_then_little(life: Life, world: World):
    id = await life.wish(world.offer)
    await life.step(life.pupil, id, "submit")
    path = f"/api/v1/applications/{id}"

    before = await life.company.get(path)
    blind = await life.company.post(f"{path}/open")
    await life.step(life.school, id, "release")
    seen = ok(await life.company.get(path))

    assert (before.status_code, blind.status_code) == (404, 404)
    assert (seen["name"], seen["school_name"]) == ("Mia M.", "Schule")
    assert seen.keys() == {
        "name", "school_name", "school_phone", "id", "phase_id", "offer_id", "status", "released_at", "due_at",
        "decline_reason", "version",
    }  # fmt: skip
    assert "Muster" not in str(seen)
    assert str(life.pupil_id) not in str(seen)


async def test_others_find_nothing(life: Life, people: People, world: World, database: Database):
    id = await life.offered(world.offer)
    other = UUID(int=1)

    for role, key in (
        (Role.PUPIL, other),
        (Role.GUARDIAN, other),
        (Role.COMPANY, world.other_company),
        (Role.SCHOOL, "franzberg"),
    ):
        client = await people.person(role, key)
        assert (await client.get(f"/api/v1/applications/{id}")).status_code == 404
        assert ok(await client.get("/api/v1/applications"))["items"] == []
    chamber = await people.chamber()
    assert (await chamber.get(f"/api/v1/applications/{id}")).status_code == 403


async def test_an_unanswered_application_expires_after_14_days_and_the_next_wish_moves_up(
    life: Life, world: World, database: Database
):
    second = await an_offer_with(database, world.other_company, [(world.coming, 2)], 1)
    first, next_ = await life.wish(world.offer, 1), await life.wish(second, 2)
    await life.step(life.pupil, first, "submit")
    await life.step(life.school, first, "release")

    await _chores(database, 13.99)
    before = (await _status(life, first), await _status(life, next_))
    await _chores(database, 14)

    assert before == ("submitted", "draft")
    assert (await _status(life, first), await _status(life, next_)) == ("expired", "submitted")
    moved = ok(await life.pupil.get(f"/api/v1/applications/{next_}"))
    assert moved["due_at"] == (NOW + 28 * DAY).isoformat().replace("+00:00", "Z")
    assert moved["released_at"] is not None


async def test_an_offer_that_is_not_confirmed_in_7_days_lapses_and_cannot_be_confirmed_late(
    life: Life, app: FastAPI, world: World, database: Database
):
    id = await life.offered(world.offer)
    at(app, NOW + 7 * DAY)

    refused(await life.pupil.post(f"/api/v1/applications/{id}/confirm"), "deadline-over")
    await _chores(database, 7)

    assert await _status(life, id) == "lapsed"
    assert await taken(database, world.offer) == 0


async def test_a_decline_moves_the_next_possible_wish_up_past_what_is_full_or_gone(
    life: Life, people: People, world: World, database: Database
):
    full = await an_offer_with(database, world.other_company, [(world.coming, 2)], 1)
    gone = await an_offer_with(database, world.other_company, [(world.coming, 2)], 1, kldb="62302")
    free = await an_offer_with(database, world.other_company, [(world.coming, 2)], 1, kldb="71402")
    (rival,) = await some_pupils(database, 1, name="8b")
    other = await Life.of(life.app, people, world, rival, world.other_company)
    await other.placed(full)
    first = await life.wish(world.offer, 1)
    wishes = [await life.wish(offer, rank) for rank, offer in ((2, full), (3, gone), (4, free))]
    await other.company.post(f"/api/v1/place-offers/{gone}/withdraw")
    for who, verb in ((life.pupil, "submit"), (life.school, "release"), (life.company, "open")):
        await life.step(who, first, verb)

    await life.step(life.company, first, "decline", reason="Zurzeit keine Betreuung")

    assert [await _status(life, id) for id in wishes] == ["draft", "draft", "submitted"]
    reason = ok(await life.pupil.get(f"/api/v1/applications/{first}"))["decline_reason"]
    assert reason == "Zurzeit keine Betreuung"


async def test_confirming_withdraws_the_other_wishes_of_the_phase(life: Life, world: World, database: Database):
    second = await an_offer_with(database, world.other_company, [(world.coming, 2)], 1)
    later = await life.wish(second, 2)

    await life.placed(world.offer)

    assert await _status(life, later) == "withdrawn"
    assert await taken(database, world.offer) == 1


async def test_company_and_occupation_are_new_in_each_phase_unless_the_school_grants_an_exception(
    life: Life, people: People, world: World, database: Database
):
    await life.placed(world.offer)
    same_company = await an_offer_with(database, world.company, [(world.running, 2)], 1)
    same_occupation = await an_offer_with(database, world.other_company, [(world.running, 2)], 1, kldb="22342")
    life.phase = world.running

    for rank, offer in ((1, same_company), (2, same_occupation)):
        id = await life.wish(offer, rank)
        refused(await life.pupil.post(f"/api/v1/applications/{id}/submit"), "repeated")
    body = {"pupil_id": str(life.pupil_id), "phase_id": str(world.running), "offer_id": str(same_company)}
    assert (await life.pupil.post("/api/v1/repeat-exceptions", json=body | {"reason": "x"})).status_code == 403
    ok(await life.school.post("/api/v1/repeat-exceptions", json=body | {"reason": "Förderbedarf"}), 201)
    refused(await life.school.post("/api/v1/repeat-exceptions", json=body | {"reason": "x"}), "key-taken")

    mine = ok(
        await life.pupil.get("/api/v1/applications", params={"phase": str(world.running), "offer": str(same_company)})
    )
    await life.step(life.pupil, mine["items"][0]["id"], "submit")
    assert ok(await life.school.get("/api/v1/repeat-exceptions"))["items"][0]["reason"] == "Förderbedarf"


async def test_of_16_who_confirm_the_last_seat_at_once_exactly_one_gets_it(
    app: FastAPI, people: People, world: World, database: Database
):
    offer = await an_offer_with(database, world.company, [(world.coming, 2)], 1)
    lives = [await Life.of(app, people, world, pupil) for pupil in await some_pupils(database, 16)]
    ids = [await one.offered(offer) for one in lives]

    answers = await asyncio.gather(
        *(one.pupil.post(f"/api/v1/applications/{id}/confirm") for one, id in zip(lives, ids, strict=True))
    )

    assert sorted(answer.status_code for answer in answers) == [200] + [409] * 15
    assert {answer.json()["code"] for answer in answers if answer.status_code == 409} == {"place-full"}
    assert await taken(database, offer) == 1
    assert ok(await people.anonymous().get(f"/api/v1/place-offers/{offer}"))["full"] is True
    assert len(await stated(people, "placement.confirmed")) == 1


async def test_ranks_and_offers_are_named_once_and_only_a_draft_is_reranked(
    life: Life, world: World, database: Database
):
    second = await an_offer_with(database, world.other_company, [(world.coming, 2)], 1)
    id = await life.wish(world.offer, 1)
    body = {"pupil_id": str(life.pupil_id), "phase_id": str(world.coming), "offer_id": str(second), "rank": 1}

    refused(await life.pupil.post("/api/v1/applications", json=body), "rank-taken")
    body |= {"rank": 2, "offer_id": str(world.offer)}
    refused(await life.pupil.post("/api/v1/applications", json=body), "rank-taken")
    seen = await life.pupil.get(f"/api/v1/applications/{id}")
    tag = {"If-Match": seen.headers["etag"]}
    assert ok(await life.pupil.patch(f"/api/v1/applications/{id}", json={"rank": 3}, headers=tag))["rank"] == 3
    await life.step(life.pupil, id, "submit")
    answer = await life.pupil.patch(f"/api/v1/applications/{id}", json={"rank": 4}, headers={"If-Match": "*"})
    refused(answer, "transition-not-allowed")


async def test_wishes_of_many_pupils_are_all_taken_or_none(world: World, database: Database):
    first, second = await some_pupils(database, 2)
    other = await an_offer_with(database, world.other_company, [(world.coming, 2)], 1)
    good = [Wanted(first, world.offer, 1), Wanted(first, other, 2), Wanted(second, world.offer, 1)]

    for bad, refusal in (
        (Wanted(first, other, 3), RankTaken),
        (Wanted(second, other, 1), RankTaken),
        (Wanted(second, UUID(int=0), 2), Missing),
        (Wanted(UUID(int=0), other, 2), Missing),
    ):
        with pytest.raises(refusal):
            async with database.begin(at=NOW) as tx:
                await wish(tx, Scope.ALL, world.coming, *good, bad)
    async with database.begin(at=NOW) as tx:
        made = await wish(tx, Scope.ALL, world.coming, *good)

    assert [(one.pupil_id, one.offer_id, one.rank) for one in made] == [astuple(one) for one in good]
    async with database.reading() as reading:
        assert {one.id for one in await wishes_of_phase(reading, world.coming)} == {one.id for one in made}


async def test_a_company_that_never_answers_is_seen_by_school_and_service_centre(
    life: Life, people: People, world: World, database: Database
):
    async def never_answers(asks: int) -> None:
        for pupil in await some_pupils(database, asks, name=f"8{asks}"):
            asking = replace(life, pupil_id=pupil, pupil=await people.person(Role.PUPIL, pupil))
            id = await asking.wish(world.offer)
            await asking.step(asking.pupil, id, "submit")
            await asking.step(asking.school, id, "release")
        await _chores(database, 14)

    rates = []
    for more in (4, 1):
        await never_answers(more)
        for client in (life.school, await people.chamber()):
            (rate,) = ok(await client.get("/api/v1/answer-rates"))["items"]
            rates.append((rate["name"], rate["never_answered"], rate["asked"], rate["answered_percent"]))

    assert rates == [("Tischlerei", False, None, None)] * 2 + [("Tischlerei", True, 5, 0)] * 2
    assert (await life.company.get("/api/v1/answer-rates")).status_code == 403
