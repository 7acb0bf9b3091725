"""The four tables of the bus, in each service's own database."""

from dataclasses import dataclass
from functools import cache

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, LargeBinary, MetaData, String, Table, Text, Uuid

from regio_chassis.rows import UtcDateTime

# On SQLite a plain INTEGER as the key is the row's own number, and needs no index.
Position = BigInteger().with_variant(Integer, "sqlite")


@dataclass(frozen=True)
class BusTables:
    """
    ``log``: what this service has stated. A row has a position in the channel ``events``, and a second one in
    ``public`` where its class says so.
    ``head``: one row; who holds its lock may append to the log.
    ``position``: how far this service has applied each channel of others.
    ``parked``: events of others that failed, and those that wait behind them.
    """

    log: Table
    head: Table
    position: Table
    parked: Table


@cache
def bus_tables(metadata: MetaData) -> BusTables:
    """The bus tables of the service that owns ``metadata``; defined on the first call."""
    log = Table(
        "bus_log",
        metadata,
        Column("position", Position, primary_key=True, autoincrement=False),
        Column("previous", Uuid),
        Column("public_position", BigInteger, unique=True),
        Column("public_previous", Uuid),
        Column("id", Uuid, nullable=False, unique=True),
        Column("type", String(120), nullable=False),
        Column("subject", String(120), nullable=False),
        Column("public", Boolean, nullable=False),
        Column("time", UtcDateTime, nullable=False),
        Column("correlationid", Uuid, nullable=False, index=True),
        Column("causationid", Uuid),
        Column("traceparent", String(55)),
        Column("data", LargeBinary, nullable=False),
    )
    head = Table(
        "bus_head",
        metadata,
        Column("id", Integer, primary_key=True, autoincrement=False),
        Column("epoch", Integer, nullable=False),
        Column("position", BigInteger, nullable=False),
        Column("last", Uuid),
        Column("public_position", BigInteger, nullable=False),
        Column("public_last", Uuid),
    )
    position = Table(
        "bus_position",
        metadata,
        Column("channel", String(80), primary_key=True),
        Column("epoch", Integer, nullable=False),
        Column("position", BigInteger, nullable=False),
        Column("last", Uuid),
        Column("time", UtcDateTime),
    )
    parked = Table(
        "bus_parked",
        metadata,
        Column("channel", String(80), primary_key=True),
        Column("position", BigInteger, primary_key=True, autoincrement=False),
        Column("id", Uuid, nullable=False),
        Column("type", Text, nullable=False),
        Column("subject", Text, nullable=False),
        Column("error", Text),
        Column("attempts", Integer, nullable=False),
        Column("parked_at", UtcDateTime, nullable=False),
        Column("body", LargeBinary, nullable=False),
        Index("ix_bus_parked_subject", "channel", "subject"),
    )
    return BusTables(log, head, position, parked)
