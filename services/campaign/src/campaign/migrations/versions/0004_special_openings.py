"""Special openings of shops."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create their table."""
    op.create_table(
        "special_opening",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("town_key", sa.String(), nullable=False),
        sa.Column("municipality_key", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("opens", sa.Time(), nullable=False),
        sa.Column("closes", sa.Time(), nullable=False),
        sa.Column("occasion", sa.String(), nullable=True),
        sa.Column("permit", sa.String(), nullable=True),
        sa.Column("allowance", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["town_key"], ["town.key"], name="fk_special_opening_town_key"),
        sa.PrimaryKeyConstraint("id", name="pk_special_opening"),
        sa.UniqueConstraint("town_key", "day", name="uq_special_opening_town_key_day"),
    )
    op.create_index("ix_special_opening_day", "special_opening", ["day"])
    op.create_index("ix_special_opening_municipality_key", "special_opening", ["municipality_key"])
