"""
The limit on PostgreSQL: Starlette, asyncpg and redis-py, one transaction a request, events in pages, on the tables of
the idiomatic build. Nobody is asked who they are, nothing is checked, and what goes wrong stays wrong.
"""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
import uvicorn
import uvloop
from pydantic_core import from_json, to_json
from redis.asyncio import Redis
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from tests.benchmarks.workers import Places, places

from regio_chassis.cli import settle

STREAM = "bare.businesses"
PAGE = 100
CONNECTIONS = 16
FACT = ("public_name", "kind", "branch", "town_key", "wid_nr")
SELECT = "SELECT * FROM business WHERE id = $1 AND status = 'registered' FOR UPDATE"
UPDATE = "UPDATE business SET status = 'approved', version = version + 1 WHERE id = $1"
OUTBOX = "INSERT INTO outbox (payload, published) VALUES ($1, false)"
WAITING = f"SELECT id, payload FROM outbox WHERE NOT published ORDER BY id LIMIT {PAGE}"
PUBLISHED = "UPDATE outbox SET published = true WHERE id = ANY($1)"
INVITE = (
    f"INSERT INTO invitation (business_id, {', '.join(FACT)}, consent, invited_at) SELECT * FROM unnest($1::uuid[],"
    " $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bool[], $8::timestamptz[])"
    " ON CONFLICT (business_id) DO NOTHING"
)


def application(at: Places) -> Starlette:
    """The service that owns businesses."""
    pool: Any = None
    written = asyncio.Event()

    async def approve(request: Request) -> Response:
        id = UUID(request.path_params["id"])
        async with pool.acquire() as connection, connection.transaction():
            row = await connection.fetchrow(SELECT, id)
            if row is None:
                return Response(None, 409)
            await connection.execute(UPDATE, id)
            fact = {name: row[name] for name in FACT}
            fact |= {"business_id": id, "consent": row["consent_placement_contact"], "at": row["registered_at"]}
            await connection.execute(OUTBOX, to_json(fact).decode())
        written.set()
        return Response(to_json({**row, "status": "approved"}), media_type="application/json")

    async def publish() -> None:
        redis = Redis.from_url(at.redis)
        while await written.wait():
            written.clear()
            while rows := await pool.fetch(WAITING):
                async with redis.pipeline(transaction=False) as pipe:
                    for _, payload in rows:
                        pipe.xadd(STREAM, {"__data__": payload})
                    await pipe.execute()
                await pool.execute(PUBLISHED, [id for id, _ in rows])

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        nonlocal pool
        pool = await asyncpg.create_pool(at.source, min_size=CONNECTIONS, max_size=CONNECTIONS)
        publishing = asyncio.create_task(publish())
        settle()
        yield
        publishing.cancel()

    return Starlette(routes=[Route("/api/v1/businesses/{id}/approve", approve, methods=["POST"])], lifespan=lifespan)


async def subscribe(at: Places) -> None:
    """The service that invites them."""
    redis, connection = Redis.from_url(at.redis), await asyncpg.connect(at.target)
    last: bytes | str = "0-0"
    settle()
    while True:
        found: Any = await redis.xread({STREAM: last}, count=PAGE, block=1000)
        if found:
            entries = found[0][1] if isinstance(found, list) else next(iter(found.values()))[0]
            facts = [from_json(fields[b"__data__"]) for _, fields in entries]
            rows = [
                (
                    fact["business_id"],
                    *(fact[name] for name in FACT),
                    fact["consent"],
                    datetime.fromisoformat(fact["at"]),
                )
                for fact in facts
            ]
            await connection.execute(INVITE, *map(list, zip(*rows, strict=True)))
            last = entries[-1][0]


def main() -> None:
    """``serve PORT`` or ``subscribe``."""
    at = places()
    if sys.argv[1] == "serve":
        uvicorn.run(application(at), port=int(sys.argv[2]), loop="uvloop", http="httptools", log_level="critical")
    else:
        uvloop.run(subscribe(at))


if __name__ == "__main__":
    main()
