"""What a span says when something fails, and that spans arrive at a collector."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode
from starlette.types import Message, Receive, Scope, Send

from regio_chassis.handling import Single
from regio_chassis.tracing.spans import Spans, Traced, spans_to
from regio_events import Envelope
from regio_events.network import DecisionRecorded
from regio_events.samples import sample, sample_document

SAID = "Herr Müller, Bahnhofstraße 1"


@pytest.fixture
def exporter() -> InMemorySpanExporter:
    return InMemorySpanExporter()


@pytest.fixture
def spans(exporter: InMemorySpanExporter) -> Spans:
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    return Spans(provider)


@pytest.fixture
def collector() -> Iterator[tuple[str, list[ExportTraceServiceRequest]]]:
    """The address of something that takes OTLP over HTTP, and what it was sent."""
    got: list[ExportTraceServiceRequest] = []

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append(ExportTraceServiceRequest.FromString(self.rfile.read(int(self.headers["content-length"]))))
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Collector)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/v1/traces", got
    server.shutdown()
    thread.join()
    server.server_close()


def failed(span: ReadableSpan) -> bool:
    return span.status.status_code is StatusCode.ERROR


def test_what_a_failed_handler_said_is_in_no_span(spans: Spans, exporter: InMemorySpanExporter) -> None:
    handled = Single(sample(DecisionRecorded), Envelope.model_validate_json(sample_document(DecisionRecorded)))

    with (
        pytest.raises(ValueError, match=SAID),
        spans.receiving("network.events", 1),
        spans.handling("network.events", [handled]),
    ):
        raise ValueError(SAID)

    found = exporter.get_finished_spans()
    assert [span.name for span in found] == [f"process {DecisionRecorded.type}", "process network.events"]
    assert all(failed(span) and (span.attributes or {})["error.type"] == "ValueError" for span in found)
    assert not any("Müller" in span.to_json() or span.events for span in found)


async def test_a_request_that_breaks_is_an_error_without_words(spans: Spans, exporter: InMemorySpanExporter) -> None:
    async def breaks(scope: Scope, receive: Receive, send: Send) -> None:
        raise ValueError(SAID)

    async def receive() -> Message:
        raise AssertionError

    async def send(message: Message) -> None:
        raise AssertionError

    scope = {"type": "http", "method": "BREW", "path": f"/{SAID}", "query_string": SAID.encode(), "headers": []}
    with pytest.raises(ValueError, match=SAID):
        await Traced(breaks, spans)(scope, receive, send)

    (span,) = exporter.get_finished_spans()
    assert (span.name, failed(span)) == ("other", True)
    assert "Müller" not in span.to_json()


@pytest.mark.parametrize(
    "sent", ["", "00-" + "0" * 32 + "-00f067aa0ba902b7-01", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01x"]
)
def test_a_caller_who_sends_no_trace_context_begins_a_new_trace(
    spans: Spans, exporter: InMemorySpanExporter, sent: str
) -> None:
    with spans.request("GET", sent):
        pass

    (span,) = exporter.get_finished_spans()
    assert span.parent is None


def test_spans_arrive_at_the_collector(collector: tuple[str, list[ExportTraceServiceRequest]]) -> None:
    address, got = collector
    spans = spans_to(address, "network", "1.0.0")

    with spans.sending("network.events", [b"{}", b"{}"]):
        pass
    spans.close()

    (sent,) = [resource for request in got for resource in request.resource_spans]
    named = {each.key: each.value.string_value for each in sent.resource.attributes}
    (span,) = sent.scope_spans[0].spans
    assert (named["service.namespace"], named["service.name"]) == ("regio", "network")
    assert span.name == "send network.events"
