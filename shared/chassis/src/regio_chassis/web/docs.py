"""Documents for people and machines, all served from here: OpenAPI, AsyncAPI, their viewers, and a page per problem."""

import gzip
import json
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from html import escape
from importlib.resources import files
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from regio_chassis.errors import Missing
from regio_chassis.web.etag import digest, not_modified
from regio_chassis.web.exchange import edge_of
from regio_chassis.web.health import READ
from regio_chassis.web.openapi import openapi_document
from regio_chassis.web.responses import catalogue

_MEDIA = {"js": "text/javascript; charset=utf-8", "css": "text/css; charset=utf-8"}
_ASSETS = frozenset(
    {
        "swagger-ui-bundle.js",
        "swagger-ui.css",
        "docs.js",
        "asyncapi.js",
        "asyncapi.css",
        "asyncapi-page.js",
        "page.css",
        "code.js",
    }
)
_PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
# The AsyncAPI viewer compiles schemas with `new Function` as it loads. It shows our own document and nothing else.
_ASYNCAPI_POLICY = _PAGE_POLICY.replace("script-src 'self'", "script-src 'self' 'unsafe-eval'")
_VIEWERS = {
    "docs": ("openapi.json", "swagger-ui.css", ("swagger-ui-bundle.js", "docs.js"), _PAGE_POLICY),
    "asyncapi": ("asyncapi.json", "asyncapi.css", ("asyncapi.js", "asyncapi-page.js"), _ASYNCAPI_POLICY),
}


def docs_router(asyncapi: Callable[[], dict[str, Any]]) -> APIRouter:
    """``/openapi.json``, ``/docs``, ``/asyncapi.json``, ``/asyncapi``, ``/problems/<code>`` and what they load."""
    router = APIRouter(include_in_schema=False)
    written: dict[str, bytes] = {}

    def document(request: Request, name: str, write: Callable[[], dict[str, Any]]) -> Response:
        if name not in written:
            written[name] = json.dumps(write(), ensure_ascii=False, separators=(",", ":")).encode()
        body = written[name]
        return not_modified(request, Response(body, 200, {"etag": f'"{digest(body)}"'}, "application/json"))

    @router.api_route("/openapi.json", methods=READ)
    async def openapi_json(request: Request) -> Response:
        root = request.scope.get("root_path", "")
        return document(request, f"openapi {root}", lambda: openapi_document(request.app, edge_of(request), root))

    @router.api_route("/asyncapi.json", methods=READ)
    async def asyncapi_json(request: Request) -> Response:
        return document(request, "asyncapi", asyncapi)

    router.add_api_route("/docs", _openapi_page, methods=READ)
    router.add_api_route("/asyncapi", _asyncapi_page, methods=READ)
    router.add_api_route("/assets/{name}", _asset, methods=READ)
    router.add_api_route("/problems/{code}", _explained, methods=READ)
    return router


async def _openapi_page(request: Request) -> Response:
    return _viewer(request, "docs")


async def _asyncapi_page(request: Request) -> Response:
    return _viewer(request, "asyncapi")


async def _asset(request: Request, name: str) -> Response:
    if name not in _ASSETS:
        raise Missing
    packed, body, tag = _loaded(name)
    headers = {"etag": tag, "cache-control": "public, max-age=3600", "vary": "accept-encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["content-encoding"], body = "gzip", packed
    return not_modified(request, Response(body, 200, headers, _MEDIA[name.rpartition(".")[2]]))


async def _explained(code: str) -> Response:
    kind = catalogue().get(code)
    if kind is None:
        raise Missing
    text = f'<h1>{escape(kind.title)}</h1><p lang="de">{escape(kind.title_de)}</p>'
    return _html(kind.code, text + f"<p>HTTP {kind.status}, <code>{kind.code}</code></p>")


def _viewer(request: Request, name: str) -> Response:
    root = escape(request.scope.get("root_path", ""))
    document, style, scripts, policy = _VIEWERS[name]
    head = f'<link rel="stylesheet" href="{root}/assets/{style}"><link rel="icon" href="data:,">'
    body = f'<div id="document" data-url="{root}/{document}"></div>'
    body += "".join(f'<script src="{root}/assets/{script}"></script>' for script in scripts)
    return _html(request.app.title, body, head=head, policy=policy)


def _html(title: str, body: str, *, head: str = "", policy: str = _PAGE_POLICY) -> Response:
    text = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">{head}</head><body>{body}</body></html>'
    )
    return Response(text, 200, {"content-security-policy": policy}, "text/html")


@cache
def _loaded(name: str) -> tuple[bytes, bytes, str]:
    """A file packed, unpacked, and its ETag."""
    folder = files("regio_chassis.web") / "assets"
    if (folder / f"{name}.gz").is_file():
        packed = (folder / f"{name}.gz").read_bytes()
        body = gzip.decompress(packed)
    else:
        body = (folder / name).read_bytes()
        packed = gzip.compress(body, mtime=0)
    return packed, body, f'"{sha256(body).hexdigest()[:12]}"'
