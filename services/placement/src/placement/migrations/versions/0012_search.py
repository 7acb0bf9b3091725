"""The words that ``q`` looks in, folded, of schools, companies, offers and invitations."""

import sqlalchemy as sa
from alembic import op

from regio_chassis.search import searchable

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

SEARCHED = {
    "school": ("id", "name"),
    "company": ("id", "name"),
    "place_offer": ("id", "occupation", "tasks"),
    "invitation": ("business_id", "public_name", "branch"),
}
"""Tables with their key and the columns whose words are found."""


def upgrade() -> None:
    """Add the column, filled from what is there."""
    database = op.get_bind()
    for name, (key, *words) in SEARCHED.items():
        op.add_column(name, sa.Column("search", sa.String(), nullable=False, server_default=""))
        table = sa.table(name, *(sa.column(column) for column in (key, "search", *words)))
        rows = database.execute(sa.select(table.c[key], *(table.c[word] for word in words))).all()
        fill = sa.update(table).where(table.c[key] == sa.bindparam("row")).values(search=sa.bindparam("found"))
        if rows:
            database.execute(fill, [{"row": id, "found": searchable(*texts)} for id, *texts in rows])
