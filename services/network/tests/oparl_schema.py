"""
What OParl 1.1 asks of each type: properties that must be there, and the form of those that may.

Written from the specification (https://oparl.org, chapters "Objektlisten" and "Schema", CC BY-SA 4.0); no text of it is
taken over. Types: "url" a whole address, "date", "date-time" with its offset, or a name of a type for an object inside.
"""

import re
from datetime import date, datetime
from typing import Any

SCHEMA = "https://schema.oparl.org/1.1/"
COMMON = {"id": "url", "type": "text", "created": "date-time", "modified": "date-time", "deleted": "flag"}
COMMON |= {"name": "text", "shortName": "text", "web": "url", "license": "url", "keyword": ["text"]}

TYPES: dict[str, dict[str, Any]] = {
    "System": {"oparlVersion": "text", "body": "url", "website": "url", "contactEmail": "text"},
    "Body": {
        "system": "url",
        "website": "url",
        "ags": "text",
        "rgs": "text",
        "organization": "url",
        "person": "url",
        "meeting": "url",
        "paper": "url",
        "legislativeTerm": ["LegislativeTerm"],
        "legislativeTermList": "url",
        "agendaItem": "url",
        "consultation": "url",
        "file": "url",
        "locationList": "url",
        "membership": "url",
        "classification": "text",
    },
    "Organization": {
        "body": "url",
        "membership": ["url"],
        "meeting": "url",
        "subOrganizationOf": "url",
        "organizationType": "text",
        "classification": "text",
        "startDate": "date",
        "endDate": "date",
        "website": "url",
        "externalBody": "url",
    },
    "Person": {"body": "url", "membership": ["Membership"]},
    "Membership": {
        "person": "url",
        "organization": "url",
        "onBehalfOf": "url",
        "role": "text",
        "votingRight": "flag",
        "startDate": "date",
        "endDate": "date",
    },
    "Meeting": {
        "meetingState": "text",
        "cancelled": "flag",
        "start": "date-time",
        "end": "date-time",
        "location": "Location",
        "organization": ["url"],
        "invitation": "File",
        "resultsProtocol": "File",
        "agendaItem": ["AgendaItem"],
    },
    "Location": {"description": "text", "meetings": ["url"]},
    "AgendaItem": {
        "meeting": "url",
        "number": "text",
        "order": "number",
        "public": "flag",
        "result": "text",
        "resolutionText": "text",
    },
    "File": {
        "fileName": "text",
        "mimeType": "text",
        "date": "date",
        "accessUrl": "url",
        "fileRole": "text",
        "meeting": ["url"],
    },
    "Paper": {"body": "url", "date": "date", "paperType": "text", "underDirectionOf": ["url"]},
}

REQUIRED = {
    "System": {"oparlVersion", "body"},
    "Body": {
        "name",
        "organization",
        "person",
        "meeting",
        "paper",
        "legislativeTerm",
        "agendaItem",
        "consultation",
        "file",
        "locationList",
        "legislativeTermList",
        "membership",
    },
    "File": {"accessUrl"},
}


def faults(value: Any, *, type: str | None = None, where: str = "") -> list[str]:
    """What is wrong with an object; nothing: it is as the standard has it."""
    said = str(value.get("type", ""))
    name = said.removeprefix(SCHEMA)
    if not said.startswith(SCHEMA) or name not in TYPES or (type is not None and name != type):
        return [f"{where}/type: {said}"]
    where = where or name
    needed = {"id", "type", "created", "modified"}
    if value.get("deleted"):
        extra = value.keys() - needed - {"deleted"}
        return [f"{where}: {one} is told of something deleted" for one in extra]
    found = [f"{where}/{one} is missing" for one in sorted((needed | REQUIRED.get(name, set())) - value.keys())]
    known = COMMON | TYPES[name]
    for key, one in value.items():
        found += [f"{where}/{key} is not known"] if key not in known else _form(one, known[key], f"{where}/{key}")
    return found


def _form(value: Any, wanted: Any, where: str) -> list[str]:
    if isinstance(wanted, list):
        if not isinstance(value, list):
            return [f"{where} is no list"]
        return [fault for one in value for fault in _form(one, wanted[0], where)]
    if wanted in TYPES or wanted == "LegislativeTerm":
        return faults(value, type=wanted, where=where) if isinstance(value, dict) else [f"{where} is no object"]
    return [] if _is(value, wanted) else [f"{where} is no {wanted}: {value!r}"]


def _is(value: Any, wanted: str) -> bool:
    if wanted == "flag":
        return isinstance(value, bool)
    if wanted == "number":
        return isinstance(value, int) and not isinstance(value, bool)
    if not isinstance(value, str) or not value:
        return False
    try:
        if wanted == "date":
            return date.fromisoformat(value).isoformat() == value
        if wanted == "date-time":
            return datetime.fromisoformat(value).tzinfo is not None and "T" in value
    except ValueError:
        return False
    return bool(re.fullmatch(r"https?://[^\s]+", value)) if wanted == "url" else True
