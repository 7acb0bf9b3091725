"""Sessions of people in front of pages, and the last use of API keys."""

from alembic import op

from regio_chassis.migrations import chassis_sessions

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create both, empty."""
    chassis_sessions(op.get_bind())
