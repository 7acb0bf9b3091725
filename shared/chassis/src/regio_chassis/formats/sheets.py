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
_MARKUP = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
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
            for part in parts:
                # zipfile never unpacks more of a part than the archive says, and finds out when that is not all.
                if part.filename.endswith((".xml", ".rels")) and _declares(archive.open(part)):
                    raise refused("format", "Die Datei enthält Anweisungen, die hier nicht gelesen werden.")
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError, RuntimeError) as error:
        raise refused("format", "Die Datei ist beschädigt. Bitte speichern Sie sie neu.") from error


def _declares(part: IO[bytes]) -> bool:
    """The XML declares a document type, by which entities could be made that unpack to more than they are."""
    with part:
        before = part.read(_CHUNK)
        if before.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in before:
            return True
        while before:
            if _MARKUP.search(before):
                return True
            chunk = part.read(_CHUNK)
            before = before[-_OVERLAP:] + chunk if chunk else b""
    return False


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
