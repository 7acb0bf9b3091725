"""Which route answers is the same whether the finder is asked or every route in turn."""

from typing import Any, cast

import pytest
from fastapi import FastAPI
from programmes import SERVICES
from pydantic import SecretStr
from starlette.routing import Match

from regio_chassis.service import create_app
from regio_chassis.web.finding import Finder
from regio_chassis.web.routing import EdgeRoute

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
ENDINGS = ("", "/", "/x", ".ics")
pytestmark = pytest.mark.parametrize("service", sorted(SERVICES))


def app_of(service: str) -> FastAPI:
    definition = SERVICES[service]
    secret = SecretStr("t" * 32)
    return create_app(
        definition, definition.settings(database_url="sqlite://", redis_url="redis://127.0.0.1:1", secret=secret)
    )


def asked(app: FastAPI, method: str, path: str) -> Any:
    return {"type": "http", "method": method, "path": path, "root_path": app.root_path, "headers": []}


def in_turn(app: FastAPI, method: str, path: str) -> EdgeRoute | None:
    """The first route that fits; the finder knows only those with an edge."""
    for route in app.router.routes:
        if route.matches(asked(app, method, path))[0] is Match.FULL:
            return route if isinstance(route, EdgeRoute) else None
    return None


def test_the_finder_finds_what_asking_every_route_finds(service: str) -> None:
    app = app_of(service)
    finder = cast("Finder", app.router.middleware_stack)
    routes = [route for route in app.router.routes if isinstance(route, EdgeRoute)]
    paths = {route.path_format.replace("{", "").replace("}", "") + end for route in routes for end in ENDINGS}

    differing = [
        (method, path)
        for path in paths
        for method in METHODS
        if finder.find(asked(app, method, path)) is not in_turn(app, method, path)
    ]

    assert len(routes) > 50
    assert differing == []


def test_what_the_finder_does_not_know_is_left_to_the_router(service: str) -> None:
    app = app_of(service)
    finder = cast("Finder", app.router.middleware_stack)

    assert finder.find(asked(app, "GET", "/healthz")) is None
    assert finder.find(asked(app, "GET", "/api/v1/nothing/of/the/kind")) is None
    assert finder.find(asked(app, "DELETE", "/healthz")) is None
