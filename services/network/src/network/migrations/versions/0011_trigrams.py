"""On PostgreSQL words inside ideas are found by an index."""

import sqlalchemy as sa
from alembic import op

from regio_chassis.trigrams import FUNCTION

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the function and the index over it."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(FUNCTION)
        op.create_index("ix_idea_trigrams", "idea", [sa.text("trigrams(searchable)")], postgresql_using="gin")
        # Until it knows how often each trigram comes, it takes the index for words that half of the ideas have.
        op.execute("ANALYZE idea")


def downgrade() -> None:
    """Drop both."""
    if op.get_bind().dialect.name == "postgresql":
        op.drop_index("ix_idea_trigrams", "idea")
        op.execute("DROP FUNCTION trigrams(text)")
