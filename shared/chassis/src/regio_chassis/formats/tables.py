"""Tables out: CSV as German spreadsheets open it, and XLSX; no cell is ever run as a formula."""

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from regio_chassis.formats.cells import Cell, clean, disarmed, written

CSV = "text/csv; charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_NUMBERS = int | float | Decimal
_NUMBER = re.compile(r"[+-]?\d[\d.,:/eE +-]{0,30}")
_AS_TEXT = "@"
_WIDEST = 60
_EPOCH = (1980, 1, 1, 0, 0, 0)
_SAVED = re.compile(rb"(<dcterms:modified [^>]*>)[^<]*")


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """
    UTF-8 with byte order mark, semicolons, CRLF: a double click opens it right in a German Excel or LibreOffice.

    All but one thing: text is quoted, so that LibreOffice, asked to take quoted fields as text, keeps the zero of
    06556, but it has to be asked, and Excel cannot be. Nothing that a CSV file may hold changes that: ``="06556"`` is a
    formula, a line ``sep=;`` says nothing of types (and is one more line to all other programs), and a blank or an
    apostrophe in the cell is then part of the postcode. So people are given ``xlsx_bytes``, as the regional register of
    Saxony tells them to take, too (web1.extranet.sachsen.de/regioreg/rest/faq).
    """
    lines = (";".join(map(_quoted, row)) + "\r\n" for row in ([*header], *rows))
    return b"\xef\xbb\xbf" + "".join(lines).encode()


def _quoted(cell: Cell) -> str:
    if not isinstance(cell, str):
        return written(cell)
    return f'"{disarmed(cell).replace(chr(34), chr(34) * 2)}"' if cell else ""


def xlsx_bytes(header: Sequence[str], rows: Iterable[Sequence[Cell]], *, title: str = "Tabelle") -> bytes:
    """
    One sheet named ``title``; the same cells are the same bytes.

    Text stays text, also when it is edited; numbers, days and times are what they are. A column with text like 06556 is
    one of text as a whole: who adds a line below may type 07743.
    """
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter

    # Rows are streamed out, so the widths, which stand before them, are made from the header and the first ones.
    kept = [list(row) for row in rows]
    book = Workbook(write_only=True)
    book.properties.creator = ""
    book.properties.created = book.properties.modified = datetime(*_EPOCH)  # noqa: DTZ001 - the format has no zone
    # The stub knows half of what a sheet that is only written has.
    sheet: Any = book.create_sheet(clean(title)[:31])
    for number, name in enumerate(header, start=1):
        longest = max([len(name), *(len(written(row[number - 1])) for row in kept[:200])])
        column = sheet.column_dimensions[get_column_letter(number)]
        column.width = min(longest + 2, _WIDEST)
        if any(_reads_as_number(row[number - 1]) for row in kept):
            column.number_format = _AS_TEXT
    sheet.freeze_panes = "A2"
    sheet.append([_cell(sheet, name, bold=True) for name in header])
    for row in kept:
        sheet.append([_cell(sheet, cell) for cell in row])
    out = io.BytesIO()
    book.save(out)
    return _timeless(out)


def _cell(sheet: Any, value: Cell, *, bold: bool = False) -> Any:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    if isinstance(value, bool) or not isinstance(value, str):
        return written(value) if isinstance(value, bool) else _zoneless(value)
    cell = WriteOnlyCell(sheet, value=clean(value))
    if cell.data_type != "s":
        # "=1+1" and "#N/A" are words here; the mark keeps them so when somebody edits the cell.
        cell.data_type = "s"
        cell.quotePrefix = True
    elif _reads_as_number(value):
        cell.number_format = _AS_TEXT
    if bold:
        cell.font = Font(bold=True)
    return cell


def _reads_as_number(cell: Cell) -> bool:
    """Whether it is text that a spreadsheet takes for a number, a day or a time when somebody edits it."""
    return isinstance(cell, str) and _NUMBER.fullmatch(cell) is not None


def _zoneless(value: Cell) -> Cell:
    return value.replace(tzinfo=None) if isinstance(value, datetime) else value


def _timeless(made: io.BytesIO) -> bytes:
    # A zip file says when each of its parts was written, and openpyxl when it saved them: the same table would have
    # another ETag every second.
    out = io.BytesIO()
    with zipfile.ZipFile(made) as given, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as fresh:
        for part in given.infolist():
            content = _SAVED.sub(rb"\g<1>1980-01-01T00:00:00Z", given.read(part))
            fresh.writestr(zipfile.ZipInfo(part.filename, _EPOCH), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()
