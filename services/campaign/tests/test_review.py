"""Many decisions at once, duplicates that become one business, and decisions that meet."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from campaign_examples import NOW, a_business, a_participation, an_edition
from campaign_people import People
from campaign_stage import Sister, Stage, stated_by
from test_badge import places

from campaign.commands import businesses, editions, offers, towns
from campaign.domain import BusinessStatus, EditionStatus, OfferStatus, ParticipationStatus
from campaign.domain.duplicates import likeness
from regio_chassis.access import Role, Scope
from regio_chassis.database import Database, Tx
from regio_chassis.errors import Conflict
from regio_events import placement

CHAMBER, MANAGER, SHOP = Role.CHAMBER, Role.TOWN_MANAGER, Role.SHOPKEEPER
ALL = Scope.ALL


@pytest.mark.parametrize(
    ("name", "street"),
    [
        ("Bäckerei Müller GmbH", "Marktstr. 1 a"),
        ("Baeckerei Mueller", "Markt-Straße 1a"),
        ("BÄCKEREI MÜLLER e. K.", "Marktstrasse 1A"),
        ("Bäckerei-Müller", "Marktstraße 1 A"),
    ],
)
def test_one_business_is_recognised_however_it_is_written(name: str, street: str) -> None:
    assert likeness(name, "37339", street) == likeness("Bäckerei Müller", "37339", "Marktstraße 1a")


@pytest.mark.parametrize(
    ("name", "postcode", "street"),
    [
        ("Bäckerei Müller", "37339", "Marktstraße 1b"),
        ("Bäckerei Müller", "37327", "Marktstraße 1a"),
        ("Metzgerei Müller", "37339", "Marktstraße 1a"),
    ],
)
def test_other_businesses_are_not_taken_for_one(name: str, postcode: str, street: str) -> None:
    assert likeness(name, postcode, street) != likeness("Bäckerei Müller", "37339", "Marktstraße 1a")


async def twin(database: Database, stage: Stage, status: BusinessStatus = BusinessStatus.APPROVED) -> Any:
    """The stage's shop, entered once more and otherwise written."""
    double = a_business(status, public_name="Buchhandlung LESEECKE e.K.", street="Muster-Str. 1", wid_nr="DE123456789")
    async with database.begin(at=NOW) as tx:
        await tx.add(double)
    return double


async def test_duplicates_are_proposed_to_those_who_may_decide(people: People, database: Database) -> None:
    stage = await Stage.build(database)
    double = await twin(database, stage)
    async with database.begin(at=NOW) as tx:
        await tx.add(a_business(public_name="Anders"))

    groups = (await people.get("/businesses/duplicates", MANAGER, "worbis")).json()["items"]
    elsewhere = (await people.get("/businesses/duplicates", MANAGER, "gotha")).json()["items"]

    assert [{b["id"] for b in group["businesses"]} for group in groups] == [{str(stage.shop.id), str(double.id)}]
    assert elsewhere == []
    assert (await people.get("/businesses/duplicates")).status_code == 401


async def test_a_duplicate_becomes_one_with_all_that_belongs_to_it(people: People, database: Database) -> None:
    stage = await Stage.build(database)
    double = await twin(database, stage)
    keeper = str(double.id)
    past = an_edition(EditionStatus.ENDED, year=2025, kickoff_days=())
    both = a_participation(ParticipationStatus.ACCEPTED, edition_id=stage.edition.id, business=double)
    former = a_participation(ParticipationStatus.ENDED, edition_id=past.id, business=double)
    async with database.begin(at=NOW) as tx:
        await tx.add(past, both, former)
    offer = await stage.offer(database, OfferStatus.PUBLISHED, business_id=double.id)
    await Sister("placement", database).states(placement.OfferPublished(**places(double.id)))
    assert (await people.get(f"/businesses/{keeper}", SHOP, keeper)).status_code == 200

    merged = await people.done(f"/businesses/{keeper}/merge", MANAGER, "worbis", json={"into": str(stage.shop.id)})

    assert merged["id"] == str(stage.shop.id)
    kept = (await people.get(f"/businesses/{stage.shop.id}", SHOP, keeper)).json()
    assert (kept["wid_nr"], kept["badge"]) == ("DE123456789", True)
    gone = (await people.get(f"/businesses/{keeper}", CHAMBER)).json()
    assert (gone["status"], gone["merged_into"]) == ("closed", str(stage.shop.id))
    assert (await people.get(f"/offers/{offer.id}")).json()["business_id"] == str(stage.shop.id)
    parts = await people.listed(f"/participations?business={stage.shop.id}", CHAMBER)
    assert {part["edition_year"]: part["status"] for part in parts} == {2026: "accepted", 2025: "ended"}
    assert [type for type, _ in await stated_by(database)] == [
        "business.merged",
        "business.approved",
        "participation.withdrew",
    ]


@pytest.mark.parametrize(
    ("facts", "status", "code"),
    [
        ({"town_key": "gotha"}, 422, "rule-broken"),
        ({"status": BusinessStatus.REGISTERED}, 409, "business-not-listed"),
        ({"status": BusinessStatus.CLOSED}, 409, "business-not-listed"),
    ],
)
async def test_a_business_is_merged_only_into_a_listed_one_of_its_town(
    people: People, database: Database, facts: dict[str, Any], status: int, code: str
) -> None:
    stage = await Stage.build(database)
    other = a_business(**({"status": BusinessStatus.APPROVED} | facts))
    async with database.begin(at=NOW) as tx:
        await tx.add(other)

    answer = await people.post(f"/businesses/{stage.shop.id}/merge", CHAMBER, json={"into": str(other.id)})
    itself = await people.post(f"/businesses/{stage.shop.id}/merge", CHAMBER, json={"into": str(stage.shop.id)})

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert itself.status_code == 422
    assert await stated_by(database) == []


async def test_many_are_approved_in_one_transaction_with_a_result_each(people: People, database: Database) -> None:
    stage = await Stage.build(database)
    new, foreign = [a_business() for _ in range(3)], a_business(town_key="gotha")
    async with database.begin(at=NOW) as tx:
        await tx.add(*new, foreign)
    ids = [str(id) for id in (new[0].id, stage.shop.id, new[1].id, foreign.id, uuid4(), new[2].id)]

    answer = await people.done("/businesses/approve", MANAGER, "worbis", json={"ids": ids})

    assert [(r["id"], r["done"], r["code"]) for r in answer["results"]] == [
        (ids[0], True, None),
        (ids[1], False, "transition-not-allowed"),
        (ids[2], True, None),
        (ids[3], False, "not-found"),
        (ids[4], False, "not-found"),
        (ids[5], True, None),
    ]
    assert [type for type, _ in await stated_by(database)] == ["business.approved"] * 3
    assert len(await people.listed("/businesses?town=worbis")) == 4


async def test_many_participations_and_offers_are_decided_on_at_once(people: People, database: Database) -> None:
    stage = await Stage.build(database)
    waiting = a_business()
    parts = [a_participation(edition_id=stage.edition.id, business=waiting)]
    async with database.begin(at=NOW) as tx:
        await tx.add(waiting, *parts)
    made = [await stage.offer(database, OfferStatus.REGISTERED) for _ in range(2)]
    draft = await stage.offer(database, OfferStatus.DRAFT)

    early = await people.done("/participations/accept", MANAGER, "worbis", json={"ids": [str(parts[0].id)]})
    await people.done("/businesses/approve", MANAGER, "worbis", json={"ids": [str(waiting.id)]})
    later = await people.done("/participations/accept", MANAGER, "worbis", json={"ids": [str(parts[0].id)]})
    published = await people.done(
        "/offers/publish", MANAGER, "worbis", json={"ids": [str(offer.id) for offer in (*made, draft)]}
    )

    assert (early["results"][0]["code"], later["results"][0]["done"]) == ("business-not-listed", True)
    assert [r["done"] for r in published["results"]] == [True, True, False]


Ending = Callable[[Tx, Stage], Awaitable[object]]
ENDINGS: dict[str, Ending] = {
    "business": lambda tx, stage: businesses.close(tx, ALL, stage.shop.id, expected=None),
    "participation": lambda tx, stage: businesses.withdraw(tx, ALL, stage.part.id, expected=None),
    "town": lambda tx, stage: towns.withdraw(tx, ALL, stage.worbis.id, reason="Baustelle", expected=None),
    "edition": lambda tx, stage: editions.cancel(tx, ALL, stage.edition.id, reason="Hochwasser", expected=None),
}


@pytest.mark.parametrize("what", ENDINGS)
async def test_an_offer_published_while_its_ground_goes_is_cancelled_with_it(
    people: People, database: Database, what: str
) -> None:
    stage = await Stage.build(database)
    offer = await stage.offer(database, OfferStatus.REGISTERED)

    async def end() -> None:
        async with database.begin(at=NOW) as tx:
            await ENDINGS[what](tx, stage)

    async with database.begin(at=NOW) as tx:
        await offers.publish(tx, ALL, offer.id, expected=None)
        ending = asyncio.create_task(end())
        await asyncio.wait([ending], timeout=0.5)
    await ending

    assert (await people.get(f"/offers/{offer.id}", CHAMBER)).json()["status"] == "cancelled"


@pytest.mark.parametrize("what", ENDINGS)
async def test_an_offer_is_not_published_on_ground_that_is_going(people: People, database: Database, what: str) -> None:
    stage = await Stage.build(database)
    offer = await stage.offer(database, OfferStatus.REGISTERED)

    async def publish() -> None:
        async with database.begin(at=NOW) as tx:
            await offers.publish(tx, ALL, offer.id, expected=None)

    async with database.begin(at=NOW) as tx:
        await ENDINGS[what](tx, stage)
        publishing = asyncio.create_task(publish())
        await asyncio.wait([publishing], timeout=0.5)
    with pytest.raises(Conflict):
        await publishing

    assert (await people.get(f"/offers/{offer.id}", CHAMBER)).json()["status"] == "registered"


async def test_two_merges_against_each_other_leave_one_business(people: People, database: Database) -> None:
    stage = await Stage.build(database)
    double = await twin(database, stage)
    await people.listed("/offers", CHAMBER)
    pairs: list[tuple[UUID, UUID]] = [(double.id, stage.shop.id), (stage.shop.id, double.id)]

    answers = await asyncio.gather(
        *(people.post(f"/businesses/{a}/merge", CHAMBER, json={"into": str(b)}) for a, b in pairs)
    )

    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert len(await people.listed("/businesses")) == 1
