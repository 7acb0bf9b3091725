"""The table of pupils that a school brings: its columns, and what each cell has to be."""

import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from placement.api.inputs import Contact, Phone, Postcode
from placement.commands.pupil_import import Draft
from regio_chassis.errors import Fault
from regio_chassis.formats import ReadTable, missing_columns
from regio_chassis.formats.errors import at
from regio_chassis.web import Day, Line

_GERMAN_DAY = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})")


def _day(text: object) -> object:
    """A day as a German spreadsheet writes it, 17.5.2012, in the order that a machine reads."""
    found = _GERMAN_DAY.fullmatch(text) if isinstance(text, str) else None
    return f"{found[3]}-{found[2]:0>2}-{found[1]:0>2}" if found else text


class _Cells(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _Person(_Cells):
    given_name: Annotated[str, Line(100)]
    family_name: Annotated[str, Line(100)]
    phone: Phone | None = None
    mail: Contact | None = None


class _Pupil(_Person):
    cohort: Annotated[str, Line(20)]
    born_on: Annotated[Day | None, BeforeValidator(_day)] = None
    street: Annotated[str, Line(200)] | None = None
    postcode: Postcode | None = None
    town: Annotated[str, Line(120)] | None = None


_PUPIL = {
    "klasse": "cohort",
    "nachname": "family_name",
    "vorname": "given_name",
    "geburtsdatum": "born_on",
    "telefon": "phone",
    "e-mail": "mail",
    "strasse": "street",
    "plz": "postcode",
    "ort": "town",
}
_GUARDIAN = {"nachname": "family_name", "vorname": "given_name", "telefon": "phone", "e-mail": "mail"}
_GUARDIANS = [{f"sorge{number} {name}": field for name, field in _GUARDIAN.items()} for number in (1, 2)]
_NEEDED = ("klasse", "nachname", "vorname")
COLUMNS = (*_PUPIL, *(name for columns in _GUARDIANS for name in columns))
"""Headings, upper and lower case alike; ``straße`` is read as ``strasse``."""

_SAID = {
    "missing": "Diese Angabe fehlt.",
    "string_too_long": "Der Text ist zu lang.",
    "character_refused": "Der Text enthält ein Zeichen, das hier nicht gelesen wird.",
    "day": "Das ist kein Tag. Bitte schreiben Sie TT.MM.JJJJ.",
    "day_out_of_range": "Der Tag liegt nicht zwischen 2000 und 2100.",
    "string_pattern_mismatch": "Eine Postleitzahl hat fünf Ziffern.",
}


def drafts_of(table: ReadTable) -> tuple[Sequence[Draft], Sequence[Fault]]:
    """The lines whose cells are all valid, and what is wrong with the others, by line and column, never quoting one."""
    faults = missing_columns(table, _NEEDED, (*COLUMNS, "straße"))
    if faults:
        return [], faults
    drafts = []
    for number, given in table.lines:
        cells = {name.replace("ß", "ss"): cell for name, cell in given.items()}
        wrong: list[Fault] = []
        pupil = _read(_Pupil, number, cells, _PUPIL, wrong)
        guardians = [
            guardian
            for columns in _GUARDIANS
            if any(cells.get(name) for name in columns)
            and (guardian := _read(_Person, number, cells, columns, wrong)) is not None
        ]
        faults += wrong
        if pupil is not None and not wrong:
            cohort = pupil.pop("cohort")
            drafts.append(Draft(number, cohort, pupil, guardians))
    return drafts, faults


def _read(
    kind: type[_Cells], line: int, cells: Mapping[str, str], columns: Mapping[str, str], wrong: list[Fault]
) -> dict[str, Any] | None:
    values = {field: cells[name] for name, field in columns.items() if cells.get(name)}
    try:
        return kind.model_validate(values).model_dump()
    except ValidationError as error:
        headings = {field: name for name, field in columns.items()}
        for finding in error.errors(include_url=False, include_context=False, include_input=False):
            said = _SAID.get(finding["type"], "Diese Angabe ist nicht gültig.")
            wrong.append(at(finding["type"], said, line=line, column=headings[str(finding["loc"][0])]))
        return None
