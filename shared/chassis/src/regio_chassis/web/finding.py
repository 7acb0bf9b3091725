"""From a method and a path to a route, without asking every route there is."""

from starlette._utils import get_route_path
from starlette.routing import Match, Router
from starlette.types import ASGIApp, Receive, Scope, Send

from regio_chassis.web.routing import EdgeRoute

_DEPTH = 4
"""``/api/v1/offers/…`` is cut before its fourth slash."""


class Finder:
    """
    Stands before a router whose routes are all there: of those of ours it asks only those whose resource it is.

    The first one that fits answers, as in the router, which is left what fits none of them. A route whose resource is a
    parameter cannot be filed: it and all behind it stay with the router.
    """

    def __init__(self, router: Router) -> None:
        self._router = router
        self._otherwise: ASGIApp = router.middleware_stack
        self._routes: dict[tuple[str, str], list[EdgeRoute]] = {}
        for route in router.routes:
            resource = _resource(getattr(route, "path_format", "{"))
            if "{" in resource:
                break
            if isinstance(route, EdgeRoute):
                for method in route.methods or ():
                    self._routes.setdefault((method, resource), []).append(route)

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
        for route in self._routes.get((method, _resource(get_route_path(scope))), ()):
            match, found = route.matches(scope)
            if match is Match.FULL:
                scope.update(found)
                return route
        return None


def _resource(path: str) -> str:
    return "/".join(path.split("/", _DEPTH)[:_DEPTH])
