"""Versions over HTTP: strong ETags, 304 for what the caller has, 412 and 428 for changes to what they have not seen."""

import re
from email.utils import parsedate_to_datetime
from hashlib import blake2b
from typing import Annotated

from fastapi import Depends, Header, Request
from pydantic import BaseModel
from starlette.responses import Response

from regio_chassis.errors import StaleVersion
from regio_chassis.web.received import header_of
from regio_chassis.web.refusals import Malformed, PreconditionRequired

_TAGS = re.compile(r'\s*(W/)?"([\x21\x23-\x7e]*)"\s*(?:,|$)')
_VERSION = re.compile(r"([0-9]{1,18})\.[0-9a-f]{12}")
NEEDS_VERSION = frozenset({"PUT", "PATCH", "DELETE"})


def item(view: BaseModel, version: int, *, status: int = 200, location: str | None = None) -> Response:
    """One resource, serialised once, with a strong ETag of its version and its bytes (roles see different bytes)."""
    body = view.__pydantic_serializer__.to_json(view)
    response = Response(body, status, media_type="application/json")
    response.raw_headers.append((b"etag", f'"{version}.{digest(body)}"'.encode()))
    if location is not None:
        response.raw_headers.append((b"location", location.encode("latin-1")))
    return response


def created(view: BaseModel, version: int, location: str) -> Response:
    """201 with the new resource; ``location`` is a path like ``/api/v1/editions/…``, without the service's prefix."""
    return item(view, version, status=201, location=location)


def digest(body: bytes) -> str:
    """Twelve hexadecimal digits that change with the bytes."""
    return blake2b(body, digest_size=6).hexdigest()


def not_modified(request: Request, response: Response) -> Response:
    """``response``, or 304 without a body if the caller has it already (RFC 9110 § 13.2.2, weak comparison)."""
    if response.status_code != 200:
        return response
    wanted = header_of(request, b"if-none-match")
    if wanted is not None:
        known = _has(wanted, response.headers.get("etag"))
    else:
        since = header_of(request, b"if-modified-since")
        known = since is not None and _unchanged(since, response.headers.get("last-modified"))
    if not known:
        return response
    kept = ("etag", "last-modified", "cache-control", "content-location", "vary", "link")
    return Response(None, 304, {name: response.headers[name] for name in kept if name in response.headers})


def _has(wanted: str, tag: str | None) -> bool:
    if tag is None:
        return False
    return wanted.strip() == "*" or tag.strip('"') in {opaque for _, opaque in _TAGS.findall(wanted)}


def _unchanged(since: str, modified: str | None) -> bool:
    try:
        return modified is not None and parsedate_to_datetime(modified) <= parsedate_to_datetime(since)
    except (ValueError, TypeError):
        # Not a date, or one without a zone: a caller who says nothing.
        return False


def _if_match(
    request: Request,
    tags: Annotated[
        str | None,
        Header(
            alias="If-Match",
            description="ETag of the version the change is based on",
            max_length=1000,
            json_schema_extra={"pattern": r'^(\*|(W/)?"[!#-~]*"(, *(W/)?"[!#-~]*")*)$'},
        ),
    ] = None,
) -> int | None:
    if tags is None:
        if request.method in NEEDS_VERSION:
            raise PreconditionRequired
        return None
    if tags.strip() == "*":
        return None
    found = _TAGS.findall(tags)
    if not found:
        raise Malformed("If-Match is not a list of entity tags")
    # Strong comparison: a weak tag never matches. Of several versions only the newest can still be current.
    versions = [int(match[1]) for weak, tag in found if not weak and (match := _VERSION.fullmatch(tag))]
    if not versions:
        raise StaleVersion("no entity tag of this resource ever was one of those")
    return max(versions)


IfMatch = Annotated[int | None, Depends(_if_match)]
"""The version the caller has seen, None if they do not care; PUT, PATCH and DELETE without it are refused with 428."""
