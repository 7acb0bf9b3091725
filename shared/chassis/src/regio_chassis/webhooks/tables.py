"""What is known of each webhook: where to, how far, and since when it fails."""

from sqlalchemy import BigInteger, Column, Integer, MetaData, String, Table, Uuid

from regio_chassis.rows import UtcDateTime

_own = MetaData()

WEBHOOK = Table(
    "webhook",
    _own,
    Column("id", Uuid, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("url", String(2000), nullable=False),
    Column("label", String(200), nullable=False),
    Column("status", String(20), nullable=False),
    Column("reason", String(40)),
    # Of the secret; the one before holds until ``previous_until``.
    Column("generation", Integer, nullable=False),
    Column("previous_until", UtcDateTime),
    # Of the last event that was taken, in the public channel.
    Column("position", BigInteger, nullable=False),
    Column("ping_id", Uuid),
    Column("failures", Integer, nullable=False),
    Column("failing_since", UtcDateTime),
    Column("next_at", UtcDateTime, nullable=False, index=True),
    Column("last_at", UtcDateTime),
    Column("last_result", String(40)),
    # Who delivers now, if until then it does not say otherwise.
    Column("lease", Uuid),
    Column("leased_until", UtcDateTime),
    Column("created_at", UtcDateTime, nullable=False),
)


def define_webhook_tables(metadata: MetaData) -> None:
    """Add ``webhook`` to a service's tables."""
    WEBHOOK.to_metadata(metadata)
