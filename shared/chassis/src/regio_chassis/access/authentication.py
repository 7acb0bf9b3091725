"""From an Authorization header to a principal with grants."""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from pydantic import SecretStr
from sqlalchemy.exc import SQLAlchemyError

from regio_chassis.access.grants import grants_of
from regio_chassis.access.keys import USED_EVERY, key_used, principal_of_key
from regio_chassis.access.model import ANONYMOUS, EVERY, Grant, Principal, Role
from regio_chassis.access.tokens import REMEMBERED, Identity, TokenVerifier
from regio_chassis.database import Database, Reading
from regio_chassis.errors import Unauthenticated

log = logging.getLogger(__name__)

SISTER = "service"
"""The issuer of a sister service of the same installation, whose subject is its name."""


@dataclass(slots=True)
class ApiKey:
    """An API key as presented; whether it ``holds`` stands in the database."""

    presented: str
    holds: bool = False


Claim = Identity | ApiKey | Principal
"""What a request says about its sender, checked as far as possible without the database."""


class Authenticator:
    """
    Bearer tokens of the issuer, API keys ``id.secret``, and tokens of sister services.

    ``callers`` has the tokens of each sister: two, while one is being replaced. A sister is nothing but a service: what
    that role opens is the feed.
    """

    def __init__(
        self, verifier: TokenVerifier | None, *, callers: Mapping[str, Iterable[SecretStr]] | None = None
    ) -> None:
        self._verifier = verifier
        self._sisters = {
            sha256(token.get_secret_value().encode()).digest(): Principal(SISTER, name, (Grant(Role.SERVICE, EVERY),))
            for name, tokens in (callers or {}).items()
            for token in tokens
            if token.get_secret_value()
        }
        self._noted: dict[str, datetime] = {}

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
        if scheme.lower() != "bearer" or not (token and token.isascii() and token.isprintable()):
            raise Unauthenticated("a bearer token is expected")
        # Found by its hash: how long that takes tells nothing about the token.
        if self._sisters and (sister := self._sisters.get(sha256(token.encode()).digest())):
            return sister
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
        if isinstance(claim, ApiKey):
            principal = await principal_of_key(reading, claim.presented, at)
            claim.holds = True
            return principal
        return Principal(claim.issuer, claim.subject, await grants_of(reading, claim.issuer, claim.subject))

    async def used(self, database: Database, key: ApiKey, at: datetime) -> None:
        """Note when a key that holds was last used, at most once a minute."""
        key_id = key.presented.partition(".")[0]
        noted = self._noted.get(key_id)
        if noted is not None and noted <= at < noted + USED_EVERY:
            return
        if len(self._noted) >= REMEMBERED:
            self._noted.clear()
        self._noted[key_id] = at
        try:
            async with database.begin(at=at) as tx:
                await key_used(tx, key_id, at)
        except SQLAlchemyError as error:
            # The request itself was answered: this note must not turn its answer into an error.
            log.warning("use of an API key not noted: %s", type(error).__name__)

    async def authenticate(self, reading: Reading, authorization: str | None, at: datetime) -> Principal:
        """Both steps at once, for callers that hold a reading anyway."""
        return await self.principal(reading, await self.claim(authorization), at)
