"""Puts the edge around an application."""

from collections.abc import Callable, Iterable
from typing import Any

from fastapi import APIRouter, FastAPI
from starlette.types import ASGIApp

from regio_chassis.access import Login
from regio_chassis.web.answers import Answers
from regio_chassis.web.docs import docs_router
from regio_chassis.web.exchange import Edge
from regio_chassis.web.finding import Finder
from regio_chassis.web.guard import Guard
from regio_chassis.web.health import Checks, Metrics, health_router
from regio_chassis.web.login import login_router
from regio_chassis.web.measures import Measures
from regio_chassis.web.routing import EdgeRoute


class Application(FastAPI):
    """
    FastAPI, with nothing around a request but what was added.

    What stands around it otherwise answers errors, limits bodies, looks for telemetry and closes files. Here
    ``Answers`` and ``Guard`` do the first two, the third is ours to do, and the last is for the ``Finder`` to do where
    a route is FastAPI's own.
    """

    def build_middleware_stack(self) -> ASGIApp:
        """From the outermost to the router."""
        stack: ASGIApp = self.router
        for kind, positional, named in reversed(self.user_middleware):
            stack = kind(stack, *positional, **named)
        return stack


def install(
    app: Application,
    edge: Edge,
    *,
    routers: Iterable[APIRouter],
    checks: Checks | None = None,
    metrics: Metrics | None = None,
    asyncapi: Callable[[], dict[str, Any]] = dict,
    login: Login | None = None,
) -> None:
    """
    Wire ``app``: its routes, its errors, its middleware.

    ``checks`` are the named conditions of ``/readyz``, ``metrics`` what ``/metrics`` adds to the process's own figures,
    ``asyncapi`` writes the document of ``/asyncapi.json``, by ``login`` people get a session for ``edge.cookies``.

    Raises:
        LookupError: a route has no row in the policy table.
    """
    app.state.edge = edge
    measures = Measures()
    people = [login_router(login, edge.cookies)] if login is not None and edge.cookies is not None else []
    for router in (*routers, health_router(checks or {}, metrics, measures.registry), docs_router(asyncapi), *people):
        for route in router.routes:
            if isinstance(route, EdgeRoute) and route.operation not in edge.policy:
                raise LookupError(f"{route.path}: the policy has no row {route.operation!r}")
            # Not include_router: FastAPI would match every included route twice per request.
            app.router.routes.append(route)
    app.router.redirect_slashes = False
    app.router.middleware_stack = Finder(app.router)
    # The last one added is the outermost.
    app.add_middleware(Guard)
    app.add_middleware(Answers, measures=measures)
