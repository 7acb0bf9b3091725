"""
The limit: Starlette that answers with bytes it has, or with 304 to whoever has them; and that inserts what it is sent
into a file of SQLite, in the one thread it has, as durable as ours or (``relaxed``) without waiting for the disk.
"""

import json
import sqlite3
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from uuid import uuid4

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

BODY = Path(sys.argv[2]).read_bytes() if __name__ == "__main__" else b""
TAG = '"plain"'
COLUMNS = ("business_id", "edition_id", "kind", "title", "description", "price_note", "accessible", "for_children")
INSERT = f"INSERT INTO offer VALUES (?, ?, {', '.join('?' * len(COLUMNS))})"


async def programme(request: Request) -> Response:
    if request.headers.get("if-none-match") == TAG:
        return Response(None, 304, {"etag": TAG})
    return Response(BODY, 200, {"etag": TAG}, "application/json")


def entering(file: Path, synchronous: str) -> Callable[[Request], Awaitable[Response]]:
    """An endpoint that inserts and commits."""
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute(f"PRAGMA synchronous={synchronous}")
    connection.execute(f"CREATE TABLE offer (id TEXT PRIMARY KEY, dates TEXT, {', '.join(COLUMNS)})")

    async def enter(request: Request) -> Response:
        offer = await request.json()
        id = str(uuid4())
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(INSERT, (id, json.dumps(offer["dates"]), *(offer[name] for name in COLUMNS)))
        connection.execute("COMMIT")
        return JSONResponse({"id": id, **offer}, 201)

    return enter


if __name__ == "__main__":
    folder = Path(sys.argv[2]).parent
    routes = [
        Route("/programme", programme),
        Route("/offers", entering(folder / "plain.db", "FULL"), methods=["POST"]),
        Route("/offers/relaxed", entering(folder / "relaxed.db", "NORMAL"), methods=["POST"]),
    ]
    uvicorn.run(
        Starlette(routes=routes),
        port=int(sys.argv[1]),
        loop="uvloop",
        http="httptools",
        access_log=False,
        log_level="warning",
    )
