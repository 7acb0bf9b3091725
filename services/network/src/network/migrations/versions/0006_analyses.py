"""Analyses, findings and indicators, organisation charts, and seats that the placement programme offers."""

import sqlalchemy as sa
from alembic import op

from regio_chassis.rows import NAMING

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
metadata = sa.MetaData(naming_convention=NAMING)
for known in ("town", "field_of_action"):
    sa.Table(known, metadata, sa.Column("key", sa.String(60), primary_key=True))

analysis = sa.Table(
    "analysis",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("town_key", sa.String(60), sa.ForeignKey("town.key"), nullable=False, index=True),
    sa.Column("title", sa.String(200), nullable=False),
    sa.Column("experts", sa.String(120), nullable=False),
    sa.Column("document_url", sa.String(300)),
    sa.Column("status", sa.String(40), nullable=False, index=True),
    sa.Column("presented_on", sa.Date),
    sa.Column("source", sa.String(500)),
    sa.Column("created_at", INSTANT, nullable=False),
)
finding = sa.Table(
    "finding",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("analysis_id", sa.Uuid, sa.ForeignKey("analysis.id"), nullable=False, index=True),
    sa.Column("town_key", sa.String(60), sa.ForeignKey("town.key"), nullable=False, index=True),
    sa.Column("kind", sa.String(40), nullable=False),
    sa.Column("field", sa.String(60), sa.ForeignKey("field_of_action.key"), nullable=False, index=True),
    sa.Column("text", sa.String(2000), nullable=False),
    sa.Column("priority", sa.Integer, nullable=False),
    sa.Column("created_at", INSTANT, nullable=False),
)
indicator = sa.Table(
    "indicator",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("town_key", sa.String(60), sa.ForeignKey("town.key"), nullable=False),
    sa.Column("kind", sa.String(40), nullable=False),
    sa.Column("day", sa.Date, nullable=False),
    sa.Column("value", sa.Float),
    sa.Column("suppressed", sa.Boolean, nullable=False),
    sa.Column("origin_event_id", sa.Uuid),
    sa.Column("origin_type", sa.String(120)),
    sa.Column("origin_subject", sa.String(120), index=True),
    sa.Column("source", sa.String(500)),
    sa.Column("created_at", INSTANT, nullable=False),
    sa.Index("ix_indicator_town_kind_day", "town_key", "kind", "day"),
)
place_offer = sa.Table(
    "place_offer",
    metadata,
    sa.Column("offer_id", sa.Uuid, primary_key=True),
    sa.Column("place_key", sa.String(60), nullable=False, index=True),
    sa.Column("seats", sa.Integer, nullable=False),
    sa.Column("active", sa.Boolean, nullable=False),
)
town_body = sa.Table(
    "town_body",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("town_key", sa.String(60), sa.ForeignKey("town.key"), nullable=False, index=True),
    sa.Column("name", sa.String(120), nullable=False),
    sa.Column("kind", sa.String(40), nullable=False),
    sa.Column("purpose", sa.String(2000)),
    sa.Column("website", sa.String(300)),
    sa.Column("since", sa.Date),
    sa.Column("until", sa.Date),
    sa.Column("source", sa.String(500)),
    sa.Column("created_at", INSTANT, nullable=False),
    sa.Column("changed_at", INSTANT),
)
town_role = sa.Table(
    "town_role",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("body_id", sa.Uuid, sa.ForeignKey("town_body.id"), nullable=False, index=True),
    sa.Column("town_key", sa.String(60), sa.ForeignKey("town.key"), nullable=False, index=True),
    sa.Column("function", sa.String(120), nullable=False),
    sa.Column("organisation", sa.String(120)),
    sa.Column("person_name", sa.String(120)),
    sa.Column("released", sa.Boolean, nullable=False),
    sa.Column("since", sa.Date),
    sa.Column("until", sa.Date),
    sa.Column("created_at", INSTANT, nullable=False),
    sa.Column("changed_at", INSTANT),
    sa.Column("withdrawn_at", INSTANT),
)
TABLES = [analysis, finding, indicator, place_offer, town_body, town_role]


def upgrade() -> None:
    """Create them, empty."""
    metadata.create_all(op.get_bind(), tables=TABLES)


def downgrade() -> None:
    """Drop them."""
    metadata.drop_all(op.get_bind(), tables=TABLES)
