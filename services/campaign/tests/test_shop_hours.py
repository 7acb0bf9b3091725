"""ThürLadÖffG: when a special opening is lawful, which paragraph one breaks, and when an offer needs one."""

import asyncio
from datetime import date, time
from typing import Any
from uuid import UUID

import pytest
from campaign_examples import an_offer, good_surroundings
from campaign_people import People
from campaign_stage import Stage, stated_by

from campaign.commands import special_openings
from campaign.domain import Hours, OfferStatus, OpeningNotAllowed, ShopsClosed
from campaign.domain.shop_hours import insist_on_lawful_opening
from campaign.domain.thuringia import advent_sunday, day_of_rest
from regio_chassis.access import Role, Scope
from regio_chassis.database import Database, Tx
from regio_events import OfferDate, Window
from regio_events.campaign import BusinessKind, OfferKind

MANAGER = Role.TOWN_MANAGER
SUNDAY = date(2026, 9, 13)
FOUR = (date(2026, 3, 8), date(2026, 5, 10), date(2026, 6, 7), date(2026, 10, 4))


def lawful(day: date, opens: int, closes: int, **other: Any) -> bool:
    facts: dict[str, Any] = {"occasion": "Herbstmarkt", "permit": "Verordnung", "catholic": False, "used": ()}
    return insist_on_lawful_opening(Hours(day, time(opens), time(closes % 24)), **(facts | other))


@pytest.mark.parametrize(
    ("day", "opens", "closes", "other", "allowance"),
    [
        (SUNDAY, 13, 18, {}, True),
        (SUNDAY, 11, 17, {}, True),
        (SUNDAY, 14, 20, {}, True),
        (SUNDAY, 13, 18, {"used": FOUR[:3]}, True),
        (SUNDAY, 13, 18, {"used": (*FOUR[:3], SUNDAY)}, True),
        (date(2026, 11, 29), 13, 18, {}, True),
        (date(2026, 12, 6), 13, 18, {}, True),
        (date(2026, 4, 6), 13, 18, {}, True),
        (date(2026, 5, 1), 13, 18, {}, True),
        (date(2026, 9, 20), 13, 18, {}, True),
        (date(2026, 6, 4), 13, 18, {"catholic": True}, True),
        (date(2026, 6, 4), 6, 23, {"catholic": False, "occasion": None, "permit": None}, False),
        (date(2026, 9, 11), 8, 23, {"occasion": None, "permit": None}, False),
        (date(2026, 9, 12), 8, 20, {}, False),
        (date(2026, 12, 24), 8, 14, {}, False),
        (date(2026, 12, 31), 8, 14, {}, False),
        (date(2026, 9, 11), 8, 22, {"used": FOUR}, False),
    ],
)
def test_a_lawful_opening_uses_the_allowance_on_days_of_rest_only(
    day: date, opens: int, closes: int, other: dict[str, Any], allowance: bool
) -> None:
    assert lawful(day, opens, closes, **other) is allowance


@pytest.mark.parametrize(
    ("day", "opens", "closes", "other", "breaches"),
    [
        (SUNDAY, 13, 18, {"used": FOUR}, {("§ 10 Abs. 1", "/day")}),
        (SUNDAY, 12, 19, {}, {("§ 10 Abs. 1", "/closes")}),
        (SUNDAY, 10, 15, {}, {("§ 10 Abs. 1", "/opens")}),
        (SUNDAY, 16, 21, {}, {("§ 10 Abs. 1", "/closes")}),
        (SUNDAY, 13, 18, {"occasion": None}, {("§ 10 Abs. 1", "/occasion")}),
        (SUNDAY, 13, 18, {"permit": None}, {("§ 10 Abs. 3", "/permit")}),
        (date(2026, 4, 3), 13, 18, {}, {("§ 10 Abs. 2", "/day")}),
        (date(2027, 3, 26), 13, 18, {}, {("§ 10 Abs. 2", "/day")}),
        (date(2026, 12, 13), 13, 18, {}, {("§ 10 Abs. 2", "/day")}),
        (date(2026, 12, 20), 13, 18, {}, {("§ 10 Abs. 2", "/day")}),
        (date(2026, 12, 27), 13, 18, {}, {("§ 10 Abs. 2", "/day")}),
        (date(2026, 12, 25), 13, 18, {}, {("§ 10 Abs. 2", "/day")}),
        (date(2026, 12, 26), 13, 18, {}, {("§ 10 Abs. 2", "/day")}),
        (date(2023, 12, 24), 11, 14, {}, {("§ 10 Abs. 2", "/day")}),
        (date(2023, 12, 31), 11, 14, {}, {("§ 10 Abs. 2", "/day")}),
        (date(2026, 12, 6), 13, 18, {"used": (date(2026, 11, 29),)}, {("§ 10 Abs. 2", "/day")}),
        (date(2026, 11, 29), 13, 18, {"used": (date(2026, 12, 6),)}, {("§ 10 Abs. 2", "/day")}),
        (date(2026, 6, 4), 9, 18, {"catholic": True}, {("§ 10 Abs. 1", "/opens"), ("§ 10 Abs. 1", "/closes")}),
        (date(2026, 10, 3), 13, 22, {}, {("§ 10 Abs. 1", "/closes")}),
        (date(2026, 10, 31), 11, 18, {}, {("§ 10 Abs. 1", "/closes")}),
        (date(2027, 1, 1), 9, 14, {"permit": None}, {("§ 10 Abs. 1", "/opens"), ("§ 10 Abs. 3", "/permit")}),
        (date(2026, 4, 5), 13, 18, {"occasion": ""}, {("§ 10 Abs. 1", "/occasion")}),
        (date(2026, 9, 20), 13, 18, {"used": FOUR}, {("§ 10 Abs. 1", "/day")}),
        (date(2027, 12, 19), 13, 20, {}, {("§ 10 Abs. 1", "/closes"), ("§ 10 Abs. 2", "/day")}),
        (date(2026, 9, 12), 18, 22, {}, {("§ 3", "/closes")}),
        (date(2026, 12, 24), 10, 15, {}, {("§ 4 Abs. 1 Nr. 3", "/closes")}),
        (date(2026, 12, 31), 10, 16, {}, {("§ 4 Abs. 1 Nr. 3", "/closes")}),
        (date(2022, 12, 24), 10, 18, {}, {("§ 4 Abs. 1 Nr. 3", "/closes")}),
        (
            date(2026, 4, 3),
            9,
            21,
            {"occasion": None, "permit": None, "used": FOUR},
            {
                ("§ 10 Abs. 1", "/occasion"),
                ("§ 10 Abs. 3", "/permit"),
                ("§ 10 Abs. 1", "/day"),
                ("§ 10 Abs. 1", "/closes"),
                ("§ 10 Abs. 1", "/opens"),
                ("§ 10 Abs. 2", "/day"),
            },
        ),
    ],
)
def test_every_breach_names_its_paragraph(
    day: date, opens: int, closes: int, other: dict[str, Any], breaches: set[tuple[str, str]]
) -> None:
    with pytest.raises(OpeningNotAllowed) as refused:
        lawful(day, opens, closes, **other)

    found = {
        (fault.detail.removeprefix("ThürLadÖffG ").partition(":")[0], fault.pointer) for fault in refused.value.faults
    }
    assert found == breaches
    assert all(paragraph in (refused.value.source or "") for paragraph, _ in breaches)


@pytest.mark.parametrize(
    ("year", "first"), [(2021, date(2021, 11, 28)), (2022, date(2022, 11, 27)), (2023, date(2023, 12, 3))]
)
def test_advent_is_counted_back_from_christmas(year: int, first: date) -> None:
    assert advent_sunday(1, year) == first
    assert advent_sunday(4, year) == date(year, 12, 25 - date(year, 12, 25).isoweekday())


def test_corpus_christi_is_a_holiday_in_catholic_places_only() -> None:
    assert day_of_rest(date(2026, 6, 4), catholic=True) == "Fronleichnam"
    assert day_of_rest(date(2026, 6, 4), catholic=False) is None


RETAIL, SERVICE, GASTRONOMY = BusinessKind.RETAIL, BusinessKind.SERVICE, BusinessKind.GASTRONOMY
SATURDAY, CORPUS_CHRISTI = date(2026, 9, 12), date(2026, 6, 4)
OPENING = Hours(SUNDAY, time(13), time(18))


def published(kind: OfferKind, host: BusinessKind | None, held: OfferDate, **around: Any) -> None:
    offer = an_offer(OfferStatus.REGISTERED, kind=kind, dates=(held,), **({} if host else {"business_id": None}))
    offer.publish(good_surroundings(year_round=True, business_kind=host, **around))


@pytest.mark.parametrize(
    ("kind", "host", "held", "around"),
    [
        (OfferKind.DISCOUNT, RETAIL, (SUNDAY, 13, 18), {"openings": (OPENING,)}),
        (OfferKind.EXTENDED_HOURS, None, (SUNDAY, 14, 17), {"openings": (OPENING,)}),
        (OfferKind.DISCOUNT, SERVICE, (SUNDAY, 13, 18), {}),
        (OfferKind.TASTING, GASTRONOMY, (SUNDAY, 13, 18), {}),
        (OfferKind.MUSIC, RETAIL, (SUNDAY, 13, 18), {}),
        (OfferKind.TOUR, None, (SUNDAY, 13, 18), {}),
        (OfferKind.RAFFLE, None, (SUNDAY, 13, 18), {}),
        (OfferKind.DISCOUNT, RETAIL, (SATURDAY, 9, 20), {}),
        (OfferKind.DISCOUNT, RETAIL, (CORPUS_CHRISTI, 9, 18), {"catholic": False}),
        (OfferKind.EXTENDED_HOURS, RETAIL, (date(2026, 9, 11), 18, 2), {}),
    ],
)
def test_an_offer_is_published_when_its_shop_may_be_open(
    kind: OfferKind, host: BusinessKind | None, held: tuple[date, int, int], around: dict[str, Any]
) -> None:
    published(kind, host, OfferDate(day=held[0], starts=time(held[1]), ends=time(held[2])), **around)


@pytest.mark.parametrize(
    ("kind", "host", "held", "around", "paragraph"),
    [
        (OfferKind.DISCOUNT, RETAIL, (SUNDAY, 13, 18), {}, "§ 4 Abs. 1"),
        (OfferKind.TASTING, RETAIL, (SUNDAY, 13, 18), {}, "§ 4 Abs. 1"),
        (OfferKind.EXTENDED_HOURS, None, (SUNDAY, 13, 18), {}, "§ 4 Abs. 1"),
        (OfferKind.DISCOUNT, RETAIL, (SUNDAY, 12, 18), {"openings": (OPENING,)}, "§ 4 Abs. 1"),
        (OfferKind.DISCOUNT, RETAIL, (SUNDAY, 13, 19), {"openings": (OPENING,)}, "§ 4 Abs. 1"),
        (OfferKind.DISCOUNT, RETAIL, (CORPUS_CHRISTI, 9, 18), {"catholic": True}, "§ 4 Abs. 1"),
        (OfferKind.DISCOUNT, RETAIL, (date(2026, 10, 3), 9, 18), {}, "§ 4 Abs. 1"),
        (OfferKind.EXTENDED_HOURS, RETAIL, (SATURDAY, 18, 22), {}, "§ 3"),
        (OfferKind.EXTENDED_HOURS, RETAIL, (SATURDAY, 18, 2), {}, "§ 3"),
        (OfferKind.DISCOUNT, RETAIL, (date(2026, 12, 24), 10, 16), {}, "§ 4 Abs. 1 Nr. 3"),
        (OfferKind.DISCOUNT, RETAIL, (date(2026, 12, 31), 10, 16), {}, "§ 4 Abs. 1 Nr. 3"),
    ],
)
def test_an_offer_that_needs_open_shops_is_not_published_when_they_are_closed(
    kind: OfferKind, host: BusinessKind | None, held: tuple[date, int, int], around: dict[str, Any], paragraph: str
) -> None:
    with pytest.raises(ShopsClosed) as refused:
        published(kind, host, OfferDate(day=held[0], starts=time(held[1]), ends=time(held[2])), **around)

    assert refused.value.source == f"ThürLadÖffG {paragraph}"
    assert [fault.pointer for fault in refused.value.faults] == ["/dates/0"]


WISH = {
    "town_key": "worbis",
    "day": "2026-09-13",
    "opens": "13:00",
    "closes": "18:00",
    "occasion": "Herbstmarkt",
    "permit": "Verordnung des Landkreises",
}


async def test_a_registered_opening_lets_a_sunday_offer_into_the_programme(people: People, database: Database) -> None:
    stage = await Stage.build(database)
    async with database.begin() as tx:
        stage.worbis.windows = (*stage.worbis.windows, Window(day=SUNDAY, opens=time(13), closes=time(18)))
        await tx.save(stage.worbis)
    offer = await stage.offer(
        database,
        OfferStatus.REGISTERED,
        kind=OfferKind.DISCOUNT,
        dates=(OfferDate(day=SUNDAY, starts=time(13), ends=time(17)),),
    )

    refused = await people.post(f"/offers/{offer.id}/publish", MANAGER, "worbis")
    opening = await people.done("/special-openings", MANAGER, "worbis", json=WISH)
    published = await people.done(f"/offers/{offer.id}/publish", MANAGER, "worbis")
    seen = await people.listed("/special-openings?town=worbis&year=2026")

    assert (refused.status_code, refused.json()["code"]) == (422, "shops-closed")
    assert refused.json()["source"] == "ThürLadÖffG § 4 Abs. 1"
    assert published["status"] == "published"
    assert seen == [opening]
    assert (opening["allowance"], opening["opens"]) == (True, "13:00")
    assert [type for type, _ in await stated_by(database)] == ["special_opening.registered", "offer.published"]


async def test_a_breach_is_an_error_with_the_paragraph(people: People, database: Database) -> None:
    await Stage.build(database)

    answer = await people.post(
        "/special-openings", MANAGER, "worbis", json=WISH | {"day": "2026-04-03", "opens": "10:00"}
    )

    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (422, "opening-not-allowed")
    assert problem["source"] == "ThürLadÖffG § 10 Abs. 1, § 10 Abs. 2"
    assert [(f["pointer"], f["detail"].partition(":")[0]) for f in problem["errors"]] == [
        ("/closes", "ThürLadÖffG § 10 Abs. 1"),
        ("/opens", "ThürLadÖffG § 10 Abs. 1"),
        ("/day", "ThürLadÖffG § 10 Abs. 2"),
    ]
    assert await people.listed("/special-openings") == []


async def test_the_places_of_a_municipality_share_four_days(people: People, database: Database) -> None:
    await Stage.build(database)
    whole = await people.done(
        "/special-openings", Role.CHAMBER, json=WISH | {"whole_municipality": True, "day": "2026-03-08"}
    )
    for day in ("2026-05-10", "2026-06-07"):
        await people.done(
            "/special-openings", MANAGER, "leinefelde", json=WISH | {"town_key": "leinefelde", "day": day}
        )
    await people.done("/special-openings", MANAGER, "worbis", json=WISH)

    fifth = await people.post("/special-openings", MANAGER, "worbis", json=WISH | {"day": "2026-10-04"})
    together = await people.post(
        "/special-openings", MANAGER, "leinefelde", json=WISH | {"town_key": "leinefelde", "day": "2026-09-13"}
    )
    twice = await people.post("/special-openings", MANAGER, "worbis", json=WISH)
    next_year = await people.post("/special-openings", MANAGER, "worbis", json=WISH | {"day": "2027-03-07"})

    assert whole["town_key"] == "worbis"
    assert {o["town_key"] for o in await people.listed("/special-openings?from=2026-03-08&to=2026-03-08")} == {
        "worbis",
        "leinefelde",
    }
    assert (fifth.status_code, fifth.json()["errors"][0]["pointer"]) == (422, "/day")
    assert (together.status_code, twice.status_code, next_year.status_code) == (201, 409, 201)


async def test_a_manager_opens_the_own_town_only(people: People, database: Database) -> None:
    await Stage.build(database)

    foreign = await people.post("/special-openings", MANAGER, "gotha", json=WISH)
    more = await people.post("/special-openings", MANAGER, "worbis", json=WISH | {"whole_municipality": True})

    assert (foreign.status_code, more.status_code) == (404, 404)


def sunday(starts: int = 13, ends: int = 17, day: date = SUNDAY) -> OfferDate:
    return OfferDate(day=day, starts=time(starts), ends=time(ends))


async def test_what_needs_a_revoked_opening_drops_that_date_or_is_cancelled(people: People, database: Database) -> None:
    stage = await Stage.build(database)
    opening = await people.done("/special-openings", MANAGER, "worbis", json=WISH)
    saturday = OfferDate(day=SATURDAY, starts=time(10), ends=time(12))
    sold = {"kind": OfferKind.DISCOUNT}
    only = await stage.offer(database, OfferStatus.PUBLISHED, dates=(sunday(),), **sold)
    both = await stage.offer(database, OfferStatus.PUBLISHED, dates=(saturday, sunday()), **sold)
    night = await stage.offer(database, OfferStatus.PUBLISHED, dates=(saturday, sunday(22, 2, SATURDAY)), **sold)
    music = await stage.offer(database, OfferStatus.PUBLISHED, dates=(sunday(),), kind=OfferKind.MUSIC)
    draft = await stage.offer(database, OfferStatus.REGISTERED, dates=(sunday(),), **sold)
    path = f"/special-openings/{opening['id']}/revoke"

    foreign = await people.post(path, MANAGER, "leinefelde", json={"reason": "Darum."})
    revoked = await people.done(path, MANAGER, "worbis", json={"reason": "Der Markt fällt aus."})

    seen = {
        name: (await people.get(f"/offers/{offer.id}", MANAGER, "worbis")).json()
        for name, offer in {"only": only, "both": both, "night": night, "music": music, "draft": draft}.items()
    }
    assert foreign.status_code == 404
    assert (revoked["status"], revoked["reason"]) == ("revoked", "Der Markt fällt aus.")
    assert {name: (one["status"], len(one["dates"]), one["sequence"]) for name, one in seen.items()} == {
        "only": ("cancelled", 1, 1),
        "both": ("published", 1, 1),
        "night": ("published", 1, 1),
        "music": ("published", 1, 0),
        "draft": ("registered", 1, 0),
    }
    assert seen["only"]["reason"] == "Der Markt fällt aus."
    assert [one["id"] for one in await people.listed("/offers?from=2026-09-13&status=published")] == [str(music.id)]
    assert sorted(type for type, _ in await stated_by(database)) == [
        "offer.cancelled",
        "offer.rescheduled",
        "offer.rescheduled",
        "special_opening.registered",
        "special_opening.revoked",
    ]
    refused = await people.post(f"/offers/{draft.id}/publish", MANAGER, "worbis")
    assert refused.status_code == 422


async def test_a_revoked_day_is_free_again(people: People, database: Database) -> None:
    await Stage.build(database)
    for day in ("2026-03-08", "2026-05-10", "2026-06-07", "2026-09-13"):
        opening = await people.done("/special-openings", MANAGER, "worbis", json=WISH | {"day": day})
    await people.done(f"/special-openings/{opening['id']}/revoke", MANAGER, "worbis", json={"reason": "Kein Markt."})

    again = await people.post("/special-openings", MANAGER, "worbis", json=WISH)
    fifth = await people.post("/special-openings", MANAGER, "worbis", json=WISH | {"day": "2026-10-04"})

    assert (again.status_code, fifth.status_code) == (201, 422)
    assert len(await people.listed("/special-openings?status=registered")) == 4
    assert [one["day"] for one in await people.listed("/special-openings?status=revoked")] == ["2026-09-13"]
    feed = (await people.get("/news/worbis.atom")).text
    assert "Läden doch nicht geöffnet am 13.09.2026" in feed


async def test_of_two_last_days_registered_at_once_one_is_refused(people: People, database: Database) -> None:
    await Stage.build(database)
    for day in ("2026-03-08", "2026-05-10", "2026-06-07"):
        await people.done("/special-openings", MANAGER, "worbis", json=WISH | {"day": day})

    async def register(tx: Tx, town: str, day: date) -> None:
        hours = Hours(day, time(13), time(18))
        await special_openings.register(
            tx, Scope.ALL, hours, town_key=town, whole_municipality=False, occasion="Markt", permit="Verordnung"
        )

    async def second() -> None:
        async with database.begin() as tx:
            await register(tx, "leinefelde", date(2026, 10, 4))

    async with database.begin() as tx:
        await register(tx, "worbis", SUNDAY)
        waiting = asyncio.create_task(second())
        await asyncio.wait([waiting], timeout=0.5)
    with pytest.raises(OpeningNotAllowed, match="has used its 4 days"):
        await waiting

    assert len(await people.listed("/special-openings?year=2026")) == 4


async def test_an_offer_published_while_its_opening_is_revoked_is_refused(people: People, database: Database) -> None:
    stage = await Stage.build(database)
    async with database.begin() as tx:
        stage.worbis.windows = (*stage.worbis.windows, Window(day=SUNDAY, opens=time(13), closes=time(18)))
        await tx.save(stage.worbis)
    opening = await people.done("/special-openings", MANAGER, "worbis", json=WISH)
    offer = await stage.offer(database, OfferStatus.REGISTERED, dates=(sunday(),), kind=OfferKind.DISCOUNT)

    async with database.begin() as tx:
        await special_openings.revoke(tx, Scope.ALL, UUID(opening["id"]), reason="Kein Markt.", expected=None)
        publishing = asyncio.create_task(people.post(f"/offers/{offer.id}/publish", MANAGER, "worbis"))
        await asyncio.wait([publishing], timeout=0.5)
    answer = await publishing

    assert (answer.status_code, answer.json()["code"]) == (422, "shops-closed")
