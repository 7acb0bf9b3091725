"""Who was granted what, the keys of machine clients, and the sessions of people in front of pages."""

from sqlalchemy import Column, Index, MetaData, String, Table

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

API_KEY_USE = Table(
    "api_key_use",
    _own,
    Column("id", String(32), primary_key=True),
    Column("used_at", UtcDateTime, nullable=False),
)

PAGE_SESSIONS = Table(
    "page_session",
    _own,
    Column("id_hash", String(64), primary_key=True),
    Column("issuer", String(255), nullable=False),
    Column("subject", String(255), nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False, index=True),
    Column("ends_at", UtcDateTime, nullable=False, index=True),
    Index("ix_page_session_person", "issuer", "subject"),
)


def define_access_tables(metadata: MetaData) -> None:
    """Add ``grant``, ``api_key``, ``api_key_use`` and ``page_session`` to a service's tables."""
    for table in (GRANTS, API_KEYS, API_KEY_USE, PAGE_SESSIONS):
        table.to_metadata(metadata)
