"""Logging in to the pages of the three services, at the demo's own issuer, as a browser does it."""

import re
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx
import pytest
from demo_process import PREFIXES, Demo, started

from regio.demo.issuer import PEOPLE

NAMES = dict(zip(PREFIXES, ["campaign", "network", "placement"], strict=True))
SAME = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    with started(tmp_path_factory.mktemp("demo")) as running:
        yield running


@pytest.fixture
def browser(demo: Demo) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=demo.url, timeout=10, trust_env=False) as client:
        yield client


def asked(page: httpx.Response) -> dict[str, str]:
    """The hidden fields of a form."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page.text)
    return {name: unescape(value) for name, value in found}


def picked(browser: httpx.Client, prefix: str, person: str, target: str | None = None) -> httpx.Response:
    """As far as the address to which the issuer sends the browser back."""
    begun = browser.get(f"{prefix}/anmelden", params={"ziel": target} if target else {})
    assert begun.status_code == 303, begun.text
    page = browser.get(begun.headers["location"])
    return browser.post("/anmeldung/authorize", data={**asked(page), "person": person})


def log_in(browser: httpx.Client, prefix: str, person: str, target: str | None = None) -> httpx.Response:
    return browser.get(picked(browser, prefix, person, target).headers["location"])


@pytest.mark.parametrize("prefix", PREFIXES)
def test_every_programme_lets_people_in_and_out(browser: httpx.Client, prefix: str) -> None:
    came = log_in(browser, prefix, "kammer")
    account = browser.get(came.headers["location"])
    inside = browser.get(f"{prefix}/api/v1/grants")
    left = browser.post(f"{prefix}/abmelden", headers=SAME)
    back = browser.get(left.headers["location"])
    outside = browser.get(f"{prefix}/api/v1/grants")

    assert (came.status_code, came.headers["location"]) == (303, f"{prefix}/konto")
    assert "Regionales Service-Center der IHK" in account.text
    assert inside.status_code == 200
    assert left.headers["location"].startswith(str(browser.base_url.join("/anmeldung/end_session?")))
    assert back.headers["location"] == str(browser.base_url.join(f"{prefix}/konto"))
    assert outside.status_code == 401


def test_a_session_is_the_same_person_as_a_token(browser: httpx.Client, demo: Demo) -> None:
    log_in(browser, "/innenstadt", "stadt-leinefelde")

    mine = browser.get("/innenstadt/api/v1/grants")
    grants = httpx.get(
        f"{demo.url}/innenstadt/api/v1/grants?role=town_manager",
        headers={"Authorization": f"Bearer {demo.token('chamber')}"},
        trust_env=False,
    ).json()["items"]

    assert mine.status_code == 403
    assert {grant["key"] for grant in grants if grant["subject"] == "demo-stadt-leinefelde"} == {
        "leinefelde",
        "worbis",
        "leinefelde-worbis",
    }


def test_one_programmes_session_is_nothing_to_another(browser: httpx.Client) -> None:
    log_in(browser, "/innenstadt", "kammer")

    assert browser.get("/innenstadt/api/v1/grants").status_code == 200
    assert browser.get("/praxistage/api/v1/grants").status_code == 401


def test_one_comes_out_where_one_wanted_to_go(browser: httpx.Client) -> None:
    came = log_in(browser, "/innenstadt", "kammer", "/innenstadt/docs?x=1#meeting")

    assert came.headers["location"] == "/innenstadt/docs?x=1#meeting"


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example", "/\\evil.example", "\\\\evil.example", "https://evil.example", "javascript:alert(1)",
        "evil.example", "/\t/evil.example", "/a\nb", "/" + "x" * 500, "///evil.example",
        "http:/innenstadt", "?x", " /innenstadt",
    ],
)  # fmt: skip
def test_the_way_back_leads_nowhere_else(browser: httpx.Client, target: str) -> None:
    answer = browser.get("/innenstadt/anmelden", params={"ziel": target})

    assert answer.status_code == 400
    assert "location" not in answer.headers
    assert "set-cookie" not in answer.headers


def test_a_planted_session_is_worth_nothing_after_the_login(browser: httpx.Client, demo: Demo) -> None:
    with httpx.Client(base_url=demo.url, trust_env=False) as attacker:
        log_in(attacker, "/innenstadt", "moderation")
        planted = attacker.cookies["network-sitzung"]
        browser.cookies.set("network-sitzung", planted)

        log_in(browser, "/innenstadt", "kammer")

        assert attacker.get("/innenstadt/api/v1/grants").status_code == 401
        assert "nicht angemeldet" in attacker.get("/innenstadt/konto").text
    fresh = [cookie.value for cookie in browser.cookies.jar if cookie.name == "network-sitzung"]
    assert planted != fresh[-1]


def test_every_login_gives_another_id(browser: httpx.Client) -> None:
    ids = []
    for _ in range(3):
        log_in(browser, "/innenstadt", "kammer")
        ids.append(browser.cookies["network-sitzung"])

    assert len(set(ids)) == 3


@pytest.mark.parametrize("prefix", PREFIXES)
def test_both_cookies_are_out_of_reach_of_scripts_and_of_other_sites_forms(browser: httpx.Client, prefix: str) -> None:
    begun = browser.get(f"{prefix}/anmelden").headers["set-cookie"]
    came = log_in(browser, prefix, "kammer").headers.get_list("set-cookie")

    session = next(cookie for cookie in came if cookie.startswith(f"{NAMES[prefix]}-sitzung="))
    gone = next(cookie for cookie in came if cookie.startswith(f"{NAMES[prefix]}-anmeldung="))
    for cookie in (begun, session, gone):
        flags = {flag.lower() for flag in cookie.split("; ")[1:]}
        assert {"httponly", "samesite=lax", "path=/"} <= flags
        assert not any(flag.startswith("domain") for flag in flags)
    assert "Max-Age=0" in gone


def test_the_answer_of_somebody_elses_login_is_refused(browser: httpx.Client, demo: Demo) -> None:
    with httpx.Client(base_url=demo.url, trust_env=False) as attacker:
        forced = picked(attacker, "/innenstadt", "kammer").headers["location"]

    without = browser.get(forced)
    browser.get("/innenstadt/anmelden")
    with_own = browser.get(forced)

    assert (without.status_code, with_own.status_code) == (403, 403)
    assert "network-sitzung" not in browser.cookies


def test_an_answer_counts_once(browser: httpx.Client) -> None:
    back = picked(browser, "/innenstadt", "kammer").headers["location"]
    kept = browser.cookies["network-anmeldung"]
    first = browser.get(back)
    browser.cookies.set("network-anmeldung", kept)

    again = browser.get(back)

    assert (first.status_code, again.status_code) == (303, 403)


def test_a_parameter_given_twice_is_refused(browser: httpx.Client) -> None:
    back = picked(browser, "/innenstadt", "kammer").headers["location"]

    assert browser.get(back + "&state=x").status_code == 403


def test_a_refused_login_says_so_on_a_page(browser: httpx.Client) -> None:
    back = picked(browser, "/innenstadt", "nobody").headers["location"]
    answer = browser.get(back)

    assert dict(parse_qsl(urlsplit(back).query))["error"] == "access_denied"
    assert answer.status_code == 403
    assert "Neu anmelden" in answer.text


@pytest.mark.parametrize("path", ["/abmelden", "/abmelden/eine/0123456789abcdef", "/abmelden/ueberall"])
@pytest.mark.parametrize("headers", [{}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "http://127.0.0.1:1"}])
def test_nobody_else_logs_one_out(browser: httpx.Client, path: str, headers: dict[str, str]) -> None:
    log_in(browser, "/innenstadt", "kammer")

    refused = browser.post(f"/innenstadt{path}", headers=headers)

    assert refused.status_code == 403
    assert browser.get("/innenstadt/api/v1/grants").status_code == 200


def test_leaving_everywhere_ends_the_session_on_the_other_machine_too(browser: httpx.Client, demo: Demo) -> None:
    with httpx.Client(base_url=demo.url, trust_env=False) as elsewhere:
        log_in(elsewhere, "/innenstadt", "kammer")
        log_in(browser, "/innenstadt", "kammer")
        page = browser.get("/innenstadt/konto").text

        browser.post("/innenstadt/abmelden/ueberall", headers={"Origin": demo.url})

        assert re.search(r"Offen: \d+ Anmeldungen", page)
        assert elsewhere.get("/innenstadt/api/v1/grants").status_code == 401


def test_one_ends_a_session_that_one_left_open_elsewhere(browser: httpx.Client, demo: Demo) -> None:
    with httpx.Client(base_url=demo.url, trust_env=False) as elsewhere:
        log_in(elsewhere, "/heimat-shoppen", "kammer")
        log_in(browser, "/heimat-shoppen", "kammer")
        page = browser.get("/heimat-shoppen/konto").text
        path = re.findall(r'action="(/heimat-shoppen/abmelden/eine/[0-9a-f]{16})"', page)[0]

        begun = browser.post(path, headers=SAME)
        form = browser.get(begun.headers["location"])
        answer = browser.post("/anmeldung/authorize", data={**asked(form), "person": "kammer"})
        came = browser.get(answer.headers["location"])

        assert came.headers["location"] == "/heimat-shoppen/konto"
        assert elsewhere.get("/heimat-shoppen/api/v1/grants").status_code == 401
        assert browser.get("/heimat-shoppen/api/v1/grants").status_code == 200


def test_a_write_from_another_site_is_refused(browser: httpx.Client) -> None:
    log_in(browser, "/innenstadt", "kammer")
    town = {"key": "bleicherode", "name": "Bleicherode", "municipality_key": "16062002", "county": "Nordhausen"}

    forged = browser.post("/innenstadt/api/v1/towns", json=town, headers={"Sec-Fetch-Site": "cross-site"})
    missing = browser.get("/innenstadt/api/v1/towns/bleicherode")
    own = browser.post("/innenstadt/api/v1/towns", json=town, headers=SAME)

    assert (forged.status_code, missing.status_code, own.status_code) == (403, 404, 201)


class Elements(HTMLParser):
    """Tags with their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def pages(browser: httpx.Client) -> Iterator[httpx.Response]:
    yield browser.get("/innenstadt/konto")
    begun = browser.get("/innenstadt/anmelden")
    yield browser.get(begun.headers["location"])
    yield browser.get("/innenstadt/anmelden/zurueck?state=%3Cscript%3E")
    log_in(browser, "/innenstadt", "kammer")
    yield browser.get("/innenstadt/konto")
    yield browser.get("/anmeldung/authorize?client_id=%3Cscript%3E")
    yield browser.get("/anmeldung/end_session")


def test_no_page_has_code_of_its_own_loads_from_elsewhere_or_is_kept(browser: httpx.Client) -> None:
    for page in pages(browser):
        elements = Elements(page.text).found
        policy = page.headers["content-security-policy"]
        assert page.headers["cache-control"] == "no-store"
        assert page.headers["content-type"] == "text/html; charset=utf-8"
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert "script" not in policy
        assert ("html", {"lang": "de"}) in elements
        assert not {"script", "style", "iframe", "object"} & {tag for tag, _ in elements}
        for _, attributes in elements:
            assert not any(name.startswith("on") or name == "style" for name in attributes)
            sources = [attributes.get(name) or "" for name in ("src", "href", "action")]
            assert not any("//" in source for source in sources)


def test_what_was_sent_does_not_come_back_as_markup(browser: httpx.Client) -> None:
    begun = browser.get("/innenstadt/anmelden").headers["location"]
    query = dict(parse_qsl(urlsplit(begun).query))
    query["state"] = '"><img src=x onerror=alert(1)>'

    page = browser.get(f"/anmeldung/authorize?{urlencode(query)}")

    assert page.status_code == 200
    assert not any(tag == "img" for tag, _ in Elements(page.text).found)
    assert asked(page)["state"] == query["state"]


def test_one_person_for_every_role_with_an_account_and_several_towns(browser: httpx.Client) -> None:
    page = browser.get(browser.get("/innenstadt/anmelden").headers["location"])

    offered = [attributes["value"] for tag, attributes in Elements(page.text).found if tag == "button"]
    assert offered == [person.id for person in PEOPLE]
    assert {person.role.value for person in PEOPLE} == {
        "chamber", "town_manager", "moderator", "shopkeeper", "school", "company", "operator",
    }  # fmt: skip
    assert sum(person.role.value == "town_manager" for person in PEOPLE) == 5


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.id)
def test_everybody_who_can_be_picked_gets_in(browser: httpx.Client, person: object) -> None:
    assert log_in(browser, "/praxistage", person.id).status_code == 303  # type: ignore[attr-defined]
    assert "noch keine Rolle" not in browser.get("/praxistage/konto").text


def test_whoever_calls_the_demo_localhost_gets_in_as_well(browser: httpx.Client, demo: Demo) -> None:
    by_name = demo.url.replace("127.0.0.1", "localhost")

    sent_on = browser.get(f"{by_name}/innenstadt/anmelden", params={"ziel": "/innenstadt/docs"})
    begun = browser.get(sent_on.headers["location"])
    page = browser.get(begun.headers["location"])
    picked = browser.post("/anmeldung/authorize", data={**asked(page), "person": "kammer"})
    came = browser.get(picked.headers["location"])

    assert "set-cookie" not in sent_on.headers
    assert sent_on.headers["location"] == f"{demo.url}/innenstadt/anmelden?ziel=%2Finnenstadt%2Fdocs"
    assert came.headers["location"] == "/innenstadt/docs"


@pytest.mark.parametrize(
    ("person", "prefix", "path"),
    [
        ("buchhandlung", "/heimat-shoppen", "/api/v1/businesses/{key}"),
        ("stadt-heiligenstadt", "/heimat-shoppen", "/api/v1/towns/{key}"),
        ("stadt-leinefelde", "/heimat-shoppen", "/api/v1/towns/{key}"),
        ("stadt-bleicherode", "/heimat-shoppen", "/api/v1/towns/{key}"),
        ("stadt-artern", "/heimat-shoppen", "/api/v1/towns/{key}"),
        ("stadt-sondershausen", "/innenstadt", "/api/v1/towns/{key}"),
        ("moderation", "/innenstadt", "/api/v1/working-groups/{key}"),
        ("schule", "/praxistage", "/api/v1/schools"),
        ("tischlerei", "/praxistage", "/api/v1/companies/{key}"),
    ],
)
def test_what_a_person_speaks_for_is_there(browser: httpx.Client, person: str, prefix: str, path: str) -> None:
    (key, *_) = next(each.keys for each in PEOPLE if each.id == person)
    log_in(browser, prefix, person)

    answer = browser.get(prefix + path.format(key=key))

    assert answer.status_code == 200, answer.text
    assert f'"{key}"' in answer.text
