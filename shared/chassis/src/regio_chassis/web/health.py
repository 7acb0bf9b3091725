"""Is the process there, can it work, and what does it count."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Mapping

from fastapi import APIRouter
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from starlette.responses import Response

from regio_chassis.web.problems import MEDIA_TYPE

log = logging.getLogger(__name__)

SECONDS = 3.0
"""A check that takes longer has failed."""

READ = ["GET", "HEAD"]

Checks = Mapping[str, Callable[[], Awaitable[bool]]]
Metrics = Callable[[], Awaitable[CollectorRegistry]]


def health_router(checks: Checks, metrics: Metrics | None, answers: CollectorRegistry) -> APIRouter:
    """``/healthz``, ``/readyz`` with every check by name, ``/metrics`` with the figures of HTTP in ``answers``."""
    router = APIRouter(include_in_schema=False)

    @router.api_route("/healthz", methods=READ)
    async def healthz() -> Response:
        return Response(b'{"status":"ok"}', media_type="application/json", headers={"cache-control": "no-store"})

    @router.api_route("/readyz", methods=READ)
    async def readyz() -> Response:
        passes = await asyncio.gather(*(_passes(name, check) for name, check in checks.items()))
        found = {name: "ok" if passed else "failing" for name, passed in zip(checks, passes, strict=True)}
        ready = all(passes)
        body: dict[str, object] = {"status": "ready", "checks": found}
        if not ready:
            title = "The service cannot work yet."
            body = {"type": "/problems/unavailable", "title": title, "status": 503, "code": "unavailable"}
            body["checks"] = found
        headers = {"cache-control": "no-store"} | ({} if ready else {"retry-after": "1"})
        kind = "application/json" if ready else MEDIA_TYPE
        return Response(json.dumps(body), 200 if ready else 503, headers, kind)

    if metrics is not None:
        counted = metrics

        @router.api_route("/metrics", methods=READ)
        async def show_metrics() -> Response:
            body = generate_latest(REGISTRY) + generate_latest(answers) + generate_latest(await counted())
            return Response(body, headers={"content-type": CONTENT_TYPE_LATEST, "cache-control": "no-store"})

    return router


async def _passes(name: str, check: Callable[[], Awaitable[bool]]) -> bool:
    try:
        return await asyncio.wait_for(check(), SECONDS)
    except Exception as error:  # noqa: BLE001 - whatever it is, the answer is no
        log.warning("readiness check %s: %s", name, type(error).__name__)
        return False
