"""
The same log over HTTP: batches with long poll, and server-sent events.

``public`` is for anybody, ``events`` for sister services.
"""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Header, Query, Request
from starlette.responses import Response, StreamingResponse

from regio_chassis.access import Role
from regio_chassis.bus.entries import Channel, Entry
from regio_chassis.bus.log import EventLog, grew
from regio_chassis.errors import NotPermitted, Unauthenticated
from regio_chassis.web.claims import claim_of
from regio_chassis.web.exchange import edge_of
from regio_chassis.web.responses import problems

BATCH_TYPE = "application/cloudevents-batch+json"
KEEP_ALIVE_SECONDS = 15.0
NEWEST_POSITION = 2**63 - 1

ChannelName = Annotated[Literal["public", "events"], Query(description="`events` is for sister services only")]
After = Annotated[int, Query(ge=0, le=NEWEST_POSITION, description="Position behind which to begin; 0 is the start")]
EventType = Annotated[
    str | None, Query(alias="type", pattern=r"^regio\.[a-z_.]{1,100}\.v[0-9]{1,3}$", description="Only this event type")
]


def feed_router(log: EventLog) -> APIRouter:
    """The routes of the feed of one service."""
    router = APIRouter(prefix="/api/v1/events", tags=["Events"])

    @router.get(
        "",
        operation_id="event.list",
        summary="Events behind a position, oldest first",
        response_class=Response,
        responses=_ok(BATCH_TYPE, {"type": "array", "items": {"type": "object"}}) | problems(401, 403, 422),
    )
    async def events(
        request: Request,
        channel: ChannelName = "public",
        after: After = 0,
        limit: Annotated[int, Query(ge=1, le=500, description="How many at most")] = 100,
        type: EventType = None,
        wait: Annotated[float, Query(ge=0, le=25, description="Seconds to wait for the next event")] = 0,
        if_none_match: Annotated[str | None, Header(max_length=500)] = None,
    ) -> Response:
        await _may_read(request, channel)
        loop = asyncio.get_running_loop()
        deadline = loop.time() + wait
        while True:
            growth = log.growth
            head, entries = await log.after(channel, after, limit=limit, type=type)
            left = deadline - loop.time()
            if entries or left <= 0 or log.closing:
                break
            # A replica's commit wakes only its own readers: look again after a second.
            await grew(growth, min(left, 1.0))
        last = entries[-1].position if entries else max(after, 0)
        etag = f'"{head.epoch}.{last}.{len(entries)}"'
        query = f"channel={channel}&after={last}&limit={limit}" + (f"&type={type}" if type else "")
        headers = {
            "ETag": etag,
            "Link": f'<{request.scope.get("root_path", "")}/api/v1/events?{query}>; rel="next"',
            "Cache-Control": "no-cache" if channel == "public" else "no-store",
        }
        if if_none_match is not None and etag in (tag.strip() for tag in if_none_match.split(",")):
            return Response(status_code=304, headers=headers)
        return Response(b"[%b]" % b",".join(entry.body for entry in entries), media_type=BATCH_TYPE, headers=headers)

    @router.get(
        "/stream",
        operation_id="event.stream",
        summary="Events as they come, as server-sent events; `Last-Event-ID` resumes",
        response_class=StreamingResponse,
        responses=_ok("text/event-stream", {"type": "string"}) | problems(401, 403, 422),
    )
    async def stream(
        request: Request,
        channel: ChannelName = "public",
        after: After = 0,
        type: EventType = None,
        last_event_id: Annotated[int | None, Header(ge=0, le=NEWEST_POSITION)] = None,
    ) -> StreamingResponse:
        await _may_read(request, channel)
        begin = after if last_event_id is None else last_event_id
        headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
        return StreamingResponse(
            _server_sent(log, channel, begin, type), media_type="text/event-stream", headers=headers
        )

    return router


async def _server_sent(log: EventLog, channel: Channel, position: int, type: str | None) -> AsyncIterator[bytes]:
    yield b": here follow the events\n\n"
    quiet = 0.0
    while not log.closing:
        growth = log.growth
        head, entries = await log.after(channel, position, limit=100, type=type)
        for entry in entries:
            position, quiet = entry.position, 0.0
            yield _frame(entry)
        if entries:
            continue
        # Nothing of this type up to here: what comes is behind the head.
        position = max(position, head.positions[channel]) if type else position
        if not await grew(growth, 1.0):
            quiet += 1.0
        if quiet >= KEEP_ALIVE_SECONDS:
            quiet = 0.0
            yield b": still here\n\n"


def _frame(entry: Entry) -> bytes:
    return b"id: %d\ndata: %b\n\n" % (entry.position, entry.body)


async def _may_read(request: Request, channel: Channel) -> None:
    if channel == "public":
        return
    edge = edge_of(request)
    claim = await claim_of(request)
    async with edge.database.reading() as reading:
        principal = await edge.authenticator.principal(reading, claim, edge.now())
    if Role.SERVICE not in principal.roles:
        raise Unauthenticated if principal.anonymous else NotPermitted


def _ok(media_type: str, schema: dict[str, object]) -> dict[int | str, dict[str, Any]]:
    return {200: {"content": {media_type: {"schema": schema}}}}
