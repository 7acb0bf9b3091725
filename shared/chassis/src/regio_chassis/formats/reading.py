"""Tables in: CSV and XLSX that people saved from their spreadsheet, read within bounds, refused with line and cell."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from regio_chassis.errors import Fault
from regio_chassis.formats.cells import rearmed
from regio_chassis.formats.errors import all_of, at, refused

FILE_BYTES = 5 * 1024 * 1024
ROWS = 5_000
COLUMNS = 100
CELL_CHARACTERS = 4_000

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_FORMULA = ("=", "@", "＝", "＠", "\t")
_MANY_FAULTS = 100


class Line(NamedTuple):
    """One row of a file: the number a spreadsheet shows beside it, and its cells by heading."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class ReadTable:
    """
    What was read. ``encoding`` is cp1252 where a CSV file was not UTF-8: then somebody should look at the umlauts.
    """

    header: tuple[str, ...]
    lines: list[Line]
    encoding: str


def read_table(data: bytes, filename: str = "", *, rows: int = ROWS) -> ReadTable:
    """
    The table in ``data``: CSV (UTF-8 or Windows-1252; ``;``, ``,`` or tab) or the first sheet of an XLSX file.

    Headings are compared in lower case; empty rows are passed over; numbers and days of XLSX arrive as text, days as
    2026-09-11. ``filename`` only says what to call the format when it is not readable. Memory: a few times the
    5 MiB that are read at most.

    Raises:
        FileRefused: too large, not a table, not UTF-8 nor Windows-1252, a quote that is never closed, more than
            ``rows`` rows, or cells with formulas, control characters or more than 4,000 characters.
    """
    if len(data) > FILE_BYTES:
        raise refused("file-too-large", "Die Datei ist größer als 5 MiB.")
    if not data.strip():
        raise refused("empty", "Die Datei ist leer.")
    if data.startswith(b"PK\x03\x04"):
        from regio_chassis.formats.sheets import sheet_rows

        return _table(sheet_rows(data, rows=rows, columns=COLUMNS), "xlsx", rows)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise refused("format", "Das ist eine alte Excel-Datei. Bitte speichern Sie sie als .xlsx oder CSV.")
    if data.startswith((b"%PDF", b"\xff\xfe", b"\xfe\xff", b"\x1f\x8b", b"{", b"<")):
        named = filename.rpartition(".")[2][:8] if "." in filename else "Datei"
        raise refused(
            "format", f"Diese Datei ({named}) ist keine Tabelle. Bitte speichern Sie sie als CSV UTF-8 oder .xlsx."
        )
    text, encoding = _decoded(data)
    return _table(_csv_rows(text), encoding, rows)


def _decoded(data: bytes) -> tuple[str, str]:
    if 0 in data:
        line = data.count(b"\n", 0, data.index(0)) + 1
        raise refused(
            "nul", f"Zeile {line} enthält ein NUL-Zeichen. Bitte speichern Sie die Datei neu als CSV.", line=line
        )
    try:
        return data.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError as error:
        try:
            return data.decode("cp1252"), "cp1252"
        except UnicodeDecodeError:
            line = data.count(b"\n", 0, error.start) + 1
            detail = f"Zeile {line} ist weder UTF-8 noch Windows-1252. Bitte speichern Sie die Datei als „CSV UTF-8“."
            raise refused("encoding", detail, line=line) from None


Cells = Sequence[str | Fault]
Rows = Iterator[tuple[int, Cells]]


def _csv_rows(text: str) -> Rows:
    first = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(";,\t", key=first.count), strict=True)
    line = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            detail = f"In Zeile {line} beginnt ein Anführungszeichen, das nicht geschlossen wird."
            code = "unclosed-quote"
            if "expected after" in str(error):
                detail, code = f"In Zeile {line} steht ein Anführungszeichen mitten in einer Zelle.", "stray-quote"
            raise refused(code, detail, line=line) from None
        yield line, [_plain(cell) for cell in cells]
        line = reader.line_num + 1


def _plain(cell: str) -> str | Fault:
    if cell.startswith(_FORMULA):
        return at("formula", "In dieser Zelle steht eine Formel. Bitte fügen Sie nur ihren Wert ein.")
    return rearmed(cell)


def _table(rows: Rows, encoding: str, most: int) -> ReadTable:
    numbered = (
        (number, cells) for number, cells in rows if any(not isinstance(cell, str) or cell.strip() for cell in cells)
    )
    try:
        line, headings = next(numbered)
    except StopIteration:
        raise refused("empty", "Die Datei ist leer.") from None
    header = _header(line, headings)
    faults: list[Fault] = []
    lines: list[Line] = []
    for number, cells in numbered:
        if len(lines) == most:
            raise refused("too-many-rows", f"Die Datei hat mehr als {most:,} Zeilen.".replace(",", "."), line=number)
        lines.append(Line(number, _cells(number, header, cells, faults)))
        if len(faults) > _MANY_FAULTS:
            break
    if faults:
        raise all_of(faults)
    return ReadTable(header, lines, encoding)


def _says_something(cells: Cells) -> bool:
    return any(not isinstance(cell, str) or cell.strip() for cell in cells)


def _header(line: int, headings: Cells) -> tuple[str, ...]:
    names = [heading.strip().casefold() if isinstance(heading, str) else "" for heading in headings]
    while names and not names[-1]:
        names.pop()
    if len(names) > COLUMNS:
        raise refused("too-many-columns", f"Die Datei hat mehr als {COLUMNS} Spalten.", line=line)
    faults = [
        at("heading", f"Die Überschrift der {place}. Spalte fehlt, steht zweimal da oder ist zu lang.", line=line)
        for place, name in enumerate(names, start=1)
        if not re.fullmatch(r"[^\x00-\x1f/~]{1,60}", name) or name in names[: place - 1]
    ]
    if faults:
        raise all_of(faults)
    return tuple(names)


def _cells(number: int, header: Sequence[str], cells: Cells, faults: list[Fault]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, cell in zip(header, cells, strict=False):
        if not isinstance(cell, str):
            faults.append(at(cell.code, cell.detail, line=number, column=name))
            continue
        text = cell.strip()
        if _CONTROL.search(text):
            faults.append(at("control-character", "Die Zelle enthält ein Steuerzeichen.", line=number, column=name))
        elif len(text) > CELL_CHARACTERS:
            faults.append(at("too-long", "Die Zelle hat mehr als 4.000 Zeichen.", line=number, column=name))
        found[name] = text
    if _says_something(cells[len(header) :]):
        faults.append(at("too-many-cells", "Die Zeile hat mehr Zellen als die Überschrift.", line=number))
    return found | dict.fromkeys(header[len(cells) :], "")


def missing_columns(table: ReadTable, needed: Iterable[str], known: Iterable[str]) -> list[Fault]:
    """Faults of the header: headings that are needed and not there, and those nobody knows."""
    known = set(known)
    faults = [
        at("column-missing", f"Die Spalte „{name}“ fehlt.", line=1, column=name)
        for name in needed
        if name not in table.header
    ]
    return faults + [
        at("column-unknown", "Diese Spalte ist nicht bekannt.", line=1, column=name)
        for name in table.header
        if name not in known
    ]
