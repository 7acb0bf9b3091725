"""Tables in: what people save from their spreadsheets is read, anything else is refused with line and cell."""

import io
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from datetime import date

import pytest
from openpyxl import Workbook

from regio_chassis.formats import FileRefused, read_table, xlsx_bytes

CSV = "Name;PLZ;Ort\r\nBäckerei;37308;Heiligenstadt\r\n"


def sheet(*rows: list[object]) -> bytes:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def repacked(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
    return out.getvalue()


def refusal(data: bytes) -> list[tuple[str, str]]:
    with pytest.raises(FileRefused) as caught:
        read_table(data, "betriebe.csv")
    return [(fault.code, fault.pointer) for fault in caught.value.faults]


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (CSV.encode("utf-8-sig"), "utf-8"),
        (CSV.encode(), "utf-8"),
        (CSV.replace(";", ",").encode(), "utf-8"),
        (CSV.replace(";", "\t").encode(), "utf-8"),
        (CSV.replace("\r\n", "\n").encode(), "utf-8"),
        (CSV.encode("cp1252"), "cp1252"),
        (xlsx_bytes(["Name", "PLZ", "Ort"], [["Bäckerei", "37308", "Heiligenstadt"]]), "xlsx"),
        (sheet(["Name", "PLZ", "Ort"], ["Bäckerei", 37308, "Heiligenstadt"]), "xlsx"),
    ],
)
def test_what_spreadsheets_save_is_read(data: bytes, encoding: str) -> None:
    table = read_table(data)

    assert table.encoding == encoding
    assert [tuple(line) for line in table.lines] == [(2, {"name": "Bäckerei", "plz": "37308", "ort": "Heiligenstadt"})]


def test_lines_are_counted_as_a_spreadsheet_or_editor_shows_them() -> None:
    table = read_table(b'name;note\n\nA;"two\nlines"\n;\nB;x\n')

    assert [(line.number, line.cells["name"]) for line in table.lines] == [(3, "A"), (6, "B")]


def test_days_of_a_sheet_are_read_as_days_and_empty_rows_are_passed_over() -> None:
    table = read_table(sheet(["tag", "zahl"], [], [date(2026, 9, 11), 1.0], [None, 2.5]))

    assert [tuple(line) for line in table.lines] == [
        (3, {"tag": "2026-09-11", "zahl": "1"}),
        (4, {"tag": "", "zahl": "2.5"}),
    ]


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"", [("empty", "")]),
        (b" \r\n\r\n", [("empty", "")]),
        (b"name\nx\x00y\n", [("nul", "/2")]),
        ("name\nBäcker".encode("utf-16"), [("format", "")]),
        (b"name\nB\x81cker\n", [("encoding", "/2")]),
        (b'name;ort\nA;B\n"offen;C\nD;E\n', [("unclosed-quote", "/3")]),
        (b'name\n"A"B\n', [("stray-quote", "/2")]),
        (b"name\n=1+1\n", [("formula", "/2/name")]),
        (b"name\n@SUM(1)\n", [("formula", "/2/name")]),
        (b"name\na\x07b\n", [("control-character", "/2/name")]),
        (b"name\nA;B\n;\n", [("too-many-cells", "/2")]),
        (b"name;name\nA;B\n", [("heading", "/1")]),
        (b"name;;ort\nA;B;C\n", [("heading", "/1")]),
        (b"name\n" + b"x" * 4001, [("too-long", "/2/name")]),
        (b";".join(b"c%d" % n for n in range(101)), [("too-many-columns", "/1")]),
        (b"%PDF-1.7", [("format", "")]),
        (b"<html>", [("format", "")]),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", [("format", "")]),
        (b"PK\x03\x04 no archive", [("format", "")]),
        (b"x" * (5 * 1024 * 1024 + 1), [("file-too-large", "")]),
        (b"name\n" + b"x\n" * 1_000_000, [("too-many-rows", "/5002")]),
        (b'name\n"' + b"x\n" * 1_000_000, [("unclosed-quote", "/2")]),
        (sheet(["a"], ["=1+1"]), [("formula", "/2/a")]),
        (sheet(["a", "b"], ["x", "=HYPERLINK(A1)"], ["=A2", "y"]), [("formula", "/2/b"), ("formula", "/3/a")]),
    ],
)
def test_what_is_no_sound_table_is_refused_with_line_and_cell(data: bytes, found: list[tuple[str, str]]) -> None:
    assert refusal(data) == found


def test_a_file_with_a_thousand_faults_tells_the_first_hundred() -> None:
    assert len(refusal(b"name\n" + b"=1\n" * 1000)) == 100


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    part = "xl/worksheets/sheet1.xml"
    bomb = repacked(sheet(["a"], ["b"]), part, lambda xml: xml + b"<!-- " + b" " * (60 * 1024 * 1024) + b"-->")
    tracemalloc.start()

    found = refusal(bomb)

    assert found == [("file-too-large", "")]
    assert tracemalloc.get_traced_memory()[1] < 10e6
    tracemalloc.stop()


def test_a_part_that_unpacks_to_more_than_the_archive_says_is_refused() -> None:
    data = repacked(sheet(["a"], ["b"]), "xl/worksheets/sheet1.xml", lambda xml: xml + b" " * 1_000_000)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    lying = data.replace(size.to_bytes(4, "little"), (100).to_bytes(4, "little"))

    assert lying != data
    assert refusal(lying) == [("format", "")]


@pytest.mark.parametrize("padding", [0, 200_000])
def test_entities_are_refused(padding: int) -> None:
    declared = b'<?xml version="1.0"?>' + b" " * padding + b'<!DOCTYPE x [<!ENTITY a "aaaa">]>'

    def declare(xml: bytes) -> bytes:
        return declared + (xml.partition(b"?>")[2] if xml.startswith(b"<?xml") else xml)

    data = repacked(sheet(["a"], ["b"]), "xl/worksheets/sheet1.xml", declare)

    assert refusal(data) == [("format", "")]


def test_a_sheet_of_a_million_rows_is_refused_in_bounded_memory() -> None:
    rows = b"".join(b'<row r="%d"><c t="inlineStr"><is><t>x</t></is></c></row>' % n for n in range(2, 200_000))
    data = repacked(
        sheet(["a"]), "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"</sheetData>", rows + b"</sheetData>")
    )
    tracemalloc.start()

    found = refusal(data)

    assert found == [("too-many-rows", "/5002")]
    assert tracemalloc.get_traced_memory()[1] < 60e6
    tracemalloc.stop()


def test_a_row_far_below_is_refused_without_going_there() -> None:
    far = b'<row r="1048576"><c t="inlineStr"><is><t>x</t></is></c></row>'
    data = repacked(
        sheet(["a"]), "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"</sheetData>", far + b"</sheetData>")
    )

    assert refusal(data) == [("too-many-rows", "/6002")]


@pytest.mark.parametrize(
    ("part", "end", "many"),
    [
        ("xl/worksheets/sheet1.xml", b"</sheetData>", b"<!--" + b" " * 8_000_000 + b"-->"),
        ("xl/worksheets/sheet1.xml", b"</sheetData>", b'<row r="' + b"1" * 8_000_000 + b'"/>'),
        ("xl/worksheets/sheet1.xml", b"</sheetData>", b'<row r="3">' + b"<c/>" * 2_000_000 + b"</row>"),
        ("xl/styles.xml", b"</cellXfs>", b"<xf/>" * 2_000_000),
    ],
)
def test_what_is_built_to_keep_a_parser_busy_is_refused_at_once(part: str, end: bytes, many: bytes) -> None:
    data = repacked(sheet(["a"], ["b"]), part, lambda xml: xml.replace(end, many + end))
    began = time.process_time()

    codes = {code for code, _ in refusal(data)}

    assert codes <= {"format", "too-many-columns", "file-too-large"}
    assert time.process_time() - began < 3
