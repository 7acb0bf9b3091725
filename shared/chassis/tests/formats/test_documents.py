"""Calendars, feeds, PDF and QR codes."""

import re
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import pytest

from regio_chassis.formats import CalendarEvent, FeedEntry, atom, calendar, disposition, pdf, qr
from regio_chassis.formats.calendars import parsed

CHANGED = datetime(2026, 6, 1, 8, tzinfo=UTC)


def an_event(**other: object) -> CalendarEvent:
    facts: dict[str, object] = {
        "uid": "0192f0c1-1",
        "sequence": 0,
        "starts_at": datetime(2026, 9, 11, 16, tzinfo=UTC),
        "ends_at": datetime(2026, 9, 11, 18, tzinfo=UTC),
        "summary": "Krimiabend",
        "changed_at": CHANGED,
    }
    return CalendarEvent(**(facts | other))  # type: ignore[arg-type]


def test_a_calendar_has_local_times_and_the_zone_they_are_in() -> None:
    winter = an_event(uid="w", starts_at=datetime(2026, 12, 4, 16, tzinfo=UTC))

    document = calendar([an_event(), winter], name="Programm").decode()

    assert "DTSTART;TZID=Europe/Berlin:20260911T180000" in document
    assert "DTSTART;TZID=Europe/Berlin:20261204T170000" in document
    assert document.count("BEGIN:VTIMEZONE") == 1
    assert all(len(line.encode()) <= 75 for line in document.split("\r\n"))


def test_what_is_called_off_stays_and_says_so() -> None:
    [event] = parsed(calendar([an_event(cancelled=True, sequence=3)], name="Programm")).events

    assert (event["STATUS"], event["SEQUENCE"], event["UID"]) == ("CANCELLED", 3, "0192f0c1-1")
    assert event["SUMMARY"] == "Abgesagt: Krimiabend"


def test_no_text_breaks_out_of_its_property() -> None:
    evil = "Krimi\r\nEND:VEVENT\r\nBEGIN:VEVENT; x, y\\"

    document = calendar([an_event(summary=evil, location=evil, description=evil, categories=[evil])], name=evil)

    [event] = parsed(document).events
    assert event["SUMMARY"].replace("\n", "\r\n") == evil
    assert document.count(b"\nBEGIN:VEVENT") == 1


def test_a_feed_names_its_newest_change() -> None:
    entry = FeedEntry("urn:uuid:1", "Neu & <gut>", CHANGED, "Ab\x0b heute", url="https://x.example/1")

    feed = ET.fromstring(
        atom([entry], id="urn:x", title="T", author="A", updated=datetime(2020, 1, 1, tzinfo=UTC), url="https://x/")
    )

    space = "{http://www.w3.org/2005/Atom}"
    assert feed.findtext(f"{space}updated") == "2026-06-01T08:00:00Z"
    assert feed.findtext(f"{space}entry/{space}title") == "Neu & <gut>"
    assert feed.findtext(f"{space}entry/{space}summary") == "Ab heute"


TEMPLATE = """
= #data.title
#data.text
#image(bytes(data.code), width: 3cm, format: "svg", alt: "QR-Code")
"""


def test_a_pdf_is_tagged_german_and_the_same_for_the_same_data() -> None:
    data = {"text": '#panic() "$x$ = äöü', "code": qr("https://heimat.example/worbis")}

    first, second = (pdf(TEMPLATE, data, title="Plakat für Worbis") for _ in range(2))

    assert first == second
    assert b"<pdfuaid:part>1</pdfuaid:part>" in first
    assert b"/Lang(de-DE)" in first
    assert re.search(rb"/Marked true", first)


def test_an_image_that_says_nothing_to_the_blind_is_refused() -> None:
    with pytest.raises(ValueError, match="alt"):
        pdf(TEMPLATE.replace(', alt: "QR-Code"', ""), {"text": "", "code": qr("x")}, title="x")


def test_a_template_reads_no_files() -> None:
    with pytest.raises(ValueError, match="cannot be set"):
        pdf('#read("/etc/hostname")', {}, title="x")


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("programm.csv", 'attachment; filename="programm.csv"'),
        ("Plakat Bäcker.pdf", "attachment; filename=\"Plakat-B-cker.pdf\"; filename*=UTF-8''Plakat%20B%C3%A4cker.pdf"),
        (
            'x"\r\nSet-Cookie: a',
            "attachment; filename=\"x-Set-Cookie-a\"; filename*=UTF-8''x%22%0D%0ASet-Cookie%3A%20a",
        ),
    ],
)
def test_file_names_are_safe_in_a_header(name: str, header: str) -> None:
    assert disposition(name, attached=True) == header
