"""When the result of a phase was stated."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    with op.batch_alter_table("phase") as phase:
        phase.add_column(sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True))
