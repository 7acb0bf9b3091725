"""A token holds only if everything about it is as the settings say."""

import base64
import json

import pytest
from joserfc import jws
from joserfc.jwk import OctKey, OKPKey

from regio_chassis.access import Identity, TokenVerifier
from regio_chassis.access.tokens import REMEMBERED
from regio_chassis.errors import Unauthenticated, Unavailable


def part(value):
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


async def test_a_good_token_says_who_it_is(issuer, verifier):
    assert await verifier.identify(issuer.token()) == Identity("https://login.example.org/realm", "anna")


@pytest.mark.parametrize(
    ("header", "claims"),
    [
        ({"typ": "application/at+jwt"}, {}),
        ({"typ": "AT+JWT"}, {}),
        ({}, {"aud": ["other", "regio"]}),
        ({}, {"nbf": 1_790_000_029}),
        ({}, {"exp": 1_789_999_971}),
        ({}, {"iat": None}),
    ],
)
async def test_what_differs_within_the_rules_holds(issuer, verifier, header, claims):
    assert (await verifier.identify(issuer.token(header=header, **claims))).subject == "anna"


@pytest.mark.parametrize("algorithm", ["ES256", "RS256"])
async def test_each_allowed_algorithm_holds(issuer, verifier, generate, algorithm):
    issuer.keys.append(generate[algorithm]("k2"))

    token = issuer.token(key=issuer.keys[1], header={"alg": algorithm})

    assert (await verifier.identify(token)).subject == "anna"


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://login.example.org/realm/"},
        {"iss": "https://evil.example.org"},
        {"iss": None},
        {"aud": "other"},
        {"aud": ["other"]},
        {"aud": None},
        {"aud": {"regio": True}},
        {"exp": 1_789_999_970},
        {"exp": None},
        {"exp": "1790000300"},
        {"exp": True},
        {"nbf": 1_790_000_031},
        {"nbf": "tomorrow"},
        {"iat": 1_790_000_031},
        {"sub": None},
        {"sub": ""},
        {"sub": "x" * 256},
        {"sub": 5},
    ],
)
async def test_a_wrong_claim_is_refused(issuer, verifier, claims):
    with pytest.raises(Unauthenticated):
        await verifier.identify(issuer.token(**claims))


@pytest.mark.parametrize(
    "header",
    [
        {"typ": None},
        {"typ": "JWT"},
        {"typ": "id+jwt"},
        {"kid": None},
        {"kid": "unknown"},
        {"kid": 5},
        {"alg": "ES256"},
        {"alg": "Ed448"},
        {"alg": "EdDSA"},
        {"alg": "none"},
        {"alg": "nOnE"},
        {"alg": None},
        {"alg": 5},
        {"crit": ["unheard-of"], "unheard-of": True},
        {"jku": "https://evil.example.org/keys", "kid": "evil"},
    ],
)
async def test_a_wrong_header_is_refused_whatever_the_signature(issuer, verifier, header):
    good = {"alg": "Ed25519", "typ": "at+jwt", "kid": "k1"}
    fields = {name: value for name, value in {**good, **header}.items() if value is not None}
    signed = f"{part(fields)}.{part(issuer.claims())}"
    signature = issuer.keys[0].get_op_key("sign").sign(signed.encode())

    with pytest.raises(Unauthenticated):
        await verifier.identify(f"{signed}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}")


async def test_nobody_else_can_sign(issuer, verifier):
    stranger = OKPKey.generate_key("Ed25519", {"kid": "k1"})
    public = issuer.keys[0].as_dict(private=False)
    shared = OctKey.import_key(json.dumps(public).encode())
    forged = [
        issuer.token(key=stranger),
        issuer.token(key=stranger, header={"jwk": stranger.as_dict(private=False)}),
        jws.serialize_compact(
            {"alg": "HS256", "typ": "at+jwt", "kid": "k1"}, json.dumps(issuer.claims()), shared, ["HS256"]
        ),
        f"{part({'alg': 'none', 'typ': 'at+jwt', 'kid': 'k1'})}.{part(issuer.claims())}.",
    ]

    for token in forged:
        with pytest.raises(Unauthenticated):
            await verifier.identify(token)


async def test_what_is_no_token_at_all_is_refused(issuer, verifier):
    good = issuer.token()
    header, claims, signature = good.split(".")
    deep = base64.urlsafe_b64encode(b'{"a":' * 500).decode()

    for broken in (
        "a.b.c", "..", "ü.ü.ü",
        good[:-10], good + "x" * 8192, f"{header}.{claims}.{'A' * 86}",  f"{header}..{signature}",
        f"{header}.{part([1])}.{signature}", f"{deep}.{claims}.{signature}", f"{good}.{claims}.{claims}",
    ):  # fmt: skip
        with pytest.raises(Unauthenticated):
            await verifier.identify(broken)


async def test_a_key_serves_only_the_algorithm_and_use_it_names(issuer, verifier):
    signing = OKPKey.generate_key("Ed25519", {"kid": "k1"})
    issuer.keys = [signing]
    assert (await verifier.identify(issuer.token(key=signing))).subject == "anna"

    for named in ({"use": "enc"}, {"alg": "EdDSA"}):
        issuer.keys = [OKPKey.import_key({**signing.as_dict(private=True), "use": "sig", **named})]
        issuer.now += 300

        with pytest.raises(Unauthenticated):
            await verifier.identify(issuer.token(key=signing))


async def test_a_verified_token_is_not_verified_again_but_expires(issuer, verifier):
    token = issuer.token()
    await verifier.identify(token)
    issuer.up = False

    issuer.now += 329
    assert (await verifier.identify(token)).subject == "anna"
    issuer.now += 2
    with pytest.raises(Unauthenticated):
        await verifier.identify(token)


async def test_what_is_remembered_is_bounded(issuer, verifier: TokenVerifier, monkeypatch):
    monkeypatch.setattr("regio_chassis.access.tokens.REMEMBERED", 10)

    for n in range(50):
        assert (await verifier.identify(issuer.token(sub=f"s{n}"))).subject == f"s{n}"

    assert len(verifier._known) <= 10 < REMEMBERED


class TestKeys:
    async def test_an_issuer_that_was_never_reached_is_not_the_callers_fault(self, issuer, verifier):
        issuer.up = False

        with pytest.raises(Unavailable) as refused:
            await verifier.identify(issuer.token())

        assert refused.value.status == 503
        issuer.up = True
        issuer.now += 1
        assert (await verifier.identify(issuer.token())).subject == "anna"

    async def test_a_new_key_is_found_and_the_old_one_still_holds(self, issuer, verifier, generate):
        before = issuer.token()
        await verifier.identify(before)
        issuer.keys.insert(0, generate["Ed25519"]("k2"))

        issuer.now += 30

        assert (await verifier.identify(issuer.token())).subject == "anna"
        assert (await verifier.identify(issuer.token(key=issuer.keys[1]))).subject == "anna"

    async def test_a_withdrawn_key_stops_within_five_minutes(self, issuer, verifier, generate):
        old = issuer.keys[0]
        await verifier.identify(issuer.token())
        issuer.keys = [generate["Ed25519"]("k2")]

        issuer.now += 300

        with pytest.raises(Unauthenticated):
            await verifier.identify(issuer.token(key=old))

    async def test_known_keys_last_a_day_without_the_issuer(self, issuer, verifier):
        await verifier.identify(issuer.token())
        issuer.up = False

        issuer.now += 24 * 3600 - 1
        assert (await verifier.identify(issuer.token())).subject == "anna"
        issuer.now += 2
        with pytest.raises(Unavailable):
            await verifier.identify(issuer.token())

    async def test_a_flood_of_invented_keys_asks_the_issuer_once_in_thirty_seconds(self, issuer, keys):
        await keys.key("k1")

        for n in range(1000):
            assert await keys.key(f"invented-{n}") is None
            issuer.now += 0.06

        assert keys.fetches == 2

    async def test_many_at_once_ask_once(self, issuer, keys):
        import asyncio

        await asyncio.gather(*(keys.key("k1") for _ in range(50)))

        assert (keys.fetches, issuer.requests) == (1, 2)

    @pytest.mark.parametrize(
        "discovery",
        [
            {"issuer": "https://evil.example.org", "jwks_uri": "https://login.example.org/realm/keys"},
            {"issuer": "https://login.example.org/realm"},
            [],
        ],
    )
    async def test_a_discovery_document_of_somebody_else_is_not_used(self, issuer, verifier, discovery):
        issuer.discovery = discovery

        with pytest.raises(Unavailable):
            await verifier.identify(issuer.token())
