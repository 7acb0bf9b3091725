"""
Page sessions at the edge: the cookie that names one, and the proof that a write comes from our own pages.

Sources: OWASP ASVS 5.0, 3.3 (cookies) and 3.5.1 (requests from other sites); Fetch Metadata, W3C working draft, 2.4.
"""

from dataclasses import dataclass, field
from typing import ClassVar
from urllib.parse import urlsplit

from fastapi import Request
from starlette.responses import Response

from regio_chassis.access.sessions import ABSOLUTE
from regio_chassis.errors import NotPermitted
from regio_chassis.web.received import header_of

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class CrossSite(NotPermitted):
    """A write came with the cookie of a session, but not from a page of this site."""

    code = "cross-site-request"
    title = "A request with a session must come from a page of this site."
    title_de = "Eine Anfrage mit Anmeldung muss von einer Seite dieses Angebots kommen."


@dataclass(frozen=True)
class Cookies:
    """
    The two cookies of one service: of a session, and of a login under way.

    Over https their names begin with ``__Host-``: a browser takes such a cookie from this host alone, over https alone,
    for the whole host. Over http, which is for the demo on loopback, browsers refuse that name and the cookie goes
    without it and without ``Secure``. Each service has its own, because each has its own sessions.
    """

    service: str
    public_url: str
    origin: str = field(init=False)
    session: str = field(init=False)
    login: str = field(init=False)
    _secure: bool = field(init=False)

    PENDING_SECONDS: ClassVar[int] = 600

    def __post_init__(self) -> None:
        address = urlsplit(self.public_url)
        secure = address.scheme == "https"
        prefix = "__Host-" if secure else ""
        for name, value in (
            ("origin", f"{address.scheme}://{address.netloc}"),
            ("session", f"{prefix}{self.service}-sitzung"),
            ("login", f"{prefix}{self.service}-anmeldung"),
            ("_secure", secure),
        ):
            object.__setattr__(self, name, value)

    def presented(self, request: Request) -> str | None:
        """The id of a session, as the browser has it."""
        if header_of(request, b"cookie") is None:
            return None
        return request.cookies.get(self.session) or None

    def misses(self, request: Request) -> bool:
        """
        The browser calls the demo "localhost": what it is given now it would not send to the public address.

        Asked on loopback alone, because behind a proxy the name in the request may be any.
        """
        name = request.headers.get("host", "").partition(":")[0]
        return not self._secure and name == "localhost" and urlsplit(self.public_url).hostname != name

    def give(self, response: Response, name: str, value: str) -> None:
        """Have the browser keep a cookie that scripts do not see, and that other sites' forms do not send."""
        age = int(ABSOLUTE.total_seconds()) if name == self.session else self.PENDING_SECONDS
        response.set_cookie(name, value, max_age=age, path="/", secure=self._secure, httponly=True, samesite="lax")

    def take(self, response: Response, name: str) -> None:
        """Have the browser forget a cookie."""
        response.delete_cookie(name, path="/", secure=self._secure, httponly=True, samesite="lax")

    def insist_on_own_page(self, request: Request) -> None:
        """
        A write must come from a page of this origin. Every current browser says so; one that says nothing must at least
        name our origin, and what names neither is refused.

        Raises:
            CrossSite: it does not.
        """
        if request.method in _SAFE:
            return
        site = request.headers.get("sec-fetch-site")
        own = request.headers.get("origin") == self.origin if site is None else site == "same-origin"
        if not own:
            raise CrossSite
