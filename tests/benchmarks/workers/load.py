"""A load client: raw sockets, so that it takes little of the machine that it shares with what it measures."""

import asyncio
import time
from collections import Counter

import httptools
from tests.benchmarks.facts import offer_id
from tests.benchmarks.workers import Commands, Places, obey

MILLISECONDS = 1000
_CHUNK = 1 << 18


async def client(_: Places) -> Commands:
    return {"post": post, "send": send}


async def post(port: int, path: str, headers: str, first: int, seconds: float, connections: int) -> dict[str, object]:
    """The same for POST without a body."""
    return await send("POST", port, path, headers, "", seconds, connections, first)


async def send(
    method: str, port: int, path: str, headers: str, body: str, seconds: float, connections: int, first: int = 0
) -> dict[str, object]:
    """
    ``connections`` callers, each with one request at a time for ``seconds``; ``{id}`` in ``path`` is never the same.

    Returns when it began, how many answers there were by status, and how long they took, in milliseconds.
    """
    numbers = iter(range(first, first + 10_000_000))
    statuses = Counter[str]()
    took: list[float] = []
    opened = [await asyncio.open_connection("127.0.0.1", port) for _ in range(connections)]
    content = body.encode()
    length = f"Content-Length: {len(content)}\r\n" if content or method == "POST" else ""
    rest = f" HTTP/1.1\r\nHost: localhost\r\n{length}{headers}\r\n".encode() + content
    began = time.monotonic()

    async def caller(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while (asked := time.monotonic()) < began + seconds:
            address = path.replace("{id}", str(offer_id(next(numbers)))) if "{id}" in path else path
            writer.write(f"{method} {address}".encode() + rest)
            statuses[await _answer(reader)] += 1
            took.append((time.monotonic() - asked) * MILLISECONDS)
        writer.close()

    await asyncio.gather(*(caller(*connection) for connection in opened))
    took.sort()
    return {
        "began": began,
        "ended": time.monotonic(),
        "statuses": dict(statuses),
        "p50": took[len(took) // 2],
        "p99": took[len(took) * 99 // 100],
    }


class _Whole:
    """Knows when an answer is there as a whole, chunked or not."""

    def __init__(self) -> None:
        self.done = False

    def on_message_complete(self) -> None:
        self.done = True


async def _answer(reader: asyncio.StreamReader) -> str:
    whole = _Whole()
    parser = httptools.HttpResponseParser(whole)
    while not whole.done:
        received = await reader.read(_CHUNK)
        if not received:
            raise ConnectionError("the server closed the connection")
        parser.feed_data(received)
    return str(parser.get_status_code())


if __name__ == "__main__":
    obey(client)
