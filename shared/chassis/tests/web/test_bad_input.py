"""Sixty inputs that break careless services: refused with the same status on both databases, and never repeated."""

import gzip
import json

import httpx
import pytest
from web_stage import define, key_with, service_on

from regio_chassis.access import Role
from regio_chassis.database import Database

SHOPS = "/api/v1/shops"
CANARY = "Kanari4711"
GOOD = {"name": CANARY}


def raw(text: str | bytes) -> dict[str, object]:
    body = text if isinstance(text, bytes) else text.encode()
    return {"content": body, "headers": {"content-type": "application/json"}}


def field(**values: object) -> dict[str, object]:
    return {"json": GOOD | values}


def literal(value: str, *, of: str = "staff") -> dict[str, object]:
    return raw(f'{{"name":"{CANARY}","{of}":{value}}}')


POSTS = {
    # strings
    "NUL": (field(name=f"{CANARY}\0"), 422),
    "NUL escaped": (raw(f'{{"name":"{CANARY}\\u0000"}}'), 422),
    "other control character": (field(name=f"{CANARY}\x1b[31m"), 422),
    "line break in a line": (field(name=f"{CANARY}\nzwei"), 422),
    "lone high surrogate": (raw(f'{{"name":"{CANARY}\\ud800"}}'), 400),
    "lone low surrogate in a key": (raw('{"\\udc00":1}'), 400),
    "right-to-left override": (field(name=f"{CANARY}\u202egnp.exe"), 422),
    "private use character": (field(name=f"{CANARY}\ue000"), 422),
    "unassigned character": (field(name=f"{CANARY}\u0378"), 422),
    "nothing but spaces": (field(name="   "), 422),
    "nothing but zero width": (field(name="\u200b\u200d"), 422),
    "too long": (field(name=CANARY + "x" * 80), 422),
    "a number": (field(name=5), 422),
    "null": (field(name=None), 422),
    "a list": (field(name=[CANARY]), 422),
    "control character in a text": (field(note=f"{CANARY}\x07"), 422),
    # integers
    "2^31": (field(staff=2**31), 422),
    "2^63": (field(staff=2**63), 422),
    "20 digits": (literal("1" * 20), 400),
    "5000 digits": (literal("1" * 5000), 400),
    "negative": (field(staff=-1), 422),
    "5.0": (literal("5.0"), 422),
    "text of digits": (field(staff="5"), 422),
    "true": (literal("true"), 422),
    "1e400": (literal("1e400"), 400),
    "1e5": (literal("1e5"), 422),
    "NaN": (literal("NaN"), 400),
    "-Infinity": (literal("-Infinity", of="weight"), 400),
    "1e400 as a number": (literal("1e400", of="weight"), 400),
    "leading zero": (literal("007"), 400),
    "text as a number": (field(weight="1.5"), 422),
    "true as a number": (literal("true", of="weight"), 422),
    # days and instants
    "day as a number": (field(opens_on=0), 422),
    "day with a time": (field(opens_on="2026-09-11T00:00:00"), 422),
    "year 1": (field(opens_on="0001-01-01"), 422),
    "year 9999": (field(opens_on="9999-12-31"), 422),
    "31 February": (field(opens_on="2026-02-31"), 422),
    "day without hyphens": (field(opens_on="20260911"), 422),
    "day of a week": (field(opens_on="2026-W37-5"), 422),
    "instant without separators": (field(seen_at="20260911T183000Z"), 422),
    "German day": (field(opens_on="11.09.2026"), 422),
    "day in other digits": (field(opens_on="٢٠٢٦-٠٩-١١"), 422),
    "instant without a zone": (field(seen_at="2026-09-11T18:30:00"), 422),
    "instant as a number": (field(seen_at=1790000000), 422),
    "instant of the year 9999 with an offset": (field(seen_at="9999-12-31T23:59:59-14:00"), 422),
    "offset of 99 hours": (field(seen_at="2026-09-11T18:30:00+99:00"), 422),
    # shapes
    "unknown field": (field(owner=CANARY), 422),
    "primary key": (field(id="0192f0c1-7a2b-7c3d-8e4f-5a6b7c8d9e0f"), 422),
    "wrong enum": (field(kind=CANARY), 422),
    "broken UUID": (field(ref=f"{CANARY}-7a2b"), 422),
    "too many items": (field(tags=["a"] * 6), 422),
    "a list as body": (raw("[]"), 422),
    "a string as body": (raw(f'"{CANARY}"'), 422),
    "null as body": (raw("null"), 422),
    "no body": ({}, 422),
    # JSON itself
    "field twice": (raw(f'{{"name":"{CANARY}","name":"b"}}'), 400),
    "field twice, once escaped": (raw(f'{{"name":"{CANARY}","n\\u0061me":"b"}}'), 400),
    "half a document": (raw(f'{{"name":"{CANARY}'), 400),
    "two documents": (raw(f'{{"name":"{CANARY}"}}{{}}'), 400),
    "trailing comma": (raw(f'{{"name":"{CANARY}",}}'), 400),
    "comment": (raw(f'{{"name":"{CANARY}"/**/}}'), 400),
    "single quotes": (raw(f"{{'name':'{CANARY}'}}"), 400),
    "UTF-16": (raw(json.dumps(GOOD).encode("utf-16")), 400),
    "UTF-32": (raw(json.dumps(GOOD).encode("utf-32-le")), 400),
    "Latin-1": (raw(f'{{"name":"{CANARY} Müller"}}'.encode("latin-1")), 400),
    "byte order mark": (raw(b"\xef\xbb\xbf" + json.dumps(GOOD).encode()), 400),
    "surrogate in CESU-8": (raw(b'{"name":"\xed\xa0\x80"}'), 400),
    "21 levels": (raw('{"name":' + "[" * 20 + "]" * 20 + "}"), 400),
    "100,000 levels": (raw("[" * 100_000), 400),
    "brackets in a string": (field(name="Klammern", note="[" * 100), 201),
    "1 MiB and a byte": (raw(b" " * (1024 * 1024 + 1)), 413),
    # media types
    "form": ({"content": b"name=x", "headers": {"content-type": "application/x-www-form-urlencoded"}}, 415),
    "no media type": ({"content": json.dumps(GOOD).encode()}, 415),
    "XML": ({"content": b"<a/>", "headers": {"content-type": "application/xml"}}, 415),
    "JSON in another character set": (
        {"content": b"{}", "headers": {"content-type": "application/json; charset=utf-16"}},
        415,
    ),
    "gzip": (
        {
            "content": gzip.compress(json.dumps(GOOD).encode()),
            "headers": {"content-type": "application/json", "content-encoding": "gzip"},
        },
        415,
    ),
    # what is fine
    "decomposed umlaut": (field(name="Mu\u0308ller"), 201),
    "family emoji in a text": (field(name="Familie", note="👨‍👩‍👧"), 201),
    "nineteen digits": (literal("1" * 19), 422),
    "twenty levels": (raw('{"name":' + "[" * 19 + "]" * 19 + "}"), 422),
}

GETS = {
    "limit of 21 digits": ("limit=100000000000000000000", 422),
    "limit -1": ("limit=-1", 422),
    "limit 0": ("limit=0", 422),
    "limit 101": ("limit=101", 422),
    "limit 1_0": ("limit=1_0", 422),
    "limit 5.0": ("limit=5.0", 422),
    "limit with a space": ("limit=%205", 422),
    "limit twice": ("limit=1&limit=2", 422),
    "offset": ("offset=-5", 422),
    "NUL": ("q=%00", 400),
    "escape": ("q=%1b", 400),
    "line break": ("q=a%0d%0aSet-Cookie:x", 400),
    "not UTF-8": ("q=%ff", 400),
    "surrogate": ("q=%ed%a0%80", 400),
    "empty search": ("q=", 422),
    "search of 101 characters": ("q=" + "x" * 101, 422),
    "wildcard": ("q=%25", 200),
    "ordering by SQL": ("ordering=name;drop", 422),
    "8 KiB and more": ("q=" + "x" * 9000, 414),
}

PATHS = {
    "NUL in the path": (f"{SHOPS}/%00", 400),
    "broken UUID": (f"{SHOPS}/{CANARY}", 422),
    "path not UTF-8": (f"{SHOPS}/%ff", 400),
    "path traversal": (f"{SHOPS}/..%2f..%2fetc%2fpasswd", 404),
    "integer for a UUID": (f"{SHOPS}/1", 422),
    "long path": (f"{SHOPS}/" + "x" * 3000, 414),
}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def engine(request):
    """One database of each kind serves the whole table: what is refused leaves nothing behind."""
    return request.param


@pytest.fixture(scope="module")
async def chamber(engine, request, tmp_path_factory):
    if engine == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('bad')}/one.db"
    else:
        url = await request.getfixturevalue("postgres").database()
    database = Database(url)
    await define(database)
    headers = {"authorization": f"Bearer {await key_with(database, Role.CHAMBER)}"}
    transport = httpx.ASGITransport(service_on(database))
    async with httpx.AsyncClient(transport=transport, base_url="http://shops.test", headers=headers) as client:
        yield client
    await database.close()


@pytest.mark.parametrize(("request_", "status"), POSTS.values(), ids=POSTS.keys())
async def test_a_body(chamber, request_, status):
    answer = await chamber.post(SHOPS, **request_)

    refused_as(status, answer)


@pytest.mark.parametrize(("query", "status"), GETS.values(), ids=GETS.keys())
async def test_a_query(chamber, query, status):
    answer = await chamber.get(f"{SHOPS}?{query}")

    refused_as(status, answer)


@pytest.mark.parametrize(("path", "status"), PATHS.values(), ids=PATHS.keys())
async def test_a_path(chamber, path, status):
    refused_as(status, await chamber.get(path))


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ([("host", "a"), ("host", "b")], 400),
        ([("host", "a"), ("host", "a")], 400),
        ([("host", "a b")], 400),
        ([("host", "a"), ("x", "y" * 17_000)], 431),
        ([("host", "a"), *[("x", "y")] * 101], 431),
        ([("host", "a"), ("content-type", "application/json"), ("content-type", "text/plain")], 400),
        ([("host", "a"), ("if-none-match", '"' * 9)], 200),
    ],
)
async def test_a_header(chamber, headers, status):
    request = chamber.build_request("GET", SHOPS)
    kept = [("authorization", request.headers["authorization"])]
    request.headers = type(request.headers)([*kept, *headers])

    refused_as(status, await chamber.send(request))


@pytest.mark.parametrize("said", [{}, {"content-length": "0", "transfer-encoding": "chunked"}])
async def test_a_body_is_cut_while_it_comes(chamber, said):
    sent = 0

    async def endless():
        nonlocal sent
        while True:
            sent += 65536
            yield b" " * 65536

    answer = await chamber.post(SHOPS, content=endless(), headers={"content-type": "application/json"} | said)

    refused_as(413, answer)
    assert sent <= 1024 * 1024 + 3 * 65536


def refused_as(status, answer):
    assert answer.status_code == status, answer.text
    if status >= 400:
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["status"] == status
        assert CANARY not in answer.text
