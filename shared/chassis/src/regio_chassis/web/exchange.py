"""One request on its way through a service, and what an endpoint may ask of it."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import blake2b
from ipaddress import IPv6Address, ip_address
from typing import Annotated, cast

from fastapi import Depends, Request
from starlette.responses import Response

from regio_chassis.access import Authenticator, Policy, Principal, Scope
from regio_chassis.access.authentication import ApiKey, Claim
from regio_chassis.audit import Act
from regio_chassis.database import Database, Reading, Tx
from regio_chassis.web.sessions import Cookies

KEY = "regio.exchange"


def utc_now() -> datetime:
    """The time, aware."""
    return datetime.now(UTC)


Watch = Callable[[str, Principal, Scope, Mapping[str, str], Response], Sequence[Act]]
"""From an operation, its caller, scope, path and answer to entries of the audit log."""


@dataclass(frozen=True, slots=True)
class Edge:
    """What every request needs, in ``app.state.edge``; ``secret``, of at most 64 bytes, is the same on all replicas."""

    database: Database
    policy: Policy
    authenticator: Authenticator
    secret: bytes
    cookies: Cookies | None = None
    """None: nobody can log in here, and no cookie is looked at."""
    watch: Watch | None = None
    """What the audit log says of an answer, beyond what its endpoint notes."""
    now: Callable[[], datetime] = utc_now
    running: set[tuple[str, str]] = field(default_factory=set)
    """Idempotency keys whose first request is being answered in this process."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """What the edge knows about a request when its endpoint is called."""

    at: datetime
    principal: Principal
    scope: Scope
    reading: Reading
    acts: list[Act] = field(default_factory=list)
    """For the audit log: written before the answer leaves, with the transaction or, when it only reads, after it."""
    after: list[Callable[[], Awaitable[None]]] = field(default_factory=list)
    """What is done when the transaction is committed, before the answer leaves."""


def caller_name(edge: Edge, request: Request, claim: Claim) -> str:
    """
    One name per caller, for idempotency keys and rate limits.

    Nobody's address is stored: somebody anonymous is a keyed hash of it (of the /64 network for IPv6, which one
    household or one attacker owns as a whole).
    """
    if isinstance(claim, ApiKey):
        return f"key {claim.presented.partition('.')[0]}"
    if claim.issuer:
        return f"{claim.issuer} {claim.subject}"
    return "anonymous " + blake2b(network_of(request), key=edge.secret, digest_size=16).hexdigest()


def network_of(request: Request, *, v4: int = 4, v6: int = 8) -> bytes:
    """The first ``v4`` or ``v6`` bytes of the address a request comes from: by default one household's."""
    host = request.client.host if request.client else ""
    try:
        address = ip_address(host)
    except ValueError:
        # A Unix socket, or a proxy that names no address.
        return host.encode()
    return address.packed[: v6 if isinstance(address, IPv6Address) else v4]


def exchange_of(request: Request) -> Exchange:
    """The exchange a request belongs to."""
    return cast("Exchange", request.scope[KEY])


def edge_of(request: Request) -> Edge:
    """The edge of the service a request was sent to."""
    return cast("Edge", request.app.state.edge)


def _transaction(request: Request) -> Tx:
    tx = exchange_of(request).reading
    if not isinstance(tx, Tx):
        raise TypeError("GET and HEAD read; they have no transaction to write with")
    return tx


def _reading(request: Request) -> Reading:
    return exchange_of(request).reading


def _scope(request: Request) -> Scope:
    return exchange_of(request).scope


def _principal(request: Request) -> Principal:
    return exchange_of(request).principal


def _now(request: Request) -> datetime:
    return exchange_of(request).at


@dataclass(frozen=True, slots=True)
class Auditor:
    """Notes what the caller does; ids and codes only."""

    exchange: Exchange

    @property
    def actor(self) -> str:
        """The caller, as the audit log names them."""
        caller = self.exchange.principal
        return f"{caller.issuer} {caller.subject}" if caller.issuer else "anonymous"

    def note(self, action: str, target: str, *, reason_code: str | None = None, until: datetime | None = None) -> None:
        """
        The caller did ``action`` to ``target`` (``kind:id``); the answer does not leave before that is stored.

        Raises:
            ValueError: a part is not an id or a code.
        """
        self.exchange.acts.append(Act(self.actor, action, target, reason_code, until))


def _auditor(request: Request) -> Auditor:
    return Auditor(exchange_of(request))


def _after_commit(request: Request) -> list[Callable[[], Awaitable[None]]]:
    return exchange_of(request).after


Transaction = Annotated[Tx, Depends(_transaction)]
"""The request's one transaction: it commits when the endpoint returns, before the answer leaves."""
ReadingDep = Annotated[Reading, Depends(_reading)]
"""The request's view of the database."""
ScopeDep = Annotated[Scope, Depends(_scope)]
"""What the caller may touch by this operation."""
Caller = Annotated[Principal, Depends(_principal)]
"""Who calls."""
Audit = Annotated[Auditor, Depends(_auditor)]
"""Notes what the caller does, for the audit log; also for requests that only read."""
AfterCommit = Annotated[list[Callable[[], Awaitable[None]]], Depends(_after_commit)]
"""Takes what is to be done when the transaction is committed, before the answer leaves."""
Now = Annotated[datetime, Depends(_now)]
"""The time of the request, aware UTC; the same for everything the request does."""
