"""An owner as outsiders see it: a log, its feed over HTTP and its stream in Redis, all of it in the test's hands."""

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from redis import Redis

from regio_events import assemble

CHANNEL = "campaign.public"


def document(position: int, epoch: int) -> bytes:
    """One event; every fifth has a type that no package version knows."""
    kind = "stall.opened" if position % 5 == 0 else "participation.accepted"
    return assemble(
        f"regio.campaign.{kind}.v1",
        f"subject-{epoch}-{position}",
        b'{"town_key":"leinefelde","sequence":7}',
        id=UUID(int=epoch * 1000 + position),
        time=datetime(2026, 11, 22, tzinfo=UTC),
        epoch=epoch,
        position=position,
        previous=UUID(int=epoch * 1000 + position - 1) if position > 1 else None,
        correlationid=UUID(int=1),
        causationid=None,
        traceparent=None,
    )


class Owner:
    """A channel whose log is complete, and whose stream holds what the test puts there."""

    def __init__(self, redis: Redis) -> None:
        self.redis = redis
        self.log: list[bytes] = []
        self.requests: list[str] = []

    def states(self, positions: range, *, epoch: int = 1) -> None:
        self.log += [document(position, epoch) for position in positions]

    def relays(self, positions: range) -> None:
        for position in positions:
            self.redis.xadd(CHANNEL, {"__data__": self.log[position - 1]}, id=f"{position}-0")

    def has_reader_at_the_end(self) -> None:
        """Wait until a subscriber waits for the next entry."""
        self._wait(lambda: any("b" in client["flags"] for client in self.redis.client_list()))

    def has_been_read_twice(self) -> None:
        """Wait until two XREAD were answered: what the first one gave has been met."""
        self._wait(lambda: self.redis.info("commandstats").get("cmdstat_xread", {}).get("calls", 0) >= 2)

    def _wait(self, holds: Callable[[], bool]) -> None:
        deadline = time.monotonic() + 30
        while not holds():
            assert time.monotonic() < deadline, "no subscriber has come so far"
            time.sleep(0.01)

    def lines(self, positions: range, *, epoch: int = 1) -> list[str]:
        """What a subscriber prints about these events."""
        documents = [json.loads(document(position, epoch)) for position in positions]
        return [f"{int(each['sequence'])} {each['type']} {each['subject']}" for each in documents]


@contextmanager
def feed_of(owner: Owner) -> Iterator[str]:
    """Serve the owner's feed and event stream; gives the address of the service."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            owner.requests.append(self.path)
            url = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(url.query).items()}
            if query.get("channel") != "public":
                self.send_error(404)
            elif url.path.endswith("/api/v1/events/stream"):
                self._stream(int(self.headers["Last-Event-ID"] or 0))
            else:
                after = int(query["after"])
                self._send("application/cloudevents-batch+json", self._batch(after, int(query["limit"])))

        def _batch(self, after: int, limit: int) -> bytes:
            return b"[" + b",".join(owner.log[after : after + limit]) + b"]"

        def _stream(self, after: int) -> None:
            events = [b"id: %d\ndata: %b\n\n" % (n, owner.log[n - 1]) for n in range(after + 1, len(owner.log) + 1)]
            self._send("text/event-stream", b": hello\n\n" + b"".join(events))

        def _send(self, media_type: str, body: bytes) -> None:
            self.send_response(200)
            self.send_header("Content-Type", media_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/heimat-shoppen"
    finally:
        server.shutdown()
        server.server_close()


def examples(readme: str) -> dict[str, str]:
    """The runnable examples of the README by file name."""
    found = re.findall(r"^```\w+\n((?:#|//) example: (\S+)\n.*?)^```$", readme, re.MULTILINE | re.DOTALL)
    return {name: body for body, name in found}
