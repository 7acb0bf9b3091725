"""What arrives in a channel: is it readable, what is it, and what to make of a failure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from asyncpg import DataError, InternalClientError  # type: ignore[import-untyped]  # it has no stubs
from pydantic import ValidationError
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from regio_chassis.bus.entries import Entry
from regio_chassis.handling import Handlers, Together
from regio_events import Envelope, Event

TRANSIENT_SQLSTATES = ("08", "40", "53", "55", "57")
"""Connection, rollback, resources, object in use, operator intervention. Source: PostgreSQL manual, appendix A."""


@dataclass(slots=True)
class Arrived:
    """An event in its turn: readable, or with the reason why not."""

    entry: Entry
    envelope: Envelope | None
    event: Event | None = None
    error: str | None = None
    known: type[Event] | None = None

    @property
    def subject(self) -> str:
        return "" if self.envelope is None else self.envelope.subject


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


def event_of(arrived: Arrived) -> Event:
    assert arrived.event is not None
    return arrived.event


def readable(entry: Entry) -> Envelope | None:
    """The envelope of an entry, or None when it is not one, or says another position than it stands at."""
    try:
        envelope = Envelope.model_validate_json(entry.body)
    except ValidationError:
        return None
    return envelope if envelope.position == entry.position else None


def runs(turn: Sequence[Arrived], handlers: Handlers) -> Iterator[list[Arrived]]:
    """Neighbours of one readable type that are handled together; everything else alone."""

    def kind(numbered: tuple[int, Arrived]) -> object:
        index, arrived = numbered
        event = arrived.event
        return type(event) if event is not None and isinstance(handlers[type(event)], Together) else index

    for _, group in groupby(enumerate(turn), kind):
        yield [arrived for _, arrived in group]


def place_of(error: BaseException) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = "" if trace is None else f" in {trace.tb_frame.f_code.co_name}, line {trace.tb_lineno}"
    code = getattr(error, "code", None)
    return f"{type(error).__name__}{f' ({code})' if isinstance(code, str) else ''}{place}"
