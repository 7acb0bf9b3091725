"""A code lets one person in, once, for a fortnight; guessing is slow, and nothing but a POST uses one up."""

import asyncio
import logging
import re
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from httpx import ASGITransport, AsyncClient
from placement_examples import NOW
from placement_world import YEAR, People, World
from pypdf import PdfReader
from sqlalchemy import select

from placement.app import create_app
from placement.domain.base import Row
from placement.domain.codes import AccessCode
from regio_chassis.access import Role
from regio_chassis.access.codes import ALPHABET, new_code, read_code, written_code
from regio_chassis.audit.tables import AUDIT
from regio_chassis.rows import table_of

ENTRY = "/api/v1/code-sessions"
OWN_PAGE = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
async def school(people: People, world: World):
    return await people.person(Role.SCHOOL, "lessing")


@pytest.fixture
async def pupil(school):
    body = {"school_key": "lessing", "school_year": YEAR, "name": "8a"}
    cohort = (await school.post("/api/v1/cohorts", json=body)).json()["id"]
    body = {"cohort_id": cohort, "given_name": "Mia", "family_name": "Böhme"}
    return (await school.post("/api/v1/pupils", json=body)).json()


@pytest.fixture
async def stranger(app):
    """Somebody in front of a browser, from an address of their own each time it is asked for."""
    clients = []

    def at(address: str = "192.0.2.1", through=app) -> AsyncClient:
        transport = ASGITransport(through, client=(address, 1))
        clients.append(AsyncClient(transport=transport, base_url="https://placement"))
        return clients[-1]

    yield at
    for client in clients:
        await client.aclose()


async def make_code(school, pupil, **body) -> str:
    made = await school.post(f"/api/v1/pupils/{pupil['id']}/codes", json=body)
    assert made.status_code == 201, made.text
    return made.json()["code"]


def later(app, **passed: float) -> None:
    app.state.edge = replace(app.state.edge, now=lambda: NOW + timedelta(**passed))


def test_a_code_has_sixty_bits_and_is_read_however_it_is_typed():
    code = new_code()

    assert len(code) == 12
    assert len(ALPHABET) == 32
    assert read_code(written_code(code)) == read_code(f" {code.lower()} ") == code
    assert read_code("oil0-1111-1111") == "011011111111"
    assert [read_code(wrong) for wrong in ("", "1" * 11, "1" * 13, "U" * 12, "Ä" * 12, "1" * 11 + "\u0660")] == [
        None
    ] * 6


async def test_a_code_opens_a_session_for_one_pupil_and_nothing_else(school, pupil, stranger, people):
    other = await school.post(
        "/api/v1/pupils", json={"cohort_id": pupil["cohort_id"], "given_name": "Ole", "family_name": "B"}
    )
    browser = stranger()

    used = await browser.post(ENTRY, json={"code": await make_code(school, pupil)})

    assert (used.status_code, used.json()) == (201, {"role": "pupil", "pupil_id": pupil["id"]})
    cookie = used.headers["set-cookie"]
    assert cookie.startswith("__Host-placement-")
    assert {"HttpOnly", "Secure", "SameSite=lax", "Path=/"} <= set(cookie.split("; "))
    assert (await browser.get(f"/api/v1/pupils/{pupil['id']}")).json()["given_name"] == "Mia"
    assert (await browser.get(f"/api/v1/pupils/{other.json()['id']}")).status_code == 404
    for closed in (
        "/api/v1/pupils",
        "/api/v1/cohorts",
        "/api/v1/break-glass",
        f"/api/v1/pupils/{pupil['id']}/guardians",
    ):
        assert (await browser.get(closed)).status_code == 403
    own = f"/api/v1/pupils/{pupil['id']}"
    assert (await browser.patch(own, json={"note": "x"}, headers={"If-Match": "*", **OWN_PAGE})).status_code == 403


async def test_a_guardians_code_makes_a_guardian(school, pupil, stranger):
    path = f"/api/v1/pupils/{pupil['id']}/guardians"
    guardian = (await school.post(path, json={"given_name": "Karin", "family_name": "Böhme"})).json()
    code = await make_code(school, pupil, guardian_id=guardian["id"])

    used = await stranger().post(ENTRY, json={"code": code})

    assert used.json() == {"role": "guardian", "pupil_id": pupil["id"]}


async def test_of_two_at_once_exactly_one_gets_in(school, pupil, stranger, app, new_database_url):
    code = await make_code(school, pupil)
    replica = create_app(app.state.running.settings)
    replica.state.edge = replace(replica.state.edge, now=lambda: NOW)
    browsers = [stranger(f"192.0.2.{number}", through) for number, through in enumerate((app, replica) * 4, 1)]

    answers = await asyncio.gather(*(browser.post(ENTRY, json={"code": code}) for browser in browsers))

    await replica.state.running.database.close()
    await replica.state.running.issuer.aclose()
    assert sorted(answer.status_code for answer in answers) == [201] + [410] * 7
    assert sum("set-cookie" in answer.headers for answer in answers) == 1


async def test_used_expired_replaced_and_invented_codes_are_told_apart_by_nobody(school, pupil, stranger, app):
    used, replaced = await make_code(school, pupil), None
    await stranger().post(ENTRY, json={"code": used})
    replaced = await make_code(school, pupil)
    expired = await make_code(school, pupil)
    later(app, days=14)

    answers = [
        await stranger(f"192.0.2.{number}").post(ENTRY, json={"code": code})
        for number, code in enumerate((used, replaced, expired, "0000-0000-0000", "nothing like a code"), 1)
    ]

    assert {answer.status_code for answer in answers} == {410}
    assert len({answer.text for answer in answers}) == 1


async def test_a_code_is_good_until_its_last_second(school, pupil, stranger, app):
    code = await make_code(school, pupil)
    later(app, days=14, seconds=-1)

    assert (await stranger().post(ENTRY, json={"code": code})).status_code == 201


async def test_looking_at_the_page_or_the_address_uses_nothing_up(school, pupil, stranger):
    code = await make_code(school, pupil)
    browser = stranger()

    seen = [
        await browser.get("/code"),
        await browser.head("/code"),
        await browser.get(f"/code?c={code}"),
        await browser.get(ENTRY),
        await browser.put(ENTRY, json={"code": code}),
    ]

    assert [answer.status_code for answer in seen] == [200, 200, 200, 405, 405]
    assert (await browser.post(ENTRY, json={"code": code})).status_code == 201


async def test_the_page_has_no_inline_code_and_its_script_reads_the_fragment(stranger):
    browser = stranger()

    page, script = await browser.get("/code"), await browser.get("/assets/code.js")

    policy = page.headers["content-security-policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert page.headers["cache-control"] == "no-store"
    assert '<script src="/assets/code.js" defer></script>' in page.text
    assert "onsubmit" not in page.text
    assert script.status_code == 200
    for said in ("location.hash", "history.replaceState", 'method: "POST"'):
        assert said in script.text
    assert "location.search" not in script.text


async def test_the_sixth_guess_of_an_hour_is_refused_on_every_replica(pupil, stranger, app):
    replica = create_app(app.state.running.settings)
    replica.state.edge = replace(replica.state.edge, now=lambda: NOW)

    answers = [
        await stranger(through=through).post(ENTRY, json={"code": new_code()}) for through in (app, replica, app) * 2
    ]
    elsewhere = await stranger("198.51.100.1").post(ENTRY, json={"code": new_code()})
    later(app, minutes=13)
    afterwards = await stranger().post(ENTRY, json={"code": new_code()})

    await replica.state.running.database.close()
    await replica.state.running.issuer.aclose()
    assert [answer.status_code for answer in answers] == [410] * 5 + [429]
    assert 0 < int(answers[-1].headers["retry-after"]) <= 3600
    assert (elsewhere.status_code, afterwards.status_code) == (410, 410)


async def test_a_token_or_an_invented_key_does_not_buy_more_guesses(pupil, stranger, people):
    answers = []
    for number in range(6):
        browser = stranger()
        headers = {"Authorization": f"Bearer {number:016x}.invented"}
        answers.append(await browser.post(ENTRY, json={"code": new_code()}, headers=headers))

    assert [answer.status_code for answer in answers] == [401] * 5 + [429]


async def test_many_addresses_together_do_not_get_to_try_one_prefix_for_long(pupil, stranger):
    answers = [
        await stranger(f"192.0.2.{number}").post(ENTRY, json={"code": "7K2M" + new_code()[4:]}) for number in range(11)
    ]

    assert [answer.status_code for answer in answers] == [410] * 10 + [429]


async def test_a_whole_class_gets_in_from_one_address(school, pupil, stranger):
    for number in range(7):
        body = {"cohort_id": pupil["cohort_id"], "given_name": f"P{number}", "family_name": "X"}
        await school.post("/api/v1/pupils", json=body)
    sheet = await school.post(f"/api/v1/cohorts/{pupil['cohort_id']}/codes", json={"audience": "pupils"})

    answers = [await stranger().post(ENTRY, json={"code": one["code"]}) for one in sheet.json()["items"]]

    assert [answer.status_code for answer in answers] == [201] * 8


async def test_the_database_has_no_code_and_no_answer_with_one(school, pupil, stranger, database, engine):
    path = f"/api/v1/pupils/{pupil['id']}/codes"
    made, again = [await school.post(path, json={}, headers={"Idempotency-Key": "k"}) for _ in range(2)]
    code = made.json()["code"]
    assert again.json()["code"] == code
    assert again.headers["cache-control"] == "no-store"
    await stranger().post(ENTRY, json={"code": code}, headers={"Idempotency-Key": "k"})

    async with database.reading() as reading:
        rows = [
            str(dict(row._mapping))
            for table in Row.metadata.sorted_tables
            for row in await reading.execute(select(table))
        ]

    assert any("pupil_id" in row for row in rows)
    assert any("code.create" in row for row in rows)
    assert not [row for row in rows if code in row or read_code(code) in row]


async def test_a_code_is_never_in_a_log_line(school, pupil, stranger, caplog):
    caplog.set_level(logging.DEBUG)

    code = await make_code(school, pupil)
    for typed in (code, code, "7K2M-QX4T-9WBD"):
        await stranger().post(ENTRY, json={"code": typed})

    said = caplog.text + "".join(str(record.args) for record in caplog.records)
    assert code not in said
    assert read_code(code) not in said
    assert "7K2M" not in said


async def test_another_school_makes_no_codes_here(people, pupil, database):
    other = await people.person(Role.SCHOOL, "franzberg")

    answers = [
        await other.post(f"/api/v1/pupils/{pupil['id']}/codes", json={}),
        await other.post(f"/api/v1/cohorts/{pupil['cohort_id']}/codes", json={}),
    ]

    assert [answer.status_code for answer in answers] == [404, 404]
    async with database.reading() as reading:
        assert (await reading.execute(select(table_of(AccessCode)))).all() == []


async def test_a_session_is_not_opened_a_second_time_by_a_repeated_request(school, pupil, stranger):
    code = await make_code(school, pupil)
    key = {"Idempotency-Key": "k"}

    answers = [await stranger().post(ENTRY, json={"code": code}, headers=key) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [201, 410]


async def test_the_codes_of_a_class_are_printed_once_with_a_name_each_and_let_in(
    school, pupil, stranger, database, people
):
    await school.post(f"/api/v1/pupils/{pupil['id']}/guardians", json={"given_name": "Karin", "family_name": "Böhme"})
    path = f"/api/v1/cohorts/{pupil['cohort_id']}/code-slips.pdf"

    by_audience = {
        audience: await school.post(path, json={"audience": audience}) for audience in ("pupils", "guardians")
    }
    elsewhere = await (await people.person(Role.SCHOOL, "franzberg")).post(path, json={})

    assert elsewhere.status_code == 404
    for audience, name, role in (("pupils", "Mia Böhme", "pupil"), ("guardians", "Karin Böhme", "guardian")):
        printed = by_audience[audience]
        assert (printed.status_code, printed.headers["content-type"]) == (200, "application/pdf")
        assert printed.headers["cache-control"] == "no-store"
        text = "".join(page.extract_text() for page in PdfReader(BytesIO(printed.content)).pages)
        (code,) = re.findall(rf"[{ALPHABET}]{{4}}(?:-[{ALPHABET}]{{4}}){{2}}", text)
        assert name in text
        opened = await stranger().post(ENTRY, json={"code": code})
        assert (opened.status_code, opened.json()["role"]) == (201, role)
    async with database.reading() as reading:
        rows = [tuple(row) for table in Row.metadata.sorted_tables for row in await reading.execute(select(table))]
        made = (await reading.execute(select(AUDIT.c.target).where(AUDIT.c.action == "code.made"))).all()
    assert [row.target for row in made] == [f"pupil:{pupil['id']}"] * 2
    assert read_code(code) not in str(rows)
    assert code not in str(rows)
