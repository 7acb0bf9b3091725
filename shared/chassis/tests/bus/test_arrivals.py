"""Envelope and event are read at once, and it comes to what it would one after the other."""

from collections.abc import Callable

import pytest
from pydantic_core import from_json, to_json

from regio_chassis.bus.arrivals import Arrived
from regio_chassis.bus.entries import Entry
from regio_chassis.bus.reading import Reader, readable
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


def stated(arrived: Arrived) -> tuple[object, ...]:
    return arrived.id, arrived.previous, arrived.epoch, arrived.time, arrived.subject


@pytest.mark.parametrize(
    "known", [known for known in EVENT_TYPES.values() if known is not BusinessClosed], ids=lambda known: known.type
)
def test_an_event_of_every_handled_class_is_read_as_envelope_and_event(known: type[Event]):
    entry = Entry(POSITION, sample_document(known))

    arrived = READER.read(entry)

    plain = readable(entry)
    assert plain is not None
    assert arrived.event == plain.open()
    assert stated(arrived) == stated(Arrived.closed(entry, plain))
    assert arrived.envelope == plain


def test_what_is_not_handled_is_left_closed():
    entry = Entry(POSITION, sample_document(BusinessClosed))

    arrived = READER.read(entry)

    assert arrived.event is None
    assert arrived.envelope == readable(entry)


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

    arrived = READER.read(entry)

    assert arrived.event is None
    assert arrived.envelope is not None
    assert arrived.envelope == readable(entry)


@pytest.mark.parametrize(
    "entry",
    [Entry(POSITION + 1, SAMPLE), Entry(POSITION, b""), Entry(POSITION, SAMPLE[:-1]), Entry(POSITION, b"\xff")],
    ids=["another position", "nothing", "half", "no text"],
)
def test_what_is_no_document_at_its_position_is_unreadable(entry: Entry):
    arrived = READER.read(entry)

    assert (arrived.id, arrived.event, arrived.envelope) == (None, None, None)


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        (b'"time":"2026-04-22T', b'"time":"2026-02-30T'),
        (b"T08:30:00", b"T24:00:00"),
        (b'"sequence":"00', b'"sequence":"0x'),
        (b'"epoch":1', b'"epoch":0'),
        (b'"subject":"', b'"subject":"\n'),
        (b'"partitionkey":"', b'"partitionkey":"\xff'),
        (b'"specversion":"1.0"', b'"specversion":"1.1"'),
        (b',"data":{', b',"data":{},"data":{"":'),
        (b'"data":{', b'"data":['),
        (b"}", b"]"),
    ],
)
def test_what_hardly_differs_from_a_document_of_ours_is_unreadable(written: bytes, instead: bytes):
    assert written in SAMPLE
    entry = Entry(POSITION, instead.join(SAMPLE.rsplit(written, 1)))

    assert readable(entry) is None
    assert READER.read(entry).id is None


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        (b'"id":"', b'"id": "'),
        (b"125000Z", b"125Z"),
        (b"125000Z", b"125000+00:00"),
        (b'"subject":"', b'"subject":"\\u0041'),
        (b'"subject":"', '"subject":"ä'.encode()),
        (b"}", b"} "),
        (b',"data":', b',"more":1,"data":'),
    ],
)
def test_what_hardly_differs_and_is_readable_is_read_all_the_same(written: bytes, instead: bytes):
    assert written in SAMPLE
    entry = Entry(POSITION, instead.join(SAMPLE.rsplit(written, 1)))

    arrived = READER.read(entry)

    assert arrived.event is None
    assert arrived.id is not None
    assert arrived.envelope == readable(entry)


@pytest.mark.parametrize("deep", [90, 199, 200, 1000])
def test_what_is_nested_too_deeply_for_one_is_too_deep_for_both(deep: int):
    facts = to_json(from_json(SAMPLE)["data"])
    extra = facts[:-1] + b',"extra":' + b"[" * deep + b"]" * deep + b"}"
    entry = Entry(POSITION, SAMPLE.replace(facts, extra))
    assert entry.body != SAMPLE

    arrived = READER.read(entry)

    assert (arrived.id is None) == (arrived.envelope is None) == (readable(entry) is None)


def test_what_only_looks_like_a_document_has_no_envelope():
    entry = Entry(POSITION, SAMPLE.replace(b'"partitionkey":"', b'"partitionkey":"' + b"x" * 10_000))
    arrived = READER.read(entry)

    assert arrived.envelope == readable(entry)
