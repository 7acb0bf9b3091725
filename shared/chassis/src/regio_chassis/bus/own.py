"""A service's own channel, read like a sister's: by a projection of what the service itself has stated."""

import asyncio
import logging

from faststream.redis import RedisBroker
from redis.asyncio import Redis

from regio_chassis.bus.incoming import Incoming
from regio_chassis.bus.log import EventLog, grew
from regio_chassis.bus.relay import breath
from regio_chassis.bus.subscription import BATCH, Subscription
from regio_chassis.bus.tables import BusTables
from regio_chassis.database import Database

log = logging.getLogger(__name__)

PAUSE_SECONDS = 1.0


class OwnChannel(Subscription):
    """The log stands in the same database, so that neither Redis nor a feed is needed, and there are no holes."""

    def __init__(
        self, incoming: Incoming, database: Database, tables: BusTables, *, redis: "Redis", own: EventLog
    ) -> None:
        super().__init__(incoming, database, tables, redis=redis, feed=None)
        self._log = own
        self._watching = False

    @property
    def reading(self) -> bool:
        """Whether the loop lives."""
        return self._watching

    def listen(self, broker: RedisBroker) -> None:
        """Nothing comes from Redis."""

    async def watch(self) -> None:
        """Apply what the log has behind the stored position, again and again."""
        self._watching = True
        try:
            while not self.closing:
                # Taken before looking, so that what is committed meanwhile is not waited for.
                growth = self._log.growth
                try:
                    before = self.incoming.counters.applied
                    await self.catch_up()
                    await asyncio.sleep(breath(self.incoming.counters.applied - before))
                    await grew(growth, PAUSE_SECONDS)
                except Exception as error:
                    # As for a sister's channel: what fails for good was parked and does not raise.
                    log.warning("%s: %s, trying again", self.channel, type(error).__name__, exc_info=True)
                    await asyncio.sleep(PAUSE_SECONDS)
        finally:
            self._watching = False

    async def catch_up(self) -> None:
        """Apply everything that can be read by now; returns when it is durable."""
        while not self.closing:
            _, position = await self.position()
            head, entries = await self._log.after("events", position, limit=BATCH)
            self.top = head.positions["events"]
            if not entries:
                return
            await self._apply(entries, asked=True, waits=True)
