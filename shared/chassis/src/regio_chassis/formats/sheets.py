"""The first sheet of an XLSX file, row by row; the archive is looked at before anything is unpacked."""

import io
import re
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from typing import IO, Any

from regio_chassis.errors import Fault
from regio_chassis.formats.cells import rearmed
from regio_chassis.formats.errors import FileRefused, at, refused

UNPACKED_BYTES = 40 * 1024 * 1024
PARTS = 500
CELLS_IN_A_ROW = 1_000
ELEMENTS = 50_000
"""Elements in all parts that are read as a whole: styles, relations, the list of sheets."""
# No spreadsheet writes comments either; a long one would keep the parser busy for a minute.
_MARKUP = re.compile(rb"<!(?:DOCTYPE|ENTITY|--)")
_CHUNK = 1 << 16
_OVERLAP = 16
_FORMULA = "In dieser Zelle steht eine Formel. Bitte fügen Sie nur ihren Wert ein."


def sheet_rows(data: bytes, *, rows: int, columns: int) -> Iterator[tuple[int, Sequence[str | Fault]]]:
    """
    Number and cells of each row that has some.

    Raises:
        FileRefused: it is no XLSX file, unpacks to more than 40 MiB, declares entities, or has too many rows.
    """
    _inspect(data)
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
            sheet = book.worksheets[0]
            # The range that a file claims for itself may be wrong, or a million rows of nothing.
            sheet.reset_dimensions()
            # One column more than allowed: whether there is too much shows in it.
            for number, row in enumerate(sheet.iter_rows(max_row=rows + 1002, max_col=columns + 1), start=1):
                if number > rows + 1001:
                    raise refused("too-many-rows", f"Die Tabelle hat mehr als {rows} Zeilen.", line=number)
                yield number, [_text(cell) for cell in row]
    except FileRefused:
        raise
    except Exception as error:
        # openpyxl raises whatever its parser or zlib raised.
        raise refused("format", "Die Datei ist keine lesbare XLSX-Datei. Bitte speichern Sie sie neu.") from error


def _inspect(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if len(parts) > PARTS or sum(part.file_size for part in parts) > UNPACKED_BYTES:
                raise refused("file-too-large", "Die Datei ist entpackt zu groß.")
            if any(part.flag_bits & 1 for part in parts):
                raise refused("format", "Die Datei ist mit einem Kennwort geschützt.")
            if "xl/workbook.xml" not in {part.filename for part in parts}:
                raise refused("format", "Die Datei ist keine XLSX-Datei. Bitte speichern Sie sie als .xlsx oder CSV.")
            elements = 0
            for part in parts:
                # zipfile never unpacks more of a part than the archive says, and finds out when that is not all.
                if part.filename.endswith((".xml", ".rels")):
                    sheet = part.filename.startswith("xl/worksheets/")
                    found = _elements(archive.open(part), sheet=sheet)
                    elements += 0 if sheet or part.filename.startswith("xl/sharedStrings") else found
            if elements > ELEMENTS:
                raise refused("file-too-large", "Die Datei hat zu viele Formatierungen.")
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, RuntimeError) as error:
        raise refused("format", "Die Datei ist beschädigt. Bitte speichern Sie sie neu.") from error


def _elements(part: IO[bytes], *, sheet: bool) -> int:
    """
    How many elements an XML part has.

    Raises:
        FileRefused: it declares a document type, by which entities could be made that unpack to more than they are, or
            is built to cost a parser more than it is worth: tokens of 64 KiB, thousands of cells in one row.
    """
    refusal = refused("format", "Die Datei enthält Anweisungen, die hier nicht gelesen werden.")
    found = cells = 0
    before = b""
    with part:
        while chunk := part.read(_CHUNK):
            joined = before + chunk
            if b"\0" in chunk or joined.startswith((b"\xff\xfe", b"\xfe\xff")) or _MARKUP.search(joined):
                raise refusal
            if len(chunk) == _CHUNK and b">" not in chunk:
                raise refusal
            first, *rows = joined.split(b"<row") if sheet else [b""]
            for number, row in enumerate((first, *rows)):
                cells = row.count(b"<c") + (0 if number else cells)
                if cells > CELLS_IN_A_ROW:
                    raise refused("too-many-columns", "Die Tabelle hat zu viele Spalten.")
            found += chunk.count(b"<")
            before = joined[-_OVERLAP:]
    return found


def _text(cell: Any) -> str | Fault:
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        return at("formula", _FORMULA)
    if cell.data_type == "e":
        return at("error-value", "In dieser Zelle steht ein Fehlerwert der Tabellenkalkulation.")
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}" if value.time() == time() else f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return rearmed(str(value))
