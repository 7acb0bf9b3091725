"""Tables in and out: checked first, all or nothing, once however often; each sees their own."""

import csv
import io
import time
import tracemalloc
from pathlib import Path
from typing import Any

import httpx
import pytest
from campaign_examples import NOW, a_business
from campaign_people import API, People
from campaign_stage import Stage, stated_by
from openpyxl import load_workbook
from sqlalchemy import text

from campaign.domain import BusinessStatus, OfferStatus
from regio_chassis.access import Role
from regio_chassis.database import Database
from regio_chassis.formats import CSV, XLSX, csv_bytes, read_table, xlsx_bytes

HEADER = ["Name", "Art", "Branche", "Stadt", "Straße", "PLZ", "Öffnungszeiten", "Länge", "Praxisplätze", "Telefon"]
LADEN: list[Any] = [
    *("Hofladen Müller", "Handel", "Lebensmittel", "Worbis", "Markt 1", "37339"),
    *("Mo,Tu 9:00-18:00", 10.36, True, "+49 36074 1"),
]
CAFE: list[Any] = ["Café Zeitlos", "gastronomie", "Café", "worbis", "Markt 2", "6556", None, None, "nein", None]
MANAGER = (Role.TOWN_MANAGER, "worbis")


async def send(
    people: People, data: bytes, query: str = "", who: tuple[Role, str] = MANAGER, media: str = CSV, **headers: str
) -> httpx.Response:
    sent = {"Content-Type": media, "Authorization": f"Bearer {await people._token(*who)}", **headers}
    if who[0] is Role.ANONYMOUS:
        del sent["Authorization"]
    transport = httpx.ASGITransport(app=people.app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://campaign") as client:
        return await client.post(f"{API}/businesses/import{query}", content=data, headers=sent)


async def stored(database: Database) -> dict[str, Any]:
    async with database.reading() as reading:
        rows = (await reading.execute(text("SELECT public_name, postcode, opening_hours, status FROM business"))).all()
    return {row[0]: tuple(row[1:]) for row in rows}


@pytest.mark.parametrize("media", [CSV, XLSX])
async def test_a_dry_run_shows_what_would_happen_and_the_import_does_it_once(
    people: People, database: Database, media: str
) -> None:
    stage = await Stage.build(database)
    leseecke = ["Leseecke GmbH", "Handel", "Buchhandlung", "Worbis", "Musterstr. 1", "37339", *[None] * 4]
    leseecke[0] = "Buchhandlung Leseecke GmbH"
    rows = [LADEN, CAFE, leseecke, ["HOFLADEN MUELLER", *LADEN[1:4], "Markt 1", *LADEN[5:]]]
    data = csv_bytes(HEADER, rows) if media == CSV else xlsx_bytes(HEADER, rows)

    tried = (await send(people, data, media=media)).json()
    between = set(await stored(database))
    done = (await send(people, data, "?dry_run=false", media=media)).json()
    again = (await send(people, data, "?dry_run=false", media=media)).json()

    assert between == {"Buchhandlung Leseecke"}
    assert tried | {"dry_run": False} == done
    assert (done["lines"], done["new"]) == (4, 2)
    assert done["duplicates"] == [
        {"line": 4, "business_id": str(stage.shop.id), "status": "approved", "of_line": None},
        {"line": 5, "business_id": None, "status": None, "of_line": 2},
    ]
    assert (again["new"], len(again["duplicates"])) == (0, 4)
    assert await stored(database) == {
        "Buchhandlung Leseecke": ("37339", None, "approved"),
        "Hofladen Müller": ("37339", "Mo,Tu 09:00-18:00", "registered"),
        "Café Zeitlos": ("06556", None, "registered"),
    }
    assert [kind for kind, _ in await stated_by(database)] == ["business.registered"] * 2


@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [
        ("Name", "", "string_too_short"),
        ("Name", "x" * 121, "string_too_long"),
        ("Art", "Industrie", "enum"),
        ("Stadt", "Gotha", "town"),
        ("Stadt", "", "town"),
        ("PLZ", "ABC", "string_pattern_mismatch"),
        ("PLZ", "123456", "string_pattern_mismatch"),
        ("Öffnungszeiten", "9-18 Uhr", "opening_hours"),
        ("Länge", "Ost", "float_type"),
        ("Länge", "170", "less_than_equal"),
        ("Praxisplätze", "vielleicht", "bool_type"),
        ("Telefon", "anrufen", "string_pattern_mismatch"),
        ("Name", "=HYPERLINK(1)", "formula"),
        ("Name", "a\u202eb", "character_refused"),
    ],
)
async def test_what_is_wrong_is_said_by_line_and_column_and_nothing_is_stored(
    people: People, database: Database, column: str, cell: str, code: str
) -> None:
    await Stage.build(database)
    wrong = ["Falsch", *LADEN[1:]]
    wrong[HEADER.index(column)] = cell
    data = csv_bytes(HEADER, [LADEN, wrong]).decode("utf-8-sig").replace("'=", "=").encode()

    answers = [await send(people, data, query) for query in ("", "?dry_run=false")]

    assert [answer.status_code for answer in answers] == [422, 422]
    faults = [(fault["pointer"], fault["code"]) for fault in answers[0].json()["errors"]]
    assert faults == [(f"/3/{column.casefold()}", code)]
    assert cell == "" or cell not in answers[0].text
    assert set(await stored(database)) == {"Buchhandlung Leseecke"}


@pytest.mark.parametrize(
    ("data", "status", "code"),
    [
        (b'Name;Art\n"offen', 422, "unclosed-quote"),
        (b"Name;Art\n\x00", 422, "nul"),
        (b"Name;Farbe\nA;B", 422, "column-missing"),
        (b"Name\n" + b"x\n" * 1_000_000, 422, "too-many-rows"),
        (b"x" * (5 * 1024 * 1024 + 1), 413, None),
    ],
)
async def test_a_file_that_is_no_table_is_refused_as_a_whole(
    people: People, database: Database, data: bytes, status: int, code: str | None
) -> None:
    await Stage.build(database)

    answer = await send(people, data)

    assert answer.status_code == status
    assert code is None or answer.json()["errors"][0]["code"] == code


async def test_a_windows_file_is_understood_and_says_so(people: People, database: Database) -> None:
    await Stage.build(database)
    data = csv_bytes(HEADER, [LADEN]).decode("utf-8-sig").encode("cp1252")

    answer = (await send(people, data)).json()

    assert (answer["encoding"], answer["sample"]) == ("cp1252", ["Hofladen Müller"])


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ((Role.ANONYMOUS, "*"), 401),
        ((Role.SHOPKEEPER, "*"), 403),
        ((Role.TOWN_MANAGER, "gotha"), 422),
        ((Role.TOWN_MANAGER, "worbis"), 200),
        ((Role.CHAMBER, "*"), 200),
    ],
)
async def test_towns_import_their_own_businesses(
    people: People, database: Database, who: tuple[Role, str], status: int
) -> None:
    await Stage.build(database)

    assert (await send(people, csv_bytes(HEADER, [LADEN]), who=who)).status_code == status


@pytest.mark.parametrize(("path", "media"), [("/businesses/import", "application/json"), ("/businesses", CSV)])
async def test_a_table_goes_to_the_routes_that_take_one(
    people: People, database: Database, path: str, media: str
) -> None:
    await Stage.build(database)
    headers = {"Content-Type": media, "Authorization": f"Bearer {await people._token(*MANAGER)}"}
    transport = httpx.ASGITransport(app=people.app, raise_app_exceptions=False)

    async with httpx.AsyncClient(transport=transport, base_url="http://campaign") as client:
        answer = await client.post(API + path, content=b"{}", headers=headers)

    assert answer.status_code == 415


async def test_five_thousand_businesses_come_in_within_ten_seconds_and_300_mb(
    people: People, database: Database, tmp_path: Path
) -> None:
    await Stage.build(database)
    rows = [[f"Laden {n} für Ähren", *LADEN[1:4], f"Lange Straße {n}", *LADEN[5:]] for n in range(5_000)]
    data = xlsx_bytes(HEADER, rows)
    await people._token(*MANAGER)

    began = time.process_time()
    answer = await send(people, data, "?dry_run=false", media=XLSX)
    took = time.process_time() - began
    tracemalloc.start()
    again = await send(people, data, media=XLSX)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert (answer.json()["new"], again.json()["new"], len(again.json()["duplicates"])) == (5_000, 0, 5_000)
    assert took < 10, f"{took:.1f} s of processor time"
    assert most < 200e6, f"{most / 1e6:.0f} MB"


@pytest.mark.parametrize("format", ["csv", "xlsx"])
async def test_what_goes_out_can_come_in_again(people: People, database: Database, format: str) -> None:
    await Stage.build(database)
    await send(people, csv_bytes(HEADER, [LADEN, CAFE]), "?dry_run=false")

    table = await people.post(f"/businesses/export?format={format}", *MANAGER)
    back = (await send(people, table.content, media=table.headers["content-type"])).json()

    assert {line.cells["telefon"] for line in read_table(table.content).lines} == {"", "+49 36074 1"}
    assert (back["lines"], back["new"], len(back["duplicates"])) == (3, 0, 3)


async def test_everybody_exports_their_own_and_exporting_contacts_is_on_record(
    people: People, database: Database
) -> None:
    stage = await Stage.build(database)
    async with database.begin(at=NOW) as tx:
        await tx.add(a_business(BusinessStatus.REGISTERED, town_key="gotha", public_name="Anderswo"))
    await stage.offer(database, OfferStatus.DRAFT, title="Entwurf")

    own = await people.post("/businesses/export", *MANAGER)
    every = await people.post("/businesses/export", Role.CHAMBER)
    offers = await people.get("/offers/export", *MANAGER)
    others = await people.get("/offers/export", Role.TOWN_MANAGER, "gotha")
    parts = await people.get("/participations/export?format=xlsx&edition=2026", *MANAGER)
    refused = [
        (await people.post("/businesses/export", Role.SHOPKEEPER, str(stage.shop.id))).status_code,
        (await people.get("/offers/export")).status_code,
    ]

    names = [[row["Name"] for row in rows_of(answer.content)] for answer in (own, every)]
    assert names == [["Buchhandlung Leseecke"], ["Anderswo", "Buchhandlung Leseecke"]]
    assert [row["Titel"] for row in rows_of(offers.content)] == ["Entwurf"]
    assert rows_of(others.content) == []
    assert load_workbook(io.BytesIO(parts.content)).worksheets[0]["E2"].value == "Buchhandlung Leseecke"
    assert refused == [403, 401]
    async with database.reading() as reading:
        acts = (await reading.execute(text("SELECT action, target FROM audit ORDER BY position"))).all()
    assert [tuple(act) for act in acts if act[0] == "business.export"] == [("business.export", "town:*")] * 2


def rows_of(body: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline=""), delimiter=";", strict=True))
