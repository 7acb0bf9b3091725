"""Transitions over HTTP: ``POST …/{id}/<verb>``."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from types import UnionType
from typing import TypeVar

from pydantic import BaseModel
from starlette.responses import Response

from regio_chassis.web.routing import Router

Shape = type[BaseModel] | UnionType
Endpoint = TypeVar("Endpoint", bound=Callable[..., Awaitable[Response]])


@dataclass(frozen=True, slots=True)
class Verbs:
    """
    Declares what may become of a resource: ``@verb("publish")`` above an endpoint.

    The operation, the key of its row in the policy, is ``<resource>.<verb>``; what may be refused is declared by the
    edge, which knows it from the endpoint's signature and the policy.
    """

    router: Router
    resource: str
    view: Shape
    """What a verb is answered with, unless it says otherwise."""

    def __call__(
        self, verb: str, summary: str | None = None, *, view: Shape | None = None
    ) -> Callable[[Endpoint], Endpoint]:
        """Without a ``summary`` it is the endpoint's name."""
        return self.router.post(
            f"/{{id}}/{verb}",
            operation_id=f"{self.resource}.{verb.replace('-', '_')}",
            summary=summary,
            response_model=view or self.view,
        )
