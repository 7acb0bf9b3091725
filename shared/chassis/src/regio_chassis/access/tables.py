"""Who was granted what, and the keys of machine clients."""

from sqlalchemy import Column, MetaData, String, Table

from regio_chassis.rows import UtcDateTime

_own = MetaData()

GRANTS = Table(
    "grant",
    _own,
    Column("issuer", String(255), primary_key=True),
    Column("subject", String(255), primary_key=True),
    Column("role", String(40), primary_key=True),
    Column("key", String(255), primary_key=True),
)

API_KEYS = Table(
    "api_key",
    _own,
    Column("id", String(32), primary_key=True),
    Column("secret_hash", String(64), nullable=False),
    Column("label", String(200), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime),
)


def define_access_tables(metadata: MetaData) -> None:
    """Add ``grant`` and ``api_key`` to a service's tables."""
    GRANTS.to_metadata(metadata)
    API_KEYS.to_metadata(metadata)
