"""Tables out: opened by German spreadsheets, and never run as formulas."""

import csv
import io
import zipfile
from datetime import UTC, date, datetime, time

import pytest
from openpyxl import load_workbook

from regio_chassis.formats import Cell, csv_bytes, read_table, xlsx_bytes

HEADER = ["Name", "Anzahl"]
FORMULAS = ["=1+1", "+49 3606", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "＋1", "－1", "＠A1", '=HYPERLINK("x")']


def read_csv(body: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline=""), delimiter=";", strict=True))


def test_csv_is_what_a_german_spreadsheet_opens_with_a_double_click() -> None:
    body = csv_bytes(HEADER, [["Bäckerei „Ährengold“; Worbis", 3], ['Haus "Faden"\nHinterhof', None]])

    assert body.startswith(b'\xef\xbb\xbf"Name";"Anzahl"\r\n"')
    assert read_csv(body)[1:] == [["Bäckerei „Ährengold“; Worbis", "3"], ['Haus "Faden"\nHinterhof', ""]]


def test_csv_writes_values_as_german_spreadsheets_read_them() -> None:
    row = [True, False, 51.378, date(2026, 9, 11), time(18), datetime(2026, 9, 11, 18, tzinfo=UTC)]

    body = csv_bytes(["a", "b", "c", "d", "e", "f"], [row])

    assert read_csv(body)[1] == ["ja", "nein", "51,378", "2026-09-11", "18:00", "2026-09-11 18:00"]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_of_a_csv_file_begins_like_a_formula(text: str) -> None:
    cells = read_csv(csv_bytes([text], [[text]]))

    assert [row[0][0] for row in cells] == ["'", "'"]


@pytest.mark.parametrize("text", ["+49 3606 1", "-"])
def test_what_was_disarmed_is_read_as_it_was(text: str) -> None:
    table = read_table(csv_bytes(["Name"], [[text]]))

    assert [line.cells for line in table.lines] == [{"name": text}]


@pytest.mark.parametrize("text", [*FORMULAS, "#N/A", "37308", "06556"])
def test_no_text_in_an_xlsx_file_is_a_formula_or_turns_into_a_number(text: str) -> None:
    sheet = load_workbook(io.BytesIO(xlsx_bytes(HEADER, [[text, 1]]))).worksheets[0]

    # Whether a carriage return is kept or is a line feed afterwards is up to the XML writer that openpyxl finds.
    assert (sheet["A2"].data_type, sheet["A2"].value.replace("\r", "\n")) == ("s", text.replace("\r", "\n"))


def test_who_edits_text_like_06556_or_adds_a_line_below_keeps_its_zero() -> None:
    rows: list[list[Cell]] = [["06556", "Worbis", 7, "Haus 3"], ["1.2.2026", "Artern", 8, "4b"]]
    sheet = load_workbook(io.BytesIO(xlsx_bytes(["PLZ", "Stadt", "Zahl", "Nr"], rows))).worksheets[0]

    assert [[cell.number_format for cell in row] for row in sheet.iter_rows(min_row=2)] == [
        ["@", "General", "General", "General"]
    ] * 2
    assert [sheet.column_dimensions[letter].number_format for letter in "ABCD"] == ["@", *["General"] * 3]


def test_xlsx_keeps_numbers_and_days_and_names_its_sheet() -> None:
    body = xlsx_bytes(["a", "b", "c"], [[1.5, date(2026, 9, 11), True]], title="Betriebe")
    sheet = load_workbook(io.BytesIO(body)).worksheets[0]

    assert [cell.value for cell in sheet[2]] == [1.5, datetime(2026, 9, 11), "ja"]  # noqa: DTZ001 - a sheet has no zone
    assert (sheet.title, sheet.freeze_panes) == ("Betriebe", "A2")


def test_the_same_table_is_the_same_bytes() -> None:
    first, second = (xlsx_bytes(HEADER, [["ä", 1]]) for _ in range(2))

    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {part.date_time for part in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        # openpyxl writes the second in which it saves.
        assert b">1980-01-01T00:00:00Z</dcterms:modified>" in archive.read("docProps/core.xml")


def test_control_characters_do_not_get_into_either_file() -> None:
    bad = "a\x00b\x08c\x1fd"

    assert read_csv(csv_bytes(["x"], [[bad]]))[1] == ["abcd"]
    assert load_workbook(io.BytesIO(xlsx_bytes(["x"], [[bad]]))).worksheets[0]["A2"].value == "abcd"
