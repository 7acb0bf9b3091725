"""One event as it travels."""

import json
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest
from pydantic import ValidationError

from regio_events import Envelope, NewerMajor, UnknownType, assemble, campaign, render
from regio_events.samples import sample, sample_document

IDS = [UUID(int=n) for n in range(1, 5)]
EVENT = sample(campaign.OfferPublished)
FULL = {
    "id": IDS[0],
    "time": datetime(2026, 11, 22, 10, 0, 0, 5, tzinfo=UTC),
    "epoch": 2,
    "position": 1234,
    "previous": IDS[1],
    "correlationid": IDS[2],
    "causationid": IDS[3],
    "traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
}
BARE = FULL | {"previous": None, "causationid": None, "traceparent": None}


def test_what_was_rendered_opens_as_the_same_event():
    envelope = Envelope.model_validate_json(render(EVENT, **FULL))

    assert envelope.open() == EVENT
    assert envelope.position == 1234


def test_a_rendered_event_is_exactly_this_document():
    document = render(EVENT, **FULL)

    assert list(json.loads(document).items()) == [
        ("specversion", "1.0"),
        ("id", str(IDS[0])),
        ("type", "regio.campaign.offer.published.v1"),
        ("source", "/regio/campaign"),
        ("subject", EVENT.subject),
        ("time", "2026-11-22T10:00:00.000005Z"),
        ("datacontenttype", "application/json"),
        ("dataschema", "urn:regio:schema:regio.campaign.offer.published.v1"),
        ("sequence", "0000000000000001234"),
        ("previous", str(IDS[1])),
        ("epoch", 2),
        ("partitionkey", EVENT.subject),
        ("traceparent", FULL["traceparent"]),
        ("correlationid", str(IDS[2])),
        ("causationid", str(IDS[3])),
        ("data", EVENT.model_dump(mode="json")),
    ]


@pytest.mark.parametrize("attributes", [FULL, BARE], ids=["full", "bare"])
def test_envelope_and_render_write_the_same_bytes(attributes):
    document = render(EVENT, **attributes)

    assert Envelope.model_validate_json(document).model_dump_json().encode() == document


def test_an_attribute_without_a_value_is_absent_and_never_null():
    document = json.loads(render(EVENT, **BARE))

    assert document.keys().isdisjoint({"previous", "causationid", "traceparent"})
    assert None not in [value for name, value in document.items() if name != "data"]


def test_stored_parts_make_the_same_document_as_the_event():
    stored = EVENT.model_dump_json().encode()

    assert assemble(EVENT.type, EVENT.subject, stored, **FULL) == render(EVENT, **FULL)


def test_a_time_in_another_zone_leaves_as_utc():
    berlin = datetime(2026, 7, 1, 12, tzinfo=timezone(timedelta(hours=2)))

    document = json.loads(render(EVENT, **FULL | {"time": berlin}))

    assert document["time"] == "2026-07-01T10:00:00Z"


def test_quotes_in_a_subject_do_not_break_the_document():
    document = assemble(EVENT.type, 'a"b\\c', b"{}", **FULL)

    assert json.loads(document)["subject"] == 'a"b\\c'


def test_the_last_position_of_all_still_has_nineteen_digits():
    envelope = Envelope.model_validate_json(render(EVENT, **FULL | {"position": 2**63 - 1}))

    assert envelope.sequence == "9223372036854775807"
    assert envelope.position == 2**63 - 1


def _document(**changes: object) -> str:
    return json.dumps({**json.loads(sample_document(campaign.OfferPublished)), **changes})


@pytest.mark.parametrize(
    ("type_", "refusal"),
    [
        ("regio.campaign.offer.published.v2", NewerMajor),
        ("regio.campaign.offer.published.v10", NewerMajor),
        ("regio.campaign.stall.opened.v1", UnknownType),
        ("regio.weather.rain.started.v1", UnknownType),
        ("com.example.something", UnknownType),
    ],
)
def test_an_unknown_type_says_whether_a_newer_package_would_help(type_, refusal):
    envelope = Envelope.model_validate_json(_document(type=type_))

    with pytest.raises(UnknownType) as caught:
        envelope.open()

    assert type(caught.value) is refusal
    assert caught.value.type == type_


def test_data_that_does_not_fit_is_refused_on_opening_not_on_parsing():
    envelope = Envelope.model_validate_json(_document(data={"offer_id": "not an id"}))

    with pytest.raises(ValidationError, match="offer_id"):
        envelope.open()


@pytest.mark.parametrize(
    "change",
    [
        {"specversion": "0.3"},
        {"id": "17"},
        {"sequence": "42"},
        {"sequence": 42},
        {"epoch": 0},
        {"time": "2026-11-22T10:00:00"},
        {"datacontenttype": "text/plain"},
        {"subject": ""},
        {"data": None},
        {"data": [1]},
        {"correlationid": None},
    ],
    ids=str,
)
def test_a_document_that_breaks_the_contract_is_refused(change):
    with pytest.raises(ValidationError):
        Envelope.model_validate_json(_document(**change))


def test_an_attribute_of_a_later_version_is_ignored():
    envelope = Envelope.model_validate_json(_document(expirytime="2027-01-01T00:00:00Z"))

    assert envelope.open() == sample(campaign.OfferPublished)
