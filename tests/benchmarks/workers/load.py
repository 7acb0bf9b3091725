"""A load client: raw sockets, so that it takes little of the machine that it shares with what it measures."""

import asyncio
import time
from collections import Counter

from tests.benchmarks.facts import offer_id
from tests.benchmarks.workers import Commands, Places, obey

MILLISECONDS = 1000


async def client(_: Places) -> Commands:
    return {"post": post}


async def post(port: int, path: str, headers: str, first: int, seconds: float, connections: int) -> dict[str, object]:
    """
    ``connections`` callers, each with one request at a time for ``seconds``; ``{id}`` in ``path`` is never the same.

    Returns when it began, how many answers there were by status, and how long they took, in milliseconds.
    """
    numbers = iter(range(first, first + 10_000_000))
    statuses = Counter[str]()
    took: list[float] = []
    opened = [await asyncio.open_connection("127.0.0.1", port) for _ in range(connections)]
    began = time.monotonic()

    async def caller(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while (asked := time.monotonic()) < began + seconds:
            address = path.replace("{id}", str(offer_id(next(numbers))))
            writer.write(f"POST {address} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n{headers}\r\n".encode())
            head = await reader.readuntil(b"\r\n\r\n")
            length = head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]
            await reader.readexactly(int(length))
            statuses[head[9:12].decode()] += 1
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


if __name__ == "__main__":
    obey(client)
