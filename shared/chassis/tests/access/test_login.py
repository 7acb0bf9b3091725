"""The answer to a login counts once, in the browser that began it, and only if everything about it fits."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from joserfc.jwk import OKPKey

from regio_chassis.access import Identity, IssuerKeys, Login, LoginFailed, TokenVerifier
from regio_chassis.errors import Unavailable

ISSUER = "https://login.example.org/realm"
BACK = "https://regio.example/praxistage/anmelden/zurueck"


class Provider:
    """The login side of an issuer: it redeems any code, with whatever the test wants to have in the ID token."""

    def __init__(self, issuer: Any) -> None:
        self.issuer = issuer
        self.answer: httpx.Response | None = None
        self.redeemed: list[dict[str, str]] = []
        self.authorization: list[str | None] = []
        self.nonce = ""
        self.claims: dict[str, Any] = {}
        self.header: dict[str, Any] = {"typ": "JWT"}
        self.key: Any = None
        for name in ("authorization", "token", "end_session"):
            issuer.discovery[f"{name}_endpoint"] = f"{ISSUER}/{name}"

    def reply(self, request: httpx.Request) -> httpx.Response:
        if request.url.path != "/realm/token":
            return self.issuer.answer(request)
        if not self.issuer.up:
            raise httpx.ConnectError("down")
        self.redeemed.append(dict(parse_qsl(request.content.decode())))
        self.authorization.append(request.headers.get("authorization"))
        if self.answer is not None:
            return self.answer
        claims = {"aud": "regio", "nonce": self.nonce, **self.claims}
        return httpx.Response(200, json={"id_token": self.issuer.token(key=self.key, header=self.header, **claims)})


@pytest.fixture
def provider(issuer):
    return Provider(issuer)


@pytest.fixture
async def http(provider):
    async with httpx.AsyncClient(transport=httpx.MockTransport(provider.reply)) as client:
        yield client


def login_of(issuer, http, *, secret="between us", client_secret=None):
    keys = IssuerKeys(ISSUER, http=http, clock=lambda: issuer.now)
    verifier = TokenVerifier(keys, audience="api", algorithms=["Ed25519"], clock=lambda: issuer.now)
    return Login(
        keys, verifier, client_id="regio", client_secret=client_secret, redirect_uri=BACK, secret=secret.encode()
    )


@pytest.fixture
def login(issuer, http):
    return login_of(issuer, http)


async def begun(login, issuer, provider, target="/praxistage/konto", **more):
    """A login under way: what the browser keeps, and the answer that fits it."""
    start = await login.begin(target, now=issuer.now, **more)
    asked = dict(parse_qsl(urlsplit(start.location).query))
    provider.nonce = asked["nonce"]
    return start.sealed, {"code": "c0de", "state": asked["state"], "iss": ISSUER}, asked


async def test_a_login_says_who_it_is_and_where_they_wanted_to_go(login, issuer, provider):
    sealed, answer, _ = await begun(login, issuer, provider, "/praxistage/schulen?jahr=2026")

    done = await login.finish(sealed, answer, now=issuer.now + 599)

    assert done.identity == Identity(ISSUER, "anna")
    assert done.target == "/praxistage/schulen?jahr=2026"


async def test_it_asks_for_a_code_with_pkce_state_and_nonce_and_for_no_data_of_the_person(login, issuer, provider):
    sealed, answer, asked = await begun(login, issuer, provider)

    await login.finish(sealed, answer, now=issuer.now)

    (redeemed,) = provider.redeemed
    challenge = urlsafe_b64encode(sha256(redeemed["code_verifier"].encode()).digest()).rstrip(b"=").decode()
    assert (asked["response_type"], asked["scope"], asked["redirect_uri"]) == ("code", "openid", BACK)
    assert (asked["code_challenge_method"], asked["code_challenge"]) == ("S256", challenge)
    assert redeemed["redirect_uri"] == BACK
    assert len({asked["state"], asked["nonce"], redeemed["code_verifier"]}) == 3
    assert all(len(value) >= 43 for value in (asked["state"], asked["nonce"], redeemed["code_verifier"]))


async def test_no_two_logins_have_anything_in_common(login, issuer, provider):
    first, _, asked = await begun(login, issuer, provider)
    second, _, again = await begun(login, issuer, provider)

    assert first != second
    assert all(asked[name] != again[name] for name in ("state", "nonce", "code_challenge"))


async def test_what_the_browser_keeps_tells_neither_state_nor_nonce_nor_verifier(login, issuer, provider):
    sealed, answer, asked = await begun(login, issuer, provider)
    await login.finish(sealed, answer, now=issuer.now)

    kept = [sealed, *(urlsafe_b64decode(part + "==").decode(errors="replace") for part in sealed.split("."))]

    for secret in (asked["state"], asked["nonce"], provider.redeemed[0]["code_verifier"]):
        assert all(secret not in part for part in kept)


async def test_to_end_another_session_the_issuer_has_to_ask_again(login, issuer, provider):
    _, _, first = await begun(login, issuer, provider)
    sealed, answer, asked = await begun(login, issuer, provider, ends="0123456789abcdef")
    provider.claims["auth_time"] = int(issuer.now)

    done = await login.finish(sealed, answer, now=issuer.now + 5)

    assert (asked["prompt"], asked["max_age"]) == ("login", "0")
    assert "prompt" not in first
    assert done.ends == "0123456789abcdef"


@pytest.mark.parametrize("asked", [None, -3600, "now", True], ids=["never", "an hour ago", "text", "bool"])
async def test_an_issuer_that_did_not_ask_again_is_not_believed(login, issuer, provider, asked):
    sealed, answer, _ = await begun(login, issuer, provider, ends="0123456789abcdef")
    if asked is not None:
        provider.claims["auth_time"] = int(issuer.now) + asked if asked == -3600 else asked

    with pytest.raises(LoginFailed):
        await login.finish(sealed, answer, now=issuer.now + 5)


async def test_a_public_client_names_itself_and_a_confidential_one_proves_itself(issuer, provider, http):
    public, confidential = login_of(issuer, http), login_of(issuer, http, client_secret="s e/c")

    for login in (public, confidential):
        sealed, answer, _ = await begun(login, issuer, provider)
        await login.finish(sealed, answer, now=issuer.now)

    assert provider.redeemed[0]["client_id"] == "regio"
    assert provider.authorization[0] is None
    assert "client_id" not in provider.redeemed[1]
    assert provider.authorization[1] == httpx.BasicAuth("regio", "s%20e%2Fc")._auth_header


@pytest.mark.parametrize(
    "changed",
    [
        {"state": "x"},
        {"state": ""},
        {"state": None},
        {"iss": "https://evil.example"},
        {"iss": f"{ISSUER}/"},
        {"error": "access_denied"},
        {"code": None},
        {"code": ""},
    ],
)
async def test_an_answer_that_does_not_fit_is_refused_and_its_code_not_redeemed(login, issuer, provider, changed):
    sealed, answer, _ = await begun(login, issuer, provider)
    sent = {name: value for name, value in {**answer, **changed}.items() if value is not None}

    with pytest.raises(LoginFailed):
        await login.finish(sealed, sent, now=issuer.now)

    assert provider.redeemed == []


async def test_an_issuer_that_promised_to_name_itself_must(login, issuer, provider):
    issuer.discovery["authorization_response_iss_parameter_supported"] = True
    sealed, answer, _ = await begun(login, issuer, provider)
    del answer["iss"]

    with pytest.raises(LoginFailed):
        await login.finish(sealed, answer, now=issuer.now)


async def test_one_that_did_not_need_not(login, issuer, provider):
    sealed, answer, _ = await begun(login, issuer, provider)
    del answer["iss"]

    assert (await login.finish(sealed, answer, now=issuer.now)).identity.subject == "anna"


async def test_the_answer_to_one_login_is_nothing_to_another_browser(login, issuer, provider):
    _, attackers, _ = await begun(login, issuer, provider)
    victims, _, _ = await begun(login, issuer, provider)

    with pytest.raises(LoginFailed):
        await login.finish(victims, attackers, now=issuer.now)

    assert provider.redeemed == []


@pytest.mark.parametrize("seconds", [600, -1, 86400])
async def test_a_login_takes_ten_minutes_at_most(login, issuer, provider, seconds):
    sealed, answer, _ = await begun(login, issuer, provider)

    with pytest.raises(LoginFailed):
        await login.finish(sealed, answer, now=issuer.now + seconds)


async def test_what_the_browser_keeps_cannot_be_changed(login, issuer, provider):
    sealed, answer, _ = await begun(login, issuer, provider)
    own, begun_at, ends, target, seal = sealed.split(".")
    elsewhere = urlsafe_b64encode(b"//evil.example").rstrip(b"=").decode()
    front, whole = f"{own}.{begun_at}.{ends}", f"{own}.{begun_at}.{ends}.{target}"

    for changed in (
        None, "", "....", "x", own, f"{front}.{elsewhere}.{seal}", f"{own}.9{begun_at}.{ends}.{target}.{seal}",
        f"{own}.{begun_at}.{'0' * 16}.{target}.{seal}", f"{whole}.", f"{whole}.{seal}x", f"{whole}.{seal}.{seal}",
        f"{whole}.ä",
    ):  # fmt: skip
        with pytest.raises(LoginFailed):
            await login.finish(changed, answer, now=issuer.now)


async def test_another_installation_cannot_seal_for_us(login, issuer, provider, http):
    foreign = login_of(issuer, http, secret="somebody else's")
    sealed, answer, _ = await begun(foreign, issuer, provider)

    with pytest.raises(LoginFailed):
        await login.finish(sealed, answer, now=issuer.now)


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"nonce": ["a"]},
        {"aud": "api"},
        {"aud": "other"},
        {"aud": ["regio", "other"], "azp": "other"},
        {"azp": "other"},
        {"iss": "https://evil.example"},
        {"exp": 1_789_999_970},
        {"exp": None},
        {"iat": 1_790_000_031},
        {"sub": ""},
        {"sub": None},
    ],
)
async def test_a_wrong_id_token_logs_nobody_in(login, issuer, provider, claims):
    sealed, answer, _ = await begun(login, issuer, provider)
    provider.claims = claims

    with pytest.raises(LoginFailed):
        await login.finish(sealed, answer, now=issuer.now)


@pytest.mark.parametrize("header", [{"typ": "at+jwt"}, {"typ": "logout+jwt"}, {"typ": "JWT", "kid": "unknown"}])
async def test_a_token_of_another_kind_is_no_id_token(login, issuer, provider, header):
    sealed, answer, _ = await begun(login, issuer, provider)
    provider.header = header

    with pytest.raises(LoginFailed):
        await login.finish(sealed, answer, now=issuer.now)


async def test_an_unsigned_id_token_logs_nobody_in(login, issuer, provider):
    sealed, answer, _ = await begun(login, issuer, provider)
    claims = issuer.token(aud="regio", nonce=provider.nonce).split(".")[1]
    header = urlsafe_b64encode(b'{"alg":"none","typ":"JWT","kid":"k1"}').rstrip(b"=").decode()
    provider.answer = httpx.Response(200, json={"id_token": f"{header}.{claims}."})

    with pytest.raises(LoginFailed):
        await login.finish(sealed, answer, now=issuer.now)


async def test_a_stranger_cannot_sign_an_id_token(login, issuer, provider):
    sealed, answer, _ = await begun(login, issuer, provider)
    provider.key = OKPKey.generate_key("Ed25519", {"kid": "k1"})

    with pytest.raises(LoginFailed):
        await login.finish(sealed, answer, now=issuer.now)


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(400, json={"error": "invalid_grant"}),
        httpx.Response(401, json={"error": "invalid_client"}),
        httpx.Response(302, headers={"location": "https://evil.example"}),
        httpx.Response(200, text="not JSON"),
        httpx.Response(200, json=[]),
        httpx.Response(200, json={"access_token": "only"}),
        httpx.Response(200, json={"id_token": 5}),
        httpx.Response(200, json={"id_token": "a.b.c"}),
        httpx.Response(200, json={"id_token": "x" * 9000}),
        httpx.Response(200, json={"id_token": "x" * 70_000}),
    ],
)
async def test_a_code_that_is_not_redeemed_logs_nobody_in(login, issuer, provider, answer):
    sealed, given, _ = await begun(login, issuer, provider)
    provider.answer = answer

    with pytest.raises(LoginFailed):
        await login.finish(sealed, given, now=issuer.now)


async def test_an_issuer_that_is_away_is_said_to_be_away(login, issuer, provider):
    sealed, answer, _ = await begun(login, issuer, provider)

    provider.answer = httpx.Response(503)
    with pytest.raises(Unavailable):
        await login.finish(sealed, answer, now=issuer.now)
    issuer.up = False
    with pytest.raises(Unavailable):
        await login.finish(sealed, answer, now=issuer.now)


async def test_without_the_issuer_no_login_begins_and_then_it_does(login, issuer, provider):
    issuer.up = False
    with pytest.raises(Unavailable):
        await login.begin("/", now=issuer.now)
    issuer.up = True
    issuer.now += 1

    begin = await login.begin("/", now=issuer.now)

    assert begin.location.startswith(f"{ISSUER}/authorization?")


@pytest.mark.parametrize("name", ["authorization", "token"])
async def test_an_issuer_without_a_login_is_not_used_for_one(login, issuer, provider, name):
    del issuer.discovery[f"{name}_endpoint"]

    with pytest.raises(Unavailable):
        await login.begin("/", now=issuer.now)


@pytest.mark.parametrize("url", ["http://login.example.org/token", "ftp://x/y", "//evil.example/token", "/token"])
async def test_an_issuer_that_would_have_our_codes_sent_in_the_clear_is_not_used(login, issuer, provider, url):
    issuer.discovery["token_endpoint"] = url

    with pytest.raises(Unavailable):
        await login.begin("/", now=issuer.now)


async def test_leaving_leads_through_the_issuer_where_it_offers_that(login, issuer, provider, http):
    away = await login.leave("https://regio.example/praxistage/konto")

    asked = dict(parse_qsl(urlsplit(away).query))
    assert away.startswith(f"{ISSUER}/end_session?")
    assert asked == {"client_id": "regio", "post_logout_redirect_uri": "https://regio.example/praxistage/konto"}
    del issuer.discovery["end_session_endpoint"]
    assert await login_of(issuer, http).leave("https://regio.example/") is None
    issuer.up = False
    assert await login_of(issuer, http).leave("https://regio.example/") is None
