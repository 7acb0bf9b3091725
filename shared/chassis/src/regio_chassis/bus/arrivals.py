"""What arrives in a channel: is it readable, what is it, and what to make of a failure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import cast

from asyncpg import DataError, InternalClientError  # type: ignore[import-untyped]  # it has no stubs
from pydantic import ValidationError, create_model
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from regio_chassis.bus.entries import Entry
from regio_chassis.handling import Handlers, Together
from regio_events import Envelope, Event

TRANSIENT_SQLSTATES = ("08", "40", "53", "55", "57")
"""Connection, rollback, resources, object in use, operator intervention. Source: PostgreSQL manual, appendix A."""

_TYPE = re.compile(rb'"type":"([a-z0-9_.]+)"')
_EARLY = 160
"""Bytes of a document within which ours name their type."""


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


class Reader:
    """
    Reads an envelope and the event inside at once, where the document says early, as our own do, that it is one of
    those that are handled; that takes two thirds of the time.
    """

    def __init__(self, handlers: Handlers) -> None:
        # Of the envelope only ``data`` is another, and that is what nobody but us looks at.
        self._whole = {
            known.type.encode(): create_model(known.__name__, __base__=Envelope, data=(known, ...))
            for known in handlers
        }

    def read(self, entry: Entry) -> tuple[Envelope | None, Event | None]:
        """As ``readable``; the event is None where it is not handled, does not fit, or is still to be opened."""
        found = _TYPE.search(entry.body, 0, _EARLY)
        whole = None if found is None else self._whole.get(found[1])
        if whole is None:
            return readable(entry), None
        try:
            envelope: Envelope = whole.__pydantic_validator__.validate_json(entry.body)
        except ValidationError:
            return readable(entry), None
        event = cast("Event", envelope.data)
        # The place that was looked at may have been another than the envelope's own.
        known = envelope.type == event.type and envelope.position == entry.position
        return (envelope, event) if known else (readable(entry), None)


def runs(turn: Sequence[Arrived], handlers: Handlers) -> Iterator[list[Arrived]]:
    """Neighbours of one readable type that are handled together; everything else alone."""

    together = {known for known, handling in handlers.items() if isinstance(handling, Together)}

    def kind(numbered: tuple[int, Arrived]) -> object:
        index, arrived = numbered
        known = type(arrived.event)
        return known if known in together else index

    for _, group in groupby(enumerate(turn), kind):
        yield [arrived for _, arrived in group]


def place_of(error: BaseException) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = "" if trace is None else f" in {trace.tb_frame.f_code.co_name}, line {trace.tb_lineno}"
    code = getattr(error, "code", None)
    return f"{type(error).__name__}{f' ({code})' if isinstance(code, str) else ''}{place}"
