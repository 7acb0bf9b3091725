"""The first schema: towns and groups, meetings with all that belongs to them, and what is known of the sisters."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from regio_chassis.migrations import chassis_0001
from regio_chassis.rows import NAMING

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
OPEN = sa.text("status IN ('candidate', 'active')")
metadata = sa.MetaData(naming_convention=NAMING)

sa.Table(
    "business_participation",
    metadata,
    sa.Column("participation_id", sa.Uuid, primary_key=True),
    sa.Column("edition_id", sa.Uuid, nullable=False),
    sa.Column("business_id", sa.Uuid, nullable=False),
    sa.Column("place_key", sa.String(60), nullable=False, index=True),
    sa.Column("active", sa.Boolean, nullable=False),
)
sa.Table(
    "field_of_action",
    metadata,
    sa.Column("key", sa.String(60), primary_key=True),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("name", sa.String(120), nullable=False),
    sa.Column("source", sa.String(500)),
)
sa.Table(
    "known_edition",
    metadata,
    sa.Column("edition_id", sa.Uuid, primary_key=True),
    sa.Column("year", sa.Integer, nullable=False),
    sa.Column("register_until", sa.Date),
)
sa.Table(
    "meeting",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("kind", sa.String(40), nullable=False),
    sa.Column("series", sa.String(200), nullable=False, index=True),
    sa.Column("title", sa.String(200), nullable=False),
    sa.Column("group_keys", JSON, nullable=False),
    sa.Column("town_keys", JSON, nullable=False),
    sa.Column("starts_at", INSTANT, nullable=False, index=True),
    sa.Column("ends_at", INSTANT, nullable=False),
    sa.Column("place", sa.String(200)),
    sa.Column("video_url", sa.String(300)),
    sa.Column("public", sa.Boolean, nullable=False),
    sa.Column("lead_days", sa.Integer, nullable=False),
    sa.Column("sequence", sa.Integer, nullable=False),
    sa.Column("status", sa.String(40), nullable=False, index=True),
    sa.Column("towns_present", JSON, nullable=False),
    sa.Column("cancel_reason", sa.String(500)),
    sa.Column("source", sa.String(500)),
    sa.Column("created_at", INSTANT, nullable=False),
)
sa.Table(
    "published_offer",
    metadata,
    sa.Column("offer_id", sa.Uuid, primary_key=True),
    sa.Column("edition_id", sa.Uuid),
    sa.Column("place_key", sa.String(60), nullable=False, index=True),
    sa.Column("active", sa.Boolean, nullable=False),
)
sa.Table(
    "special_opening",
    metadata,
    sa.Column("opening_id", sa.Uuid, primary_key=True),
    sa.Column("municipality_key", sa.String(8), nullable=False, index=True),
    sa.Column("place_key", sa.String(60), nullable=False),
    sa.Column("day", sa.Date, nullable=False),
)
sa.Table(
    "town",
    metadata,
    sa.Column("key", sa.String(60), primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("name", sa.String(120), nullable=False),
    sa.Column("municipality_key", sa.String(8), unique=True),
    sa.Column("county", sa.String(120)),
    sa.Column("region", sa.String(60), index=True),
    sa.Column("website", sa.String(300)),
    sa.Column("source", sa.String(500)),
    sa.Column("created_at", INSTANT, nullable=False),
)
sa.Table(
    "town_participation",
    metadata,
    sa.Column("participation_id", sa.Uuid, primary_key=True),
    sa.Column("edition_id", sa.Uuid, nullable=False, index=True),
    sa.Column("place_key", sa.String(60), nullable=False, index=True),
    sa.Column("municipality_key", sa.String(8), nullable=False),
    sa.Column("windows", JSON, nullable=False),
    sa.Column("decision_id", sa.Uuid, index=True),
    sa.Column("active", sa.Boolean, nullable=False),
)
sa.Table(
    "working_group",
    metadata,
    sa.Column("key", sa.String(60), primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("name", sa.String(120), nullable=False),
    sa.Column("purpose", sa.String(2000)),
    sa.Column("source", sa.String(500)),
    sa.Column("created_at", INSTANT, nullable=False),
)
sa.Table(
    "action_item",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("title", sa.String(200), nullable=False),
    sa.Column("text", sa.String(4000)),
    sa.Column("assignee", sa.String(120)),
    sa.Column("town_key", sa.String(60), sa.ForeignKey("town.key"), index=True),
    sa.Column("group_key", sa.String(60), sa.ForeignKey("working_group.key"), index=True),
    sa.Column("meeting_id", sa.Uuid, sa.ForeignKey("meeting.id"), index=True),
    sa.Column("due", sa.Date, nullable=False),
    sa.Column("status", sa.String(40), nullable=False, index=True),
    sa.Column("origin_event_id", sa.Uuid),
    sa.Column("origin_type", sa.String(120)),
    sa.Column("origin_subject", sa.String(120), index=True),
    sa.Column("source", sa.String(500)),
    sa.Column("created_at", INSTANT, nullable=False),
)
sa.Table(
    "agenda_item",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("meeting_id", sa.Uuid, sa.ForeignKey("meeting.id"), index=True),
    sa.Column("series", sa.String(200)),
    sa.Column("number", sa.Integer),
    sa.Column("title", sa.String(200), nullable=False),
    sa.Column("text", sa.String(4000)),
    sa.Column("town_key", sa.String(60), sa.ForeignKey("town.key"), index=True),
    sa.Column("public", sa.Boolean, nullable=False),
    sa.Column("not_after", sa.Date),
    sa.Column("status", sa.String(40), nullable=False, index=True),
    sa.Column("origin_event_id", sa.Uuid),
    sa.Column("origin_type", sa.String(120)),
    sa.Column("origin_subject", sa.String(120), index=True),
    sa.Column("carried_from", sa.Uuid, sa.ForeignKey("agenda_item.id")),
    sa.Column("source", sa.String(500)),
    sa.Column("created_at", INSTANT, nullable=False),
)
sa.Table(
    "meeting_party",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("meeting_id", sa.Uuid, sa.ForeignKey("meeting.id"), nullable=False, index=True),
    sa.Column("group_key", sa.String(60), sa.ForeignKey("working_group.key"), index=True),
    sa.Column("town_key", sa.String(60), sa.ForeignKey("town.key"), index=True),
)
sa.Table(
    "membership",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("town_key", sa.String(60), sa.ForeignKey("town.key"), nullable=False),
    sa.Column("group_key", sa.String(60), sa.ForeignKey("working_group.key"), nullable=False, index=True),
    sa.Column("role", sa.String(120)),
    sa.Column("status", sa.String(40), nullable=False, index=True),
    sa.Column("since", sa.Date),
    sa.Column("until", sa.Date),
    sa.Column("source", sa.String(500)),
    sa.Column("created_at", INSTANT, nullable=False),
    sa.Index("ux_membership_open", "town_key", "group_key", unique=True, sqlite_where=OPEN, postgresql_where=OPEN),
)
sa.Table(
    "minutes",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("meeting_id", sa.Uuid, sa.ForeignKey("meeting.id"), nullable=False, unique=True),
    sa.Column("text", sa.String(50000), nullable=False),
    sa.Column("status", sa.String(40), nullable=False, index=True),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("finalised_at", INSTANT),
    sa.Column("reopen_reason", sa.String(500)),
    sa.Column("source", sa.String(500)),
    sa.Column("created_at", INSTANT, nullable=False),
)
sa.Table(
    "place",
    metadata,
    sa.Column("key", sa.String(60), primary_key=True),
    sa.Column("town_key", sa.String(60), sa.ForeignKey("town.key"), nullable=False, index=True),
)
sa.Table(
    "decision",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("meeting_id", sa.Uuid, sa.ForeignKey("meeting.id"), nullable=False, index=True),
    sa.Column("item_id", sa.Uuid, sa.ForeignKey("agenda_item.id"), nullable=False, index=True),
    sa.Column("kind", sa.String(40), nullable=False, index=True),
    sa.Column("title", sa.String(200), nullable=False),
    sa.Column("text", sa.String(4000)),
    sa.Column("votes", JSON, nullable=False),
    sa.Column("result", sa.String(40), nullable=False),
    sa.Column("town_keys", JSON, nullable=False),
    sa.Column("edition_year", sa.Integer, index=True),
    sa.Column("window", JSON),
    sa.Column("effective_on", sa.Date, nullable=False),
    sa.Column("status", sa.String(40), nullable=False, index=True),
    sa.Column("reason_code", sa.String(60)),
    sa.Column("source", sa.String(500)),
    sa.Column("created_at", INSTANT, nullable=False),
)
sa.Table(
    "decision_town",
    metadata,
    sa.Column("decision_id", sa.Uuid, sa.ForeignKey("decision.id"), primary_key=True),
    sa.Column("town_key", sa.String(60), sa.ForeignKey("town.key"), primary_key=True, index=True),
)


def upgrade() -> None:
    """Create everything."""
    chassis_0001(op.get_bind())
    metadata.create_all(op.get_bind())


def downgrade() -> None:
    """Drop this service's tables; those of the chassis stay."""
    metadata.drop_all(op.get_bind())
