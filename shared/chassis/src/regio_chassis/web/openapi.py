"""The OpenAPI 3.1 document: what FastAPI reads from the signatures, and what the edge does to every operation."""

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema

from regio_chassis.access import Role
from regio_chassis.web.examples import example_of
from regio_chassis.web.exchange import Edge
from regio_chassis.web.responses import Problem, response_of
from regio_chassis.web.routing import EdgeRoute

Json = dict[str, Any]

_IDEMPOTENCY_KEY: Json = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "Repeating a request with the same key within 48 hours does it only once.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
}
_IF_NONE_MATCH: Json = {
    "name": "If-None-Match",
    "in": "header",
    "required": False,
    "description": "ETag you have; the answer is 304 if it is still current.",
    "schema": {"type": "string"},
}
_HEADERS: Json = {
    "ETag": {"description": "Version and content, for If-None-Match and If-Match", "schema": {"type": "string"}},
    "Location": {"description": "Where the new resource is", "schema": {"type": "string"}},
    "Link": {"description": "`rel=next`: the page after this one (RFC 8288)", "schema": {"type": "string"}},
}


def openapi_document(app: FastAPI, edge: Edge, root_path: str) -> Json:
    """The document of ``app``, served under ``root_path``; the same for the same code."""
    document = get_openapi(
        title=app.title,
        version=app.version,
        summary=app.summary,
        description=app.description or None,
        routes=app.router.routes,
        license_info={"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
        servers=[{"url": root_path or "/"}],
    )
    components = document.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    _, problem = models_json_schema([(Problem, "serialization")], ref_template="#/components/schemas/{model}")
    schemas.update(problem["$defs"])
    components["securitySchemes"] = {
        "bearer": {
            "type": "http",
            "scheme": "bearer",
            "description": "Access token of the OIDC issuer (RFC 9068), or an API key `id.secret`",
        }
    }
    routes = {route.operation: route for route in app.router.routes if isinstance(route, EdgeRoute)}
    for method, operation in _operations(document):
        route = routes.get(operation.get("operationId", ""))
        _errors(operation, route, edge)
        if route is not None:
            _edge(operation, route, method)
        _examples(operation, schemas)
    return document


def _operations(document: Json) -> Iterator[tuple[str, Json]]:
    for path in document.get("paths", {}).values():
        for method, operation in path.items():
            if method in {"get", "put", "post", "patch", "delete"}:
                yield method, operation


def _errors(operation: Json, route: EdgeRoute | None, edge: Edge) -> None:
    parameters = {parameter["name"] for parameter in operation.get("parameters", ())}
    anonymous = route is None or Role.ANONYMOUS in edge.policy[route.operation]
    statuses = {400, 401, 422, 431, 500, 503}
    statuses |= set() if anonymous else {403}
    statuses |= {404} if any(parameter["in"] == "path" for parameter in operation.get("parameters", ())) else set()
    statuses |= {413, 415} if "requestBody" in operation else set()
    statuses |= {412} if "If-Match" in parameters else set()
    if route is not None:
        statuses |= {409} if route.keyed else set()
        statuses |= {429} if route.dependencies else set()
        statuses |= {428} if "If-Match" in parameters and not route.keyed else set()
    responses = operation["responses"]
    responses["422"] = response_of(422)
    for status in statuses:
        responses.setdefault(str(status), response_of(status))
    operation["responses"] = dict(sorted(responses.items()))
    operation["security"] = [{"bearer": []}, {}] if anonymous else [{"bearer": []}]


def _edge(operation: Json, route: EdgeRoute, method: str) -> None:
    parameters = operation.setdefault("parameters", [])
    if route.keyed:
        parameters.append(_IDEMPOTENCY_KEY)
    if route.reads:
        parameters.append(_IF_NONE_MATCH)
        operation["responses"]["304"] = {"description": "You have the current version."}
    paged = any(parameter["name"] == "cursor" for parameter in parameters)
    for status in ("200", "201"):
        if status in operation["responses"]:
            names = ("ETag", *(("Location",) if status == "201" else ()), *(("Link",) if paged else ()))
            operation["responses"][status]["headers"] = {name: _HEADERS[name] for name in names}
    for parameter in parameters:
        if parameter["name"] == "If-Match":
            parameter["required"] = method != "post"
    if not parameters:
        del operation["parameters"]


def _examples(operation: Json, schemas: Json) -> None:
    contents = [operation.get("requestBody", {}).get("content", {})]
    contents += [operation["responses"].get(status, {}).get("content", {}) for status in ("200", "201")]
    for content in contents:
        media = content.get("application/json")
        if media is not None and "example" not in media and "examples" not in media:
            media["example"] = example_of(media.get("schema", {}), schemas)
