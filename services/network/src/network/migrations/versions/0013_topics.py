"""Ideas are found as likely duplicates by their topics, too: their terms are written anew."""

from uuid import UUID

import sqlalchemy as sa
from alembic import op

from network.domain.likeness import keys

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

CHUNK = 1000
IDEA = sa.table("idea", sa.column("id", sa.Uuid), sa.column("title"), sa.column("text"), sa.column("status", sa.String))
TERM = sa.table("idea_term", sa.column("term"), sa.column("idea_id", sa.Uuid))


def upgrade() -> None:
    """Words and topics of every idea that is not hidden."""
    connection = op.get_bind()
    connection.execute(sa.delete(TERM))
    shown = sa.select(IDEA).where(IDEA.c.status != "hidden").order_by(IDEA.c.id).limit(CHUNK)
    last = UUID(int=0)
    while ideas := connection.execute(shown.where(IDEA.c.id > last)).all():
        last = ideas[-1].id
        terms = [{"term": term, "idea_id": idea.id} for idea in ideas for term in keys(idea.title, idea.text)]
        if terms:
            connection.execute(sa.insert(TERM), terms)


def downgrade() -> None:
    """The words are still there."""
