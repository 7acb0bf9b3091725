"""The edge around typing a code: how often somebody may try, and the session that a right one opens."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Annotated, Any

from fastapi import Depends, Request
from starlette.responses import Response

from regio_chassis.access.codes import read_code
from regio_chassis.access.sessions import open_session
from regio_chassis.access.tokens import Identity
from regio_chassis.database import Tx
from regio_chassis.errors import Unavailable
from regio_chassis.web.exchange import Edge, edge_of, exchange_of
from regio_chassis.web.ratelimit import bucket_of, give_back, take
from regio_chassis.web.received import body_of

TRIES, TRY_SECONDS = 5, 720.0
"""Wrong codes from one address: five at once, then one every twelve minutes, which are five an hour."""
PREFIX_TRIES, PREFIX_SECONDS = 10, 360.0
"""Wrong codes with the same first four signs, from all addresses together: ten an hour."""


async def _gate(request: Request) -> None:
    edge = edge_of(request)
    for bucket, tries, seconds in _buckets(edge, request, body_of(request)):
        await take(edge.database, bucket, burst=tries, interval=seconds, now=edge.now().timestamp())


CODE_ENTRY: Any = Depends(_gate)
"""``dependencies=[CODE_ENTRY]`` of the route that takes ``{"code": …}``, whoever calls and whatever token they show."""


@dataclass(frozen=True, slots=True)
class Door:
    """Where a code opens a session."""

    request: Request

    async def open(self, tx: Tx, identity: Identity, response: Response, *, at: datetime) -> None:
        """
        Open a session for ``identity``, given to the browser with ``response``; the try was no wrong one.

        Raises:
            Unavailable: this service has no public address, and so no cookies.
        """
        edge = edge_of(self.request)
        if edge.cookies is None:
            raise Unavailable("this service has no pages to log in to", retry_after=3600)
        presented = await open_session(tx, identity, at=at, replaces=edge.cookies.presented(self.request))
        edge.cookies.give(response, edge.cookies.session, presented)
        exchange_of(self.request).after.append(self._forgive)

    async def _forgive(self) -> None:
        edge = edge_of(self.request)
        for bucket, _, seconds in _buckets(edge, self.request, body_of(self.request)):
            await give_back(edge.database, bucket, interval=seconds)


def _door(request: Request) -> Door:
    return Door(request)


def _secret(request: Request) -> bytes:
    return edge_of(request).secret


def _page(request: Request) -> str | None:
    cookies = edge_of(request).cookies
    return None if cookies is None else f"{cookies.public_url}/code"


CodeDoor = Annotated[Door, Depends(_door)]
CodePage = Annotated[str | None, Depends(_page)]
"""The address of the page where a code is typed; None: this service has no public address."""
CodeSecret = Annotated[bytes, Depends(_secret)]
"""The secret under which codes are hashed; the same on all replicas."""


def _buckets(edge: Edge, request: Request, body: bytes) -> Sequence[tuple[str, int, float]]:
    found = [(bucket_of(edge, request, "code"), TRIES, TRY_SECONDS)]
    try:
        typed = json.loads(body)["code"]
    except (ValueError, KeyError, TypeError):
        return found
    code = read_code(typed) if isinstance(typed, str) else None
    if code is not None:
        # Hashed, because four signs of a code that is right are a third of it.
        prefix = blake2b(code[:4].encode(), key=edge.secret, digest_size=16).hexdigest()
        found.append((f"code prefix {prefix}", PREFIX_TRIES, PREFIX_SECONDS))
    return found
