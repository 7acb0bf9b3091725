"""
The relay: keeps each channel's Redis stream a copy of the log's tail.

Entry ids are positions, so Redis itself refuses a repeat: any number of relays may run, and a retry cannot double.
After every append the relay looks at the stream's length and ends in the same MULTI; a copy that is not the dense tail
of the log (FLUSHALL, failover, deleted entries, a restart without disk) is made anew. What the stream holds decides
what is sent; nothing about it is stored.
"""

import asyncio
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import RedisError, ResponseError, WatchError

from regio_chassis.bus.connection import Command, in_one
from regio_chassis.bus.crash import crash_point
from regio_chassis.bus.entries import CHANNELS, Channel, Entry, Head, Page
from regio_chassis.bus.log import EventLog, grew
from regio_chassis.tracing import Tracing

log = logging.getLogger(__name__)

BATCH = 500
ANSWER_SECONDS = 5.0
"""How long Redis may take for a batch."""
BREATH_SECONDS = 0.02
"""The most that lies between two passes when much happens: each has more to do then, for us and for who listens."""
FIELD = "__data__"
"""The one field of an entry; FastStream looks for it by this name."""
NO_STREAM = -1
"""In place of a last position: what stands at the key is not ours to continue."""


@dataclass
class Relayed:
    """What is known of one stream; None is not known (Redis away), never 0."""

    top: int | None = None
    remade: int = 0
    sent: int = 0


@dataclass
class _State:
    first: int
    last: int
    length: int
    epoch_first: bytes = b""

    def copies(self, head: Head, channel: Channel, keep: int) -> bool:
        """Whether this is the dense tail of the log, of at least ``keep`` entries, in the log's epoch."""
        position = head.positions[channel]
        if self.length == 0:
            return self.last == 0
        dense = self.length == self.last - self.first + 1
        return (
            dense
            and self.last <= position
            and self.first <= max(1, position - keep + 1)
            and (b'"epoch":%d,' % head.epoch in self.epoch_first)
        )


@dataclass
class Relay:
    """Sends what the log has to the service's two streams; each holds at least ``keep`` entries."""

    service: str
    redis: "Redis"
    bulk: "Redis"
    """The same server without a limit for each answer: setting a clock 500 times takes longer than reading them."""
    events: EventLog
    keep: int
    pause: float
    tracing: Tracing = field(default_factory=Tracing)
    channels: dict[Channel, Relayed] = field(default_factory=lambda: {channel: Relayed() for channel in CHANNELS})

    def stream(self, channel: Channel) -> str:
        """The Redis key of a channel, e.g. ``campaign.events``."""
        return f"{self.service}.{channel}"

    async def run(self) -> None:
        """Relay until the log is closed; survives everything else."""
        delay, idle, rested = 0.0, True, float("-inf")
        loop = asyncio.get_running_loop()
        # Not only until cancelled: a Redis client that loses its server swallows a cancellation now and then.
        while not self.events.closing:
            await asyncio.sleep(max(0.0, rested - loop.time()))
            began, before = loop.time(), self.channels["events"].sent
            growth = self.events.growth
            try:
                await self.once(idle=idle)
                rested = began + breath(self.channels["events"].sent - before)
                delay = 0.0
            except (RedisError, OSError) as error:
                for relayed in self.channels.values():
                    relayed.top = None
                delay = min(1.0, delay * 2 or 0.05)
                log.warning("relay of %s: %s, again in %.2f s", self.service, type(error).__name__, delay)
            except Exception:
                delay = min(5.0, delay * 2 or 0.1)
                log.exception("relay of %s failed, again in %.2f s", self.service, delay)
            idle = not await grew(growth, self.pause) if not delay else await asyncio.sleep(delay, True)

    async def once(self, *, idle: bool = True) -> None:
        """Send all there is. When ``idle``, also look whether the streams still are what they should be."""
        for channel in CHANNELS:
            if idle or self.channels[channel].top is None:
                await self._repair(channel)
        more = True
        while more:
            # Read once for both streams.
            page = await self.events.page(self.channels["events"].top or 0, limit=BATCH)
            for channel in CHANNELS:
                await self._send(channel, page)
            # What has come since then wakes the relay again.
            more = len(page.rows) == BATCH

    async def _send(self, channel: Channel, page: Page) -> None:
        """Send what ``page`` has for this channel; what it cannot tell is looked up."""
        relayed = self.channels[channel]
        if relayed.top is None:
            return await self._repair(channel)
        entries = page.entries(channel, relayed.top)
        if entries is not None:
            await self._sent(channel, page.head, entries)
            return None
        more = True
        while more and (top := relayed.top) is not None:
            head, entries = await self.events.after(channel, top, limit=BATCH)
            more = await self._sent(channel, head, entries) and len(entries) == BATCH
        return None

    async def _sent(self, channel: Channel, head: Head, entries: list[Entry]) -> bool:
        """Whether these entries now stand at the end of the stream; if not, it was repaired."""
        relayed = self.channels[channel]
        if not entries:
            return True
        top = relayed.top
        try:
            state = await self._append(channel, entries)
        except ResponseError:
            # An id was not greater than the last: another relay was faster, or somebody else wrote there. Redis
            # has appended the rest of the batch all the same.
            await self._repair(channel, checked=top)
            return False
        crash_point("after_append")
        relayed.sent += len(entries)
        if not state.copies(head, channel, self.keep):
            await self._repair(channel)
            return False
        relayed.top = state.last
        return True

    async def _append(self, channel: Channel, entries: list[Entry]) -> _State:
        with self.tracing.sending(self.stream(channel), [entry.body for entry in entries]):
            stream = self.stream(channel)
            looks: list[Command] = [("XLEN", stream), ("XRANGE", stream, "-", "+", "COUNT", 1)]
            async with asyncio.timeout(ANSWER_SECONDS):
                *_, length, oldest = await in_one(self.bulk, [*self._adding(channel, entries), *looks])
        ((first, fields),) = oldest
        return _state(length, (first, dict(zip(fields[::2], fields[1::2], strict=True))), entries[-1].position)

    def _adding(self, channel: Channel, entries: list[Entry]) -> Iterator[Command]:
        command = "XADD", self.stream(channel), "MAXLEN", "~", self.keep
        return ((*command, f"{entry.position}-0", FIELD, entry.body) for entry in entries)

    async def _repair(self, channel: Channel, *, checked: int | None = None) -> None:
        """
        Bring the stream to the log's head, step by step; each step is computed from a state that WATCH holds still.

        What the stream has behind ``checked`` is compared with the log; without it, the newest entry is.
        """
        stream, relayed = self.stream(channel), self.channels[channel]
        while True:
            async with self.redis.pipeline(transaction=True) as pipe:
                try:
                    await pipe.watch(stream)
                    state = await self._look(pipe, stream)
                    behind = max(0, state.last - 1 if checked is None else checked)
                    head, entries = await self.events.after(channel, behind, limit=BATCH)
                    there = [] if state.length == 0 else await self._there(pipe, stream, behind)
                    anew = not state.copies(head, channel, self.keep) or there != entries[: len(there)]
                    entries = entries[len(there) :]
                    if anew:
                        start = max(0, head.positions[channel] - self.keep)
                        head, entries = await self.events.after(channel, start, limit=BATCH)
                        relayed.remade += 1
                        log.warning("stream %s is not the tail of the log: made anew from %d", stream, start + 1)
                    elif not entries:
                        relayed.top = state.last
                        return
                    pipe.multi()  # type: ignore[no-untyped-call]  # redis-py left it untyped
                    if anew:
                        pipe.delete(stream)
                    for command in self._adding(channel, entries):
                        pipe.execute_command(*command)
                    with self.tracing.sending(stream, [entry.body for entry in entries]):
                        await pipe.execute()
                    relayed.sent += len(entries)
                    checked = None
                except WatchError:
                    continue

    async def _look(self, pipe: Any, stream: str) -> _State:
        try:
            information = await pipe.xinfo_stream(stream)
        except ResponseError as error:
            return _State(0, 0 if "no such key" in str(error) else NO_STREAM, 0)
        # A removed entry stays in the last generated id: nothing at or below it can be appended.
        last, oldest = _position(information["last-generated-id"]), information["first-entry"]
        return _state(information["length"], oldest, last) if oldest else _State(0, last or NO_STREAM, 0)

    async def _there(self, pipe: Any, stream: str, behind: int) -> list[Entry]:
        found = await pipe.xrange(stream, f"{behind + 1}-0", "+", count=BATCH)
        return [Entry(_position(id), fields.get(FIELD.encode(), b"")) for id, fields in found]


def breath(events: int) -> float:
    """Seconds to rest after a pass that had so many events: hardly after one, so that the next is not late."""
    return min(BREATH_SECONDS, events * BREATH_SECONDS / 5)


def _state(length: int, oldest: tuple[bytes, dict[bytes, bytes]], last: int) -> _State:
    first, fields = oldest
    return _State(_position(first), last, length, fields.get(FIELD.encode(), b""))


def _position(entry_id: bytes) -> int:
    """The position an entry id stands for; 0 for an id that none of our relays wrote."""
    milliseconds, _, number = entry_id.partition(b"-")
    return int(milliseconds) if number == b"0" else 0
