"""
Whether a changed schema still keeps the promise of a released one.

Two readers must be served, and each forbids one direction of change:

- a subscriber with the *older* package reads what is stated *today*: a removed
  field, a new enum value, a wider type, a looser limit or a new null would be
  refused by it, and the event parked;
- today's package reads an *older* log: a new required field, a removed enum
  value, a narrower type or a tighter limit would refuse an event that cannot be
  stated again.

So the values a field can have never change within a major version, in either
direction. What is additive: a new optional field, and everything that only
explains (titles, descriptions, examples, deprecation, order, names of definitions).
A list that has to grow is a ``Code``, not an enum.
"""

from collections.abc import Iterator, Mapping
from typing import cast

Schema = Mapping[str, object]

EXPLAINS = frozenset({"title", "description", "examples", "deprecated", "$comment", "$defs", "$schema"})
"""Keywords that change nothing about which values are valid."""

RESOLVED = frozenset({"$ref", "properties", "required", "items", "anyOf", "enum", "const", "type"})
"""Keywords that are compared by meaning, not by text."""


def breaks(old_schema: Schema, new_schema: Schema) -> list[str]:
    """Every change from old to new that breaks a subscriber or an old log, as ``path: what (why)``; [] is additive."""
    return list(_Comparison(old_schema, new_schema).of(old_schema, new_schema, "data"))


def breaks_of_all(old: Mapping[str, Schema], new: Mapping[str, Schema]) -> list[str]:
    """The same for whole releases, schemas by event type; a type that disappeared breaks too, a new one does not."""
    found = [f"{name}: type removed (its events are still in logs)" for name in old if name not in new]
    for name in old:
        if name in new:
            found += [f"{name}: {each}" for each in breaks(old[name], new[name])]
    return found


class _Comparison:
    def __init__(self, old: Schema, new: Schema) -> None:
        self._old_root = old
        self._new_root = new
        self._seen: set[tuple[int, int]] = set()

    def of(self, old: Schema, new: Schema, path: str) -> Iterator[str]:
        old = _resolve(old, self._old_root)
        new = _resolve(new, self._new_root)
        if (id(old), id(new)) in self._seen:  # a definition that contains itself
            return
        self._seen.add((id(old), id(new)))
        yield from self._alternatives(old, new, path)
        yield from self._values(old, new, path)
        yield from self._fields(old, new, path)
        yield from self._other_keywords(old, new, path)
        self._seen.discard((id(old), id(new)))

    def _alternatives(self, old: Schema, new: Schema, path: str) -> Iterator[str]:
        before = self._by_shape(old, self._old_root)
        after = self._by_shape(new, self._new_root)
        for shape in before.keys() - after.keys():
            yield f"{path}: {shape or 'any value'} is no longer possible (older logs hold it)"
        for shape in after.keys() - before.keys():
            yield f"{path}: {shape or 'any value'} is now possible (older subscribers refuse it)"
        for shape in before.keys() & after.keys():
            if before[shape] is not old or after[shape] is not new:
                yield from self.of(before[shape], after[shape], path)

    @staticmethod
    def _by_shape(schema: Schema, root: Schema) -> dict[str, Schema]:
        """The alternatives of a schema, itself alone when it has none, by JSON type."""
        found: dict[str, Schema] = {}
        for each in cast("list[Schema]", schema.get("anyOf", [schema])):
            resolved = _resolve(each, root)
            shape = str(resolved.get("type", ""))
            # Two strings in one union cannot be told apart by type; by their text they can.
            found[shape if shape not in found else str(sorted(resolved.items()))] = resolved
        return found

    @staticmethod
    def _values(old: Schema, new: Schema, path: str) -> Iterator[str]:
        before, after = _enum(old), _enum(new)
        if before is None and after is None:
            return
        if before is None or after is None:
            yield f"{path}: a list of values became free, or the reverse (one of both readers refuses)"
            return
        for value in sorted(before - after):
            yield f"{path}: value {value} removed (older logs hold it)"
        for value in sorted(after - before):
            yield f"{path}: value {value} added (older subscribers refuse it)"

    def _fields(self, old: Schema, new: Schema, path: str) -> Iterator[str]:
        before = cast("Mapping[str, Schema]", old.get("properties", {}))
        after = cast("Mapping[str, Schema]", new.get("properties", {}))
        needed_before = set(cast("list[str]", old.get("required", [])))
        needed_after = set(cast("list[str]", new.get("required", [])))
        for name in before:
            if name not in after:
                yield f"{path}.{name}: field removed (subscribers read it)"
            elif name in needed_before and name not in needed_after:
                yield f"{path}.{name}: required became optional (older subscribers refuse its absence)"
            elif name in needed_after and name not in needed_before:
                yield f"{path}.{name}: optional became required (older logs lack it)"
            if name in after:
                yield from self.of(before[name], after[name], f"{path}.{name}")
        for name in after:
            if name not in before and name in needed_after:
                yield f"{path}.{name}: new field is required (older logs lack it)"
        if "items" in old and "items" in new:
            yield from self.of(cast("Schema", old["items"]), cast("Schema", new["items"]), f"{path}[]")
        elif "items" in old or "items" in new:
            yield f"{path}: items became free, or the reverse (one of both readers refuses)"

    def _other_keywords(self, old: Schema, new: Schema, path: str) -> Iterator[str]:
        """Limits, formats, defaults, subject, publicity: any change of text."""
        keywords = (old.keys() | new.keys()) - EXPLAINS - RESOLVED
        if ("anyOf" in old) != ("anyOf" in new):
            keywords &= {"default"}  # the rest moved into an alternative and was compared there
        for keyword in sorted(keywords):
            before, after = old.get(keyword), new.get(keyword)
            if isinstance(before, Mapping) and isinstance(after, Mapping):
                yield from self.of(before, after, f"{path}.{keyword}")
            elif keyword not in old or keyword not in new or before != after:
                yield f"{path}: {keyword} changed from {before!r} to {after!r} (one of both readers refuses)"


def _resolve(schema: Schema, root: Schema) -> Schema:
    """The schema a ``$ref`` points at, with what stands beside the reference."""
    if "$ref" not in schema:
        return schema
    name = str(schema["$ref"]).removeprefix("#/$defs/")
    target = cast("Mapping[str, Schema]", root["$defs"])[name]
    beside = {key: value for key, value in schema.items() if key != "$ref" and key not in EXPLAINS}
    resolved = _resolve(target, root)
    return {**resolved, **beside} if beside else resolved


def _enum(schema: Schema) -> set[str] | None:
    if "const" in schema:
        return {repr(schema["const"])}
    if "enum" in schema:
        return {repr(value) for value in cast("list[object]", schema["enum"])}
    return None
