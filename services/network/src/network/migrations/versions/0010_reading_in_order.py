"""Meetings of a group and overdue ideas are read in order, however many others there are."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
WAITS = sa.text("status IN ('open', 'under_review')")


def upgrade() -> None:
    """Parties of meetings say when they meet; ideas that wait have an index of their own."""
    for name in ("group_key", "town_key"):
        op.drop_index(f"ix_meeting_party_{name}", "meeting_party")
    op.add_column("meeting_party", sa.Column("starts_at", INSTANT))
    op.execute(
        "UPDATE meeting_party SET starts_at = "
        "(SELECT starts_at FROM meeting WHERE meeting.id = meeting_party.meeting_id)"
    )
    with op.batch_alter_table("meeting_party") as table:
        table.alter_column("starts_at", existing_type=INSTANT, nullable=False)
    for name in ("group", "town"):
        op.create_index(f"ix_meeting_party_{name}_starts", "meeting_party", [f"{name}_key", "starts_at", "meeting_id"])
    op.drop_index("ix_idea_status_due", "idea")
    op.create_index(
        "ix_idea_unanswered_due", "idea", ["published", "answer_due", "id"], postgresql_where=WAITS, sqlite_where=WAITS
    )


def downgrade() -> None:
    """As before."""
    op.drop_index("ix_idea_unanswered_due", "idea")
    op.create_index("ix_idea_status_due", "idea", ["status", "answer_due", "id"])
    for name in ("group", "town"):
        op.drop_index(f"ix_meeting_party_{name}_starts", "meeting_party")
    with op.batch_alter_table("meeting_party") as table:
        table.drop_column("starts_at")
    for name in ("group_key", "town_key"):
        op.create_index(f"ix_meeting_party_{name}", "meeting_party", [name])
