"""What the sources of all Python peers share: an outbox, filled ahead or message by message, and sent on command."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence

from tests.benchmarks.facts import document
from tests.benchmarks.workers import Commands
from tests.benchmarks.workers.stores import Store

PAGE = 500


class Source:
    """``send`` hands messages to the broker in whatever way its kind does."""

    def __init__(self, store: Store, send: Callable[[Sequence[bytes]], Awaitable[None]]) -> None:
        self.store = store
        self.send = send
        self.written = 0
        self.sent = 0

    def commands(self) -> Commands:
        """What the harness may ask for."""
        return {"fill": self.fill, "publish": self.publish, "trickle": self.trickle}

    async def fill(self, count: int) -> object:
        """Commit ``count`` messages without sending them; returns the number of the last."""
        for start in range(self.written, self.written + count, PAGE):
            end = min(start + PAGE, self.written + count)
            await self.store.fill([document(number) for number in range(start + 1, end + 1)])
        self.written += count
        return {"last": self.written}

    async def publish(self) -> object:
        """Send all that is in the outbox; returns when that began."""
        began = time.monotonic()
        while page := await self.store.page(self.sent, PAGE):
            await self.send([body for _, body in page])
            self.sent = page[-1][0]
        return {"began": began}

    async def trickle(self, count: int, pause: float) -> object:
        """Commit and send one message every ``pause`` seconds; returns when each was committed."""
        committed = {}
        for number in range(self.written + 1, self.written + count + 1):
            body = document(number)
            await self.store.fill([body])
            committed[number] = time.monotonic()
            await self.send([body])
            await asyncio.sleep(max(0.0, pause - (time.monotonic() - committed[number])))
        self.written += count
        self.sent = self.written
        return {"committed": committed}
