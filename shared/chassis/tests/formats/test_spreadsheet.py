"""What a real spreadsheet makes of our tables."""

import shutil
import subprocess
import xml.etree.ElementTree as ET
from datetime import date, time
from pathlib import Path

import pytest

from regio_chassis.formats import Cell, csv_bytes, xlsx_bytes

SOFFICE = shutil.which("soffice")
HEADER = ["Tag", "Von", "Straße", "PLZ", "Breite", "Formel", "Kinder", "Notiz"]
ROWS: list[list[Cell]] = [
    [date(2026, 9, 11), time(18), "Größe ß € „Ähre“", "06556", 51.378, "=1+1", True, 'a;b\n"c"'],
    [date(2026, 12, 24), time(9, 5), "Café Zeitlos", "37339", -2.5, '=HYPERLINK("http://x";"y")', False, "+49 36074 1"],
    [None, None, "1.2.2026", "00001", 5, "@SUM(1)", None, "-3 Grad"],
]
# Semicolon, quotation mark, UTF-8, from line 1, every column as it is, German, quoted fields are text, find numbers.
FILTERS = {"csv": ["--infilter=CSV:59,34,76,1,,1031,true,true"], "xlsx": []}
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


@pytest.mark.skipif(SOFFICE is None, reason="needs LibreOffice")
@pytest.mark.parametrize("kind", FILTERS)
def test_libreoffice_shows_umlauts_days_and_zeros_and_runs_nothing(kind: str, tmp_path: Path) -> None:
    body = csv_bytes(HEADER, ROWS) if kind == "csv" else xlsx_bytes(HEADER, ROWS)
    (tmp_path / f"tabelle.{kind}").write_bytes(body)
    home = f"-env:UserInstallation=file://{tmp_path}/home"
    convert = ["--convert-to", "fods", "--outdir", str(tmp_path), str(tmp_path / f"tabelle.{kind}")]

    subprocess.run([str(SOFFICE), "--headless", home, *FILTERS[kind], *convert], check=True, timeout=120)

    sheet = _cells(tmp_path / "tabelle.fods")
    mark = "'" if kind == "csv" else ""
    assert sheet[0] == HEADER
    assert [row[2:4] for row in sheet[1:]] == [[row[2], row[3]] for row in ROWS]
    assert [row[0:2] for row in sheet[1:3]] == [["2026-09-11", "PT18H00M00S"], ["2026-12-24", "PT09H05M00S"]]
    assert [row[4] for row in sheet[1:]] == ["51.378", "-2.5", "5"]
    assert [row[5] for row in sheet[1:]] == [f"{mark}{row[5]}" for row in ROWS]
    assert [row[6] for row in sheet[1:]] == ["ja", "nein", ""]
    assert [row[7] for row in sheet[1:]] == ['a;b\n"c"', f"{mark}+49 36074 1", f"{mark}-3 Grad"]


def _cells(path: Path) -> list[list[str]]:
    """Each cell's value, or its words where it is text; a formula is told as one."""
    rows = []
    for row in ET.parse(path).iter(f"{TABLE}table-row"):
        cells: list[str] = []
        for cell in row.iter(f"{TABLE}table-cell"):
            values = [cell.get(f"{OFFICE}{name}") for name in ("value", "date-value", "time-value")]
            words = "\n".join("".join(line.itertext()) for line in cell.iter(f"{TEXT}p"))
            shown = next((value for value in values if value), words)
            formula = cell.get(f"{TABLE}formula")
            repeated = min(int(cell.get(f"{TABLE}number-columns-repeated", "1")), len(HEADER))
            cells.extend([f"formula {formula}" if formula else shown] * repeated)
        if any(cells):
            rows.append(cells[: len(HEADER)])
    return rows
