"""
A subscription: FastStream reads another service's channel, batches go to the database in order, holes are filled first.

There is no consumer group, so nothing in Redis can be lost, stuck or stolen: the position lives in the subscriber's own
database, in the transaction of what the events changed.
"""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress
from typing import cast

import httpx
from faststream.redis import RedisBroker, StreamSub
from faststream.redis.message import ConsumerProtocol, RedisBatchStreamMessage
from faststream.redis.subscriber.usecases.stream_subscriber import StreamBatchSubscriber
from pydantic_core import from_json, to_json
from redis.asyncio import Redis
from redis.exceptions import RedisError, ResponseError
from sqlalchemy import select

from regio_chassis.bus.crash import crash_point
from regio_chassis.bus.entries import Entry
from regio_chassis.bus.incoming import Applied, Incoming
from regio_chassis.bus.reading import readable
from regio_chassis.bus.relay import FIELD
from regio_chassis.bus.tables import BusTables
from regio_chassis.database import Database
from regio_events import Envelope

log = logging.getLogger(__name__)

BATCH = 500
NO_ACKNOWLEDGEMENT = cast("ConsumerProtocol", None)
"""Without a group there is nothing to acknowledge; FastStream asks for the consumer only to do that."""
BLOCK_MILLISECONDS = 1000
_FIELD = FIELD.encode()


class FeedUnavailable(Exception):
    """The owner's feed did not answer with what is missing."""


class Subscription:
    """Keeps one channel of a sister service applied, however Redis, the owner and this process behave."""

    def __init__(
        self,
        incoming: Incoming,
        database: Database,
        tables: BusTables,
        *,
        redis: "Redis",
        feed: httpx.AsyncClient | None,
    ) -> None:
        self.channel = incoming.channel
        self.incoming = incoming
        self.top: int | None = None
        self.closing = False
        self._database = database
        self._redis = redis
        self._feed = feed
        self._stored = select(tables.position).where(tables.position.c.channel == self.channel)
        self._reader: StreamBatchSubscriber | None = None
        self._turn = asyncio.Lock()
        self._stood = -1

    @property
    def reading(self) -> bool:
        """Whether FastStream's reading loop lives."""
        return self._reader is not None and bool(self._reader.running) and any(not t.done() for t in self._reader.tasks)

    def listen(self, broker: RedisBroker) -> None:
        """Declare the reading loop; ``watch`` starts it."""
        stream = StreamSub(
            self.channel, batch=True, max_records=BATCH, polling_interval=BLOCK_MILLISECONDS, last_id="0-0"
        )
        self._reader = broker.subscriber(stream=stream, parser=_untouched, decoder=_entries, no_reply=True)
        self._reader(self.deliver)

    async def watch(self) -> None:
        """Start the reader where the database stands, and again when it died; fill what the stream no longer gives."""
        while not self.closing:
            try:
                await self._look()
            except (RedisError, OSError, TimeoutError) as error:
                self.top = None
                log.warning("%s: %s, trying again", self.channel, type(error).__name__)
            except Exception:
                log.exception("%s: supervision failed, trying again", self.channel)
            await asyncio.sleep(0.5 if self.reading else 0.2)

    async def _look(self) -> None:
        reader = self._reader
        assert reader is not None
        epoch, stored = await self.position()
        await self._redis.ping()
        if not self.reading:
            with suppress(Exception):
                await reader.stop()
            reader.last_id = reader.read_id = f"{stored}-0"
            await reader.start()
        self.top, newest = await self._end()
        read = int(reader.last_id.split("-")[0])
        if self._turn.locked():
            return
        if newest is not None and newest.epoch > epoch:
            reader.last_id = "0-0"
        elif self.top < read:
            # Made anew, or rid of foreign entries: what comes next may stand below what was read.
            reader.last_id = f"{stored}-0"
        elif self.top > stored and read >= self.top and self._stood == stored:
            # It has not moved since the last look: what was read is not just on its way.
            await self.deliver([])
        self._stood = stored

    async def _end(self) -> tuple[int, Envelope | None]:
        """The last id the stream gave out, and its newest entry if that can be read."""
        try:
            information = await self._redis.xinfo_stream(self.channel)
        except ResponseError:
            return 0, None
        newest = information["last-entry"]
        return _number(information["last-generated-id"]), readable(_entry(*newest)) if newest else None

    async def position(self) -> tuple[int, int]:
        """Epoch and position of the last event whose effects are in the database."""
        async with self._database.reading() as reading:
            row = (await reading.execute(self._stored)).one_or_none()
        return (1, 0) if row is None else (row.epoch, row.position)

    async def deliver(self, entries: Sequence[Entry]) -> None:
        """Apply a batch, and before it whatever lies between; on SQLite it is still being committed on return."""
        delay = 0.0
        async with self._turn:
            while not self.closing:
                try:
                    applied = await self._apply(entries)
                    if applied.missing_before is None and (entries or applied.position >= (self.top or 0)):
                        return
                    await self._fill(applied.position)
                    if not entries:
                        return
                    delay = 0.0
                except FeedUnavailable as unavailable:
                    # The position stays, so nothing is skipped; the supervisor tries again when it looks.
                    log.warning("%s", unavailable)
                    return
                except Exception as error:
                    # Holding the channel is right for what may pass; what fails for good was parked and does not raise.
                    delay = min(2.0, delay * 2 or 0.02)
                    log.warning("%s: %s, again in %.2f s", self.channel, type(error).__name__, delay, exc_info=True)
                    await asyncio.sleep(delay)

    async def _apply(self, entries: Sequence[Entry], *, asked: bool = False, waits: bool = False) -> Applied:
        with self._database.tracing.receiving(self.channel, len(entries)):
            read = self.incoming.read(entries)
            # What is lost with the position comes again, and leaves no hole.
            async with self._database.begin(again=not waits) as tx:
                applied = await self.incoming.apply(tx, read, asked=asked)
                crash_point("before_position_commit")
        crash_point("after_position_commit")
        return applied

    async def _fill(self, position: int) -> None:
        """
        Apply what comes behind ``position``, from the stream where it is readable there, else from the owner's feed.

        Raises:
            FeedUnavailable: neither has it now.
        """
        self.incoming.counters.gaps += 1
        entries = await self._from_stream(position)
        ask = not entries or entries[0].position != position + 1 or readable(entries[0]) is None
        if ask:
            entries = await self._from_feed(position)
        if (await self._apply(entries, asked=ask)).position == position:
            raise FeedUnavailable(f"{self.channel} has nothing behind {position}")

    async def _from_stream(self, position: int) -> list[Entry]:
        found: list[tuple[bytes, dict[bytes, bytes]]] | None
        try:
            found = await self._redis.xrange(self.channel, f"{position + 1}-0", "+", count=BATCH)  # type: ignore[assignment]
        except ResponseError:
            return []
        return [_entry(id, fields) for id, fields in found or []]

    async def _from_feed(self, position: int) -> list[Entry]:
        if self._feed is None:
            raise FeedUnavailable(f"no feed is configured for {self.channel}")
        query: dict[str, str | int] = {"channel": "events", "after": position, "limit": BATCH}
        try:
            answer = await self._feed.get("/api/v1/events", params=query)
        except httpx.HTTPError as error:
            raise FeedUnavailable(f"the feed of {self.channel} does not answer: {type(error).__name__}") from error
        if answer.status_code != 200:
            raise FeedUnavailable(f"the feed of {self.channel} answered {answer.status_code}")
        return [Entry(int(document["sequence"]), to_json(document)) for document in from_json(answer.content)]


async def _untouched(message: dict[str, object]) -> RedisBatchStreamMessage:
    """Hand the raw batch through: every body is read once, by us."""
    return RedisBatchStreamMessage(raw_message=message, body=b"", group=None, consumer=NO_ACKNOWLEDGEMENT)


async def _entries(message: RedisBatchStreamMessage) -> list[Entry]:
    raw = message.raw_message
    return [_entry(id, fields) for id, fields in zip(raw["message_ids"], raw["data"], strict=True)]


def _entry(id: bytes, fields: dict[bytes, bytes]) -> Entry:
    return Entry(_number(id), fields.get(_FIELD, b""))


def _number(id: bytes) -> int:
    return int(id.split(b"-")[0])
