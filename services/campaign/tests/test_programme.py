"""The public programme: the same facts in every format, for everybody, and always as new as the last write."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from campaign_examples import FRIDAY, KRIMI, NOW, SATURDAY, a_business
from campaign_people import People
from campaign_stage import Stage
from fastapi import FastAPI
from programme_formats import READERS, headlines
from sqlalchemy import text

from campaign.domain import BusinessStatus, Offer, OfferStatus
from regio_chassis.access import Role
from regio_chassis.database import Database
from regio_chassis.formats.calendars import parsed
from regio_events import OfferDate
from regio_events.campaign import OfferKind

LATE = OfferDate(day=SATURDAY, starts=time(10), ends=time(12))
FORMATS = sorted(READERS)
DOCUMENTS = [
    *(f"/programme/worbis{suffix}" for suffix in FORMATS),
    *(f"/programme{suffix}" for suffix in FORMATS),
    "/programme/worbis?edition=2026&day=2026-09-11&hour=18&kind=show",
    "/news.atom",
    "/programme/worbis.svg",
    "/programme.svg",
    "/news/worbis.atom",
    "/programme/worbis/poster.pdf",
    "/businesses/{shop}/poster.pdf",
]


def set_clock(app: FastAPI, at: datetime) -> None:
    app.state.edge = replace(app.state.edge, now=lambda: at)


async def stage_with_offers(database: Database) -> tuple[Stage, Offer, Offer]:
    """Published on two days, and called off; besides some that nobody should see."""
    stage = await Stage.build(database)
    krimi = await stage.offer(database, OfferStatus.PUBLISHED, title="Krimiabend; „Mord“", dates=[KRIMI, LATE])
    called_off = await stage.offer(database, OfferStatus.CANCELLED, title="=Musik", kind=OfferKind.MUSIC, sequence=1)
    for status in (OfferStatus.DRAFT, OfferStatus.REGISTERED, OfferStatus.REJECTED):
        await stage.offer(database, status, title="Geheim")
    return stage, krimi, called_off


@pytest.mark.parametrize("town", ["/worbis", ""])
@pytest.mark.parametrize("suffix", FORMATS)
async def test_every_format_states_the_same_facts(people: People, database: Database, suffix: str, town: str) -> None:
    _, krimi, called_off = await stage_with_offers(database)
    media_type, read = READERS[suffix]

    answer = await people.get(f"/programme{town}{suffix}", Role.CHAMBER)

    assert (answer.status_code, answer.headers["content-type"]) == (200, media_type)
    assert read(answer.content) == {
        (str(krimi.id), datetime(2026, 9, 11, 16, tzinfo=UTC), False),
        (str(krimi.id), datetime(2026, 9, 12, 8, tzinfo=UTC), False),
        (str(called_off.id), datetime(2026, 9, 11, 16, tzinfo=UTC), True),
    }


@pytest.mark.parametrize("path", DOCUMENTS)
async def test_who_has_a_document_is_not_sent_it_again_until_it_changes(
    people: People, database: Database, path: str
) -> None:
    stage, krimi, _ = await stage_with_offers(database)
    path = path.replace("{shop}", str(stage.shop.id))
    await people.done(f"/offers/{krimi.id}/reschedule", Role.CHAMBER, json={"dates": [date_of(KRIMI)]})

    first = await people.get(path)
    by_tag = await people.get(path, If_None_Match=first.headers["etag"])
    by_time = await people.get(path, If_Modified_Since=first.headers["last-modified"])
    by_other_tag = await people.get(path, If_None_Match='"x"', If_Modified_Since=first.headers["last-modified"])
    head = await people.send("HEAD", path)
    await people.done(f"/offers/{krimi.id}/cancel", Role.CHAMBER, json={"reason": "Krank."})
    after = await people.get(path, If_None_Match=first.headers["etag"])

    assert (first.status_code, by_tag.status_code, by_time.status_code, by_other_tag.status_code) == (
        200,
        304,
        304,
        200,
    )
    assert (by_tag.content, by_tag.headers["etag"]) == (b"", first.headers["etag"])
    assert by_tag.headers["last-modified"] == first.headers["last-modified"]
    assert (head.content, head.headers["content-length"]) == (b"", str(len(first.content)))
    assert after.status_code == 200
    assert after.headers["etag"] != first.headers["etag"]


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".ics"])
async def test_documents_have_a_name(people: People, database: Database, suffix: str) -> None:
    await stage_with_offers(database)

    answer = await people.get(f"/programme/worbis{suffix}?edition=2026")

    assert f'filename="programm-worbis-2026{suffix}"' in answer.headers["content-disposition"]


@pytest.mark.parametrize(
    "path", ["/programme/nirgends", "/programme/nirgends.ics", "/news/nirgends.atom", "/programme/gotha/poster.pdf"]
)
async def test_a_town_that_is_not_there_has_none(people: People, database: Database, path: str) -> None:
    await Stage.build(database)

    assert (await people.get(path)).status_code == 404


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", [("Krimiabend; „Mord“", 2), ("=Musik", 1)]),
        ("?day=2026-09-11", [("=Musik", 1), ("Krimiabend; „Mord“", 1)]),
        ("?day=2026-09-12", [("Krimiabend; „Mord“", 1)]),
        ("?day=2026-09-13", []),
        ("?hour=17", []),
        ("?hour=18&day=2026-09-11&kind=music", [("=Musik", 1)]),
        ("?hour=11", [("Krimiabend; „Mord“", 1)]),
        ("?hour=12", []),
        ("?kind=show", [("Krimiabend; „Mord“", 2)]),
        ("?for_children=true", []),
        ("?edition=2026", [("Krimiabend; „Mord“", 2), ("=Musik", 1)]),
        ("?edition=2021", []),
    ],
)
async def test_the_programme_is_asked_by_day_and_hour(
    people: People, database: Database, query: str, found: list[tuple[str, int]]
) -> None:
    await stage_with_offers(database)

    entries = (await people.get(f"/programme/worbis{query}")).json()["entries"]

    assert sorted((entry["title"], len(entry["dates"])) for entry in entries) == sorted(found)


async def test_a_moved_and_then_cancelled_offer_keeps_its_uid_and_raises_its_sequence(
    people: People, database: Database
) -> None:
    stage = await Stage.build(database)
    offer = await stage.offer(database, OfferStatus.PUBLISHED)

    seen = [await calendar_lines(people)]
    await people.done(f"/offers/{offer.id}/reschedule", Role.CHAMBER, json={"dates": [date_of(LATE)]})
    seen.append(await calendar_lines(people))
    await people.done(f"/offers/{offer.id}/cancel", Role.CHAMBER, json={"reason": "Krank."})
    seen.append(await calendar_lines(people))

    uid = f"UID:{offer.id}-1"
    assert [lines & {"SEQUENCE:0", "SEQUENCE:1", "SEQUENCE:2"} for lines in seen] == [
        {"SEQUENCE:0"},
        {"SEQUENCE:1"},
        {"SEQUENCE:2"},
    ]
    assert all(uid in lines for lines in seen)
    assert ["STATUS:CANCELLED" in lines for lines in seen] == [False, False, True]
    assert "DTSTART;TZID=Europe/Berlin:20260912T100000" in seen[2]


@pytest.mark.parametrize("town", ["/worbis", ""])
@pytest.mark.parametrize("suffix", FORMATS)
async def test_in_every_format_a_dropped_date_is_called_off_and_the_others_are_not(
    people: People, database: Database, suffix: str, town: str
) -> None:
    stage = await Stage.build(database)
    offer = await stage.offer(database, OfferStatus.PUBLISHED, dates=[KRIMI, LATE])
    await people.done(f"/offers/{offer.id}/reschedule", Role.CHAMBER, json={"dates": [date_of(LATE)]})
    _, read = READERS[suffix]

    answer = await people.get(f"/programme{town}{suffix}")

    assert read(answer.content) == {
        (str(offer.id), datetime(2026, 9, 11, 16, tzinfo=UTC), True),
        (str(offer.id), datetime(2026, 9, 12, 8, tzinfo=UTC), False),
    }


async def test_a_dropped_date_is_cancelled_under_its_own_uid_with_a_higher_sequence(
    people: People, database: Database
) -> None:
    stage = await Stage.build(database)
    offer = await stage.offer(database, OfferStatus.PUBLISHED, dates=[KRIMI, LATE])
    seen = [await calendar_events(people)]
    for dates in ([LATE], [KRIMI, LATE]):
        wanted = {"dates": [date_of(held) for held in dates]}
        await people.done(f"/offers/{offer.id}/reschedule", Role.CHAMBER, json=wanted)
        seen.append(await calendar_events(people))

    friday, saturday = f"{offer.id}-1", f"{offer.id}-2"
    assert seen == [
        {friday: (0, FRIDAY, "CONFIRMED"), saturday: (0, SATURDAY, "CONFIRMED")},
        {friday: (1, FRIDAY, "CANCELLED"), saturday: (1, SATURDAY, "CONFIRMED")},
        {friday: (2, FRIDAY, "CONFIRMED"), saturday: (2, SATURDAY, "CONFIRMED")},
    ]


@pytest.mark.parametrize("called_off", [False, True])
async def test_a_dropped_date_leaves_at_the_midnight_after_its_day(
    app: FastAPI, people: People, database: Database, called_off: bool
) -> None:
    stage = await Stage.build(database)
    offer = await stage.offer(database, OfferStatus.PUBLISHED, dates=[KRIMI, LATE])
    await people.done(f"/offers/{offer.id}/reschedule", Role.CHAMBER, json={"dates": [date_of(KRIMI)]})
    if called_off:
        await people.done(f"/offers/{offer.id}/cancel", Role.CHAMBER, json={"reason": "Krank."})
    seen = []
    for at in (datetime(2026, 9, 12, 21, 59, tzinfo=UTC), datetime(2026, 9, 12, 22, 1, tzinfo=UTC)):
        set_clock(app, at)
        answer = await people.get("/programme/worbis")
        seen.append([(len(entry["dates"]), len(entry["dropped"])) for entry in answer.json()["entries"]])

    assert seen == [[(1, 1)], []]


async def test_a_dropped_date_keeps_nothing_open(app: FastAPI, people: People, database: Database) -> None:
    stage = await Stage.build(database)
    evening = OfferDate(day=FRIDAY, starts=time(18), ends=time(22))
    hours = {"kind": OfferKind.EXTENDED_HOURS, "dates": [KRIMI, LATE]}
    offer = await stage.offer(database, OfferStatus.PUBLISHED, **hours)
    other = await stage.offer(database, OfferStatus.PUBLISHED, dates=[evening], business_id=None, title="Konzert")
    set_clock(app, datetime(2026, 9, 11, 17, tzinfo=UTC))
    path = "/programme/worbis?open_now=true"
    before = await people.get(path)
    await people.done(f"/offers/{offer.id}/reschedule", Role.CHAMBER, json={"dates": [date_of(LATE)]})

    after = await people.get(path)

    assert {entry["id"] for entry in before.json()["entries"]} == {str(offer.id), str(other.id)}
    assert {entry["id"] for entry in after.json()["entries"]} == {str(other.id)}


async def test_what_was_called_off_leaves_at_the_midnight_after_its_last_date(
    app: FastAPI, people: People, database: Database
) -> None:
    stage = await Stage.build(database)
    await stage.offer(database, OfferStatus.CANCELLED)
    etags, counts = [], []
    for at in (datetime(2026, 9, 11, 21, 59, tzinfo=UTC), datetime(2026, 9, 11, 22, 1, tzinfo=UTC)):
        set_clock(app, at)
        answer = await people.get("/programme/worbis?edition=2026")
        etags.append(answer.headers["etag"])
        counts.append(len(answer.json()["entries"]))

    assert counts == [1, 0]
    assert etags[0] != etags[1]


Write = Callable[[People, Database, Stage, Offer], Awaitable[Any]]


async def rename(people: People, _: Database, stage: Stage, __: Offer) -> None:
    path, body = f"/businesses/{stage.shop.id}", {"public_name": "Buchhandlung Lesezeit"}
    assert (await people.send("PATCH", path, Role.CHAMBER, json=body, If_Match="*")).is_success


async def move_town(people: People, *_: Any) -> None:
    assert (
        await people.send("PATCH", "/towns/worbis", Role.CHAMBER, json={"name": "Stadt Worbis"}, If_Match="*")
    ).is_success


async def change_edition(_: People, database: Database, stage: Stage, __: Offer) -> None:
    async with database.begin(at=NOW) as tx:
        stage.edition.motto = "Neu"
        await tx.save(stage.edition)


async def publish_one(people: People, database: Database, stage: Stage, _: Offer) -> None:
    offer = await stage.offer(database, OfferStatus.REGISTERED)
    await people.done(f"/offers/{offer.id}/publish", Role.CHAMBER)


async def cancel_one(people: People, _: Database, __: Stage, offer: Offer) -> None:
    await people.done(f"/offers/{offer.id}/cancel", Role.CHAMBER, json={"reason": "Krank."})


async def move_one(people: People, _: Database, __: Stage, offer: Offer) -> None:
    await people.done(f"/offers/{offer.id}/reschedule", Role.CHAMBER, json={"dates": [date_of(LATE)]})


@pytest.mark.parametrize(
    ("write", "changed"),
    [
        (rename, [True, True, True]),
        (move_town, [True, True, True]),
        (change_edition, [False, False, True]),
        (publish_one, [True, True, True]),
        (cancel_one, [True, True, True]),
        (move_one, [True, True, True]),
    ],
)
async def test_no_document_is_older_than_the_last_write(
    people: People, database: Database, write: Write, changed: list[bool]
) -> None:
    stage = await Stage.build(database)
    offer = await stage.offer(database, OfferStatus.PUBLISHED)
    paths = ("/programme/worbis", "/programme", "/programme/worbis/poster.pdf")
    before = [(await people.get(path)).headers["etag"] for path in paths]

    await write(people, database, stage, offer)

    after = [(await people.get(path)).headers["etag"] for path in paths]
    assert [old != new for old, new in zip(before, after, strict=True)] == changed


async def test_a_write_of_another_process_shows_as_well(
    people: People, database: Database, new_database_url: str
) -> None:
    stage = await Stage.build(database)
    await stage.offer(database, OfferStatus.PUBLISHED)
    before = (await people.get("/programme/worbis")).headers["etag"]

    other = Database(new_database_url)
    async with other.begin(at=NOW) as tx:
        await tx.execute(text("UPDATE offer SET title = 'Anders'"))
    await other.close()

    assert (await people.get("/programme/worbis")).headers["etag"] != before


async def test_what_does_not_show_leaves_the_documents_alone(people: People, database: Database) -> None:
    stage = await Stage.build(database)
    before = await revision(database)

    draft = await stage.offer(database, OfferStatus.DRAFT)
    await people.done(f"/offers/{draft.id}/register", Role.CHAMBER)
    waiting = a_business(BusinessStatus.REGISTERED, public_name="Wartend")
    async with database.begin(at=NOW) as tx:
        await tx.add(waiting)
        waiting.public_name = "Wartet noch"
        await tx.save(waiting)

    assert await revision(database) == before


async def test_a_write_that_fails_changes_no_document(database: Database) -> None:
    await stage_with_offers(database)
    before = await revision(database)

    async def fails() -> None:
        async with database.begin(at=NOW) as tx:
            await tx.execute(text("UPDATE offer SET title = 'x' WHERE status = 'published'"))
            raise RuntimeError("on purpose")

    with pytest.raises(RuntimeError):
        await fails()

    assert await revision(database) == before


@pytest.mark.parametrize(
    ("at", "open_ones"),
    [
        ("2026-09-08T08:00:00+00:00", ["Krimiabend"]),  # Tuesday 10 h: the shop has opened
        ("2026-09-08T16:30:00+00:00", []),  # Tuesday 18:30 h
        ("2026-09-11T17:00:00+00:00", ["Krimiabend", "Lange offen"]),  # Friday 19 h: both are on, extended hours
        ("2026-09-13T08:00:00+00:00", []),  # Sunday
        ("2026-09-26T08:00:00+00:00", ["Krimiabend"]),  # Saturday 10 h
        ("2026-10-03T08:00:00+00:00", []),  # the same on a Saturday that is a holiday
    ],
)
async def test_open_now_knows_hours_extended_hours_and_what_is_on(
    app: FastAPI, people: People, database: Database, at: str, open_ones: list[str]
) -> None:
    stage = await Stage.build(database)
    other = a_business(BusinessStatus.APPROVED, opening_hours='"by appointment"')
    async with database.begin(at=NOW) as tx:
        stage.shop.opening_hours = "Mo-Fr 09:00-18:00; Sa 09:00-13:00; PH off"
        await tx.save(stage.shop)
        await tx.add(other)
    far = OfferDate(day=date(2026, 9, 30), starts=time(10), ends=time(11))
    await stage.offer(database, OfferStatus.PUBLISHED, title="Krimiabend", dates=[far])
    evening = OfferDate(day=FRIDAY, starts=time(18), ends=time(22))
    if open_ones != ["Krimiabend"] and at < "2026-09-12":
        await stage.offer(
            database, OfferStatus.PUBLISHED, title="Lange offen", kind=OfferKind.EXTENDED_HOURS, dates=[evening]
        )
    await stage.offer(database, OfferStatus.PUBLISHED, title="Auf Anfrage", business_id=other.id, dates=[far])
    set_clock(app, datetime.fromisoformat(at))

    answer = await people.get("/programme/worbis?edition=2026&open_now=true")

    assert sorted(entry["title"] for entry in answer.json()["entries"]) == open_ones


async def test_json_ld_names_each_business_once_and_what_it_invites_to(people: People, database: Database) -> None:
    stage, krimi, _ = await stage_with_offers(database)
    async with database.begin(at=NOW) as tx:
        stage.shop.opening_hours = "Mo-Fr 09:00-18:00; PH off"
        await tx.save(stage.shop)
    await stage.offer(database, OfferStatus.PUBLISHED, business_id=None, title="Markt", price_note="Eintritt frei")

    document = (await people.get("/programme/worbis.jsonld")).json()

    nodes = document["@graph"]
    ids = [node["@id"] for node in nodes]
    by_id = dict(zip(ids, nodes, strict=True))
    shop = by_id[f"urn:uuid:{stage.shop.id}"]
    assert document["@context"] == "https://schema.org"
    assert len(ids) == len(set(ids))
    assert all(node["organizer"]["@id"] in by_id for node in nodes if "organizer" in node)
    assert (shop["@type"], shop["address"]["postalCode"]) == ("Store", "37339")
    assert shop["openingHoursSpecification"] == [
        {
            "@type": "OpeningHoursSpecification",
            "dayOfWeek": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"],
            "opens": "09:00",
            "closes": "18:00",
        }
    ]
    event = by_id[f"urn:uuid:{krimi.id}#1"]
    assert (event["startDate"], event["endDate"]) == ("2026-09-11T18:00:00+02:00", "2026-09-11T20:00:00+02:00")
    [market] = [node for node in nodes if node.get("name") == "Markt"]
    assert market["offers"] | {"x": 0} == {
        "@type": "Offer",
        "name": "Eintritt frei",
        "availability": "https://schema.org/InStock",
        "validFrom": market["startDate"],
        "validThrough": market["endDate"],
        "offeredBy": {"@id": "urn:regio:town:worbis"},
        "x": 0,
    }


async def test_news_tell_what_was_published_moved_and_called_off(people: People, database: Database) -> None:
    stage = await Stage.build(database)
    offer = await stage.offer(database, OfferStatus.REGISTERED, title="Krimiabend")
    await people.done(f"/offers/{offer.id}/publish", Role.CHAMBER)
    await people.done(f"/offers/{offer.id}/reschedule", Role.CHAMBER, json={"dates": [date_of(LATE)]})
    await people.done(f"/offers/{offer.id}/cancel", Role.CHAMBER, json={"reason": "Krank."})

    here = await people.get("/news/worbis.atom")
    elsewhere = await people.get("/news/gotha.atom")

    assert headlines(here.content) == ["Abgesagt: Krimiabend", "Verschoben: Krimiabend", "Neu: Krimiabend"]
    assert headlines(elsewhere.content) == []


@pytest.mark.parametrize("path", ["/programme/worbis/poster.pdf", "/businesses/{shop}/poster.pdf"])
async def test_posters_are_accessible_pdf(people: People, database: Database, path: str) -> None:
    stage, *_ = await stage_with_offers(database)

    answer = await people.get(path.replace("{shop}", str(stage.shop.id)))

    assert answer.headers["content-type"] == "application/pdf"
    assert b"<pdfuaid:part>1</pdfuaid:part>" in answer.content


async def test_a_business_that_is_not_listed_has_no_poster(people: People, database: Database) -> None:
    await Stage.build(database)
    waiting = a_business(BusinessStatus.REGISTERED)
    async with database.begin(at=NOW) as tx:
        await tx.add(waiting)

    assert (await people.get(f"/businesses/{waiting.id}/poster.pdf")).status_code == 404


async def test_the_newest_revision_has_every_trigger_that_keeps_programmes_new(database: Database) -> None:
    names = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'programme_%'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE tgname LIKE 'programme_%'",
    }

    async with database.reading() as reading:
        found = (await reading.execute(text(names[reading.dialect]))).scalars().all()

    assert sorted(found) == [
        "programme_business_update",
        "programme_edition_update",
        "programme_offer_delete",
        "programme_offer_insert",
        "programme_offer_update",
        "programme_town_insert",
        "programme_town_participation_insert",
        "programme_town_participation_update",
        "programme_town_update",
    ], "a migration that makes a table anew has to make its triggers anew, see the revision `programme`"


async def calendar_events(people: People) -> dict[str, tuple[int, date, str]]:
    """Sequence, day and status by UID."""
    events = parsed((await people.get("/programme/worbis.ics")).content).events
    return {
        str(event["UID"]): (int(event["SEQUENCE"]), event["DTSTART"].dt.date(), str(event["STATUS"]))
        for event in events
    }


async def calendar_lines(people: People) -> set[str]:
    return set((await people.get("/programme/worbis.ics?edition=2026")).text.split("\r\n"))


async def revision(database: Database) -> int:
    async with database.reading() as reading:
        found: int = await reading.scalar(text("SELECT revision FROM programme_version WHERE town_key = 'worbis'"))
    return found


def date_of(held: OfferDate) -> dict[str, str]:
    ends = f"{held.ends:%H:%M}"
    return {"day": str(held.day), "starts": f"{held.starts:%H:%M}", "ends": ends}
