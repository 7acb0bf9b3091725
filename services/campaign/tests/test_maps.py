"""The programme as a map that stands alone, and the sitemap that names what answers."""

from base64 import b64encode
from hashlib import sha256
from itertools import combinations
from math import hypot
from xml.etree import ElementTree as ET

import pytest
from campaign_examples import NOW, a_business
from campaign_people import People
from campaign_stage import Stage

from campaign.domain import BusinessStatus, OfferStatus
from regio_chassis.access import Role
from regio_chassis.database import Database

SVG = "{http://www.w3.org/2000/svg}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
CHAMBER = Role.CHAMBER
DRAWN = {"svg", "title", "desc", "style", "g", "rect", "circle", "line", "path", "text"}


async def shops_with_offers(database: Database, *places: tuple[float, float] | None) -> Stage:
    """A shop at each of ``places`` with one offer; the stage's own shop, which is at no place, has one as well."""
    stage = await Stage.build(database)
    await stage.offer(database, OfferStatus.PUBLISHED)
    for number, place in enumerate(places):
        lat, lon = place or (None, None)
        shop = a_business(BusinessStatus.APPROVED, public_name=f"Laden <{number}> & Co", latitude=lat, longitude=lon)
        async with database.begin(at=NOW) as tx:
            await tx.add(shop)
        await stage.offer(database, OfferStatus.PUBLISHED, business_id=shop.id)
    return stage


def texts(svg: ET.Element) -> list[str]:
    return [line.text or "" for line in svg.iter(f"{SVG}text")]


async def drawn(people: People, path: str) -> ET.Element:
    answer = await people.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/svg+xml")
    return ET.fromstring(answer.content)


async def test_the_map_of_a_town_numbers_its_hosts_and_lists_them(people: People, database: Database) -> None:
    stage = await shops_with_offers(database, (51.42, 10.36), (51.43, 10.37))
    await stage.offer(database, OfferStatus.PUBLISHED, business_id=None)
    await stage.offer(database, OfferStatus.CANCELLED, business_id=None)

    svg = await drawn(people, "/programme/worbis.svg")

    (legend,) = [group for group in svg.iter(f"{SVG}g") if group.get("role") == "list"]
    assert [(item.get("role"), texts(item)) for item in legend] == [
        ("listitem", ["1.", "Laden <0> & Co: 1\u00a0Angebot"]),
        ("listitem", ["2.", "Laden <1> & Co: 1\u00a0Angebot"]),
        ("listitem", ["3.", "Worbis: 1\u00a0Angebot"]),
        ("listitem", ["nicht auf der Karte: Buchhandlung", "Leseecke: 1\u00a0Angebot"]),
    ]
    assert [text for text in texts(svg) if text.isdigit()] == ["1", "2", "3"]
    assert svg.findtext(f"{SVG}title") == "Karte: Heimat shoppen Worbis"
    assert (svg.findtext(f"{SVG}desc") or "").startswith("4\u00a0Angebote, 4 Gastgeber. Norden ist oben.")


async def test_the_map_of_all_towns_has_one_place_for_each(people: People, database: Database) -> None:
    await shops_with_offers(database, (51.42, 10.36))

    svg = await drawn(people, "/programme.svg?edition=2026")

    assert {"Worbis", "Worbis: 2\u00a0Angebote"} <= set(texts(svg))
    assert svg.findtext(f"{SVG}desc") == (
        "2\u00a0Angebote, 1 Stadt. Norden ist oben. Die Nummern der Karte stehen in der Liste darunter."
    )


async def test_north_is_up_east_is_right_and_a_degree_is_as_long_as_it_is(people: People, database: Database) -> None:
    await shops_with_offers(database, (51.0, 10.0), (51.0, 10.5), (51.25, 10.0))

    circles = (await drawn(people, "/programme/worbis.svg")).iter(f"{SVG}circle")

    south_west, east, north = [
        (float(one.get("cx", "")), float(one.get("cy", ""))) for one in circles if one.get("class") == "k-place"
    ]
    assert (east[1], north[0]) == (south_west[1], south_west[0])
    assert east[0] > south_west[0]
    assert north[1] < south_west[1]
    # At 51° a degree of longitude has 63 % of the length of one of latitude; here are two of them.
    assert (east[0] - south_west[0]) / (south_west[1] - north[1]) == pytest.approx(2 * 0.628, abs=0.01)


async def test_no_number_covers_another_and_all_are_on_the_paper(people: People, database: Database) -> None:
    await shops_with_offers(database, *[(51.42, 10.36)] * 6, (51.4201, 10.3601), (51.46, 10.4))

    circles = (await drawn(people, "/programme/worbis.svg")).iter(f"{SVG}circle")

    places = [(float(one.get("cx", "")), float(one.get("cy", ""))) for one in circles if one.get("class") == "k-place"]
    assert len(places) == 8
    assert all(hypot(a[0] - b[0], a[1] - b[1]) >= 17 for a, b in combinations(places, 2))
    assert all(9 <= x <= 351 and 9 <= y <= 271 for x, y in places)


async def test_a_map_without_anything_says_so(people: People, database: Database) -> None:
    await Stage.build(database)

    svg = await drawn(people, "/programme/gotha.svg")

    assert "Zurzeit ist hier nichts eingetragen." in texts(svg)
    assert (await people.get("/programme/nirgends.svg")).status_code == 404


async def test_the_map_loads_and_runs_nothing_and_may_use_its_own_style(people: People, database: Database) -> None:
    await shops_with_offers(database, (51.42, 10.36))

    answer = await people.get("/programme/worbis.svg")

    svg = ET.fromstring(answer.content)
    style = svg.findtext(f"{SVG}style") or ""
    digest = b64encode(sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}';" in answer.headers["content-security-policy"]
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert {one.tag.removeprefix(SVG) for one in svg.iter()} <= DRAWN
    assert not any("href" in name or name.startswith("on") for one in svg.iter() for name in one.attrib)
    assert "url(" not in style
    assert "prefers-color-scheme:dark" in style


async def addresses(people: People) -> list[str]:
    answer = await people.get("/sitemap.xml")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/xml")
    return [loc.text or "" for loc in ET.fromstring(answer.content).iter(f"{MAP}loc")]


async def test_every_address_of_the_sitemap_answers(people: People, database: Database) -> None:
    stage = await shops_with_offers(database, (51.42, 10.36))
    waiting = a_business(BusinessStatus.REGISTERED)
    abroad = a_business(BusinessStatus.APPROVED, town_key="gotha")
    async with database.begin(at=NOW) as tx:
        await tx.add(waiting, abroad)

    found = await addresses(people)

    prefix = found[0].removesuffix("/programme")
    assert prefix.startswith("http://")
    assert prefix.endswith("/api/v1")
    assert all(address.startswith(prefix) for address in found)
    paths = [address.removeprefix(prefix) for address in found]
    assert len(paths) == len(set(paths))
    answers = {path: (await people.get(path)).status_code for path in paths}
    assert set(answers.values()) == {200}, answers
    assert {"/programme.svg", "/programme/worbis.ics", "/programme/gotha", "/news/worbis.atom"} <= set(paths)
    assert {"/programme/worbis/poster.pdf", f"/businesses/{stage.shop.id}/poster.pdf"} <= set(paths)
    assert not [path for path in paths if str(waiting.id) in path or str(abroad.id) in path]
    assert "/programme/gotha/poster.pdf" not in paths


async def test_a_business_that_is_approved_is_in_the_sitemap_at_once(people: People, database: Database) -> None:
    await Stage.build(database)
    waiting = a_business(BusinessStatus.REGISTERED)
    async with database.begin(at=NOW) as tx:
        await tx.add(waiting)
    before = await addresses(people)

    await people.done(f"/businesses/{waiting.id}/approve", CHAMBER)

    (new,) = set(await addresses(people)) - set(before)
    assert new.endswith(f"/businesses/{waiting.id}/poster.pdf")
