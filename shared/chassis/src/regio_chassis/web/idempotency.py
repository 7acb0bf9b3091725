"""
Idempotency-Key: a POST repeated with the same key is answered from what the first one stored, and done only once.

An answer may hold what is shown once: a code, a secret, somebody's name. It is stored sealed with a key that is made of
the service's secret and of the caller's own Idempotency-Key, of which the database has a hash: who has the database, or
the secret as well, cannot open it.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from hashlib import blake2b, sha256
from hmac import digest
from secrets import token_bytes

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from fastapi import Request
from sqlalchemy import bindparam, delete, select, text
from starlette.responses import Response

from regio_chassis.database import Tx
from regio_chassis.web.refusals import AnswerGone, KeyReused, Malformed, StillRunning
from regio_chassis.web.tables import IDEMPOTENCY

KEPT = timedelta(hours=48)
HEADER = b"idempotency-key"

_STORED = select(IDEMPOTENCY).where(
    IDEMPOTENCY.c.principal == bindparam("principal"), IDEMPOTENCY.c.key == bindparam("key")
)
_OLD = delete(IDEMPOTENCY).where(IDEMPOTENCY.c.created_at < bindparam("before"))
_LOCK = text("SELECT pg_try_advisory_xact_lock(:number)").bindparams(bindparam("number"))
_REPLAYED = ("cache-control", "content-type", "etag", "location")
_NONCE = 12
"""Bytes, as NIST SP 800-38D wants them for GCM."""


class Keyed:
    """One request that carries a key. ``caller`` is who it belongs to: the same key of somebody else is another key."""

    def __init__(self, key: str, *, caller: str, secret: bytes, route: str, request: Request, body: bytes) -> None:
        if not 1 <= len(key) <= 255 or not key.isascii() or not key.isprintable() or " " in key:
            raise Malformed("Idempotency-Key should be 1 to 255 visible ASCII characters")
        self.principal = blake2b(caller.encode(), digest_size=16).hexdigest()
        whole = f"{self.principal} {key}".encode()
        self.key = sha256(whole).hexdigest()
        self._sealing = digest(secret, b"answer " + whole, sha256)
        self.route = route
        asked = f"{route} {request.scope['path']} ".encode() + request.scope["query_string"] + b"\n"
        # Keyed: a body may be a code that somebody typed, and a plain hash of it could be searched for.
        self.request_hash = digest(self._sealing, asked + body, sha256).hex()

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
            AnswerGone: it was done, but the service's secret has been another since.
        """
        if tx.dialect == "postgresql":
            number = int.from_bytes(bytes.fromhex(self.key)[:8], "big", signed=True)
            if not (await tx.execute(_LOCK, {"number": number})).scalar():
                raise StillRunning
        # On SQLite this transaction is the only writer: the first request has ended, or its transaction is gone.
        found = (await tx.execute(_STORED, {"principal": self.principal, "key": self.key})).one_or_none()
        if found is None or found.created_at < at - KEPT:
            return None
        body = self._opened(found.body)
        if found.request_hash != self.request_hash:
            raise KeyReused
        headers = {**json.loads(found.headers), "idempotency-replayed": "true"}
        return Response(body, found.status, headers)

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
            "body": self._sealed(bytes(response.body)),
            "created_at": at,
        }
        # An answer older than 48 hours may still stand there under this key.
        await tx.upsert(IDEMPOTENCY, [row], key=["principal", "key"])

    def _sealed(self, body: bytes) -> bytes:
        nonce = token_bytes(_NONCE)
        return nonce + AESGCM(self._sealing).encrypt(nonce, body, None)

    def _opened(self, sealed: bytes) -> bytes:
        try:
            return AESGCM(self._sealing).decrypt(sealed[:_NONCE], sealed[_NONCE:], None)
        except (InvalidTag, ValueError) as error:
            raise AnswerGone from error
