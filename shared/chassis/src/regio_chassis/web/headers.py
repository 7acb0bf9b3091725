"""What every answer tells a browser: load nothing, frame nothing, guess nothing, tell nobody where you came from."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_ALWAYS = (
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
_NAMING = frozenset({b"authorization", b"cookie"})
"""Headers that say who asks: the answer is theirs alone."""
_HSTS = (b"strict-transport-security", b"max-age=63072000; includeSubDomains")


class SecurityHeaders:
    """Pure ASGI middleware; a header the answer already has stays (pages bring a wider content security policy)."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def decorated(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers: list[tuple[bytes, bytes]] = message["headers"]
                present = {name for name, _ in headers}
                headers.extend(pair for pair in _ALWAYS if pair[0] not in present)
                if scope["scheme"] == "https":
                    headers.append(_HSTS)
                if b"cache-control" not in present:
                    named = any(name in _NAMING for name, _ in scope["headers"])
                    headers.append((b"cache-control", b"no-store" if named else b"no-cache"))
                    headers.append((b"vary", b"authorization, cookie"))
            await send(message)

        await self.app(scope, receive, decorated)
