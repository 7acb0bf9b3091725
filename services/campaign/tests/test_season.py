"""A season over HTTP: from the announcement of an edition to a cancelled offer, by the people who do it."""

import asyncio
from datetime import date
from typing import Any
from uuid import UUID

import httpx
from campaign_examples import NOW, a_town, an_edition
from campaign_people import People
from campaign_stage import Stage, stated_by

from campaign.domain import OfferStatus, TownStatus
from regio_chassis.access import Role
from regio_chassis.database import Database

CHAMBER, MANAGER, SHOP = Role.CHAMBER, Role.TOWN_MANAGER, Role.SHOPKEEPER

EDITION = {
    "year": 2026,
    "motto": "Heimat shoppen",
    "kickoff_days": ["2026-09-11", "2026-09-12"],
    "register_until": "2026-08-31",
}
SHOP_FACTS = {
    "public_name": "Café Zeitlos",
    "kind": "gastronomy",
    "branch": "Café",
    "town_key": "worbis",
    "street": "Musterstraße 2",
    "postcode": "37339",
    "contact_email": "wirtin@zeitlos.example",
}
WINDOW = {"day": "2026-09-11", "opens": "10:00", "closes": "20:00"}
DATE = {"day": "2026-09-11", "starts": "14:00", "ends": "16:00"}
TASTING = {"kind": "tasting", "title": "Kaffee aus fünf Ländern", "dates": [DATE]}


async def test_a_season_from_announcement_to_cancellation(people: People, database: Database) -> None:
    async with database.begin(at=NOW) as tx:
        await tx.add(a_town())

    edition = await people.done("/editions", CHAMBER, json=EDITION)
    await people.done(f"/editions/{edition['id']}/announce", CHAMBER)
    town = await people.done(
        "/town-participations",
        MANAGER,
        "worbis",
        json={"edition_id": edition["id"], "town_key": "worbis", "windows": [WINDOW]},
    )
    await people.done(f"/town-participations/{town['id']}/confirm", CHAMBER)
    await people.done(f"/town-participations/{town['id']}/publish", MANAGER, "worbis")
    await people.done(f"/editions/{edition['id']}/open", CHAMBER)
    shop = await people.done("/businesses", json={**SHOP_FACTS, "edition_id": edition["id"]})
    await people.done(f"/businesses/{shop['id']}/approve", MANAGER, "worbis")
    (part,) = await people.listed(f"/participations?business={shop['id']}", SHOP, shop["id"])
    await people.done(f"/participations/{part['id']}/accept", MANAGER, "worbis")
    offer = await people.done(
        "/offers", SHOP, shop["id"], json={**TASTING, "business_id": shop["id"], "edition_id": edition["id"]}
    )
    await people.done(f"/offers/{offer['id']}/register", SHOP, shop["id"])
    await people.done(f"/offers/{offer['id']}/publish", MANAGER, "worbis")
    programme = await people.listed("/offers?edition=2026&town=worbis")
    moved = await people.done(
        f"/offers/{offer['id']}/reschedule", SHOP, shop["id"], json={"dates": [{**DATE, "starts": "15:00"}]}
    )
    await people.done(f"/offers/{offer['id']}/cancel", SHOP, shop["id"], json={"reason": "Maschine defekt"})
    marked = await people.listed("/offers?edition=2026")

    assert [(o["title"], o["business_name"], o["status"]) for o in programme] == [
        ("Kaffee aus fünf Ländern", "Café Zeitlos", "published")
    ]
    assert (moved["sequence"], moved["dates"][0]["starts"]) == (1, "15:00")
    assert [(o["status"], o["sequence"], o["reason"]) for o in marked] == [("cancelled", 2, "Maschine defekt")]
    assert [type for type, _ in await stated_by(database)] == [
        "edition.announced",
        "town.declared",
        "town.confirmed",
        "town.published",
        "edition.opened",
        "business.registered",
        "business.approved",
        "participation.accepted",
        "offer.registered",
        "offer.published",
        "offer.rescheduled",
        "offer.cancelled",
    ]


async def test_who_registers_too_late_is_told_whom_to_ask(people: People, database: Database) -> None:
    stage = await Stage.build(database)
    await people.done(f"/editions/{stage.edition.id}/close", CHAMBER)
    before = await stated_by(database)

    answer = await people.post("/businesses", json={**SHOP_FACTS, "edition_id": str(stage.edition.id)})

    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (409, "registration-closed")
    assert "Gewerbeverein, info@verein.example" in problem["detail"]
    assert await stated_by(database) == before
    assert len(await people.listed("/businesses", CHAMBER)) == 1


async def test_a_business_takes_part_once(people: People, database: Database) -> None:
    stage = await Stage.build(database)
    wish = {"business_id": str(stage.shop.id), "edition_id": str(stage.edition.id)}

    twice = await people.post("/participations", SHOP, str(stage.shop.id), json=wish)
    await people.done(f"/participations/{stage.part.id}/withdraw", SHOP, str(stage.shop.id))
    again = await people.post("/participations", SHOP, str(stage.shop.id), json=wish)

    assert (twice.status_code, twice.json()["code"]) == (409, "already-taking-part")
    assert again.status_code == 201


async def test_of_two_applications_at_once_one_is_taken(people: People, database: Database) -> None:
    stage = await Stage.build(database)
    keeper = str(stage.shop.id)
    await people.done(f"/participations/{stage.part.id}/withdraw", SHOP, keeper)
    wish = {"business_id": keeper, "edition_id": str(stage.edition.id)}

    answers = await asyncio.gather(*(people.post("/participations", SHOP, keeper, json=wish) for _ in range(6)))

    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409, 409, 409]


async def test_of_two_decisions_at_once_one_counts(people: People, database: Database) -> None:
    stage = await Stage.build(database)
    offer = await stage.offer(database, OfferStatus.REGISTERED)
    verbs = [("publish", None), ("reject", {"reason": "Nein."}), ("request_changes", {"reason": "Preis?"})]

    answers = await asyncio.gather(
        *(people.post(f"/offers/{offer.id}/{verb}", MANAGER, "worbis", json=body) for verb, body in verbs)
    )

    assert sorted(answer.status_code for answer in answers) == [200, 409, 409]


async def test_a_town_declares_once_however_often_it_is_sent_at_once(people: People, database: Database) -> None:
    stage = await Stage.build(database)
    wish = {"edition_id": str(stage.edition.id), "town_key": "gotha"}
    await people.listed("/offers", MANAGER, "gotha")

    answers = await asyncio.gather(
        *(people.post("/town-participations", MANAGER, "gotha", json=wish) for _ in range(4))
    )

    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    assert {answer.json()["code"] for answer in answers if answer.status_code == 409} == {"already-taking-part"}


async def test_a_town_takes_part_once(people: People, database: Database) -> None:
    stage = await Stage.build(database)
    wish = {"edition_id": str(stage.edition.id), "town_key": "worbis"}

    answer = await people.post("/town-participations", MANAGER, "worbis", json=wish)

    assert (answer.status_code, answer.json()["code"]) == (409, "already-taking-part")


async def test_a_year_has_one_edition(people: People, database: Database) -> None:
    await Stage.build(database)

    answer = await people.post("/editions", CHAMBER, json=EDITION)

    assert (answer.status_code, answer.json()["code"]) == (409, "edition-exists")


async def test_an_announced_edition_keeps_its_dates(people: People, database: Database) -> None:
    stage = await Stage.build(database)
    path = f"/editions/{stage.edition.id}"
    tag = (await people.get(path)).headers["etag"]

    moved = await people.send("PATCH", path, CHAMBER, json={"kickoff_days": ["2026-09-12"]}, If_Match=tag)
    renamed = await people.send("PATCH", path, CHAMBER, json={"motto": "Nah dran"}, If_Match=tag)

    assert (moved.status_code, moved.json()["code"]) == (409, "edition-fixed")
    assert (renamed.status_code, renamed.json()["motto"]) == (200, "Nah dran")


async def test_an_offer_outside_the_windows_is_refused_with_the_date_at_fault(
    people: People, database: Database
) -> None:
    stage = await Stage.build(database)
    offer = await stage.offer(database, OfferStatus.PUBLISHED)
    sunday = {"day": "2026-09-13", "starts": "14:00", "ends": "15:00"}

    answer = await people.post(f"/offers/{offer.id}/reschedule", MANAGER, "worbis", json={"dates": [DATE, sunday]})

    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (422, "outside-windows")
    assert [fault["pointer"] for fault in problem["errors"]] == ["/dates/1"]


async def test_a_refused_step_is_a_conflict(people: People, database: Database) -> None:
    stage = await Stage.build(database)

    answer = await people.post(f"/businesses/{stage.shop.id}/approve", MANAGER, "worbis")

    assert (answer.status_code, answer.json()["code"]) == (409, "transition-not-allowed")


async def test_a_change_needs_the_version_that_was_read(people: People, database: Database) -> None:
    stage = await Stage.build(database)
    path, keeper = f"/businesses/{stage.shop.id}", str(stage.shop.id)
    tag = (await people.get(path, SHOP, keeper)).headers["etag"]

    blind = await people.send("PATCH", path, SHOP, keeper, json={"accessibility": "Rampe"})
    good = await people.send("PATCH", path, SHOP, keeper, json={"accessibility": "Rampe"}, If_Match=tag)
    stale = await people.send("PATCH", path, SHOP, keeper, json={"accessibility": "Stufe"}, If_Match=tag)

    assert [answer.status_code for answer in (blind, good, stale)] == [428, 200, 412]
    assert (good.json()["accessibility"], good.json()["version"]) == ("Rampe", 2)


async def test_a_step_may_insist_on_the_version_too(people: People, database: Database) -> None:
    stage = await Stage.build(database)
    offer = await stage.offer(database, OfferStatus.REGISTERED)
    path = f"/offers/{offer.id}"
    tag = (await people.get(path, MANAGER, "worbis")).headers["etag"]
    await people.done(f"{path}/request_changes", MANAGER, "worbis", json={"reason": "Preis?"})

    answer = await people.post(f"{path}/register", MANAGER, "worbis", If_Match=tag)

    assert answer.status_code == 412


async def test_what_ends_with_a_business(people: People, database: Database) -> None:
    stage = await Stage.build(database)
    offer = await stage.offer(database, OfferStatus.PUBLISHED)

    await people.done(f"/businesses/{stage.shop.id}/close", SHOP, str(stage.shop.id))

    assert (await status_of(people, "participations", stage.part.id), await status_of(people, "offers", offer.id)) == (
        "withdrawn",
        "cancelled",
    )
    assert [type for type, _ in await stated_by(database)] == [
        "business.closed",
        "participation.withdrew",
        "offer.cancelled",
    ]


async def test_what_ends_with_a_town(people: People, database: Database) -> None:
    stage = await Stage.build(database)
    offer = await stage.offer(database, OfferStatus.PUBLISHED)

    await people.done(
        f"/town-participations/{stage.worbis.id}/withdraw", MANAGER, "worbis", json={"reason": "Baustelle"}
    )

    assert await status_of(people, "offers", offer.id) == "cancelled"


async def test_what_ends_with_an_edition(people: People, database: Database) -> None:
    stage = await Stage.build(database)
    for step in ("close", "start", "end"):
        await people.done(f"/editions/{stage.edition.id}/{step}", CHAMBER)

    assert await status_of(people, "town-participations", stage.worbis.id) == "ended"
    assert await status_of(people, "participations", stage.part.id) == "ended"


async def test_a_cancelled_edition_cancels_its_offers(people: People, database: Database) -> None:
    stage = await Stage.build(database)
    offer = await stage.offer(database, OfferStatus.PUBLISHED)

    await people.done(f"/editions/{stage.edition.id}/cancel", CHAMBER, json={"reason": "Hochwasser"})

    assert await status_of(people, "offers", offer.id) == "cancelled"


async def test_an_offer_changes_until_it_is_decided_on(people: People, database: Database) -> None:
    stage = await Stage.build(database)
    offer = await stage.offer(database, OfferStatus.DRAFT)
    keeper = str(stage.shop.id)
    later = {"title": "Lesung am Samstag", "dates": [{"day": "2026-09-12", "starts": "10:00", "ends": "11:00"}]}

    answer = await patched(people, f"/offers/{offer.id}", SHOP, keeper, later)
    await people.done(f"/offers/{offer.id}/register", SHOP, keeper)
    await people.done(f"/offers/{offer.id}/publish", MANAGER, "worbis")
    fixed = await patched(people, f"/offers/{offer.id}", SHOP, keeper, {"title": "Anders"})

    assert (answer.status_code, answer.json()["starts_on"]) == (200, "2026-09-12")
    assert (fixed.status_code, fixed.json()["code"]) == (409, "offer-fixed")
    assert [o["title"] for o in await people.listed("/offers?from=2026-09-12&q=lesungen")] == ["Lesung am Samstag"]
    assert await people.listed("/offers?to=2026-09-11") == []


async def test_an_offer_is_not_entered_for_an_edition_that_nobody_knows_of(people: People, database: Database) -> None:
    stage = await Stage.build(database)
    draft = an_edition(year=2027, kickoff_days=(date(2027, 9, 10),), register_until=None, order_until=None)
    async with database.begin(at=NOW) as tx:
        await tx.add(draft)
    offer = {"kind": "show", "title": "Krimi", "dates": [{"day": "2027-09-10", "starts": "18:00", "ends": "20:00"}]}
    hosts = ({"business_id": str(stage.shop.id)}, {"town_key": "worbis"})

    answers = [
        await people.post("/offers", CHAMBER, json=offer | host | {"edition_id": edition})
        for host in hosts
        for edition in (str(draft.id), str(UUID(int=1)), str(stage.edition.id), None)
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 201, 201] * 2


async def test_a_published_town_keeps_its_windows(people: People, database: Database) -> None:
    stage = await Stage.build(database)
    path = f"/town-participations/{stage.worbis.id}"

    moved = await patched(people, path, MANAGER, "worbis", {"windows": [WINDOW]})
    renamed = await patched(people, path, MANAGER, "worbis", {"lead_organisation": "Stadt Leinefelde-Worbis"})

    assert (moved.status_code, moved.json()["code"]) == (409, "windows-fixed")
    assert renamed.status_code == 200


async def test_windows_do_not_leave_a_published_offer_behind(people: People, database: Database) -> None:
    stage = await Stage.build(database)
    async with database.begin(at=NOW) as tx:
        stage.worbis.status = TownStatus.CONFIRMED
        await tx.save(stage.worbis)
    await stage.offer(database, OfferStatus.PUBLISHED)
    path = f"/town-participations/{stage.worbis.id}"
    shorter = WINDOW | {"closes": "19:30"}
    longer = {"day": "2026-09-11", "opens": "09:00", "closes": "20:00"}

    left = await patched(people, path, MANAGER, "worbis", {"windows": [shorter]})
    kept = await patched(people, path, MANAGER, "worbis", {"windows": [longer]})

    assert (left.status_code, left.json()["code"]) == (409, "windows-fixed")
    assert (kept.status_code, kept.json()["windows"]) == (200, [longer])


async def status_of(people: People, resource: str, id: object) -> Any:
    answer = await people.get(f"/{resource}/{id}", CHAMBER)
    return answer.json()["status"]


async def patched(people: People, path: str, role: Role, key: str, json: Any) -> httpx.Response:
    tag = (await people.get(path, role, key)).headers["etag"]
    return await people.send("PATCH", path, role, key, json=json, If_Match=tag)
