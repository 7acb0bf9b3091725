"""Special openings that do not take place after all."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

REGISTERED = sa.text("status = 'registered'")


def upgrade() -> None:
    """A state; a place has one opening a day that is registered."""
    with op.batch_alter_table("special_opening") as opening:
        opening.add_column(sa.Column("status", sa.String(40), nullable=False, server_default="registered"))
        opening.add_column(sa.Column("reason", sa.String(), nullable=True))
        opening.drop_constraint("uq_special_opening_town_key_day", type_="unique")
    op.create_index("ix_special_opening_status", "special_opening", ["status"])
    op.create_index(
        "ux_special_opening_day",
        "special_opening",
        ["town_key", "day"],
        unique=True,
        sqlite_where=REGISTERED,
        postgresql_where=REGISTERED,
    )
