"""The whole login by code flow at a certified issuer, with a browser that follows links and sends forms."""

import re
from collections.abc import AsyncIterator
from html import unescape
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import httpx
import pytest
from fastapi import FastAPI
from issuers import PAGES, CertifiedIssuer
from oidc_stage import browser_of, database_of, ended, serving

from regio_chassis.access import Role, add_grant
from regio_chassis.audit.tables import AUDIT

pytestmark = pytest.mark.node

SAME = {"sec-fetch-site": "same-origin"}
CLIENTS = {"confidential": {"oidc_client_secret": "between-us"}, "public": {"oidc_client_id": "public"}}


@pytest.fixture
async def app(
    request: pytest.FixtureRequest, empty_database_url: str, certified: CertifiedIssuer
) -> AsyncIterator[FastAPI]:
    """The service, on both databases; as a client with a secret, unless the test wants one without."""
    client = CLIENTS[getattr(request, "param", "confidential")]
    made = await serving(empty_database_url, certified.url, **client)
    async with database_of(made).begin() as tx:
        await add_grant(tx, certified.url, "anna", Role.CHAMBER)
    yield made
    await ended(made)


@pytest.fixture
async def browser(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with browser_of(app) as client:
        yield client


async def through(browser: httpx.AsyncClient, answer: httpx.Response, name: str = "anna") -> httpx.Response:
    """From a redirect to the issuer on, until it sends the browser back to us; that address is not opened yet."""
    for _ in range(12):
        if answer.is_redirect:
            where = urljoin(str(answer.url), answer.headers["location"])
            if where.startswith(PAGES):
                return answer
            answer = await browser.get(where)
            continue
        form = dict(re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', answer.text))
        form |= {"login": name, "password": "any"} if form.get("prompt") == "login" else {}
        action = re.search(r'<form[^>]*action="([^"]+)"', answer.text)
        assert action is not None, answer.text
        answer = await browser.post(urljoin(str(answer.url), unescape(action[1])), data=form)
    raise AssertionError("the issuer sends the browser round and round")


async def back(browser: httpx.AsyncClient, name: str = "anna") -> str:
    """The address to which the issuer sends somebody who has logged in there."""
    return (await through(browser, await browser.get("/anmelden"), name)).headers["location"]


@pytest.mark.parametrize("app", CLIENTS, indirect=True)
async def test_one_logs_in_works_and_leaves(browser: httpx.AsyncClient, certified: CertifiedIssuer) -> None:
    came = await browser.get(await back(browser))
    inside = await browser.get("/api/v1/grants")
    grant = {"issuer": certified.url, "subject": "bernd", "role": "town_manager", "key": "gotha"}
    made = await browser.post("/api/v1/grants", json=grant, headers=SAME)
    left = await browser.post("/abmelden", headers=SAME)
    out = await through(browser, left)
    outside = await browser.get("/api/v1/grants")

    assert (came.status_code, came.headers["location"]) == (303, "/konto")
    assert (inside.status_code, made.status_code) == (200, 201)
    assert left.headers["location"].startswith(f"{certified.url}/session/end?")
    assert out.headers["location"].startswith(f"{PAGES}/konto")
    assert outside.status_code == 401


async def test_logins_and_logouts_stand_in_the_audit_log_and_refusals_in_the_log(
    browser: httpx.AsyncClient, app: FastAPI, certified: CertifiedIssuer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", logger="regio_chassis.web.login")
    where = await back(browser)
    await browser.get(where)
    await browser.post("/abmelden", headers=SAME)

    await browser.get(where)

    async with database_of(app).reading() as reading:
        acts = [(row.action, row.actor) for row in await reading.execute(AUDIT.select().order_by(AUDIT.c.position))]
    assert acts == [(action, f"{certified.url} anna") for action in ("session.open", "session.close")]
    assert [record.getMessage() for record in caplog.records] == [
        "zurueck refused: login-failed this browser has begun no login"
    ]


async def test_another_session_ends_when_the_issuer_has_asked_again_who_it_is(
    browser: httpx.AsyncClient, app: FastAPI
) -> None:
    async with browser_of(app) as elsewhere:
        await elsewhere.get(await back(elsewhere))
        await browser.get(await back(browser))
        account = (await browser.get("/konto")).text
        (path,) = re.findall(r'action="(/abmelden/eine/[0-9a-f]{16})"', account)

        begun = await browser.post(path, headers=SAME)
        still = await elsewhere.get("/api/v1/grants")
        came = await browser.get((await through(browser, begun)).headers["location"])

        assert "prompt=login" in begun.headers["location"]
        assert still.status_code == 200
        assert (came.status_code, came.headers["location"]) == (303, "/konto")
        assert (await elsewhere.get("/api/v1/grants")).status_code == 401
        assert (await browser.get("/api/v1/grants")).status_code == 200


async def test_nobody_ends_the_session_of_somebody_else(browser: httpx.AsyncClient, app: FastAPI) -> None:
    async with browser_of(app) as elsewhere, browser_of(app) as stranger:
        await elsewhere.get(await back(elsewhere))
        await browser.get(await back(browser))
        (path,) = re.findall(r'action="(/abmelden/eine/[0-9a-f]{16})"', (await browser.get("/konto")).text)
        await stranger.get(await back(stranger, "stranger"))

        begun = await stranger.post(path, headers=SAME)
        await stranger.get((await through(stranger, begun, "stranger")).headers["location"])

        assert (await elsewhere.get("/api/v1/grants")).status_code == 200


async def test_somebody_without_a_grant_gets_in_and_may_nothing(browser: httpx.AsyncClient) -> None:
    await browser.get(await back(browser, "stranger"))

    assert "noch keine Rolle" in (await browser.get("/konto")).text
    assert (await browser.get("/api/v1/grants")).status_code == 403


async def test_an_answer_counts_once(browser: httpx.AsyncClient) -> None:
    where = await back(browser)
    kept = browser.cookies["network-anmeldung"]
    first = await browser.get(where)
    browser.cookies.set("network-anmeldung", kept)

    again = await browser.get(where)

    assert (first.status_code, again.status_code) == (303, 403)


@pytest.mark.parametrize("changed", [{"state": "x"}, {"iss": "https://evil.example"}, {"iss": None}, {"code": "x"}])
async def test_a_changed_answer_is_refused(browser: httpx.AsyncClient, changed: dict[str, str | None]) -> None:
    where = await back(browser)
    query = {**dict(parse_qsl(urlsplit(where).query)), **changed}
    given = urlencode({name: value for name, value in query.items() if value is not None})

    answer = await browser.get(f"/anmelden/zurueck?{given}")

    assert answer.status_code == 403
    assert "network-sitzung" not in browser.cookies


async def test_a_code_that_was_stolen_is_worth_nothing_in_another_browser(
    browser: httpx.AsyncClient, app: FastAPI
) -> None:
    where = await back(browser)

    async with browser_of(app) as thief:
        without = await thief.get(where)
        begun = dict(parse_qsl(urlsplit((await thief.get("/anmelden")).headers["location"]).query))
        code = dict(parse_qsl(urlsplit(where).query))
        # With the thief's own state the code reaches the issuer, which asks for the verifier that it was made for.
        injected = await thief.get("/anmelden/zurueck", params={**code, "state": begun["state"]})

    assert (without.status_code, injected.status_code) == (403, 403)


async def test_an_id_token_opens_no_route(browser: httpx.AsyncClient, app: FastAPI, certified: CertifiedIssuer) -> None:
    from issuers import token

    presented = token(certified, {"typ": "JWT"}, aud="regio")

    answer = await browser.get("/api/v1/grants", headers={"authorization": f"Bearer {presented}"})

    assert answer.status_code == 401


async def test_a_machine_with_client_credentials_is_its_client_id(
    browser: httpx.AsyncClient, app: FastAPI, certified: CertifiedIssuer
) -> None:
    async with httpx.AsyncClient(trust_env=False) as machine:
        answer = await machine.post(
            f"{certified.url}/token", data={"grant_type": "client_credentials"}, auth=("sister", "of-the-sister")
        )
    bearer = {"authorization": f"Bearer {answer.json()['access_token']}"}
    before = await browser.get("/api/v1/events?channel=events", headers=bearer)
    async with database_of(app).begin() as tx:
        await add_grant(tx, certified.url, "sister", Role.SERVICE)

    after = await browser.get("/api/v1/events?channel=events", headers=bearer)

    assert (before.status_code, after.status_code) == (403, 200)


async def test_a_login_ends_what_the_browser_had_before(browser: httpx.AsyncClient, app: FastAPI) -> None:
    await browser.get(await back(browser))
    first = browser.cookies["network-sitzung"]

    await browser.get(await back(browser))

    async with browser_of(app) as other:
        other.cookies.set("network-sitzung", first)
        assert (await other.get("/api/v1/grants")).status_code == 401
    assert (await browser.get("/api/v1/grants")).status_code == 200
