"""Alive is not ready, and ready says why not."""

import asyncio

import httpx
import pytest
from prometheus_client import CollectorRegistry, Gauge

from regio_chassis.access import Authenticator
from regio_chassis.database import Database
from regio_chassis.web import Application, Edge, install
from regio_chassis.web import health as health_module


async def passes():
    return True


async def fails():
    return False


async def breaks():
    raise OSError("no route to 10.0.0.7")


async def hangs():
    await asyncio.Event().wait()
    return True


async def counted():
    registry = CollectorRegistry()
    Gauge("regio_of_the_test", "A figure", registry=registry).set(7)
    return registry


@pytest.fixture
async def client(tmp_path):
    database = Database(f"sqlite:///{tmp_path}/x.db")
    clients = []

    def make(**checks):
        app = Application(openapi_url=None, docs_url=None, redoc_url=None)
        edge = Edge(database, {}, Authenticator(None), secret=b"s" * 32)
        install(app, edge, routers=[], checks=checks, metrics=counted)
        clients.append(httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://x.test"))
        return clients[-1]

    yield make
    for one in clients:
        await one.aclose()
    await database.close()


async def test_ready_when_every_check_passes(client):
    answer = await client(database=passes, bus=passes).get("/readyz")

    assert answer.status_code == 200
    assert answer.json() == {"status": "ready", "checks": {"database": "ok", "bus": "ok"}}


async def test_not_ready_names_what_fails_and_nothing_else(client, monkeypatch):
    monkeypatch.setattr(health_module, "SECONDS", 0.05)

    answer = await client(database=passes, bus=fails, redis=breaks, issuer=hangs).get("/readyz")

    assert answer.status_code == 503
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["retry-after"] == "1"
    assert answer.json()["checks"] == {"database": "ok", "bus": "failing", "redis": "failing", "issuer": "failing"}
    assert "10.0.0.7" not in answer.text


async def test_alive_does_not_depend_on_anything(client):
    answer = await client(database=fails).get("/healthz")

    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


async def test_figures_are_in_the_prometheus_format(client):
    answer = await client().get("/metrics")

    assert answer.headers["content-type"].startswith("text/plain; version=")
    assert "regio_of_the_test 7.0" in answer.text
    assert "python_info" in answer.text


async def test_a_route_outside_the_edge_that_fails_says_nothing_either(client, monkeypatch, caplog):
    def fails(registry):
        raise RuntimeError("Kanari-4711")

    monkeypatch.setattr(health_module, "generate_latest", fails)

    answer = await client().get("/metrics")

    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "Kanari" not in answer.text + caplog.text
    assert [record.getMessage().partition(" at ")[0] for record in caplog.records] == ["RuntimeError"]
