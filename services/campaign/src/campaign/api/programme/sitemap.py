"""What search engines may look at: every public address that answers with something."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from xml.etree import ElementTree as ET  # written only, never read

from fastapi import Request
from starlette.responses import Response

from campaign.api.programme.addresses import public_address
from campaign.api.programme.routes import FORMATS
from campaign.queries import programme
from campaign.queries.sitemap import Shown, shown
from regio_chassis.formats import document, produces
from regio_chassis.web import ReadingDep, Router, ScopeDep
from regio_chassis.web.kept import kept

router = Router(prefix="/sitemap.xml", tags=["Programme"])

XML = "application/xml"
MOST = 50_000
"""Addresses in one sitemap. Source: sitemaps.org/protocol.html."""
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_SUFFIXES = ("", *(f".{one.suffix}" for one in FORMATS))

Found = tuple[str, datetime | None]


@router.get("", operation_id="sitemap.get", **produces(XML, "A sitemap, as sitemaps.org describes it"))
async def sitemap(request: Request, reading: ReadingDep, scope: ScopeDep) -> Response:
    """Programmes in every format, news and posters; each with the day on which it was last changed."""
    version = await programme.version(reading, scope, town=None)
    base = public_address(request, "/api/v1")

    async def make() -> Response:
        found = _addresses(await shown(reading, scope), version.changed_at)
        return document(_written(base, found), XML, modified=version.changed_at)

    return await kept(request).answer(("sitemap",), (version.revision, base), make)


def _addresses(found: Shown, changed_at: datetime | None) -> Iterator[Found]:
    yield from ((f"/programme{suffix}", changed_at) for suffix in _SUFFIXES)
    yield "/news.atom", changed_at
    for town in found.towns:
        yield from ((f"/programme/{town.key}{suffix}", town.changed_at) for suffix in _SUFFIXES)
        yield f"/news/{town.key}.atom", town.changed_at
        if town.takes_part:
            yield f"/programme/{town.key}/poster.pdf", town.changed_at
    for business in found.businesses:
        yield f"/businesses/{business.id}/poster.pdf", business.changed_at


def _written(base: str, found: Iterable[Found]) -> bytes:
    made = ET.Element("urlset", {"xmlns": _NAMESPACE})
    for _, (path, changed_at) in zip(range(MOST), found, strict=False):
        url = ET.SubElement(made, "url")
        ET.SubElement(url, "loc").text = base + path
        if changed_at is not None:
            ET.SubElement(url, "lastmod").text = f"{changed_at:%Y-%m-%d}"
    body: bytes = ET.tostring(made, encoding="utf-8", xml_declaration=True)
    return body
