"""A school brings its pupils as CSV or XLSX: previewed, mended by line and column, taken over as a whole."""

from io import BytesIO

import pytest
from openpyxl import Workbook
from placement_world import YEAR, People, World
from sqlalchemy import func, select

from placement.domain.guardians import Guardian
from placement.domain.pupils import Cohort, Pupil
from regio_chassis.access import Role
from regio_chassis.web.uploads import CSV_MEDIA, XLSX_MEDIA

HEADER = "Klasse;Nachname;Vorname;Geburtsdatum;PLZ;Straße;Sorge1 Nachname;Sorge1 Vorname;Sorge1 Telefon"
GOOD = [
    "8a;Böhme;Mia;17.05.2012;99734;Käfigweg 1;Böhme;Karin;03631 1",
    "8a;Öhler;Ole;2012-01-02;;;;;",
    "8b;Xi;Li;;;;;;",
]
WHERE = {"school": "lessing", "school_year": YEAR}


def csv(*lines: str, header: str = HEADER, encoding: str = "utf-8") -> bytes:
    return "\r\n".join([header, *lines]).encode(encoding)


@pytest.fixture
async def school(people: People, world: World):
    return await people.person(Role.SCHOOL, "lessing")


async def send(client, data: bytes, *, preview: bool = False, media: str = CSV_MEDIA, **params: object):
    path = "/api/v1/pupils/import" + ("/preview" if preview else "")
    return await client.post(path, content=data, headers={"Content-Type": media}, params={**WHERE, **params})


async def counted(database) -> tuple[int, int, int]:
    async with database.reading() as reading:
        found = [await reading.scalar(select(func.count()).select_from(model)) for model in (Cohort, Pupil, Guardian)]
    return (found[0], found[1], found[2])


async def test_a_preview_says_what_would_happen_and_stores_nothing(school, database):
    seen = await send(school, csv(*GOOD), preview=True)

    assert seen.status_code == 200, seen.text
    assert seen.json() == {
        "encoding": "utf-8",
        "lines": 3,
        "pupils": 3,
        "guardians": 1,
        "new_cohorts": ["8a", "8b"],
        "duplicates": [],
        "faults": [],
    }
    assert await counted(database) == (0, 0, 0)


async def test_an_import_takes_everything_over(school, database):
    done = await send(school, csv(*GOOD))

    assert done.status_code == 200, done.text
    assert await counted(database) == (2, 3, 1)
    (mia,) = (await school.get("/api/v1/pupils", params={"q": "Mia"})).json()["items"]
    assert (mia["cohort"], mia["family_name"], mia["born_on"], mia["postcode"], mia["street"]) == (
        "8a", "Böhme", "2012-05-17", "99734", "Käfigweg 1",
    )  # fmt: skip
    (karin,) = (await school.get(f"/api/v1/pupils/{mia['id']}/guardians")).json()["items"]
    assert (karin["given_name"], karin["phone"]) == ("Karin", "03631 1")


async def test_the_same_as_xlsx_and_as_windows_1252(school, database):
    book = Workbook()
    for line in (HEADER, GOOD[0]):
        book.active.append(line.split(";"))
    out = BytesIO()
    book.save(out)

    first = await send(school, out.getvalue(), media=XLSX_MEDIA)
    second = await send(school, csv(*GOOD[1:], encoding="cp1252"))

    assert (first.status_code, first.json()["encoding"]) == (200, "xlsx")
    assert (second.status_code, second.json()["encoding"]) == (200, "cp1252")
    assert (await counted(database))[1] == 3


async def test_every_wrong_cell_is_named_by_line_and_column_without_being_quoted(school, database):
    wrong = ["8a;;Mia;;;;;;", "8a;Kanarie;Ole;31.02.2012;9973;;;;", "8a;Kanarie;Eva;;;;Gefieder;;"]

    seen = await send(school, csv(GOOD[0], *wrong), preview=True)
    refused = await send(school, csv(GOOD[0], *wrong))

    places = {(fault["pointer"], fault["code"]) for fault in seen.json()["faults"]}
    assert places == {
        ("/3/nachname", "missing"),
        ("/4/geburtsdatum", "day"),
        ("/4/plz", "string_pattern_mismatch"),
        ("/5/sorge1 vorname", "missing"),
    }
    assert (refused.status_code, refused.json()["code"]) == (422, "file-refused")
    assert {(fault["pointer"], fault["code"]) for fault in refused.json()["errors"]} == places
    for text in (seen.text, refused.text):
        assert not [word for word in ("Kanarie", "Gefieder", "31.02.2012", "9973") if word in text]
    assert await counted(database) == (0, 0, 0)


async def test_duplicates_are_listed_and_refused_or_passed_over(school, database):
    await send(school, csv(GOOD[0]))
    table = csv(GOOD[0].replace("Böhme;Mia", "BÖHME;MIA"), GOOD[1], GOOD[1])

    seen = (await send(school, table, preview=True)).json()
    refused = await send(school, table)
    passed = await send(school, table, skip_duplicates=True)

    assert [(one["line"], one["same_as_line"], one["pupil_id"] is None) for one in seen["duplicates"]] == [
        (2, None, False),
        (4, 3, True),
    ]
    assert {(fault["pointer"], fault["code"]) for fault in refused.json()["errors"]} == {
        ("/2", "duplicate"),
        ("/4", "duplicate"),
    }
    assert (passed.status_code, passed.json()["pupils"]) == (200, 1)
    assert (await counted(database))[1] == 2


async def test_a_table_without_its_columns_or_with_others_is_refused(school):
    seen = await send(school, csv("8a;Mia;x", header="Klasse;Vorname;Noten"), preview=True)

    assert {(fault["pointer"], fault["code"]) for fault in seen.json()["faults"]} == {
        ("/1/nachname", "column-missing"),
        ("/1/noten", "column-unknown"),
    }


async def test_five_thousand_rows_are_taken_and_one_more_is_not(school, database):
    rows = [f"8a;Name{number};Kind;;;;;;" for number in range(5001)]

    assert (await send(school, csv(*rows))).status_code == 422
    assert await counted(database) == (0, 0, 0)
    assert (await send(school, csv(*rows[:5000]))).status_code == 200
    assert (await counted(database))[1] == 5000


async def test_another_school_cannot_be_filled(people, school, database):
    other = await people.person(Role.SCHOOL, "franzberg")

    answers = [await send(other, csv(*GOOD), preview=True), await send(other, csv(*GOOD))]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert await counted(database) == (0, 0, 0)


async def test_json_is_not_a_table(school):
    answer = await school.post("/api/v1/pupils/import", json={}, params=WHERE)

    assert answer.status_code == 415
