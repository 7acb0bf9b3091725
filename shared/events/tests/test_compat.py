"""What breaks a released schema, and what does not."""

import copy
import json
from collections.abc import Callable

import pytest

from regio_events.compat import breaks, breaks_of_all
from regio_events.schemas import RELEASED

# Schemas as released, so that these tests do not move with today's classes.
SCHEMAS = json.loads((RELEASED / "1.0.0.json").read_text("utf-8"))
OFFER = "regio.campaign.offer.published.v1"
COMPANIES = "regio.placement.phase.completed.v1"
ANALYSIS = "regio.network.analysis.presented.v1"

Change = Callable[[dict], None]


def _field(schema, name):
    return schema["properties"][name]


def _add(schema, name, field, *, required=False):
    schema["properties"][name] = field
    if required:
        schema["required"].append(name)


BREAKING: dict[str, tuple[str, Change, str]] = {
    "field removed": (OFFER, lambda s: s["properties"].pop("title"), "data.title: field removed"),
    "field renamed": (
        OFFER,
        lambda s: _add(s, "headline", s["properties"].pop("title")),
        "data.title: field removed",
    ),
    "optional field removed": (
        OFFER,
        lambda s: s["properties"].pop("business_id"),
        "data.business_id: field removed",
    ),
    "new field required": (
        OFFER,
        lambda s: _add(s, "price", {"type": "integer"}, required=True),
        "data.price: new field is required",
    ),
    "optional became required": (
        OFFER,
        lambda s: s["required"].append("business_id"),
        "data.business_id: optional became required",
    ),
    "required became optional": (
        OFFER,
        lambda s: s["required"].remove("title"),
        "data.title: required became optional",
    ),
    "type changed": (
        OFFER,
        lambda s: _field(s, "sequence").update(type="string"),
        "data.sequence: string is now possible",
    ),
    "type widened": (
        OFFER,
        lambda s: _field(s, "sequence").update(type="number"),
        "data.sequence: number is now possible",
    ),
    "type freed": (
        OFFER,
        lambda s: _field(s, "sequence").pop("type"),
        "data.sequence: any value is now possible",
    ),
    "null allowed": (
        OFFER,
        lambda s: _add(s, "title", {"anyOf": [s["properties"]["title"], {"type": "null"}]}),
        "data.title: null is now possible",
    ),
    "null forbidden": (
        OFFER,
        lambda s: _add(s, "business_id", {"type": "string", "format": "uuid"}),
        "data.business_id: null is no longer possible",
    ),
    "enum value removed, through $ref": (
        OFFER,
        lambda s: s["$defs"]["OfferKind"]["enum"].remove("tour"),
        "data.kind: value 'tour' removed",
    ),
    "enum value added, through $ref": (
        OFFER,
        lambda s: s["$defs"]["OfferKind"]["enum"].append("circus"),
        "data.kind: value 'circus' added",
    ),
    "enum value added, through anyOf and $ref": (
        COMPANIES,
        lambda s: s["$defs"]["AttendanceBand"]["enum"].append("all"),
        "data.attendance_band: value 'all' added",
    ),
    "enum became free text": (
        OFFER,
        lambda s: s["$defs"]["OfferKind"].pop("enum"),
        "data.kind: a list of values became free",
    ),
    "limit tightened": (OFFER, lambda s: _field(s, "title").update(maxLength=80), "data.title: maxLength changed"),
    "limit loosened": (OFFER, lambda s: _field(s, "title").update(maxLength=400), "data.title: maxLength changed"),
    "limit removed": (OFFER, lambda s: _field(s, "title").pop("maxLength"), "data.title: maxLength changed"),
    "limit added": (OFFER, lambda s: _field(s, "dates").update(minItems=1), "data.dates: minItems changed"),
    "limit tightened, through anyOf": (
        COMPANIES,
        lambda s: _field(s, "companies")["anyOf"][0].update(minimum=10),
        "data.companies: minimum changed",
    ),
    "pattern changed": (
        OFFER,
        lambda s: _field(s, "town_key").update(pattern="^[a-z]+$"),
        "data.town_key: pattern changed",
    ),
    "format changed": (OFFER, lambda s: _field(s, "offer_id").update(format="uri"), "data.offer_id: format changed"),
    "default changed": (
        OFFER,
        lambda s: _field(s, "business_id").update(default="none"),
        "data.business_id: default changed",
    ),
    "field of an item removed, through items and $ref": (
        OFFER,
        lambda s: s["$defs"]["OfferDate"]["properties"].pop("ends"),
        "data.dates[].ends: field removed",
    ),
    "field of an item required, through items and $ref": (
        OFFER,
        lambda s: _add(s["$defs"]["OfferDate"], "room", {"type": "string"}, required=True),
        "data.dates[].room: new field is required",
    ),
    "type of an item changed": (
        OFFER,
        lambda s: _field(s, "dates").update(items={"type": "string"}),
        "data.dates[]: object is no longer possible",
    ),
    "items freed": (OFFER, lambda s: _field(s, "dates").pop("items"), "data.dates: items became free"),
    "value of a map changed": (
        ANALYSIS,
        lambda s: next(iter(_field(s, "strengths")["patternProperties"].values())).update(maximum=9),
        "maximum changed",
    ),
    "not public any longer": (OFFER, lambda s: s.update({"x-public": False}), "data: x-public changed"),
    "another subject": (OFFER, lambda s: s.update({"x-subject": "town_key"}), "data: x-subject changed"),
    "a keyword nobody thought of": (OFFER, lambda s: _field(s, "dates").update({"uniqueItems": True}), "uniqueItems"),
}


@pytest.mark.parametrize(("event", "change", "complaint"), BREAKING.values(), ids=BREAKING)
def test_a_change_that_one_of_both_readers_refuses_is_named(event, change, complaint):
    old = SCHEMAS[event]
    new = copy.deepcopy(old)
    change(new)

    found = breaks(old, new)

    assert any(complaint in each for each in found), found


@pytest.mark.parametrize(("event", "change", "complaint"), BREAKING.values(), ids=BREAKING)
def test_taking_a_breaking_change_back_breaks_as_well(event, change, complaint):
    new = SCHEMAS[event]
    old = copy.deepcopy(new)
    change(old)

    # Taking back the removal of an optional field is adding one: the only reverse that breaks nothing.
    additive = complaint == "data.business_id: field removed"
    assert bool(breaks(old, new)) != additive


def _rename_definition(schema):
    schema["$defs"]["Kind"] = schema["$defs"].pop("OfferKind")
    _field(schema, "kind")["$ref"] = "#/$defs/Kind"


def _inline_definition(schema):
    _add(schema, "kind", schema["$defs"].pop("OfferKind"))


ADDITIVE: dict[str, tuple[str, Change]] = {
    "nothing": (OFFER, lambda s: None),
    "optional field added": (
        OFFER,
        lambda s: _add(s, "price_cents", {"anyOf": [{"type": "integer"}, {"type": "null"}], "default": None}),
    ),
    "optional field of an item added": (
        OFFER,
        lambda s: _add(s["$defs"]["OfferDate"], "room", {"type": "string", "default": ""}),
    ),
    "description changed": (OFFER, lambda s: s.update(description="Better said.")),
    "description of a field changed": (OFFER, lambda s: _field(s, "kind").update(description="Better said")),
    "title changed": (OFFER, lambda s: s.update(title="Offer")),
    "field deprecated": (OFFER, lambda s: _field(s, "edition_id").update(deprecated=True)),
    "examples added": (OFFER, lambda s: _field(s, "title").update(examples=["Krimiabend"])),
    "order of required changed": (OFFER, lambda s: s["required"].reverse()),
    "order of fields changed": (
        OFFER,
        lambda s: s.update(properties=dict(reversed(s["properties"].items()))),
    ),
    "order of enum values changed": (OFFER, lambda s: s["$defs"]["OfferKind"]["enum"].reverse()),
    "order of alternatives changed": (OFFER, lambda s: _field(s, "business_id")["anyOf"].reverse()),
    "definition renamed": (OFFER, _rename_definition),
    "definition inlined": (OFFER, _inline_definition),
    "unused definition added": (OFFER, lambda s: s["$defs"].update(Price={"type": "integer"})),
}


@pytest.mark.parametrize(("event", "change"), ADDITIVE.values(), ids=ADDITIVE)
def test_an_additive_change_breaks_nothing(event, change):
    old = SCHEMAS[event]
    new = copy.deepcopy(old)
    change(new)

    assert breaks(old, new) == []


def test_a_type_that_disappeared_breaks_and_a_new_one_does_not():
    offer, analysis = SCHEMAS[OFFER], SCHEMAS[ANALYSIS]

    assert breaks_of_all({"a": offer}, {"a": offer, "b": analysis}) == []
    assert breaks_of_all({"a": offer, "b": analysis}, {"a": offer}) == [
        "b: type removed (its events are still in logs)"
    ]


def test_a_definition_that_contains_itself_is_compared_once():
    tree = {
        "$ref": "#/$defs/Node",
        "$defs": {"Node": {"type": "object", "properties": {"next": {"$ref": "#/$defs/Node"}}}},
    }
    other = copy.deepcopy(tree)
    other["$defs"]["Node"]["properties"]["next"] = {"type": "string"}

    assert breaks(tree, copy.deepcopy(tree)) == []
    assert breaks(tree, other) != []
