"""A business may be a duplicate of another one."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add where it went; without a foreign key, for which SQLite would have to write the whole table anew."""
    op.add_column("business", sa.Column("merged_into", sa.Uuid(), nullable=True))
    op.create_index("ix_business_merged_into", "business", ["merged_into"])
