"""The pages of a login at the edge: how often, from where to where, and what they say when the issuer is away."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest
from pydantic import ValidationError
from pydantic_settings import SettingsConfigDict
from web_shop import POLICY, router
from web_stage import ORIGIN

from regio_chassis.access import (
    Authenticator,
    Identity,
    IssuerKeys,
    Login,
    Role,
    TokenVerifier,
    add_grant,
    open_session,
)
from regio_chassis.settings import ServiceSettings
from regio_chassis.web import Application, Edge, install
from regio_chassis.web.login import TRIES, TRY_SECONDS
from regio_chassis.web.sessions import Cookies

NOW = datetime(2026, 9, 1, 8, tzinfo=UTC)
ISSUER = "https://login.example"
DISCOVERY = {
    "issuer": ISSUER,
    "jwks_uri": f"{ISSUER}/keys",
    "authorization_endpoint": f"{ISSUER}/authorize",
    "token_endpoint": f"{ISSUER}/token",
}


@pytest.fixture
async def issuer():
    """Answers as long as it is up; it has no keys, so that nobody gets further than its door."""
    state = {"up": True, "asked": 0}

    def answer(request: httpx.Request) -> httpx.Response:
        state["asked"] += 1
        if not state["up"]:
            raise httpx.ConnectError("down")
        known = request.url.path.endswith("configuration")
        return httpx.Response(200, json=DISCOVERY if known else {"keys": []})

    async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as http:
        state["http"] = http
        yield state


@pytest.fixture
def app(database, issuer):
    """The service on https, with a way to log in."""
    app = Application(title="Shops", version="1.0.0", openapi_url=None, docs_url=None, redoc_url=None)
    keys = IssuerKeys(ISSUER, http=issuer["http"])
    verifier = TokenVerifier(keys, audience="regio", algorithms=["Ed25519"])
    login = Login(
        keys, verifier, client_id="regio", client_secret=None, redirect_uri=f"{ORIGIN}/anmelden/zurueck", secret=b"s"
    )
    edge = Edge(database, POLICY, Authenticator(verifier), secret=b"s" * 32, cookies=Cookies("shops", ORIGIN))
    install(app, edge, routers=[router], login=login)
    return app


@pytest.fixture
def browser(client_of, clock):
    clock(NOW)
    return client_of()


async def test_over_https_the_browser_keeps_the_login_for_this_host_alone(browser):
    begun = await browser.get("/anmelden")

    name, _, rest = begun.headers["set-cookie"].partition("=")
    flags = {flag.lower() for flag in rest.split("; ")[1:]}
    assert begun.headers["location"].startswith(f"{ISSUER}/authorize?")
    assert name == "__Host-shops-anmeldung"
    assert flags == {"secure", "httponly", "samesite=lax", "path=/", "max-age=600"}


async def test_one_address_cannot_begin_logins_without_end_and_others_can(browser, client_of, clock, issuer):
    answers = [await browser.get("/anmelden") for _ in range(TRIES + 1)]
    neighbour = await client_of(address="192.0.2.99").get("/anmelden")
    clock(NOW + timedelta(seconds=TRY_SECONDS))
    later = await browser.get("/anmelden")

    assert {answer.status_code for answer in answers[:-1]} == {303}
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["retry-after"]) == TRY_SECONDS
    assert (neighbour.status_code, later.status_code) == (303, 303)


async def test_nor_finish_them(browser, issuer):
    answers = [await browser.get("/anmelden/zurueck?code=guess&state=guess") for _ in range(TRIES + 1)]

    assert {answer.status_code for answer in answers[:-1]} == {403}
    assert answers[-1].status_code == 429
    assert issuer["asked"] == 0


async def test_an_issuer_that_is_away_is_said_on_a_page(browser, issuer):
    issuer["up"] = False

    answer = await browser.get("/anmelden")

    assert answer.status_code == 503
    assert answer.headers["retry-after"]
    assert "später" in answer.text


async def test_beginning_a_login_stores_nothing(browser, database):
    from regio_chassis.access.tables import PAGE_SESSIONS

    for _ in range(3):
        await browser.get("/anmelden")

    async with database.reading() as reading:
        assert (await reading.execute(PAGE_SESSIONS.select())).all() == []


@pytest.mark.parametrize("method", ["post", "put", "delete"])
@pytest.mark.parametrize("path", ["/anmelden", "/anmelden/zurueck", "/konto"])
async def test_only_leaving_is_a_write(browser, method, path):
    assert (await browser.request(method, path)).status_code == 405


async def test_leaving_by_a_link_is_not_possible(browser):
    assert (await browser.get("/abmelden")).status_code == 405
    assert (await browser.get("/abmelden/ueberall")).status_code == 405


async def test_behind_a_prefix_every_way_leads_to_the_prefix(client_of, clock):
    clock(NOW)
    browser = client_of(root="/praxistage")

    page = await browser.get("/konto")
    left = await browser.post("/abmelden", headers={"sec-fetch-site": "same-origin"})

    assert 'href="/praxistage/anmelden"' in page.text
    assert 'href="/praxistage/assets/page.css"' in page.text
    assert left.headers["location"] == "/praxistage/konto"
    assert left.headers["clear-site-data"] == '"cache", "storage"'


class Settings(ServiceSettings):
    """Those of a service without any of its own."""

    model_config = SettingsConfigDict(env_prefix="SHOPS_")


def settings_with(public_url: str | None) -> Settings:
    return Settings(database_url="sqlite://", redis_url="redis://127.0.0.1:1", secret="s", public_url=public_url)


@pytest.mark.parametrize(
    "url",
    ["https://regio.example", "https://regio.example/praxistage", "http://127.0.0.1:8000/x", "http://localhost:8000"],
)
def test_people_come_over_https_or_from_the_machine_itself(url):
    assert settings_with(url).public_url == url


@pytest.mark.parametrize(
    "url",
    [
        "http://regio.example", "http://192.0.2.1/x", "http://0.0.0.0:8000", "http://127.0.0.1.evil.example",
        "ftp://127.0.0.1", "regio.example", "https://",
        "https://regio.example/", "https://regio.example?x=1", "https://regio.example#x", "",
    ],
)  # fmt: skip
def test_any_other_address_is_refused_before_the_service_starts(url):
    with pytest.raises(ValidationError):
        settings_with(url)


async def test_without_a_public_address_nobody_logs_in_and_no_cookie_is_looked_at(database, client_of):
    app = Application(title="Shops", version="1.0.0", openapi_url=None, docs_url=None, redoc_url=None)
    install(app, Edge(database, POLICY, Authenticator(None), secret=b"s" * 32), routers=[router])
    async with database.begin() as tx:
        presented = await open_session(tx, Identity(ISSUER, "anna"), at=datetime.now(UTC))
        await add_grant(tx, ISSUER, "anna", Role.CHAMBER)
    browser = client_of(to=app)
    browser.headers["cookie"] = f"shops-sitzung={presented}; __Host-shops-sitzung={presented}"

    login = await browser.get("/anmelden")
    write = await browser.post("/api/v1/shops", json={"name": "x"}, headers={"sec-fetch-site": "same-origin"})

    assert (login.status_code, write.status_code) == (404, 401)
