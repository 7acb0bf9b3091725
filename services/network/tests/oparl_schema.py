"""
OParl 1.1, every property of every type: its form, whether it must be there, and whether there may be several.

Facts of the published schema (https://schema.oparl.org/1.1/) and its chapters on lists and on deleted objects, written
anew as a table, because the files themselves are CC BY-SA 4.0; no text of them is taken over. All twelve types were
compared, property by property, with the OpenAPI description that OParl itself publishes (github.com/OParl/resources,
oparl_1-1_openapi.yaml at 3b8367b). Forms: "url" a whole
address, "date", "date-time" with its offset, "object" anything, or a name of a type for an object inside; a list of one
form is a list of such. Of a type that is shown inside another the reference back may be left out.
"""

import re
from datetime import date, datetime
from typing import Any

SCHEMA = "https://schema.oparl.org/1.1/"
COMMON: dict[str, Any] = {
    "id": "url",
    "type": "text",
    "created": "date-time",
    "modified": "date-time",
    "web": "url",
    "deleted": "flag",
}
TAGGED: dict[str, Any] = COMMON | {"license": "text", "keyword": ["text"]}

TYPES: dict[str, dict[str, Any]] = {
    "System": COMMON
    | {
        "oparlVersion": "text",
        "otherOparlVersions": ["url"],
        "license": "url",
        "body": "url",
        "name": "text",
        "contactEmail": "text",
        "contactName": "text",
        "website": "url",
        "vendor": "url",
        "product": "url",
    },
    "Body": TAGGED
    | {
        "license": "url",
        "system": "url",
        "shortName": "text",
        "name": "text",
        "website": "url",
        "licenseValidSince": "date-time",
        "oparlSince": "date-time",
        "ags": "text",
        "rgs": "text",
        "equivalent": ["url"],
        "contactEmail": "text",
        "contactName": "text",
        "organization": "url",
        "person": "url",
        "meeting": "url",
        "paper": "url",
        "legislativeTerm": ["LegislativeTerm"],
        "agendaItem": "url",
        "consultation": "url",
        "file": "url",
        "locationList": "url",
        "legislativeTermList": "url",
        "membership": "url",
        "classification": "text",
        "location": "Location",
    },
    "LegislativeTerm": TAGGED | {"body": "url", "name": "text", "startDate": "date", "endDate": "date"},
    "Organization": TAGGED
    | {
        "body": "url",
        "name": "text",
        "membership": ["url"],
        "meeting": "url",
        "consultation": "url",
        "shortName": "text",
        "post": ["text"],
        "subOrganizationOf": "url",
        "organizationType": "text",
        "classification": "text",
        "startDate": "date",
        "endDate": "date",
        "website": "url",
        "location": "Location",
        "externalBody": "url",
    },
    "Person": TAGGED
    | {
        "body": "url",
        "name": "text",
        "familyName": "text",
        "givenName": "text",
        "formOfAddress": "text",
        "affix": "text",
        "title": ["text"],
        "gender": "text",
        "phone": ["text"],
        "email": ["text"],
        "location": "url",
        "locationObject": "Location",
        "status": ["text"],
        "membership": ["Membership"],
        "life": "text",
        "lifeSource": "text",
    },
    "Membership": TAGGED
    | {
        "person": "url",
        "organization": "url",
        "role": "text",
        "votingRight": "flag",
        "startDate": "date",
        "endDate": "date",
        "onBehalfOf": "url",
    },
    "Meeting": TAGGED
    | {
        "name": "text",
        "meetingState": "text",
        "cancelled": "flag",
        "start": "date-time",
        "end": "date-time",
        "location": "Location",
        "organization": ["url"],
        "participant": ["url"],
        "invitation": "File",
        "resultsProtocol": "File",
        "verbatimProtocol": "File",
        "auxiliaryFile": ["File"],
        "agendaItem": ["AgendaItem"],
    },
    "AgendaItem": TAGGED
    | {
        "meeting": "url",
        "number": "text",
        "order": "number",
        "name": "text",
        "public": "flag",
        "consultation": "url",
        "result": "text",
        "resolutionText": "text",
        "resolutionFile": "File",
        "auxiliaryFile": ["File"],
        "start": "date-time",
        "end": "date-time",
    },
    "Paper": TAGGED
    | {
        "body": "url",
        "name": "text",
        "reference": "text",
        "date": "date",
        "paperType": "text",
        "relatedPaper": ["url"],
        "superordinatedPaper": ["url"],
        "subordinatedPaper": ["url"],
        "mainFile": "File",
        "auxiliaryFile": ["File"],
        "location": ["Location"],
        "originatorPerson": ["url"],
        "underDirectionOf": ["url"],
        "originatorOrganization": ["url"],
        "consultation": ["Consultation"],
    },
    "Consultation": TAGGED
    | {
        "paper": "url",
        "agendaItem": "url",
        "meeting": "url",
        "organization": ["url"],
        "authoritative": "flag",
        "role": "text",
    },
    "File": TAGGED
    | {
        "name": "text",
        "fileName": "text",
        "mimeType": "text",
        "date": "date",
        "size": "number",
        "sha1Checksum": "text",
        "sha512Checksum": "text",
        "text": "text",
        "accessUrl": "url",
        "downloadUrl": "url",
        "externalServiceUrl": "url",
        "masterFile": "url",
        "derivativeFile": ["url"],
        "fileLicense": "url",
        "meeting": ["url"],
        "agendaItem": ["url"],
        "paper": ["url"],
    },
    "Location": TAGGED
    | {
        "description": "text",
        "geojson": "object",
        "streetAddress": "text",
        "room": "text",
        "postalCode": "text",
        "subLocality": "text",
        "locality": "text",
        "bodies": ["url"],
        "organizations": ["url"],
        "persons": ["url"],
        "meetings": ["url"],
        "papers": ["url"],
    },
}

REQUIRED: dict[str, set[str]] = {
    "System": {"oparlVersion", "body"},
    "Body": {"name", "organization", "person", "meeting", "paper", "legislativeTerm"}
    # Required by what is said of them, not by the list of required ones, so that a 1.0 client may read on.
    | {"agendaItem", "consultation", "file", "locationList", "legislativeTermList", "membership"},
    "AgendaItem": {"order"},
    "File": {"accessUrl"},
}
"""What the schema requires beside id and type."""
KINDS = {"Gremium", "Partei", "Fraktion", "Verwaltungsbereich", "externes Gremium", "Institution", "Sonstiges"}
"""What an organizationType may be."""
ALWAYS = {"id", "type", "created", "modified"}
"""The schema requires the first two; the text also asks for the others, by which copies are kept up to date."""


def faults(value: Any, *, type: str | None = None, where: str = "") -> list[str]:
    """What is wrong with an object; nothing: it is as the standard has it."""
    said = str(value.get("type", ""))
    name = said.removeprefix(SCHEMA)
    if not said.startswith(SCHEMA) or name not in TYPES or (type is not None and name != type):
        return [f"{where}/type: {said}"]
    where = where or name
    if value.get("deleted"):
        extra = value.keys() - ALWAYS - {"deleted"}
        return [f"{where}: {one} is told of something deleted" for one in extra]
    found = [f"{where}/{one} is missing" for one in sorted((ALWAYS | REQUIRED.get(name, set())) - value.keys())]
    known = TYPES[name]
    if name == "Organization" and value.get("organizationType", "Sonstiges") not in KINDS:
        found.append(f"{where}/organizationType is none: {value['organizationType']}")
    if "agendaItem" in value and name == "Meeting":
        orders = [item.get("order") for item in value["agendaItem"]]
        found += [] if orders == [*range(len(orders))] else [f"{where}/agendaItem is numbered {orders}"]
    for key, one in value.items():
        found += [f"{where}/{key} is not known"] if key not in known else _form(one, known[key], f"{where}/{key}")
    return found


def _form(value: Any, wanted: Any, where: str) -> list[str]:
    if isinstance(wanted, list):
        if not isinstance(value, list):
            return [f"{where} is no list"]
        return [fault for one in value for fault in _form(one, wanted[0], where)]
    if wanted in TYPES:
        return faults(value, type=wanted, where=where) if isinstance(value, dict) else [f"{where} is no object"]
    return [] if _is(value, wanted) else [f"{where} is no {wanted}: {value!r}"]


def _is(value: Any, wanted: str) -> bool:
    if wanted == "object":
        return isinstance(value, dict)
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
