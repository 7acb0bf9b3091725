"""The audit log."""

from alembic import op

from regio_chassis.migrations import chassis_audit

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create it, empty."""
    chassis_audit(op.get_bind())
