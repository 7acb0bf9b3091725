"""The limit: Starlette that answers with bytes it has, or with 304 to whoever has them."""

import sys
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

BODY = Path(sys.argv[2]).read_bytes() if __name__ == "__main__" else b""
TAG = '"plain"'


async def programme(request: Request) -> Response:
    if request.headers.get("if-none-match") == TAG:
        return Response(None, 304, {"etag": TAG})
    return Response(BODY, 200, {"etag": TAG}, "application/json")


if __name__ == "__main__":
    uvicorn.run(
        Starlette(routes=[Route("/programme", programme)]),
        port=int(sys.argv[1]),
        loop="uvloop",
        http="httptools",
        access_log=False,
        log_level="warning",
    )
