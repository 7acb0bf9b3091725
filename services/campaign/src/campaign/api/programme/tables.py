"""The programme as a table and as a calendar: one row, one entry, per date."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from campaign.api.programme.words import DAYS, KINDS
from campaign.domain.programme import Entry, Occurrence
from regio_chassis.formats import CalendarEvent, Cell, calendar

HEADER = (
    *("Tag", "Wochentag", "Von", "Bis", "Stadt", "Titel", "Art", "Gastgeber", "Ort", "Straße", "PLZ", "Preis"),
    *("Für Kinder", "Stufenlos", "Abgesagt", "Grund", "Beschreibung", "Angebot"),
)

DROPPED = "Dieser Termin entfällt."


def rows(entries: Sequence[Entry]) -> Iterator[Sequence[Cell]]:
    """By day and hour, whatever the offer."""
    held = [(occurrence, entry) for entry in entries for occurrence in entry.occurrences]
    held.sort(key=lambda pair: (pair[0].day, pair[0].starts, pair[1].town.name, pair[1].title))
    for occurrence, entry in held:
        host = entry.host
        yield (
            *(occurrence.day, DAYS[occurrence.day.weekday()], occurrence.starts, occurrence.ends),
            *(entry.town.name, entry.title, KINDS[entry.kind], host.public_name if host else entry.town.name),
            *(entry.location, host.street if host else None, host.postcode if host else None, entry.price_note),
            *(entry.for_children, entry.accessible, entry.cancelled or occurrence.dropped, _why(entry, occurrence)),
            *(entry.description, entry.id),
        )


def _why(entry: Entry, held: Occurrence) -> str | None:
    return entry.reason if entry.cancelled else DROPPED if held.dropped else None


def programme_calendar(entries: Sequence[Entry], *, name: str, changed_at: datetime) -> bytes:
    """
    One entry per date; its UID is the offer's id and the date's number, so that a moved date is moved everywhere.

    A dropped date stays as cancelled (RFC 5546 § 3.2.5): to leave it out would leave it in the calendars that have it.
    """
    return calendar(_events(entries, changed_at), name=name)


def _events(entries: Sequence[Entry], changed_at: datetime) -> Iterator[CalendarEvent]:
    for entry in entries:
        lines = (
            entry.description,
            f"Preis: {entry.price_note}" if entry.price_note else None,
            "Stufenlos zugänglich" if entry.accessible else None,
        )
        for held in entry.occurrences:
            why = _why(entry, held)
            yield CalendarEvent(
                uid=f"{entry.id}-{held.number}",
                sequence=entry.sequence,
                starts_at=held.starts_at,
                ends_at=held.ends_at,
                summary=entry.title,
                changed_at=changed_at,
                location=entry.address,
                description="\n".join(line for line in (why and f"Abgesagt: {why}", *lines) if line) or None,
                categories=(KINDS[entry.kind],),
                position=entry.position,
                cancelled=entry.cancelled or held.dropped,
            )
