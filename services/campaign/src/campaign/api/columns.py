"""The columns in which businesses come in and go out, and what their cells mean."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails, to_json

from campaign.api.businesses import BusinessBody
from campaign.api.parts import plain
from campaign.api.programme.words import BUSINESS_KINDS
from regio_chassis.errors import Fault
from regio_chassis.formats import Line, at
from regio_chassis.search import searchable

FIELDS: Mapping[str, str] = {
    "Name": "public_name",
    "Art": "kind",
    "Branche": "branch",
    "Stadt": "town_key",
    "Straße": "street",
    "PLZ": "postcode",
    "Öffnungszeiten": "opening_hours",
    "Barrierefreiheit": "accessibility",
    "Beschreibung": "description",
    "Internet": "links",
    "Breite": "latitude",
    "Länge": "longitude",
    "W-IdNr": "wid_nr",
    "Praxisplätze": "consent_placement_contact",
    "Kontakt": "contact_name",
    "E-Mail": "contact_email",
    "Telefon": "contact_phone",
}
NEEDED = ("Name", "Art", "Branche", "Stadt", "Straße", "PLZ")
OURS = ("Kennung", "Status")
"""Columns of an export that an import passes over."""

# As `read_table` writes headings.
_FIELD_OF = {heading.casefold(): field for heading, field in FIELDS.items()}
_HEADING_OF = {field: heading.casefold() for heading, field in FIELDS.items()}
NEEDED_HEADINGS = tuple(heading.casefold() for heading in NEEDED)
KNOWN_HEADINGS = (*_FIELD_OF, *(heading.casefold() for heading in OURS))
_KIND_OF = {searchable(word): kind for kind, word in BUSINESS_KINDS.items()} | {k.value: k for k in BUSINESS_KINDS}
_YES = frozenset({"ja", "j", "x", "1", "wahr", "true"})
_NO = frozenset({"", "nein", "n", "0", "falsch", "false"})
_DIGITS_OF_POSTCODE = 5

_GERMAN = {
    "string_too_short": "Bitte ausfüllen.",
    "string_too_long": "Der Text ist zu lang.",
    "enum": f"Erlaubt sind: {', '.join(BUSINESS_KINDS.values())}.",
    "character_refused": "Die Zelle enthält ein Zeichen, das nicht erlaubt ist.",
    "string_pattern_mismatch": "Diese Schreibweise ist nicht erlaubt.",
    "greater_than_equal": "Die Zahl ist zu klein.",
    "less_than_equal": "Die Zahl ist zu groß.",
    "float_type": "Bitte eine Zahl eintragen.",
    "bool_type": "Bitte ja oder nein eintragen.",
}


def facts_of(line: Line, towns: Mapping[str, str]) -> dict[str, Any] | list[Fault]:
    """
    The facts of one business, checked as those of a request are, or what is wrong with its cells.

    ``towns``: keys by the folded names and keys by which people call them.
    """
    raw: dict[str, Any] = {}
    for heading, text in line.cells.items():
        field = _FIELD_OF.get(heading)
        if field is not None and (text or heading in NEEDED_HEADINGS):
            raw[field] = _read(field, text, towns)
    if raw["town_key"] is None:
        detail = "Diese Stadt nimmt nicht teil, oder Sie sind nicht für sie zuständig."
        return [at("town", detail, line=line.number, column=_HEADING_OF["town_key"])]
    try:
        body = BusinessBody.model_validate_json(to_json(raw))
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)
        return [_fault(detail, line.number) for detail in details]
    return {**body.__dict__, "links": plain(body.links)}


def _fault(detail: ErrorDetails, line: int) -> Fault:
    column = _HEADING_OF.get(str(detail["loc"][0])) if detail["loc"] else None
    words = _GERMAN.get(detail["type"], "Der Wert ist nicht erlaubt.")
    if detail["type"] == "opening_hours":
        words = f"Ab dem {detail['ctx']['position']}. Zeichen nicht verständlich; Beispiel: Mo-Fr 09:00-18:00; PH off"
    return at(detail["type"], words, line=line, column=column)


def _read(field: str, text: str, towns: Mapping[str, str]) -> Any:
    match field:
        case "town_key":
            return towns.get(searchable(text))
        case "kind":
            return _KIND_OF.get(searchable(text), text)
        case "postcode":
            # A spreadsheet takes 06556 for a number.
            return text.zfill(_DIGITS_OF_POSTCODE) if text.isascii() and text.isdigit() else text
        case "latitude" | "longitude":
            return _number(text)
        case "consent_placement_contact":
            return True if text.casefold() in _YES else False if text.casefold() in _NO else text
        case "links":
            url = text if "://" in text else f"https://{text}"
            return [{"label": "Internetseite", "url": url}]
        case _:
            return text


def _number(text: str) -> float | str:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return text
