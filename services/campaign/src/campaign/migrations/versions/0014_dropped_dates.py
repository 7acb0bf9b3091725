"""Dates that were dropped from a published offer, and by which numbers calendars know those that are left."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    """What was published so far has its dates numbered in their order; what was dropped from it is not known."""
    # Not in batch: that makes the table anew, without its triggers.
    op.add_column("offer", sa.Column("numbering", JSON, nullable=True))
    op.add_column("offer", sa.Column("shown_until", sa.Date(), nullable=False, server_default="0001-01-01"))
    op.execute("UPDATE offer SET shown_until = ends_on")
    if op.get_bind().dialect.name == "postgresql":
        # The triggers of the programme wait for the commit, and a table with waiting triggers cannot be altered.
        op.execute("SET CONSTRAINTS ALL IMMEDIATE")
        op.execute("SET CONSTRAINTS ALL DEFERRED")
