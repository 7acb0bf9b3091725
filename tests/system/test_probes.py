"""Text stays text in every answer of every service, and every answer tells browsers what they may do with it."""

import io
import re
from base64 import b64encode
from collections.abc import AsyncIterator
from hashlib import sha256

import httpx
import pytest
from matrix import House, furnish
from openpyxl import Workbook
from probes import MARK, PROBE, answers, faults, plant, refusals

from regio.programmes import SERVICES
from regio_chassis.access import Role

Answers = list[tuple[str, bool, httpx.Response]]
FORMATS = {
    "campaign": {"text/csv", "text/calendar", "application/atom+xml", "application/ld+json", "application/geo+json"},
    "network": {"text/calendar", "application/pdf"},
    "placement": {"text/calendar"},
}
"""Where a probe must have arrived, else nothing was tried; XLSX and the text of a PDF are packed."""


@pytest.fixture(scope="module", params=SERVICES, ids=lambda service: service.name)
async def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    folder = tmp_path_factory.mktemp("probes")
    found = await furnish(request.param, f"sqlite:///{folder}/probes.db", folder)
    planted = await found.database.define(lambda connection: plant(connection, found.service.metadata))
    assert planted > 20
    yield found
    await found.close()


@pytest.fixture(scope="module")
async def given(house: House) -> Answers:
    return await answers(house)


def kind(answer: httpx.Response) -> str:
    return answer.headers.get("content-type", "").partition(";")[0]


async def test_what_anybody_wrote_does_nothing_in_any_answer(house: House, given: Answers) -> None:
    wrong = {name: found for name, _, answer in given if (found := faults(answer))}

    assert wrong == {}
    assert [name for name, _, answer in given if answer.status_code >= 500 and name != "/readyz"] == []
    arrived = {kind(answer) for _, _, answer in given if MARK.encode() in answer.content}
    assert FORMATS[house.service.name] | {"application/json"} <= arrived


def _sheet() -> bytes:
    book, out = Workbook(), io.BytesIO()
    book.active.append([PROBE.replace("\r\n", " ")])  # type: ignore[union-attr]  # a new book has a sheet
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("media", "body"),
    [
        ("text/html", f"<p>{PROBE}</p>".encode()),
        ("text/html", b'<a href="javascript:x()">x</a>'),
        ("text/html", b'<link rel="stylesheet" href="//elsewhere.example/a.css">'),
        ("text/csv", f'name;"{PROBE.replace(chr(34), chr(34) * 2)}"\r\n'.encode()),
        ("text/calendar", f"BEGIN:VCALENDAR\r\nSUMMARY:{PROBE}END:VCALENDAR\r\n".encode()),
        ("application/xml", b"<urlset><url><script>x()</script></url></urlset>"),
        ("image/svg+xml", b"<svg><script>x()</script></svg>"),
        ("application/pdf", b"%PDF-1.7 << /OpenAction 1 0 R >>"),
        ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _sheet()),
        ("application/unheard-of", b""),
    ],
)
def test_a_probe_that_does_something_is_found(media: str, body: bytes) -> None:
    assert faults(httpx.Response(200, headers={"content-type": media}, content=body)) != []


def own_styles(answer: httpx.Response) -> set[str]:
    """What a drawing that is opened alone may say of the styles that stand in it."""
    styles = re.findall(rb"<style>(.*?)</style>", answer.content, re.DOTALL)
    return {f"'sha256-{b64encode(sha256(style).digest()).decode()}'" for style in styles}


async def test_every_answer_tells_browsers_to_load_nothing_and_to_guess_nothing(house: House, given: Answers) -> None:
    every = [(name, answer) for name, _, answer in given] + await refusals(house)
    wrong = {}
    for name, answer in every:
        told = answer.headers
        policy = dict(part.strip().partition(" ")[::2] for part in told.get("content-security-policy", "").split(";"))
        sources = {source for allowed in policy.values() for source in allowed.split()}
        # The viewer of our own AsyncAPI document compiles schemas; it shows nobody's text.
        evaluates = {"'unsafe-eval'"} if name == "/asyncapi" else set()
        styled = own_styles(answer) if told.get("content-type") == "image/svg+xml" else set()
        sound = {
            "policy": {policy.get(part) for part in ("default-src", "frame-ancestors", "base-uri")} == {"'none'"},
            "sources": sources <= {"'none'", "'self'", "data:"} | evaluates | styled,
            "sniffing": told.get("x-content-type-options") == "nosniff",
            "referrer": told.get("referrer-policy") in {"no-referrer", "same-origin"},
            "opener": told.get("cross-origin-opener-policy") == "same-origin",
            "resource": told.get("cross-origin-resource-policy") == "same-origin",
            "transport": told.get("strict-transport-security", "").startswith("max-age="),
            "cache": bool(told.get("cache-control")),
            "nameless": not {"server", "x-powered-by", "set-cookie"} & set(told),
        }
        wrong |= {name: [what for what, held in sound.items() if not held]} if not all(sound.values()) else {}

    assert len(every) > 100
    assert wrong == {}


async def test_no_browser_keeps_what_only_some_may_read(house: House, given: Answers) -> None:
    kept = [
        name
        for name, named, answer in given
        if named and Role.ANONYMOUS not in house.policy[name] and "no-store" not in answer.headers["cache-control"]
    ]

    assert kept == []
