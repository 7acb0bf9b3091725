"""An issuer of tokens that a test can rotate, break and count."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, Key, KeySet, OKPKey, RSAKey

from regio_chassis.access import IssuerKeys, TokenVerifier

ISSUER = "https://login.example.org/realm"


class Issuer:
    """An OIDC issuer as seen through its two documents."""

    def __init__(self) -> None:
        self.keys: list[Key] = [OKPKey.generate_key("Ed25519", {"kid": "k1", "alg": "Ed25519", "use": "sig"})]
        self.up = True
        self.requests = 0
        self.now = 1_790_000_000.0
        self.discovery: dict[str, Any] = {"issuer": ISSUER, "jwks_uri": f"{ISSUER}/keys"}

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.requests += 1
        if not self.up:
            raise httpx.ConnectError("down")
        if request.url.path.endswith("/.well-known/openid-configuration"):
            return httpx.Response(200, json=self.discovery)
        return httpx.Response(200, json=KeySet(self.keys).as_dict(private=False))

    def claims(self, **changed: Any) -> dict[str, Any]:
        now = int(self.now)
        claims = {"iss": ISSUER, "aud": "regio", "sub": "anna", "iat": now, "exp": now + 300, **changed}
        return {name: value for name, value in claims.items() if value is not None}

    def token(self, *, key: Key | None = None, header: dict[str, Any] | None = None, **claims: Any) -> str:
        """A good access token, but for what is changed; None leaves a header field or a claim out."""
        signer = key or self.keys[0]
        fields = {"alg": "Ed25519", "typ": "at+jwt", "kid": signer.kid, **(header or {})}
        kept = {name: value for name, value in fields.items() if value is not None}
        algorithms = ["Ed25519", "ES256", "RS256", "HS256"]
        return jwt.encode(kept, self.claims(**claims), signer, algorithms, default_type=None)


@pytest.fixture
def issuer() -> Issuer:
    return Issuer()


@pytest.fixture
async def keys(issuer: Issuer):
    async with httpx.AsyncClient(transport=httpx.MockTransport(issuer.answer)) as http:
        yield IssuerKeys(ISSUER, http=http, clock=lambda: issuer.now)


@pytest.fixture
def verifier(issuer: Issuer, keys: IssuerKeys) -> TokenVerifier:
    return TokenVerifier(keys, audience="regio", algorithms=["Ed25519", "ES256", "RS256"], clock=lambda: issuer.now)


@pytest.fixture
def generate() -> dict[str, Callable[..., Key]]:
    """Keys of other kinds, by algorithm."""
    return {
        "ES256": lambda kid: ECKey.generate_key("P-256", {"kid": kid, "use": "sig"}),
        "RS256": lambda kid: RSAKey.generate_key(2048, {"kid": kid, "use": "sig"}),
        "Ed25519": lambda kid: OKPKey.generate_key("Ed25519", {"kid": kid, "use": "sig"}),
    }
