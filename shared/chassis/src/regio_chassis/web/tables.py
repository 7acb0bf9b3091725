"""The tables the edge needs: answers already given, and buckets of the rate limit."""

from sqlalchemy import Column, Float, Integer, LargeBinary, MetaData, String, Table

from regio_chassis.rows import UtcDateTime

_own = MetaData()

IDEMPOTENCY = Table(
    "idempotency",
    _own,
    Column("principal", String(64), primary_key=True),
    Column("key", String(255), primary_key=True),
    Column("route", String(200), nullable=False),
    Column("request_hash", String(64), nullable=False),
    Column("status", Integer, nullable=False),
    Column("headers", String(2000), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("created_at", UtcDateTime, nullable=False, index=True),
)

RATE_LIMIT = Table(
    "rate_limit",
    _own,
    Column("bucket", String(100), primary_key=True),
    # Seconds since 1970: arithmetic on it is the same on both databases.
    Column("due", Float, nullable=False, index=True),
)


def define_web_tables(metadata: MetaData) -> None:
    """Add ``idempotency`` and ``rate_limit`` to a service's tables."""
    IDEMPOTENCY.to_metadata(metadata)
    RATE_LIMIT.to_metadata(metadata)
