"""What arrives in a channel: what is it, what is handled together, and what to make of a failure."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime

from asyncpg import DataError, InternalClientError  # type: ignore[import-untyped]  # it has no stubs
from pydantic import ValidationError
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from regio_chassis.bus.entries import Entry
from regio_chassis.handling import Handlers, Together
from regio_events import Envelope, Event

TRANSIENT_SQLSTATES = ("08", "40", "53", "55", "57")
"""Connection, rollback, resources, object in use, operator intervention. Source: PostgreSQL manual, appendix A."""


class Arrived:
    """
    An event in its turn: readable, or with the reason why not. With an event in it, it is what handlers take.

    ``id`` and ``previous`` are bytes as the document has them; without an id it is not readable.
    """

    __slots__ = ("_envelope", "entry", "epoch", "error", "event", "id", "position", "previous", "time", "written")

    def __init__(
        self,
        entry: Entry,
        id: bytes | None = None,
        previous: bytes | None = None,
        epoch: int = 0,
        time: datetime | None = None,
        subject: bytes = b"",
        event: Event | None = None,
    ) -> None:
        self.entry = entry
        self.position = entry[0]
        self.id = id
        self.previous = previous
        self.epoch = epoch
        self.time = time
        self.written = subject
        self.event = event
        self.error: str | None = None
        self._envelope: Envelope | None = None

    @classmethod
    def closed(cls, entry: Entry, envelope: Envelope | None) -> "Arrived":
        """Its envelope is read, or is not readable; the event inside is not looked at."""
        if envelope is None:
            return cls(entry)
        previous = None if envelope.previous is None else str(envelope.previous).encode()
        id, subject = str(envelope.id).encode(), envelope.subject.encode()
        arrived = cls(entry, id, previous, envelope.epoch, envelope.time, subject)
        arrived._envelope = envelope
        return arrived

    @property
    def subject(self) -> str:
        return self.written.decode()

    @property
    def envelope(self) -> Envelope | None:
        """The envelope, read when somebody asks for it; None when it is not readable."""
        if self._envelope is None and self.id is not None:
            # That it looks like ours does not make it one.
            with suppress(ValidationError):
                self._envelope = Envelope.model_validate_json(self.entry.body)
        return self._envelope


def transient(error: BaseException) -> bool:
    """Whether trying the same again later may work: the database is busy or away, not the event bad."""
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    if isinstance(error, (OperationalError, InterfaceError)) and "sqlite3" in type(error.orig).__module__:
        return any(word in str(error.orig) for word in ("locked", "busy", "disk"))
    if isinstance(error, DBAPIError):
        # Refused by the driver before it reached the server, which gives it no state.
        if isinstance(error.orig, DataError) or isinstance(getattr(error.orig, "__cause__", None), DataError):
            return False
        return str(getattr(error.orig, "sqlstate", None) or "08").startswith(TRANSIENT_SQLSTATES)
    # The last one, which SQLAlchemy lets through, comes of a connection that is cut while a transaction begins.
    return isinstance(error, (OSError, TimeoutError, InternalClientError))


def runs(turn: Sequence[Arrived], handlers: Handlers) -> Iterator[list[Arrived]]:
    """Neighbours of one readable type that are handled together; everything else alone."""
    together = {known for known, handling in handlers.items() if isinstance(handling, Together)}
    run: list[Arrived] = []
    before: type[Event | None] | None = None
    for arrived in turn:
        known = type(arrived.event)
        if run and (known is not before or known not in together):
            yield run
            run = []
        run.append(arrived)
        before = known
    if run:
        yield run


def place_of(error: BaseException) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = "" if trace is None else f" in {trace.tb_frame.f_code.co_name}, line {trace.tb_lineno}"
    code = getattr(error, "code", None)
    return f"{type(error).__name__}{f' ({code})' if isinstance(code, str) else ''}{place}"
