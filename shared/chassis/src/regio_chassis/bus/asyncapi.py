"""The AsyncAPI 3 document of a service, written by FastStream from the event classes."""

from collections.abc import Iterable, Mapping
from typing import Any, cast

from faststream import FastStream
from faststream.redis import RedisBroker, StreamSub
from faststream.specification import AsyncAPI
from pydantic import create_model

from regio_chassis.handling import Handlers
from regio_events import EVENT_TYPES, Envelope, Event


def asyncapi_document(service: str, title: str, description: str, handlers: Handlers) -> dict[str, Any]:
    """What ``service`` states on its two channels and what it listens to; the same for the same code, to the byte."""
    broker = RedisBroker("redis://redis:6379")
    for event in sorted(EVENT_TYPES.values(), key=lambda known: known.type):
        if event.owner == service:
            for channel in ("events", "public") if event.public else ("events",):
                broker.publisher(
                    stream=f"{service}.{channel}",
                    title=f"{service}.{channel}:{event.type}",
                    description=event.__doc__,
                    schema=_document(event),
                )
    for owner in sorted({event.owner for event in handlers} - {service}):
        handled = [event for event in handlers if event.owner == owner]
        broker.subscriber(
            stream=StreamSub(f"{owner}.events"), title=f"{owner}.events:in", description=_listed(handled)
        )(_reads)
    specification = AsyncAPI(broker, title=title, version="1.0.0", description=description, schema_version="3.0.0")
    app = FastStream(broker, specification=specification)
    return cast("dict[str, Any]", _sorted(app.schema.to_specification().to_jsonable()))


def _document(event: type[Event]) -> type[Envelope]:
    return create_model(event.type, __base__=Envelope, __doc__=event.__doc__, data=(event, ...))


async def _reads(document: Envelope) -> None:
    """Never called: it names the payload for the document."""


def _listed(events: Iterable[type[Event]]) -> str:
    return "Handles " + ", ".join(sorted(event.type for event in events))


def _sorted(value: object) -> object:
    if isinstance(value, Mapping):
        return {key: _sorted(value[key]) for key in sorted(value, key=str)}
    return [_sorted(item) for item in value] if isinstance(value, list) else value
