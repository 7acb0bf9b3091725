"""A session opens what a token of the same person opens, but only to pages of our own."""

from datetime import UTC, datetime, timedelta

import httpx
import pytest
from starlette.responses import Response
from web_stage import ORIGIN

from regio_chassis.access import Identity, Role, add_grant, all_keys, close_sessions, open_session
from regio_chassis.access.sessions import PAGE_SESSIONS
from regio_chassis.web.sessions import Cookies

NOW = datetime(2026, 9, 1, 8, tzinfo=UTC)
ANNA = Identity("https://login.example.org", "anna")
COOKIE = "__Host-shops-sitzung"
SHOP = {"name": "Leseecke"}
SAME = {"sec-fetch-site": "same-origin"}


@pytest.fixture
async def session(database, clock):
    """The id of a session of somebody who manages a town."""
    clock(NOW)
    async with database.begin() as tx:
        await add_grant(tx, ANNA.issuer, ANNA.subject, Role.TOWN_MANAGER, "leinefelde")
        return await open_session(tx, ANNA, at=NOW)


@pytest.fixture
def browser(client_of, session) -> httpx.AsyncClient:
    client = client_of()
    client.headers["cookie"] = f"{COOKIE}={session}"
    return client


async def seen_at(database):
    async with database.reading() as reading:
        return await reading.scalar(PAGE_SESSIONS.select().with_only_columns(PAGE_SESSIONS.c.seen_at))


async def test_a_session_may_what_its_person_was_granted(browser, anonymous):
    made = await browser.post("/api/v1/shops", json=SHOP, headers=SAME)

    assert made.status_code == 201, made.text
    assert (await browser.get(made.headers["location"])).status_code == 200
    assert (await anonymous.get(made.headers["location"])).status_code == 404


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec-fetch-site": "same-origin"}, 201),
        ({"sec-fetch-site": "same-origin", "origin": ORIGIN}, 201),
        ({"sec-fetch-site": "same-origin", "origin": "null"}, 201),
        ({"origin": ORIGIN}, 201),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "none"}, 403),
        ({"sec-fetch-site": ""}, 403),
        ({"sec-fetch-site": "cross-site", "origin": ORIGIN}, 403),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "https://shops.test.evil.example"}, 403),
        ({"origin": "http://shops.test"}, 403),
        ({"origin": "https://shops.test:8443"}, 403),
        ({"origin": "null"}, 403),
        ({"referer": f"{ORIGIN}/konto"}, 403),
        ({}, 403),
    ],
)
async def test_a_write_with_a_session_must_come_from_a_page_of_ours(browser, database, headers, status):
    answer = await browser.post("/api/v1/shops", json=SHOP, headers=headers)

    assert answer.status_code == status, answer.text
    listed = (await browser.get("/api/v1/shops")).json()["items"]
    assert len(listed) == (status == 201)
    if status == 403:
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["code"] == "cross-site-request"


@pytest.mark.parametrize("method", ["post", "patch", "put", "delete"])
async def test_no_method_that_writes_is_left_out(browser, method):
    made = await browser.post("/api/v1/shops", json=SHOP, headers=SAME)

    answer = await browser.request(method, made.headers["location"], headers={"sec-fetch-site": "cross-site"})

    assert answer.status_code in {403, 405}
    assert (await browser.get(made.headers["location"])).json() == made.json()


async def test_reading_from_elsewhere_is_what_a_link_does(browser):
    answer = await browser.get("/api/v1/shops", headers={"sec-fetch-site": "cross-site"})

    assert answer.status_code == 200


async def test_a_bearer_needs_no_proof_of_where_it_comes_from(chamber, session):
    answer = await chamber.post(
        "/api/v1/shops", json=SHOP, headers={"sec-fetch-site": "cross-site", "cookie": f"{COOKIE}={session}"}
    )

    assert answer.status_code == 201


async def test_a_bearer_that_does_not_hold_is_not_saved_by_a_session(browser):
    answer = await browser.get("/api/v1/shops", headers={"authorization": "Bearer nobody.nothing"})

    assert answer.status_code == 401


@pytest.mark.parametrize(
    "cookie",
    [f"{COOKIE}=x", f"{COOKIE}=", "shops-sitzung={}", "__host-shops-sitzung={}", "__Host-other-sitzung={}", "{}"],
)
async def test_any_other_cookie_is_nobody(client_of, session, cookie):
    stranger = client_of()
    stranger.headers["cookie"] = cookie.replace("{}", session)

    refused = await stranger.post("/api/v1/shops", json=SHOP, headers=SAME)
    public = await stranger.get("/api/v1/shops")

    assert (refused.status_code, public.status_code) == (401, 200)


async def test_a_session_that_is_over_leaves_what_is_public(browser, clock):
    clock(NOW + timedelta(minutes=30))

    refused = await browser.post("/api/v1/shops", json=SHOP, headers=SAME)
    public = await browser.get("/api/v1/shops")

    assert (refused.status_code, public.status_code) == (401, 200)


async def test_requests_keep_a_session_open_but_not_for_ever(browser, clock):
    for quarter in range(1, 32):
        clock(NOW + timedelta(minutes=15 * quarter))
        assert (await browser.post("/api/v1/shops", json={}, headers=SAME)).status_code == 422

    clock(NOW + timedelta(hours=8))

    assert (await browser.post("/api/v1/shops", json={}, headers=SAME)).status_code == 401


async def test_reading_keeps_a_session_open_too_and_is_noted_once_a_minute(browser, clock, database):
    clock(NOW + timedelta(seconds=59))
    await browser.get("/api/v1/shops")
    before = await seen_at(database)

    clock(NOW + timedelta(seconds=60))
    await browser.get("/api/v1/shops")

    assert before == NOW
    assert await seen_at(database) == NOW + timedelta(seconds=60)


async def test_ending_all_sessions_of_somebody_works_on_every_replica_at_once(browser, database, replica, client_of):
    there = client_of(to=replica)
    there.headers["cookie"] = browser.headers["cookie"]
    async with database.begin() as tx:
        await close_sessions(tx, ANNA)

    answers = [await one.post("/api/v1/shops", json=SHOP, headers=SAME) for one in (browser, there)]

    assert [answer.status_code for answer in answers] == [401, 401]


async def test_a_cookie_does_not_get_around_the_limit_of_the_nameless(client_of, clock):
    clock(NOW)
    answers = []
    for number in range(12):
        stranger = client_of()
        stranger.headers["cookie"] = f"{COOKIE}=invented-{number}"
        answers.append(await stranger.post("/api/v1/shops/wishes", json={"text": "Brot"}, headers=SAME))

    assert answers[0].status_code == 201, answers[0].text
    assert answers[-1].status_code == 429


async def test_what_is_answered_to_a_session_is_not_stored_anywhere(browser, anonymous):
    own, public = await browser.get("/api/v1/shops"), await anonymous.get("/api/v1/shops")

    assert own.headers["cache-control"] == "no-store"
    assert public.headers["cache-control"] == "no-cache"
    assert public.headers["vary"] == "authorization, cookie"


async def test_two_people_with_the_same_idempotency_key_do_not_get_each_others_answer(browser, database, client_of):
    other = client_of()
    async with database.begin() as tx:
        await add_grant(tx, ANNA.issuer, "bernd", Role.TOWN_MANAGER, "leinefelde")
        other.headers["cookie"] = f"{COOKIE}={await open_session(tx, Identity(ANNA.issuer, 'bernd'), at=NOW)}"
    headers = {**SAME, "idempotency-key": "k"}

    first = await browser.post("/api/v1/shops", json=SHOP, headers=headers)
    again = await browser.post("/api/v1/shops", json=SHOP, headers=headers)
    theirs = await other.post("/api/v1/shops", json={"name": "Zeitlos"}, headers=headers)

    assert first.json() == again.json()
    assert theirs.json()["name"] == "Zeitlos"


@pytest.mark.parametrize(
    ("url", "name", "secure", "origin"),
    [
        ("https://regio.example/praxistage", "__Host-placement-sitzung", True, "https://regio.example"),
        ("http://127.0.0.1:8000/praxistage", "placement-sitzung", False, "http://127.0.0.1:8000"),
    ],
)
def test_the_cookie_is_as_strict_as_its_address_allows(url, name, secure, origin):
    cookies, answer = Cookies("placement", url), Response()

    cookies.give(answer, cookies.session, "abc")
    flags = answer.headers["set-cookie"].lower().split("; ")

    assert (cookies.session, cookies.origin) == (name, origin)
    assert flags[0] == f"{name.lower()}=abc"
    assert {"httponly", "samesite=lax", "path=/", "max-age=28800"} <= set(flags)
    assert ("secure" in flags) == secure
    assert not any(flag.startswith("domain") for flag in flags)


async def test_a_request_with_a_key_notes_that_the_key_was_used_and_one_that_is_refused_does_too(
    chamber, chamber_key, database, clock
):
    clock(NOW)
    await chamber.get("/api/v1/shops")
    async with database.reading() as reading:
        (first,) = await all_keys(reading)
    clock(NOW + timedelta(minutes=2))
    await chamber.post("/api/v1/shops", json={})
    async with database.reading() as reading:
        (second,) = await all_keys(reading)

    assert first.id == chamber_key.partition(".")[0]
    assert (first.used_at, second.used_at) == (NOW, NOW + timedelta(minutes=2))


async def test_a_key_that_does_not_hold_leaves_no_trace(client_of, chamber_key, database, clock):
    clock(NOW)
    stranger = client_of(chamber_key[:-1])

    answer = await stranger.get("/api/v1/shops")

    assert answer.status_code == 401
    async with database.reading() as reading:
        (record,) = await all_keys(reading)
    assert record.used_at is None
