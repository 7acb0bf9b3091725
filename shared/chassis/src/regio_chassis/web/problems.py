"""Every error as RFC 9457 problem details: a type that has a page, never what the caller sent, never how we failed."""

import json
import logging
import traceback
from collections.abc import Mapping
from socket import gaierror
from typing import Any, cast

from asyncpg import InternalClientError  # type: ignore[import-untyped]  # it has no stubs
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DBAPIError, IntegrityError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Match
from starlette.types import Scope

from regio_chassis.errors import (
    Conflict,
    DomainError,
    Invalid,
    InvalidInput,
    Missing,
    NotPermitted,
    Unauthenticated,
    Unavailable,
)
from regio_chassis.web.binding import fault_of
from regio_chassis.web.refusals import (
    Internal,
    Malformed,
    MethodNotAllowed,
    NotAcceptable,
    TooLarge,
    Unstorable,
    UnsupportedMedia,
)

log = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
_LOST = (
    OperationalError, InterfaceError, PoolTimeout, InternalClientError, ConnectionError, TimeoutError, gaierror,
)  # fmt: skip
"""What comes of a database that is away or goes away; its name is unknown where it is a container that is stopped."""
_BY_STATUS: Mapping[int, type[DomainError]] = {
    kind.status: kind
    for kind in (
        Malformed, Unauthenticated, NotPermitted, Missing, MethodNotAllowed, NotAcceptable, TooLarge, UnsupportedMedia,
        Unavailable,
    )
}  # fmt: skip


def problem(error: DomainError, root_path: str = "") -> Response:
    """The answer to a refused request."""
    body: dict[str, Any] = {
        "type": f"{root_path}/problems/{error.code}",
        "title": error.title,
        "status": error.status,
        "code": error.code,
    }
    # What is not there and what is not theirs look the same, to the byte.
    if (detail := str(error)) and not isinstance(error, Missing):
        body["detail"] = detail
    if isinstance(error, Invalid):
        body["errors"] = [
            {"pointer": fault.pointer, "code": fault.code, "detail": fault.detail, "in": fault.place}
            for fault in error.faults
        ]
        if error.source:
            body["source"] = error.source
    raw = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    headers = {**error.headers, "cache-control": "no-store"}
    return Response(raw, error.status, headers, MEDIA_TYPE)


def refusal_of(error: Exception) -> DomainError:
    """What a caller may know about ``error``; what nobody foresaw is logged without its values and becomes a 500."""
    if isinstance(error, DomainError):
        return error
    if isinstance(error, HTTPException):
        return _BY_STATUS.get(error.status_code, Malformed if error.status_code < 500 else Internal)()
    if isinstance(error, RequestValidationError):
        findings = [cast("Any", finding) for finding in error.errors()]
        return InvalidInput([fault_of(found, str(found["loc"][0]), found["loc"][1:]) for found in findings])
    refusal = _of_database(error)
    if refusal.status >= 500:
        _report(error)
    return refusal


def _of_database(error: Exception) -> DomainError:
    if isinstance(error, IntegrityError):
        return Conflict("this contradicts something that is stored, or refers to something that is not")
    state = _sqlstate(error)
    # 22: data exceptions. asyncpg refuses some values before sending them, without a state.
    if state.startswith("22") or "asyncpg.exceptions.DataError" in _causes(error):
        return Unstorable()
    # 40: serialization failure, deadlock. 53, 57: out of resources, shutting down.
    lost = isinstance(error, _LOST)
    if lost or state[:2] in {"08", "40", "53", "57"}:
        return Unavailable("the database does not answer or is busy")
    return Internal()


def _sqlstate(error: Exception) -> str:
    return str(getattr(error.orig, "sqlstate", None) or "") if isinstance(error, DBAPIError) else ""


def _causes(error: BaseException | None) -> set[str]:
    names: set[str] = set()
    while error is not None and len(names) < 10:
        names.add(f"{type(error).__module__}.{type(error).__qualname__}")
        error = error.__cause__
    return names


def _report(error: Exception) -> None:
    # Frames and class names only: the text of a database error quotes the values of the statement.
    frames = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(error.__traceback__)]
    log.error("%s at %s", type(error).__qualname__, " < ".join(reversed(frames[-8:])))


def answer_to(error: Exception, scope: Scope) -> Response:
    """The answer to a request that failed; 405 names every method the address has."""
    refusal = refusal_of(error)
    if isinstance(refusal, MethodNotAllowed):
        refusal = MethodNotAllowed(_methods(scope))
    return problem(refusal, scope.get("root_path", ""))


def _methods(scope: Scope) -> str:
    found: set[str] = set()
    for route in scope["app"].router.routes:
        if route.matches(scope)[0] != Match.NONE:
            found |= getattr(route, "methods", None) or set()
            found |= {"HEAD"} if getattr(route, "reads", False) else set()
    return ", ".join(sorted(found))
