"""One transaction per request, and an answer only after its commit."""

import asyncio
import json
import logging
import traceback

import pytest

from regio_chassis.access import Role
from regio_chassis.web.answers import Answers
from regio_chassis.web.measures import Measures

SHOPS = "/api/v1/shops"


async def test_a_new_resource_is_answered_with_its_place_and_version(chamber):
    answer = await chamber.post(SHOPS, json={"name": "Bücherstube"})

    assert answer.status_code == 201
    assert answer.headers["etag"].startswith('"1.')
    found = await chamber.get(answer.headers["location"])
    assert found.json() == answer.json()
    assert found.headers["etag"] == answer.headers["etag"]


async def test_a_commit_that_fails_is_never_answered_with_success(chamber):
    answer = await chamber.post(f"{SHOPS}/visits", json={"shop_id": "0192f0c1-7a2b-7c3d-8e4f-5a6b7c8d9e0f"})

    assert answer.status_code == 409
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_refused_request_leaves_nothing_behind(chamber):
    await chamber.post(SHOPS, json={"name": "Bücherstube"})

    answer = await chamber.post(SHOPS, json={"name": "Bücherstube"})

    assert answer.status_code == 409
    assert len((await chamber.get(SHOPS)).json()["items"]) == 1


async def test_what_is_not_yours_looks_like_what_does_not_exist(chamber, client_of, key_for, anonymous):
    theirs = (await chamber.post(SHOPS, json={"name": "Fremd", "town": "worbis"})).headers["location"]
    manager = client_of(await key_for(Role.TOWN_MANAGER, "leinefelde"))

    foreign = await manager.get(theirs)
    unknown = await manager.get(f"{SHOPS}/0192f0c1-7a2b-7c3d-8e4f-5a6b7c8d9e0f")

    assert foreign.status_code == unknown.status_code == 404
    assert foreign.json() == unknown.json()
    assert (await anonymous.get(theirs)).status_code == 404


async def test_the_same_scope_filters_the_list(chamber, client_of, key_for, anonymous):
    for town in ("worbis", "leinefelde"):
        await chamber.post(SHOPS, json={"name": f"Laden {town}", "town": town})
    manager = client_of(await key_for(Role.TOWN_MANAGER, "leinefelde"))

    seen = {
        who: [shop["town"] for shop in (await client.get(SHOPS)).json()["items"]]
        for who, client in (("chamber", chamber), ("manager", manager), ("anonymous", anonymous))
    }

    assert seen == {"chamber": ["leinefelde", "worbis"], "manager": ["leinefelde"], "anonymous": []}


async def test_nobody_without_a_name_changes_anything(anonymous):
    answer = await anonymous.post(SHOPS, json={"name": "Bücherstube"})

    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"


async def test_strangers_do_not_queue_for_the_database(app, chamber, anonymous):
    writing = asyncio.create_task(chamber.post(f"{SHOPS}/audits", json={"text": "Langsam"}))
    await app.state.entered.wait()

    refused = await asyncio.wait_for(anonymous.post(SHOPS, json={"name": "Bücherstube"}), 10)
    app.state.let_go.set()

    assert refused.status_code == 401
    assert (await writing).status_code == 201


async def test_a_role_without_the_action_is_refused_before_its_input_is_read(client_of, key_for):
    school = client_of(await key_for(Role.SCHOOL, "s1"))

    answer = await school.post(SHOPS, json={"nonsense": True})

    assert answer.status_code == 403
    assert answer.json()["code"] == "not-permitted"


async def test_head_answers_like_get_without_the_body(chamber):
    place = (await chamber.post(SHOPS, json={"name": "Bücherstube"})).headers["location"]

    head, get = await chamber.head(place), await chamber.get(place)

    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["etag"] == get.headers["etag"]
    assert head.headers["content-length"] == str(len(get.content))


async def test_a_prefix_stands_in_every_address_we_give(client_of, chamber_key):
    below = client_of(chamber_key, root="/heimat-shoppen")

    made = await below.post("/heimat-shoppen" + SHOPS, json={"name": "Eins"})
    await below.post("/heimat-shoppen" + SHOPS, json={"name": "Zwei"})
    listed = await below.get("/heimat-shoppen" + SHOPS, params={"limit": 1})
    missing = await below.get("/heimat-shoppen/api/v1/nothing")

    assert made.headers["location"].startswith("/heimat-shoppen/api/v1/shops/")
    assert listed.headers["link"].startswith("</heimat-shoppen/api/v1/shops?limit=1&cursor=")
    assert missing.json()["type"] == "/heimat-shoppen/problems/not-found"


class TestVersions:
    async def test_what_the_caller_has_is_not_sent_again(self, chamber):
        made = await chamber.post(SHOPS, json={"name": "Bücherstube"})

        answer = await chamber.get(made.headers["location"], headers={"If-None-Match": made.headers["etag"]})

        assert (answer.status_code, answer.content) == (304, b"")
        assert answer.headers["etag"] == made.headers["etag"]

    async def test_a_list_has_a_tag_too(self, chamber):
        await chamber.post(SHOPS, json={"name": "Eins"})
        tag = (await chamber.get(SHOPS)).headers["etag"]

        unchanged = await chamber.get(SHOPS, headers={"If-None-Match": f'"other", W/{tag}'})
        await chamber.post(SHOPS, json={"name": "Zwei"})
        changed = await chamber.get(SHOPS, headers={"If-None-Match": tag})

        assert (unchanged.status_code, changed.status_code) == (304, 200)

    async def test_a_change_says_which_version_it_is_based_on(self, chamber):
        made = await chamber.post(SHOPS, json={"name": "Bücherstube"})
        place, tag = made.headers["location"], made.headers["etag"]

        without = await chamber.patch(place, json={"name": "Neu"})
        based = await chamber.patch(place, json={"name": "Neu"}, headers={"If-Match": tag})
        stale = await chamber.patch(place, json={"name": "Neuer"}, headers={"If-Match": tag})

        assert (without.status_code, based.status_code, stale.status_code) == (428, 200, 412)
        assert based.json()["version"] == 2
        assert (await chamber.get(place)).json()["name"] == "Neu"

    async def test_weak_and_foreign_tags_never_match(self, chamber):
        made = await chamber.post(SHOPS, json={"name": "Bücherstube"})
        place, tag = made.headers["location"], made.headers["etag"]

        statuses = [
            (await chamber.patch(place, json={"name": "Neu"}, headers={"If-Match": tags})).status_code
            for tags in (f"W/{tag}", '"abc"', "nonsense", '"99.000000000000"', f'"0.000000000000", {tag}')
        ]

        assert statuses == [412, 412, 400, 412, 200]

    async def test_a_transition_may_do_without(self, chamber):
        place = (await chamber.post(SHOPS, json={"name": "Bücherstube"})).headers["location"]

        answer = await chamber.post(f"{place}/open")

        assert (answer.status_code, answer.json()["open"]) == (200, True)


class TestProblems:
    async def test_an_error_nobody_foresaw_says_nothing(self, chamber, caplog):
        answer = await chamber.post(f"{SHOPS}/breakages", json={"text": "Kanari-4711"})

        assert answer.status_code == 500
        assert answer.headers["content-type"] == "application/problem+json"
        assert set(answer.json()) == {"type", "title", "status", "code"}
        assert "Kanari" not in answer.text + caplog.text
        assert "RuntimeError" in caplog.text

    async def test_an_answer_that_breaks_off_ends_the_connection_and_says_nothing(self, caplog):
        async def careless(scope, receive, send):
            await send({"type": "http.response.start", "status": 200, "headers": []})
            raise RuntimeError("Kanari-4711")

        async def ignored(message):
            pass

        scope = {"type": "http", "method": "GET", "scheme": "http", "headers": []}
        with pytest.raises(ConnectionAbortedError) as ended:
            await Answers(careless, Measures())(scope, ignored, ignored)

        assert "Kanari" not in "".join(traceback.format_exception(ended.value)) + caplog.text

    async def test_every_status_of_the_framework_is_a_problem(self, chamber):
        nothing = await chamber.get("/api/v1/nothing")
        method = await chamber.delete(SHOPS)

        assert [nothing.json()["code"], method.json()["code"]] == ["not-found", "method-not-allowed"]
        assert method.headers["allow"] == "GET, HEAD, POST"

    async def test_every_field_that_is_wrong_is_named_with_a_pointer(self, chamber):
        body = {"name": "", "founded": 1899, "tags": ["a", 7], "ref": "Kanari", "owner": "x", "Kanari 4711": 1}

        answer = await chamber.post(SHOPS, json=body)

        assert answer.status_code == 422
        assert {(fault["pointer"], fault["code"]) for fault in answer.json()["errors"]} == {
            ("/name", "string_too_short"),
            ("/founded", "greater_than_equal"),
            ("/tags/1", "string_type"),
            ("/ref", "uuid_parsing"),
            ("/owner", "extra_forbidden"),
            ("", "extra_forbidden"),
        }
        assert "Kanari" not in answer.text
        # pydantic says which character it stumbled over.
        assert "`K`" not in answer.text

    async def test_every_problem_has_a_page_in_two_languages(self, anonymous):
        problem = (await anonymous.get("/api/v1/nothing")).json()

        page = await anonymous.get(problem["type"])

        assert page.status_code == 200
        assert "not-found" in page.text
        assert '<p lang="de">Hier ist nichts' in page.text

    async def test_what_is_stored_about_an_error_is_not_cached(self, anonymous):
        answer = await anonymous.get("/api/v1/nothing")

        assert answer.headers["cache-control"] == "no-store"


async def test_answers_are_written_once(chamber):
    await chamber.post(SHOPS, json={"name": "Bücherstube", "opens_on": "2026-09-11"})

    answer = await chamber.get(SHOPS)

    assert answer.content == json.dumps(answer.json(), ensure_ascii=False, separators=(",", ":")).encode()


async def test_a_database_driver_that_loses_its_connection_is_503_and_not_500(anonymous, monkeypatch):
    """asyncpg says so with an exception of its own, which SQLAlchemy hands through as it is."""
    from asyncpg import InternalClientError

    from regio_chassis.database import Database

    def lost(self):
        raise InternalClientError("got result for unknown protocol state 3")

    monkeypatch.setattr(Database, "reading", lost)

    answer = await anonymous.get(SHOPS)

    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "1"
    assert answer.json()["code"] == "unavailable"
    assert "protocol state" not in answer.text


async def test_who_tries_what_is_not_theirs_stands_in_the_log_without_a_name(
    anonymous, client_of, key_for, chamber, caplog
):
    manager_key = await key_for(Role.TOWN_MANAGER, "leinefelde")
    manager, forged = client_of(manager_key), client_of("0011223344556677.geheim")
    caplog.set_level(logging.WARNING, "regio_chassis.web.routing")

    await anonymous.post(SHOPS, json={"name": "Erika"})
    await forged.post(SHOPS, json={"name": "Erika"})
    for _ in range(2):
        await manager.post(f"{SHOPS}/audits", json={"text": "Erika"})
    for _ in range(4):
        await anonymous.post(f"{SHOPS}/wishes", json={"text": "Erika"})
    await chamber.post(SHOPS, json={"name": ""})

    said = [record.getMessage() for record in caplog.records]
    what, who = zip(*(line.split(", caller ") for line in said), strict=True)
    assert what == (
        "shop.create refused: 401 unauthenticated",
        "shop.create refused: 401 unauthenticated",
        "shop.audit refused: 403 not-permitted",
        "shop.audit refused: 403 not-permitted",
        "wish.create refused: 429 rate-limited",
    )
    assert who[2] == who[3] != who[0] == who[4]
    for secret in ("Erika", "192.0.2.1", "geheim", manager_key.partition(".")[0]):
        assert secret not in "".join(said)
