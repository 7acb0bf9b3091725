"""The badge "Praxistage-Betrieb": worn while a linked company that is not suspended offers places."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from campaign_examples import NOW, a_business
from campaign_stage import Sister, Stage

from campaign.domain import BusinessStatus
from campaign.queries.businesses import business, businesses
from regio_chassis.access import Scope
from regio_chassis.database import Database
from regio_events import placement
from regio_events.placement import CompanyKind

COMPANY = UUID(int=7)


def places(business_id: UUID | None, **other: Any) -> dict[str, Any]:
    facts = {
        "offer_id": UUID(int=1),
        "company_id": COMPANY,
        "business_id": business_id,
        "town_key": "worbis",
        "kldb": "62212",
        "occupation": "Buchhändler/in",
        "weekdays": (2,),
        "phase_ids": (uuid4(),),
        "seats_total": 2,
        "requirement_codes": (),
    }
    return facts | other


def company(business_id: UUID | None) -> dict[str, Any]:
    return {"company_id": COMPANY, "business_id": business_id, "town_key": "worbis", "kind": CompanyKind.RETAIL}


async def badge(database: Database, business_id: UUID) -> bool:
    async with database.reading() as reading:
        seen = await business(reading, Scope.PUBLIC, business_id)
        worn = (await reading.execute(businesses(Scope.PUBLIC, badge=True))).all()
        bare = (await reading.execute(businesses(Scope.PUBLIC, badge=False))).all()
    assert (len(worn), len(bare)) == ((1, 0) if seen.badge else (0, 1))
    return seen.badge


async def test_published_places_are_a_badge_and_a_filter(database: Database) -> None:
    shop = (await Stage.build(database)).shop
    sister = Sister("placement", database)
    before = await badge(database, shop.id)

    await sister.states(placement.OfferPublished(**places(shop.id)))

    assert (before, await badge(database, shop.id)) == (False, True)


async def test_the_shop_next_door_wears_no_badge(database: Database) -> None:
    shop = (await Stage.build(database)).shop
    next_door = a_business(BusinessStatus.APPROVED)
    async with database.begin(at=NOW) as tx:
        await tx.add(next_door)

    await Sister("placement", database).states(placement.OfferPublished(**places(shop.id)))

    async with database.reading() as reading:
        one_by_one = [(await business(reading, Scope.PUBLIC, each.id)).badge for each in (shop, next_door)]
        listed = {row.id: row.badge for row in await reading.execute(businesses(Scope.PUBLIC))}
        worn = (await reading.execute(businesses(Scope.PUBLIC, badge=True))).scalars().all()
    assert (one_by_one, listed, worn) == ([True, False], {shop.id: True, next_door.id: False}, [shop.id])


@pytest.mark.parametrize("end", [placement.OfferPaused, placement.OfferWithdrawn])
async def test_the_badge_goes_with_the_last_places(
    database: Database, end: type[placement.OfferPaused | placement.OfferWithdrawn]
) -> None:
    shop = (await Stage.build(database)).shop
    sister, second = Sister("placement", database), {"offer_id": UUID(int=2)}
    await sister.states(
        placement.OfferPublished(**places(shop.id)), placement.OfferPublished(**places(shop.id, **second))
    )

    await sister.states(end(**places(shop.id)))
    with_one_left = await badge(database, shop.id)
    await sister.states(end(**places(shop.id, **second)))

    assert (with_one_left, await badge(database, shop.id)) == (True, False)


async def test_paused_places_come_back_with_the_badge(database: Database) -> None:
    shop = (await Stage.build(database)).shop

    await Sister("placement", database).states(
        placement.OfferPublished(**places(shop.id)),
        placement.OfferPaused(**places(shop.id)),
        placement.OfferPublished(**places(shop.id)),
    )

    assert await badge(database, shop.id)


async def test_a_suspended_company_loses_the_badge_until_it_is_approved_again(database: Database) -> None:
    shop = (await Stage.build(database)).shop
    sister = Sister("placement", database)
    await sister.states(placement.OfferPublished(**places(shop.id)))

    await sister.states(placement.CompanySuspended(**company(shop.id)))
    suspended = await badge(database, shop.id)
    await sister.states(placement.CompanyApproved(**company(shop.id), public_name="Leseecke"))

    assert (suspended, await badge(database, shop.id)) == (False, True)


async def test_a_link_made_later_brings_the_badge_of_places_published_before(database: Database) -> None:
    shop = (await Stage.build(database)).shop
    sister = Sister("placement", database)
    await sister.states(placement.OfferPublished(**places(None)))
    unlinked = await badge(database, shop.id)

    await sister.states(placement.CompanyLinked(**company(shop.id)))

    assert (unlinked, await badge(database, shop.id)) == (False, True)


async def test_reading_the_channel_again_from_the_start_ends_the_same(database: Database) -> None:
    shop = (await Stage.build(database)).shop
    sister = Sister("placement", database)
    await sister.states(
        placement.OfferPublished(**places(None)),
        placement.CompanyLinked(**company(shop.id)),
        placement.OfferPublished(**places(shop.id, offer_id=UUID(int=2))),
        placement.OfferWithdrawn(**places(shop.id, offer_id=UUID(int=2))),
    )

    await sister.restores_a_backup()

    assert await badge(database, shop.id)
    assert await sister.parked() == 0
