"""Codes of pupils and guardians, and looks of the service centre."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create both tables."""
    op.create_table(
        "access_code",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("pupil_id", sa.Uuid(), nullable=False),
        sa.Column("guardian_id", sa.Uuid(), nullable=True),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["guardian_id"], ["guardian.id"], name="fk_access_code_guardian_id"),
        sa.ForeignKeyConstraint(["pupil_id"], ["pupil.id"], name="fk_access_code_pupil_id"),
        sa.PrimaryKeyConstraint("id", name="pk_access_code"),
        sa.UniqueConstraint("code_hash", name="uq_access_code_code_hash"),
    )
    op.create_index("ix_access_code_expires_at", "access_code", ["expires_at"])
    op.create_index("ix_access_code_guardian_id", "access_code", ["guardian_id"])
    op.create_index("ix_access_code_pupil_id", "access_code", ["pupil_id"])
    op.create_table(
        "break_glass",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("pupil_id", sa.Uuid(), nullable=False),
        sa.Column("school_key", sa.String(60), nullable=False),
        sa.Column("opened_by", sa.String(520), nullable=False),
        sa.Column("reason", sa.String(40), nullable=False),
        sa.Column("explanation", sa.String(500), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["pupil_id"], ["pupil.id"], name="fk_break_glass_pupil_id"),
        sa.PrimaryKeyConstraint("id", name="pk_break_glass"),
    )
    op.create_index("ix_break_glass_opened_at", "break_glass", ["opened_at"])
    op.create_index("ix_break_glass_pupil_id", "break_glass", ["pupil_id"])
    op.create_index("ix_break_glass_school_key", "break_glass", ["school_key"])
