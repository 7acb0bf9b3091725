"""What the guard has read of a request, for all behind it: nobody reads it twice."""

from collections.abc import Mapping
from typing import cast

from starlette.requests import Request
from starlette.types import Scope

_BODY = "regio.body"
_HEADERS = "regio.headers"


def keep(scope: Scope, headers: Mapping[bytes, bytes], body: bytes) -> None:
    """Remember the first of each header, by lower-case name, and the whole body."""
    scope[_HEADERS] = headers
    scope[_BODY] = body


def body_of(request: Request) -> bytes:
    """The whole body."""
    return cast("bytes", request.scope[_BODY])


def header_of(request: Request, name: bytes) -> str | None:
    """The first header of this lower-case name."""
    value: bytes | None = request.scope[_HEADERS].get(name)
    return None if value is None else value.decode("latin-1")
