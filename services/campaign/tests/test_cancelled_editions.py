"""A cancelled edition ends what hangs on it, in one transaction, and nothing new comes in behind it."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any

import pytest
from campaign_examples import FRIDAY, NOW, a_business, a_participation, a_town_participation
from campaign_people import People
from campaign_stage import Stage, town_participations
from sqlalchemy import select

from campaign.commands import businesses, editions, materials
from campaign.domain import (
    Business,
    BusinessStatus,
    MaterialItem,
    MaterialOrder,
    Offer,
    OfferStatus,
    OrderLine,
    OrderStatus,
    Participation,
    ParticipationStatus,
    Row,
    TownStatus,
)
from regio_chassis.access import Role, Scope
from regio_chassis.bus.tables import bus_tables
from regio_chassis.database import Database, Tx
from regio_chassis.errors import Conflict
from regio_chassis.formats.calendars import parsed
from regio_chassis.rows import table_of
from regio_events import EVENT_TYPES, OfferDate

CHAMBER, MANAGER, SHOP = Role.CHAMBER, Role.TOWN_MANAGER, Role.SHOPKEEPER
WHY = {"reason": "Hochwasser"}
TOLD = "Die Aktion wurde abgesagt: Hochwasser"
HELD = OfferDate(day=date(2026, 5, 2), starts=time(10), ends=time(12))


@dataclass
class Season:
    """An edition with something of everything."""

    stage: Stage
    offers: Mapping[str, Offer]
    parts: Mapping[ParticipationStatus, Participation]
    orders: Mapping[OrderStatus, MaterialOrder]
    newcomer: Business

    @classmethod
    async def build(cls, database: Database) -> "Season":
        stage = await Stage.build(database)
        offers = {
            "coming": await stage.offer(database, OfferStatus.PUBLISHED),
            "of the town": await stage.offer(database, OfferStatus.PUBLISHED, business_id=None),
            "held": await stage.offer(database, OfferStatus.PUBLISHED, dates=[HELD]),
            "of the year": await stage.offer(database, OfferStatus.PUBLISHED, edition_id=None),
            "draft": await stage.offer(database, OfferStatus.DRAFT),
            "registered": await stage.offer(database, OfferStatus.REGISTERED),
            "called off": await stage.offer(database, OfferStatus.CANCELLED, sequence=1),
        }
        parts, rows = {ParticipationStatus.ACCEPTED: stage.part}, []
        for status in (ParticipationStatus.APPLIED, ParticipationStatus.DECLINED, ParticipationStatus.ENDED):
            shop = a_business(BusinessStatus.APPROVED)
            parts[status] = a_participation(status, edition_id=stage.edition.id, business=shop)
            rows += [shop, parts[status]]
        rows += [
            a_town_participation(status, edition_id=stage.edition.id, town_key=town)
            for town, status in (("leinefelde", TownStatus.INVITED), ("gotha", TownStatus.ENDED))
        ]
        orders = {
            status: MaterialOrder(
                edition_id=stage.edition.id,
                town_key="worbis",
                status=status,
                lines=(OrderLine(item="bag", ordered=5, approved=5 if status is OrderStatus.APPROVED else None),),
            )
            for status in (OrderStatus.DRAFT, OrderStatus.PLACED, OrderStatus.APPROVED)
        }
        newcomer = a_business(BusinessStatus.APPROVED)
        bags = MaterialItem(edition_id=stage.edition.id, key="bag", label="Taschen", stock=20, approved=5)
        async with database.begin(at=NOW) as tx:
            await tx.add(*rows, bags, *orders.values(), newcomer)
        return cls(stage, offers, parts, orders, newcomer)


async def statuses(database: Database, model: type[Row], column: str = "id") -> dict[Any, str]:
    table = table_of(model)
    async with database.reading() as reading:
        rows = await reading.execute(select(table.c[column], table.c.status))
        return {row[0]: str(row.status) for row in rows}


async def test_a_cancelled_edition_ends_what_hangs_on_it_and_nothing_else(people: People, database: Database) -> None:
    season = await Season.build(database)

    await people.done(f"/editions/{season.stage.edition.id}/cancel", CHAMBER, json=WHY)

    found = await statuses(database, Offer)
    assert {name: found[offer.id] for name, offer in season.offers.items()} == {
        "coming": "cancelled",
        "of the town": "cancelled",
        "held": "published",
        "of the year": "published",
        "draft": "draft",
        "registered": "registered",
        "called off": "cancelled",
    }
    found = await statuses(database, Participation)
    assert {str(was): found[part.id] for was, part in season.parts.items()} == {
        "accepted": "withdrawn",
        "applied": "withdrawn",
        "declined": "declined",
        "ended": "ended",
    }
    towns = await town_participations(database)
    assert {key: (str(town.status), town.reason) for key, town in towns.items()} == {
        "worbis": ("withdrawn", TOLD),
        "leinefelde": ("withdrawn", TOLD),
        "gotha": ("ended", None),
    }
    seen = (await people.get(f"/offers/{season.offers['coming'].id}")).json()
    assert (seen["reason"], seen["sequence"], seen["version"]) == (TOLD, 1, 2)


async def test_everything_that_ended_is_stated_because_of_the_edition(people: People, database: Database) -> None:
    season = await Season.build(database)

    await people.done(f"/editions/{season.stage.edition.id}/cancel", CHAMBER, json=WHY)

    log = bus_tables(Row.metadata).log
    async with database.reading() as reading:
        rows = (await reading.execute(select(log).order_by(log.c.position))).mappings().all()
    first, *others = rows
    assert (first["type"], first["causationid"]) == ("regio.campaign.edition.cancelled.v1", None)
    assert {row["causationid"] for row in others} == {first["id"]}
    assert {row["correlationid"] for row in others} == {first["correlationid"]}
    facts = [EVENT_TYPES[row["type"]].model_validate_json(row["data"]) for row in others]
    told = {(type(fact).__name__, getattr(fact, "offer_id", getattr(fact, "participation_id", None))) for fact in facts}
    towns = await town_participations(database)
    assert told == {
        *(("TownWithdrew", towns[key].id) for key in ("worbis", "leinefelde")),
        *(("ParticipationWithdrew", season.parts[was].id) for was in (ParticipationStatus.ACCEPTED, "applied")),
        *(("OfferCancelled", season.offers[name].id) for name in ("coming", "of the town")),
    }
    assert {getattr(fact, "sequence", 1) for fact in facts} == {1}


async def test_who_follows_the_programme_is_told(people: People, database: Database) -> None:
    season = await Season.build(database)
    coming = season.offers["coming"]

    await people.done(f"/editions/{season.stage.edition.id}/cancel", CHAMBER, json=WHY)

    events = {str(event["UID"]): event for event in parsed((await people.get("/programme.ics")).content).events}
    event = events[f"{coming.id}-1"]
    assert (event["STATUS"], event["SEQUENCE"]) == ("CANCELLED", 1)
    assert f"Abgesagt: {TOLD}" in event["DESCRIPTION"]
    assert "fällt aus" in (await people.get("/news.atom")).text


async def test_nothing_comes_in_behind_a_cancelled_edition(people: People, database: Database) -> None:
    season = await Season.build(database)
    edition, shop = season.stage.edition.id, str(season.stage.shop.id)
    offers, orders = season.offers, season.orders
    await people.done(f"/editions/{edition}/cancel", CHAMBER, json=WHY)
    later = {"day": str(FRIDAY), "starts": "18:00", "ends": "19:00"}
    requests: dict[str, tuple[str, Role, str, Any]] = {
        "hand in": (f"/offers/{offers['draft'].id}/register", SHOP, shop, None),
        "publish": (f"/offers/{offers['registered'].id}/publish", CHAMBER, "*", None),
        "move a past one": (f"/offers/{offers['held'].id}/reschedule", CHAMBER, "*", {"dates": [later]}),
        "place": (f"/material-orders/{orders[OrderStatus.DRAFT].id}/place", MANAGER, "worbis", None),
        "approve": (f"/material-orders/{orders[OrderStatus.PLACED].id}/approve", CHAMBER, "*", {}),
        "share": ("/material-orders/share", CHAMBER, "*", {"edition_id": str(edition)}),
        "apply": ("/participations", SHOP, shop, {"business_id": shop, "edition_id": str(edition)}),
        "join": ("/town-participations", CHAMBER, "*", {"edition_id": str(edition), "town_key": "worbis"}),
    }

    answers = {
        name: await people.post(path, role, key, json=body) for name, (path, role, key, body) in requests.items()
    }

    assert {name: (answer.status_code, answer.json().get("code")) for name, answer in answers.items()} == {
        name: (409, "not-taking-part" if name == "move a past one" else "edition-not-open") for name in requests
    }
    assert await statuses(database, MaterialOrder) == {order.id: str(status) for status, order in orders.items()}


ALL = Scope.ALL
Step = Callable[[Tx, Season], Awaitable[object]]


async def apply(tx: Tx, season: Season) -> None:
    await businesses.apply(tx, ALL, business_id=season.newcomer.id, edition_id=season.stage.edition.id)


async def place(tx: Tx, season: Season) -> None:
    await materials.place(tx, ALL, season.orders[OrderStatus.DRAFT].id, expected=None)


async def approve(tx: Tx, season: Season) -> None:
    await materials.approve(tx, ALL, season.orders[OrderStatus.PLACED].id, quantities={}, expected=None)


async def share(tx: Tx, season: Season) -> None:
    await materials.share(tx, ALL, edition_id=season.stage.edition.id, dry_run=False)


@pytest.mark.parametrize("step", [apply, place, approve, share])
async def test_nothing_slips_in_while_the_edition_is_being_cancelled(database: Database, step: Step) -> None:
    season = await Season.build(database)

    async def slip_in() -> None:
        async with database.begin(at=NOW) as tx:
            await step(tx, season)

    async with database.begin(at=NOW) as tx:
        await editions.cancel(tx, ALL, season.stage.edition.id, reason="Hochwasser", expected=None)
        slipping = asyncio.create_task(slip_in())
        await asyncio.wait([slipping], timeout=0.5)
    with pytest.raises(Conflict):
        await slipping

    assert "applied" not in (await statuses(database, Participation)).values()


async def test_who_applies_just_before_is_found_by_the_cancellation(database: Database) -> None:
    season = await Season.build(database)

    async def cancel() -> None:
        async with database.begin(at=NOW) as tx:
            await editions.cancel(tx, ALL, season.stage.edition.id, reason="Hochwasser", expected=None)

    async with database.begin(at=NOW) as tx:
        await apply(tx, season)
        cancelling = asyncio.create_task(cancel())
        await asyncio.wait([cancelling], timeout=0.5)
    await cancelling

    found = await statuses(database, Participation, "business_id")
    assert found[season.newcomer.id] == "withdrawn"
