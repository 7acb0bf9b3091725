"""Answers that are no JSON: media type, file name, version, and what a caller has already is not sent again."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any
from urllib.parse import quote

from starlette.responses import Response

from regio_chassis.web.etag import digest


def document(
    body: bytes,
    media_type: str,
    *,
    filename: str | None = None,
    attached: bool = False,
    modified: datetime | None = None,
    etag: str | None = None,
) -> Response:
    """
    ``body`` with a strong ETag of its bytes (or ``etag``, opaque, without quotes) and, if ``modified`` is known,
    Last-Modified. ``attached``: browsers save it under ``filename`` instead of showing it.
    """
    headers = {"etag": f'"{etag or digest(body)}"'}
    if modified is not None:
        headers["last-modified"] = format_datetime(modified.astimezone(UTC).replace(microsecond=0), usegmt=True)
    if filename is not None:
        headers["content-disposition"] = disposition(filename, attached=attached)
    response = Response(body, 200, headers)
    # Not through Response(media_type=…), which would add a charset to whatever begins with text/.
    response.headers["content-type"] = media_type
    return response


def disposition(filename: str, *, attached: bool) -> str:
    """Content-Disposition with a name that old and new browsers read (RFC 6266)."""
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", filename).strip("-") or "datei"
    kind = "attachment" if attached else "inline"
    extended = "" if plain == filename else f"; filename*=UTF-8''{quote(filename, safe='')}"
    return f'{kind}; filename="{plain}"{extended}'


def produces(media_type: str, description: str = "The document") -> dict[str, Any]:
    """``**produces("text/calendar")`` in a route's decorator: its 200 is no JSON, in the OpenAPI document too."""
    bare = media_type.partition(";")[0]
    binary = bare in {"application/pdf", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
    schema: Mapping[str, Any] = {"type": "string", "format": "binary"} if binary else {"type": "string"}
    return {
        "response_class": Response,
        "responses": {200: {"description": description, "content": {bare: {"schema": schema}}}},
    }
