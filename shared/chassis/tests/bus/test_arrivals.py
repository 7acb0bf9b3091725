"""Envelope and event are read at once, and it comes to what it would one after the other."""

from collections.abc import Callable

import pytest
from pydantic_core import from_json, to_json

from regio_chassis.bus.arrivals import Reader, readable
from regio_chassis.bus.entries import Entry
from regio_chassis.handling import together
from regio_events import EVENT_TYPES, Event
from regio_events.campaign import BusinessApproved, BusinessClosed
from regio_events.samples import sample_document

POSITION = 42
SAMPLE = sample_document(BusinessApproved)


async def ignored(*_: object) -> None:
    """Nothing is done about it."""


READER = Reader(
    dict.fromkeys((known for known in EVENT_TYPES.values() if known is not BusinessClosed), together(ignored))
)


@pytest.mark.parametrize(
    "known", [known for known in EVENT_TYPES.values() if known is not BusinessClosed], ids=lambda known: known.type
)
def test_an_event_of_every_handled_class_is_read_as_envelope_and_event(known: type[Event]):
    entry = Entry(POSITION, sample_document(known))

    envelope, event = READER.read(entry)

    plain = readable(entry)
    assert envelope is not None
    assert plain is not None
    assert envelope.model_dump(exclude={"data"}) == plain.model_dump(exclude={"data"})
    assert event == plain.open()


def test_what_is_not_handled_is_left_closed():
    entry = Entry(POSITION, sample_document(BusinessClosed))

    assert READER.read(entry) == (readable(entry), None)


def _reordered(document: dict[str, object]) -> dict[str, object]:
    return dict(reversed(document.items()))


def _disguised(document: dict[str, object]) -> dict[str, object]:
    """What stands first is the type of another thing inside; its data would even fit."""
    return {"extension": {"type": document["type"]}, **document, "type": BusinessClosed.type}


def _unfit(document: dict[str, object]) -> dict[str, object]:
    return {**document, "data": {"business_id": "none"}}


@pytest.mark.parametrize("change", [_reordered, _disguised, _unfit])
def test_what_does_not_look_like_ours_is_read_in_two_steps(change: Callable[[dict[str, object]], dict[str, object]]):
    entry = Entry(POSITION, to_json(change(from_json(SAMPLE))))

    envelope, event = READER.read(entry)

    assert envelope is not None
    assert (envelope, event) == (readable(entry), None)


@pytest.mark.parametrize(
    "entry",
    [Entry(POSITION + 1, SAMPLE), Entry(POSITION, b""), Entry(POSITION, SAMPLE[:-1]), Entry(POSITION, b"\xff")],
    ids=["another position", "nothing", "half", "no text"],
)
def test_what_is_no_document_at_its_position_is_unreadable(entry: Entry):
    assert READER.read(entry) == (None, None)
