"""How error answers are declared in the OpenAPI document."""

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from regio_chassis.errors import DomainError, InvalidInput
from regio_chassis.web import refusals  # noqa: F401 - defines the codes that only HTTP has
from regio_chassis.web.problems import MEDIA_TYPE


class ProblemFault(BaseModel):
    """One field that is wrong."""

    pointer: str = Field(description="JSON pointer of the field, empty for the whole", examples=["/starts_on"])
    code: str = Field(description="Stable", examples=["day_out_of_range"])
    detail: str
    where: str = Field(alias="in", description="body, query, path or header")


class Problem(BaseModel):
    """RFC 9457 problem details."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(description="Address of a page that explains it", examples=["/problems/not-found"])
    title: str
    status: int
    code: str = Field(description="Stable; the last part of `type`", examples=["not-found"])
    detail: str | None = None
    errors: list[ProblemFault] | None = None
    source: str | None = Field(default=None, description="Where the broken rule stands")


def catalogue() -> dict[str, type[DomainError]]:
    """Every code there is, by name; of classes that share a code, the first."""
    found: dict[str, type[DomainError]] = {}
    for kind in _below(DomainError):
        found.setdefault(kind.code, kind)
    return dict(sorted(found.items()))


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """``responses=problems(409, 422)`` of a route: each with the problem schema and an example."""
    return {status: response_of(status) for status in statuses}


def response_of(status: int) -> dict[str, Any]:
    """The OpenAPI response object of one error status."""
    kind = InvalidInput if status == InvalidInput.status else next(k for k in _below(DomainError) if k.status == status)
    example: dict[str, Any] = {
        "type": f"/problems/{kind.code}",
        "title": kind.title,
        "status": status,
        "code": kind.code,
    }
    if kind is InvalidInput:
        example["errors"] = [{"pointer": "/name", "code": "missing", "detail": "Field required", "in": "body"}]
    return {
        "description": kind.title,
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}, "example": example}},
    }


def _below(kind: type[DomainError]) -> Iterator[type[DomainError]]:
    yield kind
    for narrower in kind.__subclasses__():
        yield from _below(narrower)
