"""What a request says about its sender: an Authorization header, else the cookie of a session, else nothing."""

from typing import cast

from fastapi import Request

from regio_chassis.access import ANONYMOUS
from regio_chassis.access.authentication import Claim
from regio_chassis.access.sessions import SEEN_EVERY, live_session, session_seen
from regio_chassis.web.exchange import Edge, edge_of
from regio_chassis.web.received import header_of

_KEY = "regio.claim"


async def claim_of(request: Request) -> Claim:
    """
    The request's claim, found once. A session that is over is nobody's: public things stay public for its browser.

    Raises:
        Unauthenticated: there is a header, and it does not hold.
        Unavailable: the issuer's keys are not known.
        CrossSite: a write with a session comes from elsewhere.
    """
    if _KEY not in request.scope:
        request.scope[_KEY] = await _found(edge_of(request), request)
    return cast("Claim", request.scope[_KEY])


def found_claim(request: Request) -> Claim:
    """What was found; somebody anonymous where nothing was, or what was shown does not hold."""
    return cast("Claim", request.scope.get(_KEY, ANONYMOUS))


async def _found(edge: Edge, request: Request) -> Claim:
    authorization = header_of(request, b"authorization")
    cookies = edge.cookies
    # A page of another site can make a browser send a cookie, never a header: who sends one needs no other proof.
    if authorization is not None or cookies is None or (presented := cookies.presented(request)) is None:
        return await edge.authenticator.claim(authorization)
    cookies.insist_on_own_page(request)
    at = edge.now()
    async with edge.database.reading() as reading:
        session = await live_session(reading, presented, at)
    if session is None:
        return ANONYMOUS
    if at - session.seen_at >= SEEN_EVERY:
        async with edge.database.begin(at=at) as tx:
            await session_seen(tx, presented, at)
    return session.identity
