"""The record of deletions."""

from alembic import op

from regio_chassis.migrations import chassis_retention

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create it, empty."""
    chassis_retention(op.get_bind())
