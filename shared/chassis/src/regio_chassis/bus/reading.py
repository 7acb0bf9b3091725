"""
Reads what stands in a channel: as our own services write it, by the look of it, and everything else step by step.

Of most events a service asks only what they say and whether one follows the other, so their envelopes stay closed: to
read one takes longer than all the rest.
"""

import re
from collections.abc import Callable
from datetime import datetime

from pydantic import ValidationError

from regio_chassis.bus.arrivals import Arrived
from regio_chassis.bus.entries import Entry
from regio_chassis.handling import Handlers
from regio_events import Envelope, Event

_ID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_TEXT = r"[ !#-\[\]-~]+"
"""ASCII that stands in JSON as it is."""
_TIME = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-9]{2}:[0-9]{2}(?:\.[0-9]{6})?Z"
# What regio_events.assemble writes before the facts; whatever fits is a readable envelope, but for the date.
_HEAD = re.compile(
    (
        rf'{{"specversion":"1\.0","id":"({_ID})","type":"([a-z0-9_.]+)","source":"{_TEXT}","subject":"({_TEXT})"'
        rf',"time":"({_TIME})","datacontenttype":"application/json","dataschema":"{_TEXT}","sequence":"([0-9]{{19}})"'
        rf'(?:,"previous":"({_ID})")?,"epoch":([1-9][0-9]{{0,8}}),"partitionkey":"{_TEXT}"'
        rf'(?:,"traceparent":"{_TEXT}")?,"correlationid":"{_ID}"(?:,"causationid":"{_ID}")?,"data":'
    ).encode()
)
_NESTED = 100
"""With fewer brackets nothing is nested so deeply that it can be read by itself, but not within a document."""


def readable(entry: Entry) -> Envelope | None:
    """The envelope of an entry, or None when it is not one, or says another position than it stands at."""
    try:
        envelope = Envelope.model_validate_json(entry.body)
    except ValidationError:
        return None
    return envelope if envelope.position == entry.position else None


class Reader:
    """Reads entries; the event inside at once, where the document looks like ours and the event is handled."""

    def __init__(self, handlers: Handlers) -> None:
        self._facts: dict[bytes, Callable[[bytes], Event]] = {
            known.type.encode(): known.__pydantic_validator__.validate_json for known in handlers
        }

    def read(self, entry: Entry) -> Arrived:
        """The event is None where it is not handled, does not fit, or is still to be opened."""
        position, body = entry
        head = _HEAD.match(body)
        if head is not None:
            id, type, subject, time, sequence, previous, epoch = head.groups()
            facts = self._facts.get(type)
            # Before the facts there is one brace, and behind them its match: as a whole it is JSON where they are.
            plain = body.count(b"[") + body.count(b"{") < _NESTED
            if facts is not None and int(sequence) == position and body[-1:] == b"}" and plain:
                try:
                    event = facts(body[head.end() : -1])
                    at = datetime.fromisoformat(time.decode())
                except ValueError:  # pydantic's is one, too
                    pass
                else:
                    return Arrived(entry, id, previous, int(epoch), at, subject, event)
        return Arrived.closed(entry, readable(entry))
