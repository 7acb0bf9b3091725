"""Proxies: who is believed about whom a request comes from, and how often somebody else said so."""

from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address

from prometheus_client import Counter
from starlette.types import ASGIApp, Receive, Scope, Send

_NAMES = frozenset({b"forwarded", b"x-forwarded-for"})


def unbelieved_counter() -> Counter:
    """Requests that name another sender than the address they come from, which is not that of a trusted proxy."""
    return Counter("regio_http_forwarded_unbelieved", "Requests forwarded by nobody we trust", registry=None)


class Unbelieved:
    """Pure ASGI middleware; it has to see the address of whoever really sent the request."""

    def __init__(self, app: ASGIApp, *, trusted: Sequence[IPv4Network | IPv6Network], unbelieved: Counter) -> None:
        self.app = app
        self._trusted = trusted
        self._unbelieved = unbelieved

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            for name, _ in scope["headers"]:
                if name in _NAMES:
                    if not self._trusts(scope["client"]):
                        self._unbelieved.inc()
                    break
        await self.app(scope, receive, send)

    def _trusts(self, client: tuple[str, int] | None) -> bool:
        try:
            address = ip_address(client[0] if client else "")
        except ValueError:
            # A Unix socket.
            return False
        return any(address in network for network in self._trusted)
