"""
Spans for OpenTelemetry, from the request that wrote an event to the handler in another service.

A span says which operation ran and how it ended, never about whom: its name and attributes are route templates, types
of events, channels, numbers and class names. ``Tracing`` makes none; ``spans.Spans`` does, and is imported only where a
collector is configured.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext

from fastapi import FastAPI

from regio_chassis.handling import Handled
from regio_events import Event

NOTHING = nullcontext()


class Tracing:
    """What a service without a collector does: nothing, at the places where spans would begin and end."""

    def watch(self, app: FastAPI) -> None:
        """A span for each request to ``app``."""

    def transaction(self) -> AbstractContextManager[object]:
        """A transaction with its commit."""
        return NOTHING

    def sending(self, stream: str, bodies: Sequence[bytes]) -> AbstractContextManager[object]:
        """A batch of documents that the relay appends."""
        return NOTHING

    def receiving(self, channel: str, count: int) -> AbstractContextManager[object]:
        """A batch that a subscription applies."""
        return NOTHING

    def handling(self, channel: str, run: Sequence[Handled[Event]]) -> AbstractContextManager[str | None]:
        """Events that one handler takes. Gives the ``traceparent`` of what it states because of a single one."""
        return NOTHING

    def close(self) -> None:
        """Send what waits; takes as long as the collector may take, and must not be called on the event loop."""
