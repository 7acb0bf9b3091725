"""Thirty-three tokens in the name of two real issuers, sent to a real service."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from issuers import LiveIssuer
from oidc_stage import browser_of, ended, serving
from token_cases import FAIL, HOLD

from regio_chassis.access import Role, add_grant


@pytest.fixture
async def app(issuer: LiveIssuer, tmp_path: Path) -> AsyncIterator[FastAPI]:
    made = await serving(f"sqlite:///{tmp_path}/network.db", issuer.url)
    async with made.state.running.database.begin() as tx:
        await add_grant(tx, issuer.url, "anna", Role.CHAMBER)
    yield made
    await ended(made)


@pytest.fixture
async def http(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with browser_of(app) as client:
        yield client


def test_there_are_thirty_three() -> None:
    assert len(HOLD) + len(FAIL) == 33


async def sent(http: httpx.AsyncClient, presented: str | bytes) -> httpx.Response:
    raw = presented if isinstance(presented, bytes) else presented.encode()
    return await http.get("/api/v1/grants", headers=[(b"authorization", b"Bearer " + raw)])


async def test_what_holds_opens_and_nothing_else_does(http: httpx.AsyncClient, issuer: LiveIssuer) -> None:
    answers = {name: await sent(http, case(issuer)) for name, case in {**HOLD, **FAIL}.items()}

    found = {name: answer.status_code for name, answer in answers.items()}
    assert found == dict.fromkeys(HOLD, 200) | dict.fromkeys(FAIL, 401)
    for name in FAIL:
        refused = answers[name]
        assert refused.headers["content-type"] == "application/problem+json", name
        assert refused.headers["www-authenticate"].startswith("Bearer"), name


async def test_a_good_token_before_and_after_changes_nothing(http: httpx.AsyncClient, issuer: LiveIssuer) -> None:
    await sent(http, HOLD["a good token"](issuer))

    again = [(await sent(http, FAIL[name](issuer))).status_code for name in ("half a signature", "algorithm none")]

    assert again == [401, 401]


async def test_no_refusal_quotes_the_token(http: httpx.AsyncClient, issuer: LiveIssuer) -> None:
    for name, case in FAIL.items():
        presented = case(issuer)
        text = (await sent(http, presented)).text
        raw = presented.decode(errors="replace") if isinstance(presented, bytes) else presented
        assert all(piece not in text for piece in raw.split(".") if len(piece) > 8), name
