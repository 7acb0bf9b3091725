"""Reports of towns, and what the sisters do that concerns towns and businesses."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    """Create their tables."""
    op.add_column(
        "town_participation", sa.Column("reminders", sa.Integer(), nullable=False, server_default=sa.text("0"))
    )
    op.add_column("town_participation", sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "town_report",
        sa.Column("participation_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Uuid(), nullable=False),
        sa.Column("town_key", sa.String(), nullable=False),
        sa.Column("businesses", sa.Integer(), nullable=False),
        sa.Column("offers", sa.Integer(), nullable=False),
        sa.Column("cards_returned", sa.Integer(), nullable=True),
        sa.Column("ratings", JSON, nullable=False),
        sa.Column("rating_mean", sa.Float(), nullable=True),
        sa.Column("text", sa.String(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(
            ["participation_id"], ["town_participation.id"], name="fk_town_report_participation_id"
        ),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name="fk_town_report_edition_id"),
        sa.ForeignKeyConstraint(["town_key"], ["town.key"], name="fk_town_report_town_key"),
        sa.PrimaryKeyConstraint("participation_id", name="pk_town_report"),
    )
    op.create_index("ix_town_report_edition_id", "town_report", ["edition_id"])
    op.create_index("ix_town_report_town_key", "town_report", ["town_key"])
    op.create_table(
        "known_meeting",
        sa.Column("meeting_id", sa.Uuid(), nullable=False),
        sa.Column("town_keys", JSON, nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cancelled", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("meeting_id", name="pk_known_meeting"),
    )
    op.create_index("ix_known_meeting_starts_at", "known_meeting", ["starts_at"])
    op.create_table(
        "known_measure",
        sa.Column("measure_id", sa.Uuid(), nullable=False),
        sa.Column("town_keys", JSON, nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("affects_access", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("measure_id", name="pk_known_measure"),
    )
    op.create_index("ix_known_measure_affects_access", "known_measure", ["affects_access"])
    op.create_table(
        "seat_call",
        sa.Column("phase_id", sa.Uuid(), nullable=False),
        sa.Column("town_key", sa.String(), nullable=False),
        sa.Column("gap", sa.String(40), nullable=False),
        sa.Column("kldb_groups", JSON, nullable=False),
        sa.Column("stated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("phase_id", name="pk_seat_call"),
    )
    op.create_index("ix_seat_call_town_key", "seat_call", ["town_key"])
