"""Refusals that only HTTP has: the request never reached a rule of the programme."""

from collections.abc import Mapping

from regio_chassis.errors import Conflict, DomainError


class Malformed(DomainError):
    """The request is not what HTTP, JSON or UTF-8 allow."""

    code = "malformed"
    status = 400
    title = "The request is malformed."
    title_de = "Die Anfrage ist fehlerhaft aufgebaut."


class MethodNotAllowed(DomainError):
    """The resource exists, this method does not."""

    code = "method-not-allowed"
    status = 405
    title = "This resource does not have this method."
    title_de = "Diese Adresse kennt diese Methode nicht."

    def __init__(self, allowed: str = "") -> None:
        super().__init__()
        self.allowed = allowed

    @property
    def headers(self) -> Mapping[str, str]:
        return {"Allow": self.allowed} if self.allowed else {}


class NotAcceptable(DomainError):
    """None of the formats the caller accepts is offered."""

    code = "not-acceptable"
    status = 406
    title = "This resource is not offered in a format you accept."
    title_de = "Diese Adresse bietet keines der gewünschten Formate."


class RequestTimeout(DomainError):
    """The caller takes too long to send the request."""

    code = "request-timeout"
    status = 408
    title = "The request did not arrive in time."
    title_de = "Die Anfrage ist nicht rechtzeitig vollständig angekommen."


class TooLarge(DomainError):
    """The body is longer than this service reads."""

    code = "too-large"
    status = 413
    title = "The body is too large."
    title_de = "Die gesendeten Daten sind zu groß."


class UriTooLong(DomainError):
    """The address is longer than this service reads."""

    code = "uri-too-long"
    status = 414
    title = "The address is too long."
    title_de = "Die Adresse ist zu lang."


class UnsupportedMedia(DomainError):
    """The body has a media type or an encoding this service does not read."""

    code = "unsupported-media-type"
    status = 415
    title = "The body has a media type or an encoding that is not read here."
    title_de = "Das Format der gesendeten Daten wird hier nicht gelesen."


class HeadersTooLarge(DomainError):
    """There are too many header fields, or too long ones."""

    code = "headers-too-large"
    status = 431
    title = "The header fields are too large."
    title_de = "Die Kopfzeilen der Anfrage sind zu groß."


class Unstorable(DomainError):
    """A value has no place in the database."""

    code = "unstorable"
    status = 422
    title = "A value cannot be stored."
    title_de = "Ein Wert kann nicht gespeichert werden."


class PreconditionRequired(DomainError):
    """A change must name the version it is based on."""

    code = "precondition-required"
    status = 428
    title = "Send If-Match with the ETag you read."
    title_de = "Senden Sie If-Match mit dem zuletzt gelesenen ETag."


class RateLimited(DomainError):
    """Too many requests in too short a time."""

    code = "rate-limited"
    status = 429
    title = "Too many requests; wait a moment."
    title_de = "Zu viele Anfragen; bitte warten Sie einen Moment."

    def __init__(self, retry_after: int) -> None:
        super().__init__()
        self.retry_after = retry_after

    @property
    def headers(self) -> Mapping[str, str]:
        return {"Retry-After": str(self.retry_after)}


class KeyReused(DomainError):
    """The idempotency key was used for another request."""

    code = "idempotency-key-reused"
    status = 422
    title = "This Idempotency-Key belongs to another request."
    title_de = "Dieser Idempotency-Key gehört zu einer anderen Anfrage."


class AnswerGone(Conflict):
    """The request was done; its stored answer cannot be opened any more, since the service's secret was exchanged."""

    code = "answer-gone"
    title = "This was done before; the answer it got is no longer kept."
    title_de = "Das ist bereits geschehen; die Antwort von damals wird nicht mehr aufbewahrt."


class StillRunning(Conflict):
    """The first request with this idempotency key has not been answered yet."""

    code = "still-running"
    title = "The first request with this Idempotency-Key is still running."
    title_de = "Die erste Anfrage mit diesem Idempotency-Key läuft noch."

    @property
    def headers(self) -> Mapping[str, str]:
        return {"Retry-After": "1"}


class Internal(DomainError):
    """A mistake of ours; what went wrong stands in the log, never in the answer."""

    code = "internal"
    status = 500
    title = "Something went wrong here; it was not your request."
    title_de = "Hier ist etwas schiefgegangen; an Ihrer Anfrage lag es nicht."
