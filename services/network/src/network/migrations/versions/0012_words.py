"""On SQLite, too, words inside ideas are found by an index."""

from alembic import op

from regio_chassis.trigrams import add_trigrams, drop_trigrams

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the index and the triggers that keep it."""
    if op.get_bind().dialect.name == "sqlite":
        add_trigrams(op.get_bind(), "idea")


def downgrade() -> None:
    """Drop them."""
    if op.get_bind().dialect.name == "sqlite":
        drop_trigrams(op.get_bind(), "idea")
