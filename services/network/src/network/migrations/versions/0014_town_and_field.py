"""Ideas of one field of action in one town are read in order."""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

NAME = "ix_idea_published_town_field"


def upgrade() -> None:
    """Add the index."""
    op.create_index(NAME, "idea", ["published", "town_key", "field_key", "created_at", "id"])


def downgrade() -> None:
    """Drop it."""
    op.drop_index(NAME, "idea")
