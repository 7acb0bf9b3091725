"""What an operator wants to know of the bus; unknown is None, never 0."""

from dataclasses import dataclass
from datetime import datetime

from prometheus_client import CollectorRegistry, Gauge
from redis.exceptions import RedisError
from sqlalchemy import func, select

from regio_chassis.bus import Bus
from regio_chassis.bus.entries import CHANNELS
from regio_chassis.database import Database


@dataclass(frozen=True, slots=True)
class ChannelStatus:
    """One of our channels: ``lag`` events are not yet in Redis, the oldest of them for ``lag_seconds``."""

    channel: str
    epoch: int
    head: int
    top: int | None
    lag: int | None
    lag_seconds: float | None
    remade: int


@dataclass(frozen=True, slots=True)
class SubscriptionStatus:
    """A sister's channel: ``lag`` events are not yet applied, the last applied is ``lag_seconds`` old."""

    channel: str
    reading: bool
    epoch: int
    position: int
    top: int | None
    lag: int | None
    lag_seconds: float | None
    parked: int
    applied: int
    duplicates: int
    gaps: int
    unknown: int
    restarts: int


@dataclass(frozen=True, slots=True)
class BusStatus:
    """The whole bus of one service."""

    alive: bool
    channels: list[ChannelStatus]
    subscriptions: list[SubscriptionStatus]


async def look_at_streams(bus: Bus) -> None:
    """Ask Redis where the streams end, for a process that neither relays nor listens."""
    for channel, relayed in bus.relay.channels.items():
        relayed.top = await _end(bus, bus.relay.stream(channel))
    for subscription in bus.subscriptions:
        subscription.top = await _end(bus, subscription.channel)


async def _end(bus: Bus, stream: str) -> int | None:
    try:
        information = await bus.redis.xinfo_stream(stream)
    except (RedisError, OSError) as error:
        return 0 if "no such key" in str(error) else None
    return int(information["last-generated-id"].partition(b"-")[0])


async def bus_status(bus: Bus, database: Database, at: datetime) -> BusStatus:
    """Look at the log, the streams and the positions now."""
    channels = []
    async with database.reading() as reading:
        head = await bus.log.head(reading)
        parked = await reading.execute(
            select(bus.tables.parked.c.channel, func.count().label("parked")).group_by("channel")
        )
        parked_by_channel = {str(row.channel): int(row.parked) for row in parked}
        positions = {row.channel: row for row in await reading.execute(select(bus.tables.position))}
    for channel in CHANNELS:
        relayed, position = bus.relay.channels[channel], head.positions[channel]
        lag = None if relayed.top is None else max(0, position - relayed.top)
        oldest = await bus.log.oldest_behind(channel, relayed.top) if lag and relayed.top is not None else None
        seconds = None if lag is None else 0.0 if oldest is None else (at - oldest).total_seconds()
        name = bus.relay.stream(channel)
        channels.append(ChannelStatus(name, head.epoch, position, relayed.top, lag, seconds, relayed.remade))
    subscriptions = []
    for subscription in bus.subscriptions:
        row, counters = positions.get(subscription.channel), subscription.incoming.counters
        stored = 0 if row is None else row.position
        lag = None if subscription.top is None else max(0, subscription.top - stored)
        last: datetime | None = None if row is None else row.time
        subscriptions.append(
            SubscriptionStatus(
                channel=subscription.channel,
                reading=subscription.reading,
                epoch=1 if row is None else row.epoch,
                position=stored,
                top=subscription.top,
                lag=lag,
                lag_seconds=0.0 if lag == 0 else None if lag is None or last is None else (at - last).total_seconds(),
                parked=parked_by_channel.get(subscription.channel, 0),
                applied=counters.applied,
                duplicates=counters.duplicates,
                gaps=counters.gaps,
                unknown=counters.unknown,
                restarts=counters.restarts,
            )
        )
    return BusStatus(bus.alive, channels, subscriptions)


CHANNEL_GAUGES = {
    "head": "Position of the newest event in the log",
    "top": "Position of the newest entry in the Redis stream",
    "lag": "Events not yet in Redis",
    "lag_seconds": "Age of the oldest event that is not yet in Redis",
    "remade": "How often the stream was made anew from the log",
}
SUBSCRIPTION_GAUGES = {
    "position": "Position of the last applied event",
    "lag": "Events in the stream that are not yet applied",
    "lag_seconds": "Age of the last applied event while there is lag",
    "parked": "Events set aside",
    "applied": "Events handled since the start",
    "duplicates": "Repeats skipped since the start",
    "gaps": "Holes filled since the start",
    "unknown": "Events of unknown type skipped since the start",
    "restarts": "Times the channel was read again from the start",
}


def bus_metrics(status: BusStatus) -> CollectorRegistry:
    """The same as Prometheus metrics; what is not known is NaN."""
    registry = CollectorRegistry()
    for prefix, gauges, rows in (
        ("regio_channel_", CHANNEL_GAUGES, status.channels),
        ("regio_subscription_", SUBSCRIPTION_GAUGES, status.subscriptions),
    ):
        for name, text in gauges.items():
            gauge = Gauge(prefix + name, text, ["channel"], registry=registry)
            for row in rows:
                value = getattr(row, name)
                gauge.labels(row.channel).set(float("nan") if value is None else value)
    return registry
