"""An example for every schema: what the model gives as one, else the plainest value the schema allows."""

from collections.abc import Mapping
from typing import Any

Schema = Mapping[str, Any]

_BY_FORMAT = {
    "uuid": "0192f0c1-7a2b-7c3d-8e4f-5a6b7c8d9e0f",
    "date": "2026-09-11",
    "date-time": "2026-09-11T16:30:00Z",
    "time": "18:30:00",
    "uri": "https://example.org/",
    "duration": "PT1H",
}
_BY_PATTERN = {
    "^[a-z0-9]+(-[a-z0-9]+)*$": "leinefelde",
    "^([01][0-9]|2[0-3]):[0-5][0-9]$": "18:30",
}


def example_of(schema: Schema, schemas: Mapping[str, Schema]) -> Any:
    """A value that fits ``schema``; ``schemas`` are the components its references point to."""
    if "$ref" in schema:
        return example_of(schemas[str(schema["$ref"]).rpartition("/")[2]], schemas)
    for key in ("example", "const", "default"):
        if schema.get(key) is not None:
            return schema[key]
    for key in ("examples", "enum"):
        if schema.get(key):
            return schema[key][0]
    for key in ("anyOf", "oneOf", "allOf"):
        if schema.get(key):
            known = (choice for choice in schema[key] if choice.get("pattern") in (None, *_BY_PATTERN))
            return example_of(next(known, schema[key][-1]), schemas)
    return _plain(schema, schemas)


def _plain(schema: Schema, schemas: Mapping[str, Schema]) -> Any:
    match schema.get("type"):
        case "object":
            return {name: example_of(part, schemas) for name, part in schema.get("properties", {}).items()}
        case "array":
            return [example_of(item, schemas) for item in [schema.get("items")] * schema.get("minItems", 1) if item]
        case "string":
            return _text(schema)
        case "integer":
            # FastAPI writes every bound as a float.
            return int(schema.get("minimum", schema.get("exclusiveMinimum", 0) + 1))
        case "number":
            return schema.get("minimum", 1.5)
        case "boolean":
            return True
        case _:
            return None


def _text(schema: Schema) -> str:
    if (form := schema.get("format")) in _BY_FORMAT:
        return _BY_FORMAT[form]
    if pattern := schema.get("pattern"):
        # A pattern we do not know: the field should bring `examples`.
        return _BY_PATTERN.get(pattern, "")
    text = str(schema.get("title", "Text"))
    return text[: schema.get("maxLength", len(text))].ljust(schema.get("minLength", 0), "x")
