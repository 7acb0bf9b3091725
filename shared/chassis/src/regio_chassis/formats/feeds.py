"""Atom feeds out (RFC 4287)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree import ElementTree as ET  # written only, never read

from regio_chassis.formats.cells import clean

ATOM = "application/atom+xml; charset=utf-8"
_NAMESPACE = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One piece of news; ``id`` is an IRI that never changes, ``urn:uuid:…`` for instance."""

    id: str
    title: str
    updated: datetime
    summary: str
    url: str | None = None
    published: datetime | None = None
    category: str | None = None


def atom(
    entries: Sequence[FeedEntry],
    *,
    id: str,
    title: str,
    author: str,
    updated: datetime,
    url: str,
    page: str | None = None,
) -> bytes:
    """The feed at ``url``; ``updated`` is used where there is no entry, else the newest entry's."""
    feed = ET.Element("feed", {"xmlns": _NAMESPACE, "xml:lang": "de"})
    _text(feed, "id", id)
    _text(feed, "title", title)
    _text(feed, "updated", _instant(max((entry.updated for entry in entries), default=updated)))
    _text(ET.SubElement(feed, "author"), "name", author)
    ET.SubElement(feed, "link", {"rel": "self", "type": "application/atom+xml", "href": url})
    if page is not None:
        ET.SubElement(feed, "link", {"rel": "alternate", "type": "text/html", "href": page})
    for entry in entries:
        feed.append(_entry(entry))
    body: bytes = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
    return body


def _entry(entry: FeedEntry) -> ET.Element:
    made = ET.Element("entry")
    _text(made, "id", entry.id)
    _text(made, "title", entry.title)
    _text(made, "updated", _instant(entry.updated))
    if entry.published is not None:
        _text(made, "published", _instant(entry.published))
    if entry.category is not None:
        ET.SubElement(made, "category", {"term": entry.category})
    if entry.url is not None:
        ET.SubElement(made, "link", {"rel": "alternate", "href": entry.url})
    _text(made, "summary", entry.summary)
    return made


def _text(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = clean(text)


def _instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
