"""What a service does while a real issuer renews its keys, is away, or is asked for keys that do not exist."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from issuers import AUDIENCE, CertifiedIssuer, LiveIssuer, token
from oidc_stage import browser_of, ended, serving

from regio_chassis.access import IssuerKeys, TokenVerifier
from regio_chassis.access.issuer import FRESH_SECONDS, REFETCH_SECONDS, STALE_SECONDS
from regio_chassis.errors import Unauthenticated, Unavailable


class Clock:
    """The seconds that the keys' age is counted in."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Trust:
    """A verifier that trusts one live issuer, at a time the test sets."""

    def __init__(self, issuer: LiveIssuer, http: httpx.AsyncClient) -> None:
        self.clock = Clock()
        self.keys = IssuerKeys(issuer.url, http=http, clock=self.clock)
        # Nothing is remembered from one token to the next: every one of them has its own subject.
        self.verifier = TokenVerifier(self.keys, audience=AUDIENCE, algorithms=["Ed25519", "ES256"])

    async def holds(self, presented: str) -> bool:
        try:
            await self.verifier.identify(presented)
        except Unauthenticated:
            return False
        return True


@pytest.fixture
async def trust(issuer: LiveIssuer) -> AsyncIterator[Trust]:
    async with httpx.AsyncClient(timeout=5, trust_env=False) as http:
        yield Trust(issuer, http)


async def test_a_renewed_key_is_found_and_the_withdrawn_one_stops(issuer: LiveIssuer, trust: Trust) -> None:
    old = issuer.key
    assert await trust.holds(token(issuer, sub="first"))
    await issuer.stop()
    issuer.renew()
    await issuer.start()

    trust.clock.now += REFETCH_SECONDS
    found = await trust.holds(token(issuer, sub="second"))
    withdrawn = await trust.holds(token(issuer, {"kid": old.kid}, key=old, sub="third"))

    assert issuer.key.kid != old.kid
    assert (found, withdrawn) == (True, False)


async def test_a_withdrawn_key_stops_within_five_minutes_even_if_nobody_uses_the_new_one(
    issuer: LiveIssuer, trust: Trust
) -> None:
    old = issuer.key
    assert await trust.holds(token(issuer, sub="first"))
    await issuer.stop()
    issuer.renew()
    await issuer.start()

    early = await trust.holds(token(issuer, {"kid": old.kid}, key=old, sub="second"))
    trust.clock.now += FRESH_SECONDS
    late = await trust.holds(token(issuer, {"kid": old.kid}, key=old, sub="third"))

    assert (early, late) == (True, False)


async def test_without_the_issuer_known_keys_last_a_day_and_then_nobody_is_let_in(
    issuer: LiveIssuer, trust: Trust
) -> None:
    assert await trust.holds(token(issuer, sub="first"))
    await issuer.stop()

    trust.clock.now += STALE_SECONDS - 1
    within = await trust.holds(token(issuer, sub="second"))
    trust.clock.now += 2

    assert within
    with pytest.raises(Unavailable):
        await trust.verifier.identify(token(issuer, sub="third"))


async def test_an_issuer_that_comes_back_is_trusted_again(issuer: LiveIssuer, trust: Trust) -> None:
    await issuer.stop()
    with pytest.raises(Unavailable):
        await trust.verifier.identify(token(issuer))
    await issuer.start()

    trust.clock.now += 1

    assert await trust.holds(token(issuer))


async def test_a_flood_of_invented_key_ids_asks_the_issuer_once_in_thirty_seconds(
    issuer: LiveIssuer, trust: Trust
) -> None:
    assert await trust.holds(token(issuer))

    for number in range(1000):
        assert not await trust.holds(token(issuer, {"kid": f"invented-{number}"}))
        trust.clock.now += 0.06

    assert trust.keys.fetches == 2
    assert await trust.holds(token(issuer, sub="still"))


async def test_a_service_that_starts_without_its_issuer_says_503_and_lets_nobody_in(
    issuer: LiveIssuer, tmp_path: Path
) -> None:
    await issuer.stop()
    app = await serving(f"sqlite:///{tmp_path}/network.db", issuer.url)
    async with browser_of(app) as http:
        bearer = {"authorization": f"Bearer {token(issuer)}"}
        inside = await http.get("/api/v1/grants", headers=bearer)
        public = await http.get("/api/v1/towns")
        login = await http.get("/anmelden")
    await ended(app)

    assert (inside.status_code, inside.json()["code"]) == (503, "unavailable")
    assert int(inside.headers["retry-after"]) >= 1
    assert public.status_code == 200
    assert login.status_code == 503


@pytest.mark.node
async def test_the_certified_issuer_is_the_one_from_npm(certified: CertifiedIssuer) -> None:
    async with httpx.AsyncClient(trust_env=False) as http:
        document = (await http.get(f"{certified.url}/.well-known/openid-configuration")).json()

    assert document["issuer"] == certified.url
    assert document["authorization_response_iss_parameter_supported"] is True
