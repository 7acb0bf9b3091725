"""PostgreSQL knows what a call of ``trigrams`` costs; since then the function is made so."""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Ten times as much as it assumes of any function."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER FUNCTION trigrams(text) COST 1000")


def downgrade() -> None:
    """The usual cost."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER FUNCTION trigrams(text) COST 100")
