"""
From a request to the arguments of an endpoint.

FastAPI reads the signature and writes the OpenAPI document; the values are bound here, with one validation per part of
the request, straight from the bytes. That is four times as fast as FastAPI's own way and refuses query parameters that
nobody declared.
"""

import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from itertools import takewhile
from typing import Annotated, Any

from fastapi import Request
from fastapi.dependencies.models import Dependant
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, create_model
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from regio_chassis.errors import Fault, InvalidInput
from regio_chassis.web.received import header_of

_INTEGER = re.compile(r"-?[0-9]{1,19}")
_NAMEABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,39}")
# Messages of pydantic that quote what was sent.
_QUOTING = frozenset({"uuid_parsing", "value_error", "assertion_error"})

Values = Mapping[str, Any]


class Binding:
    """How one endpoint's parameters are filled; built once per route."""

    def __init__(self, dependant: Dependant) -> None:
        self._parts = [
            part for place in ("path", "query", "header") for part in _part(place, list(_declared(dependant, place)))
        ]
        bodies = list(_declared(dependant, "body"))
        if len(bodies) > 1:
            raise TypeError(f"{dependant.call}: one body only")
        self._body = _Body(bodies[0].field_info) if bodies else None
        self._call = _Call(dependant)

    @property
    def reads_body(self) -> bool:
        """The endpoint declares a body."""
        return self._body is not None

    async def arguments(self, request: Request, raw: bytes) -> dict[str, Any]:
        """
        The endpoint's keyword arguments.

        Raises:
            InvalidInput: with every fault of every part, none of them quoting the input.
        """
        faults: list[Fault] = []
        values: dict[str, Any] = {}
        for part in self._parts:
            part.read(request, values, faults)
        body = self._body.read(raw, faults) if self._body is not None else None
        if faults:
            raise InvalidInput(faults)
        found = self._call.own(request, values, body)
        for name, call in self._call.calls:
            inner = call.made(request, values, body)
            found[name] = await inner if call.waits else inner
        return found


class _Call:
    """A function and where each of its parameters comes from; dependencies of dependencies included."""

    def __init__(self, dependant: Dependant) -> None:
        assert dependant.call is not None
        self.function: Callable[..., Any] = dependant.call
        self.waits = inspect.iscoroutinefunction(dependant.call)
        if inspect.isgeneratorfunction(dependant.call) or inspect.isasyncgenfunction(dependant.call):
            raise TypeError(f"{dependant.call}: dependencies with yield are not supported here")
        declared = [field for place in ("path", "query", "header") for field in _own(dependant, place)]
        self.values = [(field.name, field.alias) for field in declared]
        self.body = [field.name for field in dependant.body_params]
        self.request = dependant.request_param_name
        # Nameless ones stand in `dependencies=[...]` of the route; the edge runs them before the transaction.
        self.calls = [(inner.name, _Call(inner)) for inner in dependant.dependencies if inner.name is not None]
        others = self.values or self.body or self.calls
        self.asks_request_only = self.request is not None and not others
        if any(inner.waits for _, call in self.calls for _, inner in call.calls):
            raise TypeError(f"{dependant.call}: only what an endpoint itself depends on may be awaited")

    def own(self, request: Request, values: Values, body: object) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, alias in self.values:
            found[name] = values[alias]
        for name in self.body:
            found[name] = body
        if self.request is not None:
            found[self.request] = request
        return found

    def made(self, request: Request, values: Values, body: object) -> Any:
        if self.asks_request_only:
            return self.function(request)
        found = self.own(request, values, body)
        for name, call in self.calls:
            found[name] = call.made(request, values, body)
        return self.function(**found)


class _Part:
    """The declared parameters of one place, validated together."""

    def __init__(self, place: str, fields: list[Any]) -> None:
        self.place = place
        # Positions as field names: a parameter may be called what a model attribute is called.
        self.names = {f"p{n}": field.alias for n, field in enumerate(fields)}
        self.sent = [(alias, alias.lower().encode()) for alias in self.names.values()]
        self.integers = frozenset(field.alias for field in fields if _is_integer(field.field_info.annotation))
        shape: dict[str, Any] = {
            key: (_typed(field.field_info), Field(_default(field.field_info), validation_alias=field.alias))
            for key, field in zip(self.names, fields, strict=True)
        }
        forbid = ConfigDict(extra="forbid" if place == "query" else "ignore")
        model: type[BaseModel] = create_model(place, __config__=forbid, **shape)
        self.validator = model.__pydantic_validator__
        self.unsaid = self._unsaid()

    def _unsaid(self) -> dict[str, Any] | None:
        """What the values are where nothing is said; None if something has to be."""
        try:
            found = self.validator.validate_strings({}).__dict__
        except ValidationError:
            return None
        hash(tuple(found.values()))  # It is given to every request: nobody must be able to change it.
        return {alias: found[key] for key, alias in self.names.items()}

    def read(self, request: Request, values: dict[str, Any], faults: list[Fault]) -> None:
        given = self._given(request, faults)
        if not given and self.unsaid is not None:
            values.update(self.unsaid)
            return
        for name in self.integers & given.keys():
            if not _INTEGER.fullmatch(given[name]):
                faults.append(Fault(f"/{name}", "int_parsing", "Input should be a valid integer", self.place))
                return
        try:
            model = self.validator.validate_strings(given)
        except ValidationError as error:
            faults.extend(faults_of(error, self.place))
            return
        found = model.__dict__
        for key, alias in self.names.items():
            values[alias] = found[key]

    def _given(self, request: Request, faults: list[Fault]) -> dict[str, Any]:
        if self.place == "path":
            return request.path_params
        if self.place == "header":
            return {name: value for name, key in self.sent if (value := header_of(request, key)) is not None}
        if not request.scope["query_string"]:
            return {}
        pairs = request.query_params.multi_items()
        given = dict(pairs)
        if len(given) != len(pairs):
            faults.append(Fault("", "repeated", "A query parameter was given more than once", "query"))
        return given


class _Body:
    """The request body, validated from its bytes."""

    def __init__(self, info: FieldInfo) -> None:
        self.required: bool = info.is_required()
        self.default = None if self.required else _default(info)
        self.validator = TypeAdapter(_typed(info)).validator

    def read(self, raw: bytes, faults: list[Fault]) -> object:
        if not raw:
            if self.required:
                faults.append(Fault("", "missing", "A body is required"))
            return self.default
        try:
            return self.validator.validate_json(raw)
        except ValidationError as error:
            faults.extend(faults_of(error, "body"))
            return None


def faults_of(error: ValidationError, place: str) -> Iterator[Fault]:
    """pydantic's findings as faults: a pointer, pydantic's stable type, and a message without the input."""
    for detail in error.errors(include_url=False, include_context=False, include_input=False):
        yield fault_of(detail, place, detail["loc"])


def fault_of(detail: ErrorDetails, place: str, loc: tuple[int | str, ...]) -> Fault:
    """One finding; the pointer ends before a field name that the caller invented, unless it looks like one."""
    steps = takewhile(lambda step: isinstance(step, int) or _NAMEABLE.fullmatch(step), loc)
    pointer = "".join(f"/{step}" for step in steps)
    message = "Input is not valid" if detail["type"] in _QUOTING else detail["msg"]
    return Fault(pointer, detail["type"], message, place)


def _own(dependant: Dependant, place: str) -> list[Any]:
    fields: list[Any] = getattr(dependant, f"{place}_params")
    return fields


def _declared(dependant: Dependant, place: str) -> Iterator[Any]:
    yield from _own(dependant, place)
    for inner in dependant.dependencies:
        if inner.name is not None:
            yield from _declared(inner, place)


def _part(place: str, fields: list[Any]) -> Iterator[_Part]:
    unique = {field.alias: field for field in fields}
    # The query is read even if nothing is declared: parameters nobody declared are refused.
    if unique or place == "query":
        yield _Part(place, list(unique.values()))


def _typed(info: FieldInfo) -> Any:
    return Annotated[info.annotation, None, *info.metadata]


def _default(info: FieldInfo) -> Any:
    return ... if info.is_required() else info.get_default(call_default_factory=True, validated_data={})


def _is_integer(annotation: object) -> bool:
    members = (annotation, *getattr(annotation, "__args__", ()))
    return int in members
