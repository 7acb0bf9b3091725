"""Reads every format of the programme back into the same facts: offer, start, cancelled."""

import csv
import io
import json
from collections.abc import Callable
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

from openpyxl import load_workbook

from campaign.domain import BERLIN
from regio_chassis.formats.calendars import parsed

Fact = tuple[str, datetime, bool]
ATOM = "{http://www.w3.org/2005/Atom}"


def from_json(body: bytes) -> set[Fact]:
    return {
        (entry["id"], datetime.fromisoformat(held["starts_at"]), entry["cancelled"])
        for entry in json.loads(body)["entries"]
        for held in entry["dates"]
    } | {
        (entry["id"], datetime.fromisoformat(held["starts_at"]), True)
        for entry in json.loads(body)["entries"]
        for held in entry["dropped"]
    }


def from_ics(body: bytes) -> set[Fact]:
    return {
        (event["UID"].rpartition("-")[0], event["DTSTART"].dt.astimezone(UTC), event["STATUS"] == "CANCELLED")
        for event in parsed(body).events
    }


def from_csv(body: bytes) -> set[Fact]:
    rows = csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline=""), delimiter=";", strict=True)
    return {(row["Angebot"], _local(f"{row['Tag']}T{row['Von']}"), row["Abgesagt"] == "ja") for row in rows}


def from_xlsx(body: bytes) -> set[Fact]:
    header, *rows = load_workbook(io.BytesIO(body)).worksheets[0].iter_rows(values_only=True)
    found = [dict(zip(header, row, strict=True)) for row in rows]
    return {
        (row["Angebot"], _local(f"{row['Tag']:%Y-%m-%d}T{row['Von']:%H:%M}"), row["Abgesagt"] == "ja") for row in found
    }


def from_geojson(body: bytes) -> set[Fact]:
    return {
        (feature["id"], datetime.fromisoformat(held["starts_at"]), feature["properties"]["cancelled"])
        for feature in json.loads(body)["features"]
        for held in feature["properties"]["dates"]
    } | {
        (feature["id"], datetime.fromisoformat(held["starts_at"]), True)
        for feature in json.loads(body)["features"]
        for held in feature["properties"]["dropped"]
    }


def from_json_ld(body: bytes) -> set[Fact]:
    return {
        (
            node["@id"].removeprefix("urn:uuid:").partition("#")[0],
            datetime.fromisoformat(node["startDate"]),
            node["eventStatus"] == "https://schema.org/EventCancelled",
        )
        for node in json.loads(body)["@graph"]
        if "startDate" in node
    }


READERS: dict[str, tuple[str, Callable[[bytes], set[Fact]]]] = {
    "": ("application/json", from_json),
    ".ics": ("text/calendar; charset=utf-8", from_ics),
    ".csv": ("text/csv; charset=utf-8", from_csv),
    ".xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", from_xlsx),
    ".geojson": ("application/geo+json", from_geojson),
    ".jsonld": ("application/ld+json", from_json_ld),
}


def headlines(body: bytes) -> list[str]:
    """Of an Atom feed."""
    return [entry.findtext(f"{ATOM}title") or "" for entry in ET.fromstring(body).iter(f"{ATOM}entry")]


def _local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN).astimezone(UTC)
