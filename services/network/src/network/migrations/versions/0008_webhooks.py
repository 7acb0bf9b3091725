"""Webhooks."""

from alembic import op

from regio_chassis.migrations import chassis_webhooks

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create their table, empty."""
    chassis_webhooks(op.get_bind())
