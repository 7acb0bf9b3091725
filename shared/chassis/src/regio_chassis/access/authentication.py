"""From an Authorization header to a principal with grants."""

from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest

from regio_chassis.access.grants import grants_of, identify_key
from regio_chassis.access.model import ANONYMOUS, EVERY, Grant, Principal, Role
from regio_chassis.access.tokens import Identity, TokenVerifier
from regio_chassis.database import Reading
from regio_chassis.errors import Unauthenticated

SISTER = Principal("service", "sister", (Grant(Role.SERVICE, EVERY),))
"""A sister service of the same installation."""


@dataclass(frozen=True, slots=True)
class ApiKey:
    """An API key as presented; whether it holds stands in the database."""

    presented: str


Claim = Identity | ApiKey | Principal
"""What a request says about its sender, checked as far as possible without the database."""


class Authenticator:
    """Bearer tokens of the issuer, API keys ``id.secret``, and the shared token of the sister services."""

    def __init__(self, verifier: TokenVerifier | None, *, service_token: str | None = None) -> None:
        self._verifier = verifier
        self._service_token = service_token.encode() if service_token else None

    async def claim(self, authorization: str | None) -> Claim:
        """
        Read the Authorization header; none at all is somebody anonymous, one that does not hold is refused.

        Raises:
            Unauthenticated: the header is not a bearer token, or the token does not hold.
            Unavailable: the issuer's keys are not known.
        """
        if authorization is None:
            return ANONYMOUS
        scheme, _, token = authorization.partition(" ")
        token = token.strip()
        if scheme.lower() != "bearer" or not token.isascii() or not token:
            raise Unauthenticated("a bearer token is expected")
        if self._service_token is not None and compare_digest(token.encode(), self._service_token):
            return SISTER
        if token.count(".") == 1:
            return ApiKey(token)
        if self._verifier is None:
            raise Unauthenticated("this service knows no issuer of tokens")
        return await self._verifier.identify(token)

    async def principal(self, reading: Reading, claim: Claim, at: datetime) -> Principal:
        """
        Who it is and what this service granted them, read in the request's own transaction.

        Raises:
            Unauthenticated: the API key does not hold.
        """
        if isinstance(claim, Principal):
            return claim
        identity = await identify_key(reading, claim.presented, at) if isinstance(claim, ApiKey) else claim
        return Principal(identity.issuer, identity.subject, await grants_of(reading, identity.issuer, identity.subject))

    async def authenticate(self, reading: Reading, authorization: str | None, at: datetime) -> Principal:
        """Both steps at once, for callers that hold a reading anyway."""
        return await self.principal(reading, await self.claim(authorization), at)
