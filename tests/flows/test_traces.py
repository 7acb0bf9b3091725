"""A trace runs from the request that wrote an event to the handler in another service, and says nothing of anybody."""

from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, format_span_id, format_trace_id
from programmes import SERVICES, TODAY, TOKEN, Templates, until

from regio_chassis.service import create_app
from regio_chassis.testing.servers import RedisServer
from regio_chassis.tracing import spans
from regio_events import Envelope

CALLER = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
CANARY = uuid4().hex
DECLARED, RECORDED = "regio.campaign.town.declared.v1", "regio.network.decision.recorded.v1"


class Two:
    """Network and campaign in this process, and the spans that each has sent."""

    def __init__(self, templates: Templates) -> None:
        self.templates = templates
        self.apps: dict[str, FastAPI] = {}
        self.exporters: dict[str, InMemorySpanExporter] = {}

    def client(self, service: str) -> httpx.AsyncClient:
        """Somebody of the service centre, with the caller's trace."""
        headers = {"Authorization": f"Bearer {self.templates.keys['sqlite' + service]}", "traceparent": CALLER}
        transport = httpx.ASGITransport(self.apps[service], raise_app_exceptions=False)
        return httpx.AsyncClient(transport=transport, base_url=f"http://{service}.test/api/v1", headers=headers)

    async def said(self, service: str, type: str) -> Envelope:
        """The newest event of ``type`` that a service has stated."""
        _, found = await self.apps[service].state.running.bus.log.after("events", 0, limit=500, type=type)
        return Envelope.model_validate_json(found[-1].body)

    def spans(self, service: str) -> Sequence[ReadableSpan]:
        """What it has sent to the collector, after it was stopped."""
        return self.exporters[service].get_finished_spans()


@pytest.fixture
def two(templates: Templates, redis_server: RedisServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Two:
    found = Two(templates)
    for name in ("network", "campaign"):
        file = tmp_path / f"{name}.db"
        file.write_bytes(templates.sqlite(name).read_bytes())
        exporter = found.exporters[name] = InMemorySpanExporter()
        monkeypatch.setattr(spans, "OTLPSpanExporter", lambda exporter=exporter, **_: exporter)
        service = SERVICES[name]
        settings: Any = {
            "database_url": f"sqlite:///{file}",
            "redis_url": redis_server.url_for(name),
            "secret": TOKEN,
            "otlp_endpoint": "http://127.0.0.1:1/v1/traces",
        }
        found.apps[name] = create_app(service, service.settings(**settings))
    return found


async def _decided(two: Two) -> None:
    """A decision over HTTP in the network, and the participation that it makes in the campaign; then both stop."""
    async with AsyncExitStack() as stack:
        for app in two.apps.values():
            await stack.enter_async_context(app.router.lifespan_context(app))
        network = await stack.enter_async_context(two.client("network"))
        campaign = await stack.enter_async_context(two.client("campaign"))
        (item,) = (await network.get("/agenda-items?status=discussed&limit=1")).json()["items"]
        decision = {
            "item_id": item["id"],
            "kind": "join_campaign",
            "title": f"Beschluss {CANARY}",
            "town_keys": ["apolda"],
            "edition_year": TODAY.year,
            "effective_on": TODAY.isoformat(),
            "votes": {"yes": ["apolda", "gotha"]},
        }
        assert (await network.post("/decisions", json=decision)).status_code == 201
        assert (await network.get(f"/decisions/{CANARY}?secret={CANARY}")).status_code >= 400
        assert (await network.get(f"/decisions/{uuid4()}")).status_code == 404

        async def joined() -> bool:
            return bool((await campaign.get("/town-participations?town=apolda")).json()["items"])

        await until(joined, seconds=20)


def _only(spans: Sequence[ReadableSpan], name: str) -> ReadableSpan:
    (found,) = [span for span in spans if span.name == name]
    return found


def _parent(span: ReadableSpan) -> str:
    assert span.parent is not None
    return format_span_id(span.parent.span_id)


async def test_one_trace_from_a_request_to_what_another_service_made_of_it(two: Two) -> None:
    await _decided(two)

    posted = _only(two.spans("network"), "POST /api/v1/decisions")
    handled = _only(two.spans("campaign"), f"process {RECORDED}")
    trace = CALLER.split("-")[1]
    recorded, declared = await two.said("network", RECORDED), await two.said("campaign", DECLARED)
    assert _traced(posted) == _traced(handled) == trace
    assert (_parent(posted), _parent(handled)) == (CALLER.split("-")[2], format_span_id(posted.context.span_id))
    # What the events carry is where they continue: under the request, and under the handling.
    assert recorded.traceparent == f"00-{trace}-{format_span_id(posted.context.span_id)}-01"
    assert declared.traceparent == f"00-{trace}-{format_span_id(handled.context.span_id)}-01"
    assert (posted.kind, handled.kind) == (SpanKind.SERVER, SpanKind.CONSUMER)
    # The transaction belongs to the request; the relay's batch and the subscription's are linked to it.
    (transaction,) = [span for span in two.spans("network") if span.parent == posted.context]
    assert transaction.name == "transaction"
    assert posted.context.span_id in _linked(two.spans("network"), "send network.events")
    assert posted.context.span_id in _linked(two.spans("campaign"), "process network.events")


async def test_no_span_has_anything_that_somebody_sent(two: Two) -> None:
    await _decided(two)

    written = [span.to_json() for name in two.apps for span in two.spans(name)]
    key = two.templates.keys["sqlitenetwork"]
    names = {span.name for name in two.apps for span in two.spans(name)}
    assert "GET /api/v1/decisions/{id}" in names
    assert not [text for text in written if CANARY in text or key in text or "apolda" in text.lower()]
    attributes = {name for service in two.apps for span in two.spans(service) for name in span.attributes or {}}
    assert attributes - {"error.type"} == {  # what stopping interrupts has failed
        "cloudevents.event_type",
        "http.request.method",
        "http.response.status_code",
        "http.route",
        "messaging.batch.message_count",
        "messaging.destination.name",
        "messaging.operation.name",
        "messaging.operation.type",
        "messaging.system",
    }


def _traced(span: ReadableSpan) -> str:
    return format_trace_id(span.context.trace_id)


def _linked(spans: Sequence[ReadableSpan], name: str) -> list[int]:
    return [link.context.span_id for span in spans if span.name == name for link in span.links]
