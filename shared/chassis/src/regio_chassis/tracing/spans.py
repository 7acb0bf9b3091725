"""The spans themselves."""

import re
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from threading import Thread

from fastapi import FastAPI
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import (
    Link,
    NonRecordingSpan,
    Span,
    SpanContext,
    SpanKind,
    Status,
    StatusCode,
    TraceFlags,
    get_current_span,
    set_span_in_context,
)
from opentelemetry.util.types import AttributeValue
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from regio_chassis.handling import Handled
from regio_chassis.tracing import NOTHING, Tracing
from regio_chassis.web.measures import method_of, route_of
from regio_events import Event

_TRACEPARENT = re.compile(r"00-((?!0{32})[0-9a-f]{32})-((?!0{16})[0-9a-f]{16})-([0-9a-f]{2})")
"""Version 00, with ids that are not all zero. Source: W3C Trace Context, section 3.2."""
_IN_DOCUMENT = re.compile(rb'"traceparent":"([0-9a-f-]{55})"')
EXPORT_SECONDS = 2.0
"""How long the collector may take for a batch, also for the last one of a service that stops."""

Attributes = Mapping[str, AttributeValue]


class Spans(Tracing):
    """
    Makes the spans of one service; ``provider`` sends them.

    How many, and with which further attributes, say OpenTelemetry's own variables (``OTEL_TRACES_SAMPLER``,
    ``OTEL_RESOURCE_ATTRIBUTES``).
    """

    def __init__(self, provider: TracerProvider) -> None:
        self._provider = provider
        self._tracer = provider.get_tracer("regio_chassis")

    def watch(self, app: FastAPI) -> None:
        """Outside everything else: what is seen is what was sent."""
        app.add_middleware(Traced, spans=self)

    def request(self, method: str, traceparent: str | None) -> AbstractContextManager[Span]:
        """An HTTP request, continuing what its caller traces."""
        parent = _read(traceparent)
        return self._span(method, SpanKind.SERVER, {"http.request.method": method}, context=_under(parent))

    def transaction(self) -> AbstractContextManager[object]:
        """Within a request: a batch is one transaction, and what looks by itself every second is not worth a span."""
        around = get_current_span()
        if not isinstance(around, ReadableSpan) or around.kind is not SpanKind.SERVER:
            return NOTHING
        return self._span("transaction", SpanKind.INTERNAL, {})

    def sending(self, stream: str, bodies: Sequence[bytes]) -> AbstractContextManager[object]:
        """Linked to the requests that wrote the documents."""
        found = (_IN_DOCUMENT.search(body) for body in bodies)
        written = {each[1].decode() for each in found if each}
        attributes = _messaging("send", stream) | {"messaging.batch.message_count": len(bodies)}
        return self._span(f"send {stream}", SpanKind.PRODUCER, attributes, links=_links(written))

    def receiving(self, channel: str, count: int) -> AbstractContextManager[object]:
        """Linked to the requests that wrote the events, as these are handled."""
        if count == 0:
            return NOTHING
        attributes = _messaging("process", channel) | {"messaging.batch.message_count": count}
        return self._span(f"process {channel}", SpanKind.CONSUMER, attributes)

    @contextmanager
    def handling(self, channel: str, run: Sequence[Handled[Event]]) -> Iterator[str | None]:
        """A span for each event, in the trace of the request that wrote it."""
        batch, began = get_current_span(), time.time_ns()
        spans = []
        for envelope in (one.envelope for one in run):
            if (written := _read(envelope.traceparent)) is None:
                continue
            batch.add_link(written)
            span = self._tracer.start_span(
                f"process {envelope.type}",
                _under(written),
                SpanKind.CONSUMER,
                _messaging("process", channel) | {"cloudevents.event_type": envelope.type},
                [Link(batch.get_span_context())],
                began,
            )
            spans.append(span)
        try:
            yield _written(spans[0]) if spans and len(run) == 1 else None
        except BaseException as error:
            for span in spans:
                _failed(span, type(error).__name__)
            raise
        finally:
            ended = time.time_ns()
            for span in spans:
                span.end(ended)

    def close(self) -> None:
        """Send what waits, unless the collector takes longer than ``EXPORT_SECONDS``."""
        sending = Thread(target=self._provider.shutdown, daemon=True)
        sending.start()
        sending.join(EXPORT_SECONDS)

    @contextmanager
    def _span(
        self,
        name: str,
        kind: SpanKind,
        attributes: Attributes,
        *,
        context: Context | None = None,
        links: Sequence[Link] = (),
    ) -> Iterator[Span]:
        # Left to itself it would write the text of an exception into the span, and that may quote what people wrote.
        with self._tracer.start_as_current_span(
            name, context, kind, attributes, links, record_exception=False, set_status_on_exception=False
        ) as span:
            try:
                yield span
            except BaseException as error:
                _failed(span, type(error).__name__)
                raise


def spans_to(endpoint: str, service: str, version: str) -> Spans:
    """Spans of ``service`` that go to a collector, by OTLP over HTTP, in batches from a thread of their own."""
    resource = Resource.create({"service.namespace": "regio", "service.name": service, "service.version": version})
    provider = TracerProvider(resource=resource, shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=endpoint, timeout=EXPORT_SECONDS)))
    return Spans(provider)


class Traced:
    """
    The middleware that makes a span of every request.

    Under it the request's ``traceparent`` is the span's own, so that the events which it writes continue there.
    """

    def __init__(self, app: ASGIApp, spans: Spans) -> None:
        self.app = app
        self._spans = spans

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        status = 0

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        sent = [value.decode("latin-1") for name, value in scope["headers"] if name == b"traceparent"]
        method = method_of(scope)
        with self._spans.request(method, sent[0] if len(sent) == 1 else None) as span:
            others = [pair for pair in scope["headers"] if pair[0] != b"traceparent"]
            scope["headers"] = [*others, (b"traceparent", _written(span).encode())]
            try:
                await self.app(scope, receive, noted)
            finally:
                if route := route_of(scope):
                    span.update_name(f"{method} {route}")
                    span.set_attribute("http.route", route)
                span.set_attribute("http.response.status_code", status)
                if status >= 500:
                    _failed(span, str(status))


def _messaging(verb: str, channel: str) -> dict[str, AttributeValue]:
    return {
        "messaging.system": "redis",
        "messaging.operation.name": verb,
        "messaging.operation.type": verb,
        "messaging.destination.name": channel,
    }


def _links(written: Iterable[str]) -> list[Link]:
    return [Link(context) for each in written if (context := _read(each))]


def _read(traceparent: str | None) -> SpanContext | None:
    found = None if traceparent is None else _TRACEPARENT.fullmatch(traceparent)
    if found is None:
        return None
    trace, span, flags = (int(part, 16) for part in found.groups())
    return SpanContext(trace, span, is_remote=True, trace_flags=TraceFlags(flags))


def _under(parent: SpanContext | None) -> Context:
    # An empty context, not None: what happens to be current here is not the parent.
    return Context() if parent is None else set_span_in_context(NonRecordingSpan(parent), Context())


def _written(span: Span) -> str:
    context = span.get_span_context()
    return f"00-{context.trace_id:032x}-{context.span_id:016x}-{context.trace_flags:02x}"


def _failed(span: Span, kind: str) -> None:
    span.set_attribute("error.type", kind)
    span.set_status(Status(StatusCode.ERROR))
