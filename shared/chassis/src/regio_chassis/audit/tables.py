"""The audit log of one service, and its head: who holds the head's lock may append."""

from sqlalchemy import BigInteger, Column, Integer, MetaData, String, Table

from regio_chassis.rows import UtcDateTime

_own = MetaData()

AUDIT = Table(
    "audit",
    _own,
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    Column("at", UtcDateTime, nullable=False, index=True),
    Column("actor", String(520), nullable=False),
    Column("action", String(80), nullable=False),
    Column("target", String(300), nullable=False, index=True),
    Column("reason_code", String(80)),
    Column("until", UtcDateTime),
    Column("hash", String(64), nullable=False),
)

AUDIT_HEAD = Table(
    "audit_head",
    _own,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("position", BigInteger, nullable=False),
    Column("hash", String(64), nullable=False),
    # What stood before the oldest entry that is still kept.
    Column("base_position", BigInteger, nullable=False),
    Column("base_hash", String(64), nullable=False),
)


def define_audit_tables(metadata: MetaData) -> None:
    """Add ``audit`` and ``audit_head`` to a service's tables."""
    AUDIT.to_metadata(metadata)
    AUDIT_HEAD.to_metadata(metadata)
