"""The programme as JSON."""

from datetime import date, datetime, time
from functools import lru_cache
from typing import Any
from uuid import UUID

from pydantic import Field
from pydantic_core import to_json

from campaign.domain import BERLIN, Link
from campaign.domain.programme import Entry, Host, Occurrence
from regio_chassis.web import View
from regio_events.campaign import BusinessKind, OfferKind


class OccurrenceView(View):
    """One date, in local time and as instants."""

    number: int = Field(description="Names the date in calendars, with the id of the offer", examples=[1])
    day: date
    starts: time = Field(examples=["18:00"])
    ends: time = Field(description="Not later than starts: on the next day", examples=["20:00"])
    starts_at: datetime
    ends_at: datetime


class HostView(View):
    """The business that invites."""

    id: UUID
    public_name: str
    kind: BusinessKind
    branch: str
    street: str
    postcode: str
    latitude: float | None
    longitude: float | None
    opening_hours: str | None = Field(description="OSM opening_hours")
    accessibility: str | None
    links: tuple[Link, ...]


class EntryView(View):
    """An offer in the programme; ``host`` null: the town invites."""

    id: UUID
    sequence: int = Field(description="Rises when it is moved or called off")
    cancelled: bool
    reason: str | None = Field(description="Why it was called off")
    edition_year: int | None
    town_key: str
    town_name: str
    kind: OfferKind
    title: str
    description: str | None
    price_note: str | None
    accessible: bool | None
    for_children: bool
    location: str | None
    address: str = Field(description="Where, in one line", examples=["Buchhandlung Leseecke, Musterstraße 1, Worbis"])
    host: HostView | None
    dates: tuple[OccurrenceView, ...] = Field(description="When it takes place; those that were asked for, in order")
    dropped: tuple[OccurrenceView, ...] = Field(
        description="Dates still to come that were told and do not take place any more; in calendars they are cancelled"
    )


class ProgrammeView(View):
    """What is on, by day and hour; ``town_key`` null: everywhere."""

    town_key: str | None
    edition_year: int | None = Field(description="Null: everything that still has a date to come")
    entries: tuple[EntryView, ...]


def programme_json(entries: list[Entry], *, town_key: str | None, year: int | None) -> bytes:
    """A ``ProgrammeView``, written straight: three hundred offers as models take three times as long."""
    return to_json({"town_key": town_key, "edition_year": year, "entries": [_entry(entry) for entry in entries]})


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "sequence": entry.sequence,
        "cancelled": entry.cancelled,
        "reason": entry.reason if entry.cancelled else None,
        "edition_year": entry.edition_year,
        "town_key": entry.town.key,
        "town_name": entry.town.name,
        "kind": entry.kind,
        "title": entry.title,
        "description": entry.description,
        "price_note": entry.price_note,
        "accessible": entry.accessible,
        "for_children": entry.for_children,
        "location": entry.location,
        "address": entry.address,
        "host": None if entry.host is None else _host(entry.host),
        "dates": [_occurrence(held) for held in entry.occurrences if not held.dropped],
        "dropped": [_occurrence(held) for held in entry.occurrences if held.dropped],
    }


def _host(host: Host) -> dict[str, Any]:
    return {
        "id": host.id,
        "public_name": host.public_name,
        "kind": host.kind,
        "branch": host.branch,
        "street": host.street,
        "postcode": host.postcode,
        "latitude": host.latitude,
        "longitude": host.longitude,
        "opening_hours": host.opening_hours,
        "accessibility": host.accessibility,
        "links": [{"label": link.label, "url": link.url} for link in host.links],
    }


def _occurrence(held: Occurrence) -> dict[str, Any]:
    return {
        "number": held.number,
        "day": held.day,
        "starts": held.starts,
        "ends": held.ends,
        "starts_at": _instant(held.day, held.starts),
        "ends_at": _instant(held.last_day, held.ends),
    }


@lru_cache(maxsize=4096)
def _instant(day: date, clock: time) -> str:
    """Local time with its offset, which takes longer to find out than the rest of an entry to write."""
    return datetime.combine(day, clock, BERLIN).isoformat()
