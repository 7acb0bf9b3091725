"""The demo issuer: tokens a service accepts, loopback only."""

from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from regio.demo.issuer import Issuer, NotLoopback
from regio_chassis.access import IssuerKeys, Role, TokenVerifier

URL = "http://127.0.0.1:8000/anmeldung"


class House:
    """An issuer, what it granted, and a client that reaches it."""

    def __init__(self, folder: Path) -> None:
        self.granted: list[tuple[str, str, Role, str]] = []
        self.keyfile = folder / "key.json"
        issuer = Issuer(URL, keyfile=self.keyfile, audience="regio", grant=self._grant)
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
