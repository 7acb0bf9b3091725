"""What every answer tells a browser: load nothing, frame nothing, guess nothing, tell nobody where you came from."""

from starlette.types import Scope

_ALWAYS = (
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
_NAMES = frozenset(name for name, _ in _ALWAYS)
_NAMING = frozenset({b"authorization", b"cookie"})
"""Headers that say who asks: the answer is theirs alone."""
_HSTS = (b"strict-transport-security", b"max-age=63072000; includeSubDomains")


def secure(headers: list[tuple[bytes, bytes]], scope: Scope) -> None:
    """Add what is missing to an answer's headers; one it already has stays (pages bring a wider security policy)."""
    present = {name for name, _ in headers}
    headers.extend(_ALWAYS if present.isdisjoint(_NAMES) else [pair for pair in _ALWAYS if pair[0] not in present])
    if scope["scheme"] == "https":
        headers.append(_HSTS)
    if b"cache-control" not in present:
        named = any(name in _NAMING for name, _ in scope["headers"])
        headers.append((b"cache-control", b"no-store" if named else b"no-cache"))
        headers.append((b"vary", b"authorization, cookie"))
