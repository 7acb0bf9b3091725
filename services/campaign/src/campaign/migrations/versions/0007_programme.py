"""How new each town's public programme is; kept by triggers, so that no write can forget it."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

SHOWN = "('published', 'cancelled')"

# Table, when a write shows (with OLD. and NEW.), whose programmes it shows in.
UPDATES = {
    "offer": (f"OLD.status IN {SHOWN} OR NEW.status IN {SHOWN}", "town_key IN (OLD.town_key, NEW.town_key)"),
    "business": ("OLD.status = 'approved' OR NEW.status = 'approved'", "town_key IN (OLD.town_key, NEW.town_key)"),
    "town": ("OLD.version <> NEW.version", "town_key = NEW.key"),
    "town_participation": ("OLD.version <> NEW.version", "town_key = NEW.town_key"),
    "edition": ("OLD.version <> NEW.version", "town_key IS NOT NULL"),
}
INSERTS = {
    "offer": (f"NEW.status IN {SHOWN}", "town_key = NEW.town_key"),
    "town_participation": ("TRUE", "town_key = NEW.town_key"),
}
DELETES = {"offer": (f"OLD.status IN {SHOWN}", "town_key = OLD.town_key")}


def upgrade() -> None:
    """The table, a row for each town there is, and the triggers."""
    op.create_table(
        "programme_version",
        sa.Column("town_key", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("town_key", name="pk_programme_version"),
        sa.ForeignKeyConstraint(["town_key"], ["town.key"], name="fk_programme_version_town_key"),
    )
    postgresql = op.get_bind().dialect.name == "postgresql"
    now = "clock_timestamp()" if postgresql else "strftime('%Y-%m-%d %H:%M:%f000', 'now')"
    row = "INSERT INTO programme_version (town_key, revision, changed_at)"
    op.execute(f"{row} SELECT key, 1, {now} FROM town")  # noqa: S608 - as below
    new_town = f"{row} VALUES (NEW.key, 1, {now})"
    raise_ = f"UPDATE programme_version SET revision = revision + 1, changed_at = {now}"  # noqa: S608 - nothing here comes from outside
    _trigger("town", "INSERT", "TRUE", new_town, postgresql)
    for verb, tables in (("UPDATE", UPDATES), ("INSERT", INSERTS), ("DELETE", DELETES)):
        for table, (when, whose) in tables.items():
            raised = f"{raise_} WHERE {whose}"
            _trigger(table, verb, when, raised, postgresql)


def _trigger(table: str, verb: str, when: str, action: str, postgresql: bool) -> None:
    name = f"programme_{table}_{verb.lower()}"
    if not postgresql:
        op.execute(f"CREATE TRIGGER {name} AFTER {verb} ON {table} WHEN {when} BEGIN {action}; END")
        return
    op.execute(f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {action}; RETURN NULL; END $$")
    op.execute(f"CREATE TRIGGER {name} AFTER {verb} ON {table} FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION {name}()")
