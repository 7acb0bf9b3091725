"""Every refusal this house knows: a stable code, an HTTP status, and a sentence in both languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar


class DomainError(Exception):
    """
    A request was understood and refused.

    ``str(error)`` is the detail a caller reads; it never contains what the caller sent. ``code`` is part of the HTTP
    API and never changes its meaning; a service subclasses one of the classes below with a ``code`` of its own and the
    two sentences ``title`` and ``title_de``, which also stand on the page ``/problems/<code>``.
    """

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 400
    title: ClassVar[str] = "The request was refused."
    title_de: ClassVar[str] = "Die Anfrage wurde abgelehnt."

    @property
    def headers(self) -> Mapping[str, str]:
        """Response headers that belong to this refusal."""
        return {}


class Missing(DomainError):
    """There is no such thing, or the caller may not know of it: both look the same, so no caller reads a detail."""

    code = "not-found"
    status = 404
    title = "There is nothing here, or it is not yours to see."
    title_de = "Hier ist nichts, oder Sie dürfen es nicht sehen."


class Conflict(DomainError):
    """The request contradicts what is stored."""

    code = "conflict"
    status = 409
    title = "The request contradicts what is stored."
    title_de = "Die Anfrage widerspricht dem gespeicherten Stand."


class TransitionRefused(Conflict):
    """The transition table of the entity does not have this step."""

    code = "transition-not-allowed"
    title = "This step is not possible in the present state."
    title_de = "Dieser Schritt ist im jetzigen Zustand nicht möglich."

    def __init__(self, entity: str, key: object, status: object, verb: str) -> None:
        super().__init__(f"{entity} {key} is {status}, '{verb}' is not possible")
        self.entity = entity
        self.key = key
        self.state = str(status)
        self.verb = verb


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one field: ``pointer`` is its JSON pointer, ``place`` is body, query, path or header."""

    pointer: str
    code: str
    detail: str
    place: str = "body"


class Invalid(DomainError):
    """A rule of the programme is broken; ``pointer`` is the JSON pointer of the field, ``source`` where it stands."""

    code = "rule-broken"
    status = 422
    title = "A rule of the programme does not allow this."
    title_de = "Eine Regel des Programms lässt das nicht zu."

    def __init__(self, detail: str = "", *, pointer: str = "", source: str | None = None) -> None:
        super().__init__(detail)
        self.faults: Sequence[Fault] = (Fault(pointer, self.code, detail),)
        self.source = source


class InvalidInput(Invalid):
    """Fields of the request are missing, unknown or out of range."""

    code = "invalid-input"
    title = "The request has fields that are missing, unknown or out of range."
    title_de = "In der Anfrage fehlen Felder, sind unbekannt oder außerhalb des Erlaubten."

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("1 field is not valid" if len(faults) == 1 else f"{len(faults)} fields are not valid")
        self.faults = faults


class StaleVersion(DomainError):
    """Somebody changed the row since the caller read it."""

    code = "stale-version"
    status = 412
    title = "It was changed since you read it."
    title_de = "Es wurde geändert, seit Sie es gelesen haben."


class Unauthenticated(DomainError):
    """No token, or one that does not hold."""

    code = "unauthenticated"
    status = 401
    title = "A valid access token is needed."
    title_de = "Dafür ist eine gültige Anmeldung nötig."

    @property
    def headers(self) -> Mapping[str, str]:
        return {"WWW-Authenticate": 'Bearer error="invalid_token"' if str(self) else "Bearer"}


class NotPermitted(DomainError):
    """None of the caller's roles has this action."""

    code = "not-permitted"
    status = 403
    title = "Your roles do not include this action."
    title_de = "Ihre Rollen enthalten diese Handlung nicht."


class Unavailable(DomainError):
    """Something this service needs does not answer; the same request may succeed later."""

    code = "unavailable"
    status = 503
    title = "The service cannot answer right now; try again."
    title_de = "Der Dienst kann gerade nicht antworten; bitte später erneut versuchen."

    def __init__(self, detail: str = "", *, retry_after: int = 1) -> None:
        super().__init__(detail)
        self.retry_after = retry_after

    @property
    def headers(self) -> Mapping[str, str]:
        return {"Retry-After": str(self.retry_after)}
