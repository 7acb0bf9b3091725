"""The demo issuer: tokens a service accepts, loopback only."""

from base64 import urlsafe_b64encode
from hashlib import sha256
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from starlette.applications import Starlette

from regio.demo.issuer import Issuer, NotLoopback
from regio.demo.issuer.codes import Codes, Wanted
from regio_chassis.access import IssuerKeys, Role, TokenVerifier

URL = "http://127.0.0.1:8000/anmeldung"
BACK = "http://127.0.0.1:8000/innenstadt/anmelden/zurueck"


class House:
    """An issuer, what it granted, and a client that reaches it."""

    def __init__(self, folder: Path) -> None:
        self.granted: list[tuple[str, str, Role, str]] = []
        self.keyfile = folder / "key.json"
        issuer = Issuer(
            URL,
            keyfile=self.keyfile,
            audience="regio",
            grant=self._grant,
            redirects=[BACK, BACK.replace("innenstadt", "praxistage")],
            after_logout=["http://127.0.0.1:8000/innenstadt/konto"],
        )
        app = Starlette()
        app.mount("/anmeldung", Starlette(routes=issuer.routes()))
        self.http = httpx.AsyncClient(transport=httpx.ASGITransport(app))

    async def _grant(self, issuer: str, subject: str, role: Role, key: str) -> None:
        self.granted.append((issuer, subject, role, key))

    async def ask(self, **form: str) -> httpx.Response:
        return await self.http.post(f"{URL}/token", data={"grant_type": "client_credentials", **form})


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


async def test_a_token_is_what_the_services_accept(house: House) -> None:
    verifier = TokenVerifier(IssuerKeys(URL, http=house.http), audience="regio", algorithms=["Ed25519"])

    token = (await house.ask(client_id="town_manager", scope="nordhausen")).json()["access_token"]
    identity = await verifier.identify(token)

    assert (identity.issuer, identity.subject) == (URL, "demo-town_manager-nordhausen")


async def test_the_grant_is_written_before_the_token_is_given(house: House) -> None:
    await house.ask(client_id="chamber")

    assert house.granted == [(URL, "demo-chamber", Role.CHAMBER, "*")]


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({"client_id": "king"}, "invalid_client"),
        ({"client_id": "anonymous"}, "invalid_client"),
        ({}, "invalid_client"),
        ({"client_id": "chamber", "scope": "two words"}, "invalid_scope"),
        ({"client_id": "chamber", "scope": "x" * 65}, "invalid_scope"),
        ({"client_id": "chamber", "grant_type": "password"}, "unsupported_grant_type"),
        ({"client_id": "chamber", "padding": "x" * 5000}, "unsupported_grant_type"),
    ],
)
async def test_whatever_else_is_asked_is_refused_and_grants_nothing(
    house: House, form: dict[str, str], error: str
) -> None:
    answer = await house.ask(**form)

    assert (answer.status_code, answer.json()["error"]) == (400, error)
    assert house.granted == []


async def test_the_key_is_published_without_its_secret_part(house: House) -> None:
    (key,) = (await house.http.get(f"{URL}/jwks")).json()["keys"]

    assert key["alg"] == "Ed25519"
    assert "d" not in key


def test_the_key_file_is_for_its_owner_alone_and_outlives_a_restart(house: House, tmp_path: Path) -> None:
    before = house.keyfile.read_bytes()

    House(tmp_path)

    assert house.keyfile.stat().st_mode & 0o777 == 0o600
    assert house.keyfile.read_bytes() == before


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.7", "[::]"])
def test_it_refuses_any_address_that_others_can_reach(host: str, tmp_path: Path) -> None:
    async def grant(*_: object) -> None: ...

    with pytest.raises(NotLoopback):
        Issuer(f"http://{host}:8000/anmeldung", keyfile=tmp_path / "key.json", audience="regio", grant=grant)

    assert not (tmp_path / "key.json").exists()


VERIFIER = "v" * 43
ASKED = {
    "response_type": "code",
    "client_id": "regio",
    "redirect_uri": BACK,
    "scope": "openid",
    "state": "s1",
    "nonce": "n1",
    "code_challenge": urlsafe_b64encode(sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode(),
    "code_challenge_method": "S256",
}


async def picked(house: House, **changed: str) -> dict[str, str]:
    """The answer with which the issuer sends somebody back who picked the service centre."""
    answer = await house.http.post(f"{URL}/authorize", data={**ASKED, "person": "kammer", **changed})
    assert answer.status_code == 303, answer.text
    assert answer.headers["location"].startswith(f"{BACK}?")
    return dict(parse_qsl(urlsplit(answer.headers["location"]).query))


async def redeemed(house: House, code: str, **changed: str) -> httpx.Response:
    form = {"client_id": "regio", "redirect_uri": BACK, "code": code, "code_verifier": VERIFIER, **changed}
    return await house.http.post(f"{URL}/token", data={"grant_type": "authorization_code", **form})


async def test_picking_somebody_grants_their_role_and_gives_tokens_for_them(house: House) -> None:
    verifier = TokenVerifier(IssuerKeys(URL, http=house.http), audience="regio", algorithms=["Ed25519"])
    answer = await picked(house, person="stadt-leinefelde")

    given = await redeemed(house, answer["code"])

    tokens = given.json()
    access = await verifier.identify(tokens["access_token"])
    login = await verifier.logged_in(tokens["id_token"], client_id="regio", nonce="n1")
    assert (answer["state"], answer["iss"]) == ("s1", URL)
    assert access == login
    assert login.subject == "demo-stadt-leinefelde"
    assert {key for _, _, _, key in house.granted} == {"leinefelde", "worbis", "leinefelde-worbis"}
    assert given.headers["cache-control"] == "no-store"


async def test_nothing_is_granted_before_somebody_is_picked(house: House) -> None:
    page = await house.http.get(f"{URL}/authorize", params=ASKED)

    assert page.status_code == 200
    assert house.granted == []


@pytest.mark.parametrize(
    "changed",
    [
        {"redirect_uri": "https://evil.example"}, {"redirect_uri": BACK + "/"}, {"redirect_uri": BACK + "?x=1"},
        {"redirect_uri": ""}, {"client_id": "other"}, {"client_id": ""},
    ],
)  # fmt: skip
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_nobody_is_sent_where_nobody_registered(house: House, method: str, changed: dict[str, str]) -> None:
    sent = {**ASKED, "person": "kammer", **changed}
    where = {"params": sent} if method == "GET" else {"data": sent}

    answer = await house.http.request(method, f"{URL}/authorize", **where)  # type: ignore[arg-type]

    assert answer.status_code == 400
    assert "location" not in answer.headers
    assert house.granted == []


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": "code id_token"}, "unsupported_response_type"),
        ({"scope": "profile"}, "invalid_scope"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": ""}, "invalid_request"),
        ({"code_challenge": ""}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"person": "nobody"}, "access_denied"),
        ({"person": ""}, "access_denied"),
    ],
)
async def test_what_it_does_not_answer_it_says_without_a_code(
    house: House, changed: dict[str, str], error: str
) -> None:
    answer = await picked(house, **changed)

    assert (answer["error"], answer["state"]) == (error, "s1")
    assert "code" not in answer
    assert house.granted == []


@pytest.mark.parametrize(
    "changed",
    [
        {"code_verifier": "w" * 43}, {"code_verifier": ""}, {"code_verifier": VERIFIER[:-1]},
        {"redirect_uri": BACK.replace("innenstadt", "praxistage")}, {"redirect_uri": ""},
    ],
)  # fmt: skip
async def test_a_code_is_redeemed_by_whoever_began_and_is_gone_after_a_wrong_try(
    house: House, changed: dict[str, str]
) -> None:
    code = (await picked(house))["code"]

    wrong = await redeemed(house, code, **changed)
    right = await redeemed(house, code)

    assert (wrong.status_code, wrong.json()["error"]) == (400, "invalid_grant")
    assert right.status_code == 400


@pytest.mark.parametrize("code", ["", "x", "A" * 43])
async def test_a_code_that_was_not_given_out_is_nothing(house: House, code: str) -> None:
    await picked(house)

    assert (await redeemed(house, code)).status_code == 400


async def test_a_code_is_good_once(house: House) -> None:
    code = (await picked(house))["code"]

    answers = [(await redeemed(house, code)).status_code for _ in range(3)]

    assert answers == [200, 400, 400]


def test_a_code_is_good_for_a_minute() -> None:
    wanted = Wanted("anna", BACK, ASKED["code_challenge"], None)
    codes = Codes()
    early, late = codes.issue(wanted, now=1000), codes.issue(wanted, now=1000)

    found = codes.redeem(early, redirect_uri=BACK, verifier=VERIFIER, now=1059.9)
    expired = codes.redeem(late, redirect_uri=BACK, verifier=VERIFIER, now=1060)

    assert (found, expired) == (wanted, None)


def test_codes_that_nobody_redeems_do_not_pile_up() -> None:
    codes = Codes()

    for number in range(5000):
        codes.issue(Wanted("anna", BACK, ASKED["code_challenge"], None), now=number / 1000)

    assert len(codes._open) <= 1001


@pytest.mark.parametrize("back", ["https://evil.example", BACK, ""])
async def test_the_end_of_a_session_leads_only_where_it_was_registered(house: House, back: str) -> None:
    answer = await house.http.get(f"{URL}/end_session", params={"post_logout_redirect_uri": back})

    assert answer.status_code == 200
    assert "abgemeldet" in answer.text


async def test_and_there_it_leads(house: House) -> None:
    back = "http://127.0.0.1:8000/innenstadt/konto"

    answer = await house.http.get(f"{URL}/end_session", params={"post_logout_redirect_uri": back, "state": "s 1"})

    assert (answer.status_code, answer.headers["location"]) == (303, f"{back}?state=s+1")


async def test_a_machine_is_the_client_that_it_names(house: House) -> None:
    verifier = TokenVerifier(IssuerKeys(URL, http=house.http), audience="regio", algorithms=["Ed25519"])

    token = (await house.ask(client_id="service")).json()["access_token"]

    assert (await verifier.identify(token)).subject == "demo-service"
    assert house.granted == [(URL, "demo-service", Role.SERVICE, "*")]
