"""What is found, by whom, and in which order."""

from datetime import date, time
from typing import Any

import pytest
from campaign_examples import KRIMI, NOW, SATURDAY, a_business, an_edition
from campaign_people import People
from campaign_stage import Stage

from campaign.domain import BusinessStatus, EditionStatus, OfferStatus
from regio_chassis.access import Role
from regio_chassis.database import Database
from regio_events import OfferDate
from regio_events.campaign import BusinessKind, OfferKind


async def titles(people: People, query: str, role: Role = Role.ANONYMOUS, key: str = "*") -> list[str]:
    return [offer["title"] for offer in await people.listed(f"/offers{query}", role, key)]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Krimiabend", "Märchenstunde"]),
        ("?ordering=-starts_at", ["Märchenstunde", "Krimiabend"]),
        ("?q=Krimi", ["Krimiabend"]),
        ("?q=maerchen", ["Märchenstunde"]),
        ("?q=%25", []),
        ("?q=_", []),
        ("?from=2026-09-12", ["Märchenstunde"]),
        ("?to=2026-09-11", ["Krimiabend"]),
        ("?from=2026-09-12&to=2026-09-18", ["Märchenstunde"]),
        ("?from=2026-09-13&to=2026-09-18", []),
        ("?from=2026-09-19&to=2026-09-19", ["Märchenstunde"]),
        ("?town=worbis&edition=2026", ["Krimiabend", "Märchenstunde"]),
        ("?town=gotha", []),
        ("?edition=2021", []),
        ("?kind=show", ["Krimiabend"]),
        ("?for_children=true", ["Märchenstunde"]),
        ("?status=cancelled", []),
    ],
)
async def test_the_programme_is_filtered(people: People, database: Database, query: str, found: list[str]) -> None:
    stage = await Stage.build(database)
    irregular = [
        OfferDate(day=SATURDAY, starts=time(10), ends=time(11)),
        OfferDate(day=date(2026, 9, 19), starts=time(10), ends=time(11)),
    ]
    await stage.offer(database, OfferStatus.PUBLISHED, title="Krimiabend", dates=[KRIMI])
    await stage.offer(
        database,
        OfferStatus.PUBLISHED,
        title="Märchenstunde",
        kind=OfferKind.OTHER,
        dates=irregular,
        for_children=True,
    )
    await stage.offer(database, OfferStatus.REGISTERED, title="Noch nicht geprüft")

    assert await titles(people, query) == found


async def test_a_list_comes_in_pages(people: People, database: Database) -> None:
    stage = await Stage.build(database)
    for number in range(5):
        await stage.offer(database, OfferStatus.PUBLISHED, title=f"Angebot {number}")

    first = await people.get("/offers?limit=3&ordering=title")
    second = await people.get(f"/offers?limit=3&ordering=title&cursor={first.json()['next']}")

    assert [offer["title"] for offer in first.json()["items"]] == ["Angebot 0", "Angebot 1", "Angebot 2"]
    assert [offer["title"] for offer in second.json()["items"]] == ["Angebot 3", "Angebot 4"]
    assert 'rel="next"' in first.headers["link"]
    assert second.json()["next"] is None


async def test_a_cancelled_offer_disappears_after_its_last_date(people: People, database: Database) -> None:
    stage = await Stage.build(database)
    past = [OfferDate(day=date(2026, 5, 2), starts=time(10), ends=time(11))]
    await stage.offer(database, OfferStatus.CANCELLED, title="Abgesagt, kommt noch")
    await stage.offer(database, OfferStatus.CANCELLED, title="Abgesagt, vorbei", dates=past)

    assert await titles(people, "") == ["Abgesagt, kommt noch"]
    assert len(await titles(people, "", Role.TOWN_MANAGER, "worbis")) == 2


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Buchhandlung Leseecke", "Café Zeitlos"]),
        ("?kind=gastronomy", ["Café Zeitlos"]),
        ("?town=leinefelde", ["Café Zeitlos"]),
        ("?edition=2026", ["Buchhandlung Leseecke"]),
        ("?q=b%C3%BCcher", ["Buchhandlung Leseecke"]),
        ("?badge=true", []),
        ("?status=registered", []),
        ("?ordering=-name", ["Café Zeitlos", "Buchhandlung Leseecke"]),
    ],
)
async def test_businesses_are_filtered(people: People, database: Database, query: str, found: list[str]) -> None:
    await Stage.build(database)
    async with database.begin(at=NOW) as tx:
        await tx.add(
            a_business(
                BusinessStatus.APPROVED,
                public_name="Café Zeitlos",
                branch="Café",
                kind=BusinessKind.GASTRONOMY,
                town_key="leinefelde",
            ),
            a_business(public_name="Noch nicht geprüft"),
        )

    names = [business["public_name"] for business in await people.listed(f"/businesses{query}")]

    assert names == found


@pytest.mark.parametrize(
    ("role", "key", "inside"),
    [
        (Role.ANONYMOUS, "*", False),
        (Role.TOWN_MANAGER, "gotha", False),
        (Role.COMPANY, "*", False),
        (Role.TOWN_MANAGER, "worbis", True),
        (Role.SHOPKEEPER, "shop", True),
        (Role.CHAMBER, "*", True),
    ],
)
async def test_the_contact_of_a_business_is_for_itself_its_town_and_the_chamber(
    people: People, database: Database, role: Role, key: str, inside: bool
) -> None:
    stage = await Stage.build(database)
    key = str(stage.shop.id) if key == "shop" else key

    one = await people.get(f"/businesses/{stage.shop.id}", role, key)
    (listed,) = await people.listed("/businesses", role, key)

    assert ("contact_email" in one.json(), "contact_email" in listed) == (inside, inside)
    assert ("Erika" in one.text) is inside


async def test_drafts_and_reviews_are_for_those_whom_they_concern(people: People, database: Database) -> None:
    stage = await Stage.build(database)
    offer = await stage.offer(database, OfferStatus.DRAFT)
    async with database.begin(at=NOW) as tx:
        await tx.add(an_edition(EditionStatus.DRAFT, year=2027, kickoff_days=()))

    seen = {
        (role, key): (await people.get(f"/offers/{offer.id}", role, key)).status_code
        for role, key in [
            (Role.ANONYMOUS, "*"),
            (Role.SHOPKEEPER, str(stage.shop.id)),
            (Role.SHOPKEEPER, str(offer.id)),
            (Role.TOWN_MANAGER, "worbis"),
            (Role.TOWN_MANAGER, "gotha"),
            (Role.CHAMBER, "*"),
        ]
    }
    editions: dict[Role, list[Any]] = {
        role: [edition["year"] for edition in await people.listed("/editions", role, "worbis")]
        for role in (Role.ANONYMOUS, Role.TOWN_MANAGER, Role.CHAMBER)
    }

    assert list(seen.values()) == [404, 200, 404, 200, 404, 200]
    assert editions == {Role.ANONYMOUS: [2026], Role.TOWN_MANAGER: [2026], Role.CHAMBER: [2027, 2026]}


async def test_towns_are_listed_with_their_municipality(people: People, database: Database) -> None:
    await Stage.build(database)

    found = await people.listed("/towns?municipality=leinefelde-worbis")

    assert [town["key"] for town in found] == ["leinefelde", "worbis"]
    assert {town["municipality_key"] for town in found} == {"16061115"}
