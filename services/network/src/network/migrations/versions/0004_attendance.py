"""Attendance, corrections and older texts of minutes, reminders; when rows were changed or taken back."""

import sqlalchemy as sa
from alembic import op

from regio_chassis.rows import NAMING

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
CHANGED = ("town", "working_group", "membership", "meeting", "agenda_item", "minutes", "decision")
WITHDRAWN = ("meeting", "agenda_item")

metadata = sa.MetaData(naming_convention=NAMING)
for name, key in (
    ("town", sa.String(60)),
    ("meeting", sa.Uuid()),
    ("minutes", sa.Uuid()),
    ("action_item", sa.Uuid()),
):
    sa.Table(name, metadata, sa.Column("key" if name == "town" else "id", key, primary_key=True))

attendance = sa.Table(
    "attendance",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("meeting_id", sa.Uuid, sa.ForeignKey("meeting.id"), nullable=False),
    sa.Column("invitee", sa.String(120), nullable=False),
    sa.Column("town_key", sa.String(60), sa.ForeignKey("town.key"), index=True),
    sa.Column("status", sa.String(40), nullable=False, index=True),
    sa.Column("answered_at", INSTANT),
    sa.Column("created_at", INSTANT, nullable=False),
    sa.UniqueConstraint("meeting_id", "invitee"),
)
correction = sa.Table(
    "minutes_correction",
    metadata,
    sa.Column("id", sa.Uuid, primary_key=True),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("minutes_id", sa.Uuid, sa.ForeignKey("minutes.id"), nullable=False, index=True),
    sa.Column("town_key", sa.String(60), sa.ForeignKey("town.key"), nullable=False, index=True),
    sa.Column("text", sa.String(4000), nullable=False),
    sa.Column("status", sa.String(40), nullable=False, index=True),
    sa.Column("reason", sa.String(500)),
    sa.Column("created_at", INSTANT, nullable=False),
)
texts = sa.Table(
    "minutes_text",
    metadata,
    sa.Column("minutes_id", sa.Uuid, sa.ForeignKey("minutes.id"), primary_key=True),
    sa.Column("revision", sa.Integer, primary_key=True),
    sa.Column("text", sa.String(50000), nullable=False),
    sa.Column("finalised_at", INSTANT, nullable=False),
)
reminder = sa.Table(
    "reminder",
    metadata,
    sa.Column("item_id", sa.Uuid, sa.ForeignKey("action_item.id"), primary_key=True),
    sa.Column("kind", sa.String(40), primary_key=True),
    sa.Column("due", sa.Date, primary_key=True),
    sa.Column("day", sa.Date, nullable=False, index=True),
)
TABLES = [attendance, correction, texts, reminder]


def upgrade() -> None:
    """Create the tables and columns; the texts of minutes that are final now are kept as their last revision."""
    metadata.create_all(op.get_bind(), tables=TABLES)
    for table in CHANGED:
        op.add_column(table, sa.Column("changed_at", INSTANT))
    for table in WITHDRAWN:
        op.add_column(table, sa.Column("withdrawn_at", INSTANT))
    op.add_column("minutes", sa.Column("corrections_until", sa.Date))
    op.execute(
        "INSERT INTO minutes_text (minutes_id, revision, text, finalised_at) "
        "SELECT id, revision, text, finalised_at FROM minutes WHERE status = 'final'"
    )


def downgrade() -> None:
    """Drop them."""
    metadata.drop_all(op.get_bind(), tables=TABLES)
    op.drop_column("minutes", "corrections_until")
    for table in WITHDRAWN:
        op.drop_column(table, "withdrawn_at")
    for table in CHANGED:
        op.drop_column(table, "changed_at")
