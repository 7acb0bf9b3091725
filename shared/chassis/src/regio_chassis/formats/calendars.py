"""iCalendar out (RFC 5545, RFC 7986): what is called off stays in the calendar, marked, and moves are seen as such."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from regio_chassis.formats.cells import clean

if TYPE_CHECKING:
    from icalendar import Calendar, Event, Timezone

CALENDAR = "text/calendar; charset=utf-8"
BERLIN = ZoneInfo("Europe/Berlin")
_PRODUCT = "-//Regionale Projekte//DE"
# Summer time in Germany since 1996: from the last Sunday of March, 2:00, to the last of October, 3:00.
# Source: SoZV of 12 July 2001 (BGBl. I p. 1591), § 1 and § 2.
_BERLIN = """BEGIN:VTIMEZONE
TZID:Europe/Berlin
BEGIN:DAYLIGHT
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
DTSTART:19960331T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
"""


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """
    One entry. ``uid`` never changes; ``sequence`` rises with every change of time, place or state.

    ``starts_at`` and ``ends_at`` are aware; ``changed_at`` is when anything of it last changed.
    """

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    summary: str
    changed_at: datetime
    location: str | None = None
    description: str | None = None
    url: str | None = None
    categories: Sequence[str] = ()
    position: tuple[float, float] | None = None
    cancelled: bool = False


def calendar(
    events: Iterable[CalendarEvent], *, name: str, url: str | None = None, refresh: timedelta = timedelta(hours=1)
) -> bytes:
    """A calendar to subscribe to, in local time of Europe/Berlin; the same events are the same bytes."""
    from icalendar import Calendar, vDuration, vText

    made = Calendar()
    made.add("PRODID", _PRODUCT)
    made.add("VERSION", "2.0")
    made.add("METHOD", "PUBLISH")
    made.add("NAME", vText(clean(name)))
    made.add("X-WR-CALNAME", vText(clean(name)))
    made.add("X-WR-TIMEZONE", BERLIN.key)
    made.add("REFRESH-INTERVAL", refresh, parameters={"VALUE": "DURATION"})
    made.add("X-PUBLISHED-TTL", vDuration(refresh))
    if url is not None:
        made.add("URL", url)
        made.add("SOURCE", url, parameters={"VALUE": "URI"})
    made.add_component(_zone())
    for event in events:
        made.add_component(_event(event))
    document: bytes = made.to_ical()
    return document


@cache
def _zone() -> "Timezone":
    from icalendar import Timezone

    found = Timezone.from_ical(_BERLIN)
    assert isinstance(found, Timezone)
    return found


def _event(event: CalendarEvent) -> "Event":
    from icalendar import Event

    made = Event()
    made.add("UID", event.uid)
    made.add("SEQUENCE", event.sequence)
    made.add("DTSTAMP", event.changed_at)
    made.add("LAST-MODIFIED", event.changed_at)
    made.add("DTSTART", event.starts_at.astimezone(BERLIN))
    made.add("DTEND", event.ends_at.astimezone(BERLIN))
    made.add("SUMMARY", clean(f"Abgesagt: {event.summary}" if event.cancelled else event.summary))
    made.add("STATUS", "CANCELLED" if event.cancelled else "CONFIRMED")
    # What is called off keeps nobody busy.
    made.add("TRANSP", "TRANSPARENT" if event.cancelled else "OPAQUE")
    for key, value in (("LOCATION", event.location), ("DESCRIPTION", event.description), ("URL", event.url)):
        if value:
            made.add(key, clean(value))
    if event.categories:
        made.add("CATEGORIES", [clean(category) for category in event.categories])
    if event.position is not None:
        made.add("GEO", event.position)
    return made


def parsed(document: bytes) -> "Calendar":
    """A calendar read back."""
    from icalendar import Calendar

    found = Calendar.from_ical(document)
    assert isinstance(found, Calendar)
    return found
