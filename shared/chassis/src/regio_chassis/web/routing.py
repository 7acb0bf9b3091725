"""
The edge: what happens around every endpoint.

Who calls, may they, is the input sound, one transaction, the endpoint, commit; only then the answer leaves.
"""

import logging
import re
from collections.abc import Callable, Sequence
from datetime import datetime
from enum import Enum
from hashlib import blake2b
from typing import Any, cast

from fastapi import APIRouter, Request
from fastapi.routing import APIRoute
from starlette._utils import get_route_path
from starlette.responses import Response
from starlette.routing import Match
from starlette.types import Receive, Scope, Send

from regio_chassis.access import Principal, scope_for
from regio_chassis.access.authentication import ApiKey, Claim
from regio_chassis.audit import append
from regio_chassis.database import Moved, Reading, Tx
from regio_chassis.errors import DomainError
from regio_chassis.web.binding import Binding
from regio_chassis.web.claims import claim_of, found_claim
from regio_chassis.web.etag import not_modified
from regio_chassis.web.exchange import KEY, Edge, Exchange, caller_name, exchange_of
from regio_chassis.web.idempotency import HEADER, Keyed
from regio_chassis.web.received import body_of, header_of
from regio_chassis.web.refusals import MethodNotAllowed, UnsupportedMedia
from regio_chassis.web.uploads import is_table, read_upload

log = logging.getLogger(__name__)

REPORTED = frozenset({401, 403, 429})
"""Refusals that stand in the log. Source: OWASP ASVS 5.0, 16.3.1 to 16.3.3"""

_TRACEPARENT = re.compile(r"00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}")


class EdgeRoute(APIRoute):
    """A route whose endpoint runs inside one transaction, for a caller who may; endpoints return a Response."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        super().__init__(path, endpoint, **options)
        if not self.operation_id:
            raise TypeError(f"{path}: a route needs an operation_id, the key of its row in the policy")
        self.operation: str = self.operation_id
        self.reads = self.methods == {"GET"}
        self.keyed = self.methods == {"POST"}
        self._takes_table = any(inner.call is read_upload for inner in self.dependant.dependencies)
        self._binding = Binding(self.dependant)
        self._gates = [cast("Callable[[Request], Any]", gate.dependency) for gate in self.dependencies]
        self._start = self.path_format.partition("{")[0]
        self._optimistic = True
        self.app = self._edge

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Match the path; HEAD is GET without the body."""
        if scope["type"] != "http":
            return Match.NONE, {}
        path = get_route_path(scope)
        # A regular expression per route and request would cost more than the whole edge.
        if not path.startswith(self._start):
            return Match.NONE, {}
        found = self.path_regex.match(path)
        if found is None:
            return Match.NONE, {}
        method = "GET" if scope["method"] == "HEAD" else scope["method"]
        full = method in (self.methods or ())
        return (Match.FULL if full else Match.PARTIAL), {"path_params": found.groupdict(), "route": self}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["method"] not in (self.methods or ()) and not (self.reads and scope["method"] == "HEAD"):
            raise MethodNotAllowed(", ".join(sorted(self.methods or ())))
        await self.app(scope, receive, send)

    async def _edge(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive, send)
        edge = cast("Edge", scope["app"].state.edge)
        try:
            response = await self._answer(edge, request)
        except DomainError as refusal:
            self._report(edge, request, refusal)
            raise
        if root := scope.get("root_path"):
            location = response.headers.get("location", "")
            if location.startswith("/"):
                response.headers["location"] = root + location
        if scope["method"] == "HEAD":
            response.body = b""
        await response(scope, receive, send)

    def _report(self, edge: Edge, request: Request, refusal: DomainError) -> None:
        """Who tries what is not theirs stands in the log, under a name that only tells whether it is the same one."""
        if refusal.status not in REPORTED:
            return
        who = caller_name(edge, request, found_claim(request))
        name = blake2b(who.encode(), key=edge.secret, digest_size=8).hexdigest()
        log.warning("%s refused: %d %s, caller %s", self.operation, refusal.status, refusal.code, name)

    async def _answer(self, edge: Edge, request: Request) -> Response:
        claim = await claim_of(request)
        try:
            return await self._admitted(edge, request, claim)
        finally:
            if isinstance(claim, ApiKey) and claim.holds:
                await edge.authenticator.used(edge.database, claim, edge.now())

    async def _admitted(self, edge: Edge, request: Request, claim: Claim) -> Response:
        if isinstance(claim, Principal):
            # Refused before a transaction begins: strangers must not be able to hold SQLite's only writer.
            scope_for(edge.policy, self.operation, claim)
        for gate in self._gates:
            await gate(request)
        if self.reads:
            at = edge.now()
            async with edge.database.reading() as reading:
                await self._admit(edge, request, claim, reading, at)
                response = await self._call(edge, request, b"")
            if acts := exchange_of(request).acts:
                async with edge.database.begin(at=at) as tx:
                    await append(tx, acts, at=at)
            return not_modified(request, response)
        body = body_of(request)
        if body and is_table(header_of(request, b"content-type") or "") != self._takes_table:
            raise UnsupportedMedia("send CSV or XLSX" if self._takes_table else "send application/json in UTF-8")
        key = header_of(request, HEADER) if self.keyed else None
        if key is None:
            return await self._write(edge, request, claim, body)
        caller = caller_name(edge, request, claim)
        keyed = Keyed(key, caller=caller, secret=edge.secret, route=self.operation, request=request, body=body)
        with keyed.running(edge.running):
            return await self._write(edge, request, claim, body, keyed)

    async def _write(
        self, edge: Edge, request: Request, claim: Claim, body: bytes, keyed: Keyed | None = None
    ) -> Response:
        parent = header_of(request, b"traceparent")
        if parent is not None and not _TRACEPARENT.fullmatch(parent):
            parent = None
        at = edge.now()
        response = None
        if self._optimistic and keyed is None:
            try:
                async with edge.database.begin(at=at, traceparent=parent, optimistic=True) as tx:
                    response = await self._in(tx, edge, request, claim, body, None, at)
                # One that reads and then needs a lock all the same is faster with the lock.
                self._optimistic = not tx.in_vain
            except Moved as moved:
                self._optimistic, response = not moved.always, None
        if response is None:
            async with edge.database.begin(at=at, traceparent=parent) as tx:
                response = await self._in(tx, edge, request, claim, body, keyed, at)
        for work in exchange_of(request).after:
            await work()
        return response

    async def _in(
        self, tx: Tx, edge: Edge, request: Request, claim: Claim, body: bytes, keyed: Keyed | None, at: datetime
    ) -> Response:
        # Before a stored answer is given away, too: an API key is only believed from here on.
        await self._admit(edge, request, claim, tx, at)
        response = None if keyed is None else await keyed.stored(tx, at)
        if response is None:
            response = await self._call(edge, request, body)
            # A session is opened once: what a repeat would be given is the cookie of another one's browser.
            if keyed is not None and "set-cookie" not in response.headers:
                await keyed.store(tx, response, at)
            await append(tx, exchange_of(request).acts, at=at)
        return response

    async def _admit(self, edge: Edge, request: Request, claim: Claim, reading: Reading, at: datetime) -> None:
        principal = await edge.authenticator.principal(reading, claim, at)
        scope = scope_for(edge.policy, self.operation, principal)
        request.scope[KEY] = Exchange(at, principal, scope, reading)

    async def _call(self, edge: Edge, request: Request, body: bytes) -> Response:
        response = cast("Response", await self.endpoint(**await self._binding.arguments(request, body)))
        if edge.watch is not None:
            exchange = exchange_of(request)
            seen = edge.watch(self.operation, exchange.principal, exchange.scope, request.path_params, response)
            exchange.acts.extend(seen)
        return response


class Router(APIRouter):
    """Routes of one resource, under ``/api/v1``."""

    def __init__(self, prefix: str, tags: Sequence[str]) -> None:
        super().__init__(prefix="/api/v1" + prefix, tags=cast("list[str | Enum]", list(tags)), route_class=EdgeRoute)
