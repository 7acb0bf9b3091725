"""A season as one story over HTTP: from a decision of the network to the comparison with the year before."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time
from hashlib import sha256
from typing import Any
from uuid import uuid4

from campaign_examples import a_town, a_town_participation, an_edition
from campaign_people import People
from campaign_stage import Sister, stated_by
from fastapi import FastAPI

from campaign.domain import EditionStatus, TownReport, TownStatus
from regio_chassis.access import Role
from regio_chassis.database import Database
from regio_events import Window, network
from regio_events.network import DecisionKind, DecisionResult

CHAMBER, MANAGER, SHOP = Role.CHAMBER, Role.TOWN_MANAGER, Role.SHOPKEEPER
FRIDAY, SUNDAY = "2026-09-11", "2026-09-13"
NAMES = ("Buchhandlung Leseecke", "Café Zeitlos", "Modehaus Faden")


async def a_year_before(database: Database) -> None:
    """Towns, and the edition of 2025 with what Worbis reported."""
    past = an_edition(EditionStatus.EVALUATED, year=2025, kickoff_days=())
    part = a_town_participation(TownStatus.ENDED, edition_id=past.id)
    report, _ = TownReport.submit(
        part,
        year=2025,
        businesses=2,
        offers=5,
        cards_returned=40,
        ratings=(0, 0, 0, 4, 0),
        text=None,
        at=datetime(2025, 10, 1, tzinfo=UTC),
    )
    async with database.begin() as tx:
        await tx.add(a_town(), a_town("gotha", "gotha", municipality_key="16067029"), past, part, report)


async def test_a_season(people: People, database: Database, app: FastAPI) -> None:
    await a_year_before(database)

    def on(month: int, day: int) -> None:
        at = datetime(2026, month, day, 8, tzinfo=UTC)
        app.state.edge = replace(app.state.edge, now=lambda: at)

    async def chamber(path: str, json: Any = None) -> Any:
        return await people.done(path, CHAMBER, json=json)

    async def manager(path: str, json: Any = None) -> Any:
        return await people.done(path, MANAGER, "worbis", json=json)

    # Gotha decides in the network before the edition is announced, Worbis declares by hand; the chamber confirms.
    on(3, 1)
    edition = await chamber(
        "/editions",
        {
            "year": 2026,
            "motto": "Sei loyal, kauf lokal",
            "kickoff_days": [FRIDAY, "2026-09-12"],
            "register_until": "2026-08-31",
            "order_until": "2026-07-31",
        },
    )
    id = edition["id"]
    await Sister("network", database).states(
        network.DecisionRecorded(
            decision_id=uuid4(),
            version=1,
            meeting_id=uuid4(),
            kind=DecisionKind.JOIN_CAMPAIGN,
            result=DecisionResult.ADOPTED,
            town_keys=("gotha",),
            edition_year=2026,
            window=(Window(day=date(2026, 9, 11), opens=time(10), closes=time(20)),),
            effective_on=date(2026, 3, 1),
        )
    )
    await chamber(f"/editions/{id}/announce")
    windows = [
        {"day": FRIDAY, "opens": "10:00", "closes": "20:00"},
        {"day": SUNDAY, "opens": "13:00", "closes": "18:00"},
    ]
    await manager("/town-participations", {"edition_id": id, "town_key": "worbis", "windows": windows})
    towns = {town["town_key"]: town for town in await people.listed(f"/town-participations?edition={id}", CHAMBER)}
    for town in towns.values():
        await chamber(f"/town-participations/{town['id']}/confirm")
        await chamber(f"/town-participations/{town['id']}/publish")
    assert {key: town["status"] for key, town in towns.items()} == {"gotha": "declared", "worbis": "declared"}
    assert towns["gotha"]["decision_id"] is not None
    await chamber(f"/editions/{id}/open")

    # Businesses register and are approved in bulk; who comes too late is told whom to ask.
    on(6, 1)
    facts = {"kind": "retail", "branch": "Handel", "town_key": "worbis", "street": "Weg 1", "postcode": "37339"}
    shops = [await people.done("/businesses", json={**facts, "public_name": name, "edition_id": id}) for name in NAMES]
    ids = [shop["id"] for shop in shops]
    approved = await manager("/businesses/approve", {"ids": ids})
    parts = [part["id"] for part in await people.listed(f"/participations?edition={id}", MANAGER, "worbis")]
    accepted = await manager("/participations/accept", {"ids": parts})
    assert [result["done"] for result in (*approved["results"], *accepted["results"])] == [True] * 6

    # The last bags are shared out in proportion.
    await chamber("/material-items", {"edition_id": id, "key": "bag", "label": "Papiertaschen", "stock": 900})
    orders = {town: await order(people, id, town, pieces) for town, pieces in (("worbis", 1000), ("gotha", 500))}
    shared = await chamber("/material-orders/share", {"edition_id": id})
    for made in orders.values():
        await chamber(f"/material-orders/{made}/ship")
    received = await manager(f"/material-orders/{orders['worbis']}/receive")
    assert {o["town_key"]: o["lines"][0]["approved"] for o in shared["items"]} == {"worbis": 600, "gotha": 300}
    assert "Papiertaschen: 600 von 1000" in received["note"]

    # Offers: one changed on request, one for the Sunday that the county released, one moved, one called off.
    await manager(
        "/special-openings",
        {
            "town_key": "worbis",
            "day": SUNDAY,
            "opens": "13:00",
            "closes": "18:00",
            "occasion": "Herbstmarkt",
            "permit": "Verordnung vom 01.03.2026",
        },
    )
    krimi = await offer(people, id, ids[0], "Krimiabend", "show", FRIDAY, 18, 20)
    tasting = await offer(people, id, ids[1], "Kaffee", "tasting", FRIDAY, 14, 16)
    sale = await offer(people, id, ids[2], "Rabatt am Sonntag", "discount", SUNDAY, 13, 18)
    await manager(f"/offers/{krimi}/request_changes", {"reason": "Was kostet es?"})
    tag = (await people.get(f"/offers/{krimi}", SHOP, ids[0])).headers["etag"]
    changed = await people.send(
        "PATCH", f"/offers/{krimi}", SHOP, ids[0], json={"price_note": "Eintritt frei"}, If_Match=tag
    )
    await people.done(f"/offers/{krimi}/register", SHOP, ids[0])
    published = await manager("/offers/publish", {"ids": [krimi, tasting, sale]})
    later = {"dates": [{"day": FRIDAY, "starts": "15:00", "ends": "17:00"}]}
    moved = await people.done(f"/offers/{tasting}/reschedule", SHOP, ids[1], json=later)
    await people.done(f"/offers/{krimi}/cancel", SHOP, ids[0], json={"reason": "Autorin erkrankt"})
    assert changed.status_code == 200
    assert [result["done"] for result in published["results"]] == [True] * 3
    assert moved["sequence"] == 1
    programme = await people.listed("/offers?edition=2026&town=worbis")
    assert {one["title"]: one["status"] for one in programme} == {
        "Krimiabend": "cancelled",
        "Kaffee": "published",
        "Rabatt am Sonntag": "published",
    }

    on(9, 1)
    late = await people.post("/businesses", json={**facts, "public_name": "Spät", "edition_id": id})
    assert (late.status_code, late.json()["code"]) == (409, "registration-closed")
    await chamber(f"/editions/{id}/close")
    await chamber(f"/editions/{id}/start")

    # Cards are stamped by different businesses, and drawn so that anybody can check it.
    on(9, 11)
    cards = (
        await manager(
            "/stamp-campaigns",
            {"edition_id": id, "town_key": "worbis", "stamps_needed": 3, "prizes": [{"title": "Gutschein"}]},
        )
    )["id"]
    await manager(f"/stamp-campaigns/{cards}/open")
    codes = (await manager(f"/stamp-campaigns/{cards}/cards", {"count": 3}))["codes"]
    await stamped(people, codes[:2], ids)
    await stamped(people, codes[2:], ids[:2])
    await manager(f"/stamp-campaigns/{cards}/close")
    await manager(f"/stamp-campaigns/{cards}/draw", {"seed": "3 6 17 22 34 41"})
    result = (await people.get(f"/stamp-campaigns/{cards}/result")).json()
    order_of = sorted(result["cards"], key=lambda card: sha256(f"{result['seed']}:{card}".encode()).hexdigest())
    assert (len(result["cards"]), result["wins"][0]["card_id"]) == (2, order_of[0])

    # Reports come in, one after a reminder; the chamber evaluates and compares.
    on(10, 1)
    await chamber(f"/editions/{id}/end")
    await manager(
        f"/town-participations/{towns['worbis']['id']}/report", {"cards_returned": 2, "ratings": [0, 0, 0, 1, 1]}
    )
    early = await people.post(f"/editions/{id}/evaluate", CHAMBER)
    reminded = await chamber(f"/editions/{id}/remind")
    await people.done(f"/town-participations/{towns['gotha']['id']}/report", MANAGER, "gotha", json={})
    evaluated = await chamber(f"/editions/{id}/evaluate")
    compared = (await people.get(f"/editions/{id}/comparison")).json()

    assert (early.status_code, early.json()["code"]) == (409, "reports-missing")
    assert [(town["town_key"], town["reminders"]) for town in reminded["items"]] == [("gotha", 1)]
    assert evaluated["status"] == "evaluated"
    worbis = next(town for town in compared["towns"] if town["town_key"] == "worbis")
    assert worbis["now"] == {"businesses": 3, "offers": 2, "cards_returned": 2, "rating_mean": 4.5}
    assert worbis["change"] == {"businesses": 1, "offers": -3, "cards_returned": -38, "rating_mean": 0.5}
    stated = [type for type, _ in await stated_by(database)]
    assert {type: stated.count(type) for type in dict.fromkeys(stated)} == {
        "edition.announced": 1,
        "town.declared": 2,
        "town.confirmed": 2,
        "town.published": 2,
        "edition.opened": 1,
        "business.registered": 3,
        "business.approved": 3,
        "participation.accepted": 3,
        "material.shipped": 2,
        "special_opening.registered": 1,
        "offer.registered": 4,
        "offer.published": 3,
        "offer.rescheduled": 1,
        "offer.cancelled": 1,
        "edition.closed": 1,
        "edition.started": 1,
        "edition.ended": 1,
        "report.submitted": 2,
    }


async def order(people: People, edition: str, town: str, bags: int) -> str:
    """A town orders bags."""
    body = {"edition_id": edition, "town_key": town, "lines": [{"item": "bag", "pieces": bags}]}
    made = await people.done("/material-orders", MANAGER, town, json=body)
    await people.done(f"/material-orders/{made['id']}/place", MANAGER, town)
    return str(made["id"])


async def offer(
    people: People, edition: str, shop: str, title: str, kind: str, day: str, starts: int, ends: int
) -> str:
    """A shop hands an offer in."""
    held = {"day": day, "starts": f"{starts}:00", "ends": f"{ends}:00"}
    body = {"edition_id": edition, "business_id": shop, "kind": kind, "title": title, "dates": [held]}
    made = await people.done("/offers", SHOP, shop, json=body)
    await people.done(f"/offers/{made['id']}/register", SHOP, shop)
    return str(made["id"])


async def stamped(people: People, codes: Sequence[str], shops: Sequence[str]) -> None:
    """Every one of the shops stamps every one of the cards."""
    for code in codes:
        for shop in shops:
            await people.done("/stamp-cards/stamp", SHOP, shop, json={"code": code, "business_id": shop})
