"""The keys of the OIDC issuer: found by discovery, kept, renewed, and used for a day when the issuer is away."""

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx
from joserfc.errors import JoseError
from joserfc.jwk import Key, KeySet

from regio_chassis.errors import Unavailable

log = logging.getLogger(__name__)

FRESH_SECONDS = 300
"""After this long the keys are asked for again, so that a withdrawn key stops working."""
REFETCH_SECONDS = 30
"""An unknown key id asks the issuer at most this often: a flood of invented ids must not become a flood of requests."""
STALE_SECONDS = 24 * 3600
"""How long known keys stay good while the issuer does not answer."""
COLD_SECONDS = 1
"""How often to ask as long as there are no keys at all."""


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Where people log in and out, as the issuer's discovery document says; None: it does not offer it."""

    authorization: str | None
    token: str | None
    end_session: str | None
    names_itself: bool
    """It adds ``iss`` to its answers (RFC 9207)."""


class IssuerKeys:
    """The public signing keys of one issuer, by key id."""

    def __init__(self, issuer: str, *, http: httpx.AsyncClient, clock: Callable[[], float] = time.monotonic) -> None:
        self.issuer = issuer
        self.fetches = 0
        self._http = http
        self._clock = clock
        self._keys: dict[str, Key] = {}
        self._endpoints: Endpoints | None = None
        self._fetched = self._asked = float("-inf")
        self._asking = asyncio.Lock()

    async def key(self, kid: str) -> Key | None:
        """
        The key named ``kid``, or None if the issuer has none of that name.

        Raises:
            Unavailable: the issuer was never reached, or not for a day.
        """
        if kid in self._keys and self._clock() - self._fetched < FRESH_SECONDS:
            return self._keys[kid]
        async with self._asking:
            if self._may_ask(kid):
                await self._ask()
        if self._clock() - self._fetched > STALE_SECONDS:
            raise Unavailable("the issuer of access tokens does not answer", retry_after=5)
        return self._keys.get(kid)

    async def endpoints(self) -> Endpoints:
        """
        Where the issuer is to be found.

        Raises:
            Unavailable: it was never reached.
        """
        async with self._asking:
            if self._endpoints is None and self._clock() - self._asked >= COLD_SECONDS:
                await self._ask()
        if self._endpoints is None:
            raise Unavailable("the issuer of access tokens does not answer", retry_after=5)
        return self._endpoints

    @property
    def http(self) -> httpx.AsyncClient:
        """The client that reaches the issuer."""
        return self._http

    def _may_ask(self, kid: str) -> bool:
        now = self._clock()
        if kid in self._keys and now - self._fetched < FRESH_SECONDS:
            return False
        return now - self._asked >= (REFETCH_SECONDS if self._keys else COLD_SECONDS)

    async def _ask(self) -> None:
        self._asked = self._clock()
        self.fetches += 1
        try:
            discovery = await self._json(self.issuer.rstrip("/") + "/.well-known/openid-configuration")
            if discovery.get("issuer") != self.issuer:
                raise ValueError("the discovery document names another issuer")
            jwks = await self._json(str(discovery["jwks_uri"]))
            # Keys we cannot use (encryption keys, unknown curves) must not hide those we can.
            found = [key for raw in _listed(jwks) if (key := _usable(raw)) is not None]
            endpoints = Endpoints(
                authorization=self._endpoint(discovery, "authorization"),
                token=self._endpoint(discovery, "token"),
                end_session=self._endpoint(discovery, "end_session"),
                names_itself=discovery.get("authorization_response_iss_parameter_supported") is True,
            )
        except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
            log.warning("keys of the issuer not renewed: %s", type(error).__name__)
            return
        self._keys = {key.kid: key for key in found if key.kid}
        self._endpoints = endpoints
        self._fetched = self._clock()

    def _endpoint(self, discovery: dict[str, object], name: str) -> str | None:
        url = discovery.get(f"{name}_endpoint")
        if not isinstance(url, str):
            return None
        # An issuer on https that sends codes and secrets over http is not the one that was configured.
        if urlsplit(url).scheme != urlsplit(self.issuer).scheme or not urlsplit(url).netloc:
            raise ValueError("an endpoint of the issuer has another scheme than the issuer")
        return url

    async def _json(self, url: str) -> dict[str, object]:
        answer = await self._http.get(url, follow_redirects=False)
        answer.raise_for_status()
        document = answer.json()
        if not isinstance(document, dict):
            raise TypeError("not a JSON object")
        return document


def _listed(jwks: dict[str, object]) -> list[object]:
    keys = jwks["keys"]
    if not isinstance(keys, list):
        raise TypeError("not a list of keys")
    return keys


def _usable(raw: object) -> Key | None:
    try:
        return KeySet.import_key_set({"keys": [raw]}).keys[0]  # type: ignore[list-item]  # any JWK
    except (JoseError, ValueError, KeyError, TypeError):
        return None
