"""Ideas, measures and threads."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from regio_chassis.rows import NAMING

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
metadata = sa.MetaData(naming_convention=NAMING)

# Made by 0001; only named here, for the foreign keys.
REFERRED = [
    sa.Table("town", metadata, sa.Column("key", sa.String(60), primary_key=True)),
    sa.Table("field_of_action", metadata, sa.Column("key", sa.String(60), primary_key=True)),
    sa.Table("meeting", metadata, sa.Column("id", sa.Uuid, primary_key=True)),
    sa.Table("decision", metadata, sa.Column("id", sa.Uuid, primary_key=True)),
]

sa.Table(
    "measure",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("thread_id", sa.Uuid, nullable=False),
    sa.Column("title", sa.String(200), nullable=False),
    sa.Column("text", sa.String(4000)),
    sa.Column("searchable", sa.String(6500), nullable=False),
    sa.Column("field_key", sa.String(60), sa.ForeignKey("field_of_action.key"), nullable=False, index=True),
    sa.Column("town_keys", JSON, nullable=False),
    sa.Column("status", sa.String(40), nullable=False, index=True),
    sa.Column("progress", sa.Integer, nullable=False),
    sa.Column("weight", sa.Integer, nullable=False),
    sa.Column("parent_id", sa.Uuid, sa.ForeignKey("measure.id"), index=True),
    sa.Column("responsible", sa.String(120)),
    sa.Column("participation", sa.String(40), nullable=False),
    sa.Column("starts_on", sa.Date),
    sa.Column("ends_on", sa.Date),
    sa.Column("affects_access", sa.Boolean, nullable=False),
    sa.Column("decision_id", sa.Uuid, sa.ForeignKey("decision.id"), index=True),
    sa.Column("origin_measure_id", sa.Uuid, sa.ForeignKey("measure.id"), index=True),
    sa.Column("edition_id", sa.Uuid, index=True),
    sa.Column("told_at", INSTANT),
    sa.Column("reason", sa.String(500)),
    sa.Column("evaluation", sa.String(4000)),
    sa.Column("source", sa.String(500)),
    sa.Column("created_at", INSTANT, nullable=False),
    sa.Index("ix_measure_created", "created_at", "id"),
)
sa.Table(
    "measure_town",
    metadata,
    sa.Column("measure_id", sa.Uuid, sa.ForeignKey("measure.id"), primary_key=True),
    sa.Column("town_key", sa.String(60), sa.ForeignKey("town.key"), primary_key=True, index=True),
)
sa.Table(
    "milestone",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("measure_id", sa.Uuid, sa.ForeignKey("measure.id"), nullable=False, index=True),
    sa.Column("title", sa.String(200), nullable=False),
    sa.Column("due", sa.Date, nullable=False),
    sa.Column("reached_on", sa.Date),
)
sa.Table(
    "funding",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("measure_id", sa.Uuid, sa.ForeignKey("measure.id"), nullable=False, index=True),
    sa.Column("giver", sa.String(200), nullable=False),
    sa.Column("since", sa.Date, nullable=False),
    sa.Column("until", sa.Date, nullable=False),
    sa.Column("cents", sa.BigInteger, nullable=False),
)
sa.Table(
    "idea",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("thread_id", sa.Uuid, nullable=False),
    sa.Column("town_key", sa.String(60), sa.ForeignKey("town.key")),
    sa.Column("field_key", sa.String(60), sa.ForeignKey("field_of_action.key"), nullable=False),
    sa.Column("title", sa.String(120), nullable=False),
    sa.Column("text", sa.String(4000), nullable=False),
    sa.Column("place", sa.String(200)),
    sa.Column("searchable", sa.String(6000), nullable=False),
    sa.Column("status", sa.String(40), nullable=False, index=True),
    sa.Column("published", sa.Boolean, nullable=False),
    sa.Column("supports", sa.Integer, nullable=False),
    sa.Column("answer_due", sa.Date, nullable=False),
    sa.Column("meeting_id", sa.Uuid, sa.ForeignKey("meeting.id"), index=True),
    sa.Column("answer", sa.String(40)),
    sa.Column("reason", sa.String(2000)),
    sa.Column("answered_on", sa.Date),
    sa.Column("measure_id", sa.Uuid, sa.ForeignKey("measure.id"), index=True),
    sa.Column("secret_hash", sa.String(64), nullable=False),
    sa.Column("source", sa.String(500)),
    sa.Column("created_at", INSTANT, nullable=False),
    sa.Index("ix_idea_published_created", "published", "created_at", "id"),
    sa.Index("ix_idea_published_town", "published", "town_key", "created_at", "id"),
    sa.Index("ix_idea_published_field", "published", "field_key", "created_at", "id"),
    sa.Index("ix_idea_published_supports", "published", "supports", "id"),
    sa.Index("ix_idea_status_due", "status", "answer_due", "id"),
)
sa.Table(
    "idea_contact",
    metadata,
    sa.Column("idea_id", sa.Uuid, sa.ForeignKey("idea.id"), primary_key=True),
    sa.Column("contact", sa.String(200), nullable=False),
)
sa.Table(
    "idea_support",
    metadata,
    sa.Column("idea_id", sa.Uuid, sa.ForeignKey("idea.id"), primary_key=True),
    sa.Column("device_hash", sa.String(32), primary_key=True),
)
sa.Table(
    "idea_term",
    metadata,
    sa.Column("term", sa.String(40), primary_key=True),
    sa.Column("idea_id", sa.Uuid, sa.ForeignKey("idea.id"), primary_key=True, index=True),
)
sa.Table(
    "daily_salt",
    metadata,
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("salt", sa.String(32), nullable=False),
)
sa.Table(
    "trace",
    metadata,
    sa.Column("subject", sa.String(120), primary_key=True),
    sa.Column("event_id", sa.Uuid, nullable=False),
    sa.Column("correlation_id", sa.Uuid, nullable=False),
)
sa.Table(
    "thread_event",
    metadata,
    sa.Column("event_id", sa.Uuid, primary_key=True),
    sa.Column("correlation_id", sa.Uuid, nullable=False, index=True),
    sa.Column("causation_id", sa.Uuid, index=True),
    sa.Column("type", sa.String(120), nullable=False),
    sa.Column("subject", sa.String(120), nullable=False),
    sa.Column("source", sa.String(60), nullable=False),
    sa.Column("epoch", sa.Integer, nullable=False),
    sa.Column("time", INSTANT, nullable=False),
    sa.Column("public", sa.Boolean, nullable=False),
    sa.Column("town_key", sa.String(60)),
    sa.Index("ix_thread_event_subject", "subject", "time"),
    sa.Index("ix_thread_event_source", "source", "epoch"),
)
sa.Table(
    "thread_link",
    metadata,
    sa.Column("subject", sa.String(120), primary_key=True),
    sa.Column("related", sa.String(120), primary_key=True),
)
MADE = [table for table in metadata.sorted_tables if table not in REFERRED]


def upgrade() -> None:
    """Create the new tables."""
    metadata.create_all(op.get_bind(), tables=MADE)


def downgrade() -> None:
    """Drop them."""
    metadata.drop_all(op.get_bind(), tables=MADE)
