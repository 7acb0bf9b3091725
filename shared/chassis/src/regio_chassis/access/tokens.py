"""Access tokens of the OIDC issuer (RFC 9068). The token says who somebody is, never what they may do."""

import binascii
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from hashlib import sha256
from hmac import compare_digest
from typing import Any

from joserfc import jws, jwt
from joserfc.errors import JoseError

from regio_chassis.access.issuer import IssuerKeys
from regio_chassis.errors import Unauthenticated

LEEWAY_SECONDS = 30
TOKEN_BYTES = 8192
REMEMBERED = 4096
"""Verified tokens kept until they expire; a signature costs 50 to 150 µs, the look-up 1 µs."""

_ACCESS = frozenset({"at+jwt", "application/at+jwt"})
_LOGIN = frozenset({"", "jwt"})


@dataclass(frozen=True, slots=True)
class Identity:
    """Somebody known: the issuer and its name for them."""

    issuer: str
    subject: str


class TokenVerifier:
    """Issuer, audience and algorithms come from settings; nothing in a token chooses how it is checked."""

    def __init__(
        self,
        keys: IssuerKeys,
        *,
        audience: str,
        algorithms: Collection[str],
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._keys = keys
        self._audience = audience
        self._registry = jws.JWSRegistry(algorithms=list(algorithms))
        self._algorithms = frozenset(algorithms)
        self._clock = clock
        self._known: dict[bytes, tuple[float, Identity]] = {}

    async def identify(self, token: str) -> Identity:
        """
        Who the token was issued to.

        Raises:
            Unauthenticated: it does not hold; the detail says why, without quoting it.
            Unavailable: the issuer's keys are not known.
        """
        if len(token) > TOKEN_BYTES:
            raise Unauthenticated("the token is too long")
        digest = sha256(token.encode()).digest()
        known = self._known.get(digest)
        if known is not None and known[0] > self._clock():
            return known[1]
        expires, identity = self._accepted(await self._claims(token, _ACCESS), self._audience)
        if len(self._known) >= REMEMBERED:
            self._forget()
        self._known[digest] = (expires, identity)
        return identity

    async def logged_in(self, id_token: str, *, client_id: str, nonce: str, since: float | None = None) -> Identity:
        """
        Who has just logged in, as an ID token says (OpenID Connect Core 3.1.3.7); ``nonce`` is what we sent along.

        With ``since``, in seconds since 1970, the issuer must have asked them itself, and not before that.

        Raises:
            Unauthenticated: the token does not hold, or answers another login.
            Unavailable: the issuer's keys are not known.
        """
        if len(id_token) > TOKEN_BYTES:
            raise Unauthenticated("the token is too long")
        claims = await self._claims(id_token, _LOGIN)
        _, identity = self._accepted(claims, client_id)
        if not compare_digest(str(claims.get("nonce", "")).encode(), nonce.encode()):
            raise Unauthenticated("the token answers another login")
        if claims.get("azp", client_id) != client_id:
            raise Unauthenticated("the token is meant for another client")
        asked = _seconds(claims.get("auth_time"))
        if since is not None and (asked is None or asked + LEEWAY_SECONDS < since):
            raise Unauthenticated("the issuer has not asked again who it is")
        return identity

    async def _claims(self, token: str, types: Collection[str]) -> Mapping[str, Any]:
        try:
            header = jws.extract_compact(token.encode(), registry=self._registry).headers()
        except (JoseError, ValueError, TypeError, KeyError, RecursionError, binascii.Error) as error:
            raise Unauthenticated("the token is not a signed JWT") from error
        algorithm, kid = header.get("alg"), header.get("kid")
        if algorithm not in self._algorithms or not isinstance(kid, str):
            raise Unauthenticated("the token's algorithm or key is not accepted")
        if str(header.get("typ", "")).lower() not in types:
            raise Unauthenticated("this is another kind of token")
        key = await self._keys.key(kid)
        if key is None:
            raise Unauthenticated("the token's key is not the issuer's")
        try:
            # joserfc also insists that the key is meant for signatures, and for this algorithm if it names one.
            return jwt.decode(token, key, registry=self._registry).claims
        except (JoseError, ValueError, TypeError, RecursionError) as error:
            raise Unauthenticated("the token's signature does not hold") from error

    def _accepted(self, claims: Mapping[str, Any], audience: str) -> tuple[float, Identity]:
        now = self._clock()
        expires = _seconds(claims.get("exp"))
        if expires is None or expires + LEEWAY_SECONDS <= now:
            raise Unauthenticated("the token has expired")
        for name in ("nbf", "iat"):
            moment = _seconds(claims.get(name, 0))
            if moment is None or moment - LEEWAY_SECONDS > now:
                raise Unauthenticated("the token is not valid yet")
        meant = claims.get("aud")
        if audience not in (meant if isinstance(meant, list) else [meant]):
            raise Unauthenticated("the token is meant for another service")
        subject = claims.get("sub")
        if claims.get("iss") != self._keys.issuer or not isinstance(subject, str) or not 0 < len(subject) <= 255:
            raise Unauthenticated("the token is from another issuer")
        return expires + LEEWAY_SECONDS, Identity(self._keys.issuer, subject)

    def _forget(self) -> None:
        now = self._clock()
        self._known = {digest: known for digest, known in self._known.items() if known[0] > now}
        # Still full of valid ones: the older half goes, in order of arrival.
        for digest in list(self._known)[: max(0, len(self._known) - REMEMBERED // 2)]:
            del self._known[digest]


def _seconds(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value)
