"""From a method and a path to a route, without asking every route there is."""

from collections.abc import Sequence

from fastapi.middleware.asyncexitstack import AsyncExitStackMiddleware
from starlette._utils import get_route_path
from starlette.convertors import PathConvertor
from starlette.routing import BaseRoute, Match, Router
from starlette.types import ASGIApp, Receive, Scope, Send

from regio_chassis.web.routing import EdgeRoute

_RESOURCE = 3
"""Where ``offers`` stands in ``/api/v1/offers/…``, cut at its slashes."""
_ANY = "{}"

Place = tuple[str, int, str, str]
"""Method, number of parts, resource and last part, which may be ``_ANY``."""


class Finder:
    """
    Stands before a router whose routes are all there: of those of ours it asks only those that may be meant.

    The first one that fits answers, as in the router, which is left what fits none of them. A route whose resource is a
    parameter cannot be filed: it and all behind it stay with the router.
    """

    def __init__(self, router: Router) -> None:
        self._router = router
        # FastAPI's own routes want somebody to close what they opened.
        self._otherwise: ASGIApp = AsyncExitStackMiddleware(router.middleware_stack)
        self._routes: dict[Place, list[EdgeRoute]] = {}
        filed = [(route, place) for route in _fileable(router.routes) for place in _places(route)]
        for _, (method, size, resource, last) in filed:
            # Where the end is a word, those that take any word there may be meant as well.
            self._routes[method, size, resource, last] = [
                route for route, place in filed if place[:3] == (method, size, resource) and place[3] in (last, _ANY)
            ]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        route = self.find(scope) if scope["type"] == "http" else None
        if route is None:
            await self._otherwise(scope, receive, send)
            return
        scope.setdefault("router", self._router)
        await route.handle(scope, receive, send)

    def find(self, scope: Scope) -> EdgeRoute | None:
        """The route that answers; what it found in the path is in ``scope`` then."""
        method = "GET" if scope["method"] == "HEAD" else scope["method"]
        parts = get_route_path(scope).split("/")
        size = len(parts)
        if size <= _RESOURCE:
            return None
        resource, routes = parts[_RESOURCE], self._routes
        meant = routes.get((method, size, resource, parts[-1])) or routes.get((method, size, resource, _ANY))
        for route in meant or ():
            match, found = route.matches(scope)
            if match is Match.FULL:
                scope.update(found)
                return route
        return None


def _fileable(routes: Sequence[BaseRoute]) -> list[EdgeRoute]:
    found: list[EdgeRoute] = []
    for route in routes:
        start = getattr(route, "path_format", "{").split("/")[: _RESOURCE + 1]
        across = any(isinstance(one, PathConvertor) for one in getattr(route, "param_convertors", {}).values())
        if across or any("{" in part for part in start):
            break
        if isinstance(route, EdgeRoute) and len(start) > _RESOURCE:
            found.append(route)
    return found


def _places(route: EdgeRoute) -> list[Place]:
    parts = route.path_format.split("/")
    last = _ANY if "{" in parts[-1] else parts[-1]
    return [(method, len(parts), parts[_RESOURCE], last) for method in route.methods or ()]
