"""The first thing a request meets: what is too large, ambiguous or not what it says goes no further."""

import asyncio
import re
from urllib.parse import unquote_to_bytes

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from regio_chassis.web import strict_json
from regio_chassis.web.received import keep
from regio_chassis.web.refusals import (
    HeadersTooLarge,
    Malformed,
    RequestTimeout,
    TooLarge,
    UnsupportedMedia,
    UriTooLong,
)
from regio_chassis.web.uploads import UPLOAD_BYTES, is_table

BODY_BYTES = 1024 * 1024
BODY_SECONDS = 30.0
"""From the end of the header to the end of the body."""
HEADER_BYTES = 16 * 1024
HEADER_FIELDS = 100
QUERY_BYTES = 8 * 1024
PATH_BYTES = 2 * 1024

_HOST = re.compile(rb"(?:[A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?")
_JSON = re.compile(rb'application/json(?:\s*;\s*charset="?utf-8"?)?\s*', re.IGNORECASE)
_SINGLE = frozenset({b"host", b"content-type", b"content-length", b"content-encoding", b"transfer-encoding"})
_CONTROL = re.compile(rb"[\x00-\x1f\x7f]")


class Guard:
    """
    Pure ASGI middleware. It reads the whole body before the application sees the request, at most 1 MiB of it (5 MiB of
    a table), so that nobody holds a transaction while sending slowly.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = _headers(scope["headers"])
        _address(scope)
        # Both of them at once are nothing that a server lets through.
        length = headers.get(b"transfer-encoding") or headers.get(b"content-length") or b""
        if length == b"0" or (length == b"" and scope["method"] in {"GET", "HEAD"}):
            keep(scope, headers, b"")
            await self.app(scope, receive, send)
            return
        media = headers.get(b"content-type")
        table = media is not None and is_table(media.decode("latin-1"))
        body = await _body(receive, length, UPLOAD_BYTES if table else BODY_BYTES)
        if body and not table:
            if media is None or not _JSON.fullmatch(media):
                raise UnsupportedMedia("send application/json in UTF-8")
            strict_json.check(body)
        keep(scope, headers, body)
        await self.app(scope, _replay(body, receive), send)


def _headers(headers: list[tuple[bytes, bytes]]) -> dict[bytes, bytes]:
    """The first of each name."""
    if len(headers) > HEADER_FIELDS:
        raise HeadersTooLarge
    size = 0
    found: dict[bytes, bytes] = {}
    for name, value in headers:
        size += len(name) + len(value)
        if name not in found:
            found[name] = value
        elif name in _SINGLE:
            raise Malformed("a header field is given twice")
    if size > HEADER_BYTES:
        raise HeadersTooLarge
    if not _HOST.fullmatch(found.get(b"host", b"")):
        raise Malformed("a Host is needed")
    if found.get(b"content-encoding", b"identity").lower() != b"identity":
        raise UnsupportedMedia("compressed bodies are not read")
    return found


def _address(scope: Scope) -> None:
    query: bytes = scope["query_string"]
    if len(query) > QUERY_BYTES or len(scope["path"]) > PATH_BYTES:
        raise UriTooLong
    if b"%" in query or not query.isascii():
        _text(unquote_to_bytes(query))
    raw: bytes = scope.get("raw_path") or b""
    if b"%" in raw:
        _text(unquote_to_bytes(raw))


def _text(decoded: bytes) -> None:
    if _CONTROL.search(decoded):
        raise Malformed("the address has a control character")
    try:
        decoded.decode()
    except UnicodeError:
        raise Malformed("the address is not UTF-8") from None


async def _body(receive: Receive, length: bytes, most: int) -> bytes:
    if length.isdigit() and int(length) > most:
        raise TooLarge
    chunks: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(BODY_SECONDS):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise Malformed("the connection ended before the body did")
                chunks.append(message.get("body", b""))
                size += len(chunks[-1])
                if size > most:
                    raise TooLarge
                if not message.get("more_body"):
                    break
    except TimeoutError:
        raise RequestTimeout from None
    return chunks[0] if len(chunks) == 1 else b"".join(chunks)


def _replay(body: bytes, receive: Receive) -> Receive:
    given = False

    async def replay() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay
