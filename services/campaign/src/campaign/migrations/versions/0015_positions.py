"""The log of events has its position as its key."""

from alembic import op

from regio_chassis.migrations import chassis_positions

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Without the number of its own, an event enters one index less."""
    chassis_positions(op.get_bind())
