"""The bus of one service: its log, the relay to Redis, and its subscriptions. The rules stand in ``Bus``."""

import asyncio
import logging
from collections.abc import Coroutine, Mapping

import httpx
from faststream.redis import RedisBroker
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialBackoff, NoBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import TimeoutError as RedisTimeoutError
from sqlalchemy import MetaData

from regio_chassis.bus.connection import PackedConnection
from regio_chassis.bus.incoming import Incoming
from regio_chassis.bus.log import EventLog
from regio_chassis.bus.own import OwnChannel
from regio_chassis.bus.parked import Parked
from regio_chassis.bus.relay import ANSWER_SECONDS, Relay
from regio_chassis.bus.subscription import Subscription
from regio_chassis.bus.tables import bus_tables
from regio_chassis.database import Database
from regio_chassis.handling import Handlers

__all__ = ["Bus"]


class Bus:
    """
    Each service's log in its own database is the truth. The Redis stream is a replica of it. A subscriber's position is
    stored in the subscriber's own database. So Redis may lose anything at any time, and nothing is lost or doubled.

    ``feeds`` maps a sister service to its base URL; ``tokens`` open their channels ``events``. ``keep`` is the
    least number of entries a stream holds, ``pause`` the seconds between two looks at an idle log.
    """

    def __init__(
        self,
        service: str,
        database: Database,
        metadata: MetaData,
        handlers: Handlers,
        *,
        redis_url: str,
        feeds: Mapping[str, str],
        tokens: Mapping[str, str],
        keep: int,
        pause: float = 1.0,
    ) -> None:
        self.tables = tables = bus_tables(metadata)
        self.redis = _client(redis_url, answer_seconds=ANSWER_SECONDS)
        self._bulk = _client(redis_url, answer_seconds=None)
        self.log = EventLog(database, tables)
        self.relay = Relay(service, self.redis, self._bulk, self.log, keep=keep, pause=pause, tracing=database.tracing)
        database.log = self.log
        self.broker = RedisBroker(
            redis_url,
            apply_types=False,
            logger=logging.getLogger(__name__ + ".faststream"),
            log_level=logging.DEBUG,
            socket_timeout=5,
            socket_connect_timeout=2,
            retry=Retry(ExponentialBackoff(cap=0.5, base=0.05), -1),
            retry_on_error=[RedisConnectionError, RedisTimeoutError],
        )
        self._feeds = {
            owner: httpx.AsyncClient(
                base_url=url, headers={"Authorization": f"Bearer {tokens[owner]}"}, timeout=10, trust_env=False
            )
            for owner, url in feeds.items()
        }
        self.subscriptions: list[Subscription] = []
        for owner in sorted({event.owner for event in handlers}):
            incoming = Incoming(f"{owner}.events", handlers, tables, database.tracing)
            subscription = (
                OwnChannel(incoming, database, tables, redis=self.redis, own=self.log)
                if owner == service
                else Subscription(incoming, database, tables, redis=self.redis, feed=self._feeds.get(owner))
            )
            subscription.listen(self.broker)
            self.subscriptions.append(subscription)
        self.parked = Parked(database, tables, {s.channel: s.incoming for s in self.subscriptions})
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Begin to relay and to listen; does not wait for Redis."""
        await self.broker.connect()
        work: list[Coroutine[None, None, None]] = [self.relay.run(), *(s.watch() for s in self.subscriptions)]
        self._tasks = [asyncio.create_task(coroutine) for coroutine in work]

    @property
    def alive(self) -> bool:
        """Whether relay and supervisors run; they end only when stopped."""
        return bool(self._tasks) and not any(task.done() for task in self._tasks)

    async def stop(self) -> None:
        """End everything; a batch in flight is rolled back and comes again."""
        self.log.close()
        for subscription in self.subscriptions:
            subscription.closing = True
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.broker.stop()
        for feed in self._feeds.values():
            await feed.aclose()
        await self.redis.aclose()
        await self._bulk.aclose()


def _client(url: str, *, answer_seconds: float | None) -> "Redis":
    # Sending is repeated by the relay's own loop, which looks first; a blind retry would only be refused.
    return Redis.from_url(
        url,
        connection_class=PackedConnection,
        socket_timeout=answer_seconds,
        socket_connect_timeout=2,
        retry=Retry(NoBackoff(), 0),
    )
