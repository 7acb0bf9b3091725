"""What a cell of a table may hold, and how it reads in a German spreadsheet."""

import re
from datetime import date, datetime, time
from decimal import Decimal

Cell = str | int | float | Decimal | bool | date | datetime | time | None

# Excel, LibreOffice and Google take a cell that starts so for a formula; the last four are the full-width forms.
# Source: OWASP ASVS 5.0 § 1.2.10.
FORMULA = "=+-@\t\r\n＝＋－＠"
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


def written(cell: Cell) -> str:
    """As a German spreadsheet writes it: decimal comma, ja and nein, days as 2026-09-11, which every locale reads."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "ja" if cell else "nein"
    if isinstance(cell, float | Decimal):
        return str(cell).replace(".", ",")
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M}"
    if isinstance(cell, time):
        return f"{cell:%H:%M}"
    return str(cell)


def clean(text: str) -> str:
    """Without characters that neither format can hold."""
    return _CONTROL.sub("", text)


def disarmed(text: str) -> str:
    """Text that no spreadsheet takes for a formula: an apostrophe in front, where it would."""
    text = clean(text)
    return f"'{text}" if text.lstrip(" \u00a0").startswith(tuple(FORMULA)) else text


def rearmed(text: str) -> str:
    """What ``disarmed`` was given; so that what was exported can be read again."""
    return text[1:] if text.startswith("'") and text[1:].lstrip(" \u00a0").startswith(tuple(FORMULA)) else text
