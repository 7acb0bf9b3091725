"""Idempotency-Key: a POST repeated with the same key is answered from what the first one stored, and done only once."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from hashlib import blake2b

from fastapi import Request
from sqlalchemy import bindparam, delete, select, text
from starlette.responses import Response

from regio_chassis.database import Tx
from regio_chassis.web.refusals import KeyReused, Malformed, StillRunning
from regio_chassis.web.tables import IDEMPOTENCY

KEPT = timedelta(hours=48)
HEADER = "idempotency-key"

_STORED = select(IDEMPOTENCY).where(
    IDEMPOTENCY.c.principal == bindparam("principal"), IDEMPOTENCY.c.key == bindparam("key")
)
_OLD = delete(IDEMPOTENCY).where(IDEMPOTENCY.c.created_at < bindparam("before"))
_LOCK = text("SELECT pg_try_advisory_xact_lock(:number)").bindparams(bindparam("number"))
_REPLAYED = ("content-type", "location", "etag")


class Keyed:
    """One request that carries a key. ``caller`` is who it belongs to: the same key of somebody else is another key."""

    def __init__(self, key: str, *, caller: str, route: str, request: Request, body: bytes) -> None:
        if not 1 <= len(key) <= 255 or not key.isascii() or not key.isprintable() or " " in key:
            raise Malformed("Idempotency-Key should be 1 to 255 visible ASCII characters")
        self.key = key
        self.principal = blake2b(caller.encode(), digest_size=16).hexdigest()
        self.route = route
        asked = f"{route} {request.scope['path']} ".encode() + request.scope["query_string"] + b"\n"
        self.request_hash = blake2b(asked + body, digest_size=32).hexdigest()

    @contextmanager
    def running(self, running: set[tuple[str, str]]) -> Iterator[None]:
        """
        Held while the request runs in this process; ``running`` is shared by all requests of the service.

        Raises:
            StillRunning: another request with this key is being answered.
        """
        mark = (self.principal, self.key)
        if mark in running:
            raise StillRunning
        running.add(mark)
        try:
            yield
        finally:
            running.discard(mark)

    async def stored(self, tx: Tx, at: datetime) -> Response | None:
        """
        The answer given before, or None if this is the first request with the key.

        Raises:
            StillRunning: a replica is answering the first one; its lock ends with its transaction, also when it dies.
            KeyReused: the key was used for another request.
        """
        if tx.dialect == "postgresql":
            number = int.from_bytes(
                blake2b(f"{self.principal} {self.key}".encode(), digest_size=8).digest(), "big", signed=True
            )
            if not (await tx.execute(_LOCK, {"number": number})).scalar():
                raise StillRunning
        # On SQLite this transaction is the only writer: the first request has ended, or its transaction is gone.
        found = (await tx.execute(_STORED, {"principal": self.principal, "key": self.key})).one_or_none()
        if found is None or found.created_at < at - KEPT:
            return None
        if found.request_hash != self.request_hash:
            raise KeyReused
        headers = {**json.loads(found.headers), "idempotency-replayed": "true"}
        return Response(found.body, found.status, headers)

    async def store(self, tx: Tx, response: Response, at: datetime) -> None:
        """Keep the answer, in the transaction of the command; one request in sixteen lets go of what is too old."""
        if self.request_hash.startswith("0"):
            await tx.execute(_OLD, {"before": at - KEPT})
        kept = {name: response.headers[name] for name in _REPLAYED if name in response.headers}
        row = {
            "principal": self.principal,
            "key": self.key,
            "route": self.route,
            "request_hash": self.request_hash,
            "status": response.status_code,
            "headers": json.dumps(kept),
            "body": bytes(response.body),
            "created_at": at,
        }
        # An answer older than 48 hours may still stand there under this key.
        await tx.upsert(IDEMPOTENCY, [row], key=["principal", "key"])
