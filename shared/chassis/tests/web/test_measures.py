"""What /metrics says of requests: kinds and times, and nothing of who or what."""

from uuid import uuid4

import httpx
import pytest
from prometheus_client import CollectorRegistry, Metric
from prometheus_client.parser import text_string_to_metric_families
from web_shop import POLICY, router

from regio_chassis.access import Authenticator
from regio_chassis.database import Database
from regio_chassis.web import Application, Edge, install


@pytest.fixture
async def client(database: Database) -> httpx.AsyncClient:
    async def nothing() -> CollectorRegistry:
        return CollectorRegistry()

    app = Application(openapi_url=None, docs_url=None, redoc_url=None)
    install(app, Edge(database, POLICY, Authenticator(None), secret=b"s" * 32), routers=[router], metrics=nothing)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://shops.test")


async def figures(client: httpx.AsyncClient) -> dict[str, Metric]:
    text = (await client.get("/metrics")).text
    return {family.name: family for family in text_string_to_metric_families(text)}


async def test_requests_are_counted_by_method_route_and_status(client: httpx.AsyncClient) -> None:
    for _ in range(3):
        await client.get("/api/v1/shops")
    await client.get(f"/api/v1/shops/{uuid4()}")
    await client.get("/nowhere")
    await client.request("BREW", "/api/v1/shops")

    found = await figures(client)

    counted = {
        (sample.labels["method"], sample.labels["route"], sample.labels["status"]): sample.value
        for sample in found["regio_http_requests"].samples
        if sample.name == "regio_http_requests_total"
    }
    assert counted["GET", "/api/v1/shops", "200"] == 3
    assert counted["GET", "/api/v1/shops/{shop_id}", "404"] == 1
    assert counted["GET", "none", "404"] == 1
    assert ("other", "none", "405") in counted or ("other", "/api/v1/shops", "405") in counted
    times = found["regio_http_request_seconds"].samples
    totals = {tuple(sample.labels.values()): sample.value for sample in times if sample.name.endswith("_count")}
    assert totals["GET", "/api/v1/shops"] == 3


async def test_no_label_has_anything_that_a_caller_sent(client: httpx.AsyncClient) -> None:
    canary = uuid4().hex
    await client.get(f"/api/v1/shops/{canary}?q={canary}", headers={"authorization": f"Bearer {canary}"})
    await client.get(f"/{canary}")
    await client.request(canary[:12].upper(), "/api/v1/shops")

    assert canary not in (await client.get("/metrics")).text.lower()
    assert canary[:12] not in (await client.get("/metrics")).text.lower()
