"""
The published contract as files: ``python -m regio_events.schemas`` writes them, in a source checkout.

It writes one JSON Schema per event type, adds golden examples that are missing
and fills the table of the README. ``--release`` also keeps today's schemas as the
baseline of this version. What was once committed as example or baseline is never written again.
"""

import json
import sys
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import cast

from pydantic.json_schema import GenerateJsonSchema

from regio_events._base import EVENT_TYPES, Event
from regio_events.samples import sample_document

PACKAGE = Path(str(files("regio_events")))
SCHEMAS = PACKAGE / "schemas"
EXAMPLES = PACKAGE / "examples"
RELEASED = PACKAGE / "released"
README = PACKAGE.parents[1] / "README.md"
BEGIN = "<!-- events: written by python -m regio_events.schemas -->"
END = "<!-- events: end -->"

JsonSchema = dict[str, object]


class _WithoutTitles(GenerateJsonSchema):
    """A field's title would only repeat its name."""

    def field_title_should_be_set(self, schema: object) -> bool:
        return False


def schema_of(event: type[Event]) -> JsonSchema:
    """The JSON Schema (draft 2020-12) of the event's ``data``; ``required`` is what every event ever stated has."""
    found = event.model_json_schema(schema_generator=_WithoutTitles)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": event.dataschema,
        "title": event.__name__,
        "x-public": event.public,
        "x-subject": event.subject_field,
        **found,
    }


def schemas() -> dict[str, JsonSchema]:
    """Today's schemas by event type."""
    return {name: schema_of(event) for name, event in EVENT_TYPES.items()}


def as_text(document: object) -> str:
    """JSON as it is committed: readable, umlauts as such, final newline."""
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def golden_examples(name: str) -> list[Path]:
    """Every committed example of the event type, one for each package version that changed it."""
    return sorted(EXAMPLES.glob(f"{name}-*.json"))


def lacks_example(event: type[Event]) -> bool:
    """Whether no golden example has all the fields that the event has today."""
    documents = (json.loads(path.read_text("utf-8")) for path in golden_examples(event.type))
    return not any(event.model_fields.keys() <= document["data"].keys() for document in documents)


def table() -> str:
    """All events as one Markdown table: type, public, data, meaning."""
    rows = ["| type | public | data | what is now true |", "|---|---|---|---|"]
    for name, event in EVENT_TYPES.items():
        required = cast("list[str]", schema_of(event)["required"])
        data = ", ".join(field if field in required else f"{field}?" for field in event.model_fields)
        rows.append(f"| `{name}` | {'yes' if event.public else ''} | {data} | {event.__doc__} |")
    return "\n".join(rows)


def with_table(readme: str) -> str:
    """The README with today's table between its markers."""
    before, _, rest = readme.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{table()}\n{END}{after}"


def package_version() -> str:
    """The version in the checkout, which an editable installation may not have noticed yet."""
    project = tomllib.loads((README.parent / "pyproject.toml").read_text("utf-8"))["project"]
    return str(project["version"])


def _write_schemas() -> None:
    SCHEMAS.mkdir(exist_ok=True)
    today = schemas()
    for path in SCHEMAS.glob("*.json"):
        if path.stem not in today:
            path.unlink()
    for name, schema in today.items():
        (SCHEMAS / f"{name}.json").write_text(as_text(schema), "utf-8")


def _write_missing_examples() -> None:
    EXAMPLES.mkdir(exist_ok=True)
    for name, event in EVENT_TYPES.items():
        if lacks_example(event):
            path = EXAMPLES / f"{name}-{package_version()}.json"
            if path.exists():
                raise SystemExit(f"{path.name} lacks a field of today; raise the version, or delete it if unreleased")
            path.write_text(as_text(json.loads(sample_document(event))), "utf-8")


def _write_release() -> None:
    RELEASED.mkdir(exist_ok=True)
    path = RELEASED / f"{package_version()}.json"
    if path.exists():
        raise SystemExit(f"{path.name} is released and does not change; raise the version")
    path.write_text(as_text(schemas()), "utf-8")


def main(arguments: list[str]) -> None:
    """
    Write what the module's docstring lists.

    Raises:
        SystemExit: not in a source checkout, or a golden file would have to change.
    """
    if not README.exists():
        raise SystemExit("run this in a source checkout of regio-events")
    _write_schemas()
    _write_missing_examples()
    README.write_text(with_table(README.read_text("utf-8")), "utf-8")
    if "--release" in arguments:
        _write_release()


if __name__ == "__main__":
    main(sys.argv[1:])
