"""Tutors who are there although the business does something in the campaign."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "day_confirmation",
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("offer_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_day_confirmation_company_id"),
        sa.PrimaryKeyConstraint("company_id", "offer_id", "day", name="pk_day_confirmation"),
    )
