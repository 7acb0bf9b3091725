"""Classes, pupils and guardians, with who they are apart."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "cohort",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_key", sa.String(60), nullable=False),
        sa.Column("school_year", sa.String(7), nullable=False),
        sa.Column("name", sa.String(20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["school_key"], ["school.key"], name="fk_cohort_school_key"),
        sa.ForeignKeyConstraint(["school_year"], ["school_year.key"], name="fk_cohort_school_year"),
        sa.PrimaryKeyConstraint("id", name="pk_cohort"),
        sa.UniqueConstraint("school_key", "school_year", "name", name="uq_cohort_school_key_school_year_name"),
    )
    op.create_index("ix_cohort_school_year", "cohort", ["school_year"])
    op.create_table(
        "pupil",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("cohort_id", sa.Uuid(), nullable=False),
        sa.Column("school_key", sa.String(60), nullable=False),
        sa.Column("ref", sa.String(8), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name="fk_pupil_cohort_id"),
        sa.PrimaryKeyConstraint("id", name="pk_pupil"),
        sa.UniqueConstraint("ref", name="uq_pupil_ref"),
    )
    op.create_index("ix_pupil_cohort_id", "pupil", ["cohort_id"])
    op.create_index("ix_pupil_school_key", "pupil", ["school_key"])
    op.create_index("ix_pupil_status", "pupil", ["status"])
    op.create_table(
        "pupil_person",
        sa.Column("pupil_id", sa.Uuid(), nullable=False),
        sa.Column("given_name", sa.String(100), nullable=False),
        sa.Column("family_name", sa.String(100), nullable=False),
        sa.Column("born_on", sa.Date(), nullable=True),
        sa.Column("phone", sa.String(60), nullable=True),
        sa.Column("mail", sa.String(200), nullable=True),
        sa.Column("street", sa.String(200), nullable=True),
        sa.Column("postcode", sa.String(5), nullable=True),
        sa.Column("town", sa.String(120), nullable=True),
        sa.Column("note", sa.String(500), nullable=True),
        sa.Column("source", sa.String(200), nullable=True),
        sa.Column("folded", sa.String(600), nullable=False),
        sa.ForeignKeyConstraint(["pupil_id"], ["pupil.id"], name="fk_pupil_person_pupil_id"),
        sa.PrimaryKeyConstraint("pupil_id", name="pk_pupil_person"),
    )
    op.create_table(
        "guardian",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("pupil_id", sa.Uuid(), nullable=False),
        sa.Column("relation", sa.String(40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["pupil_id"], ["pupil.id"], name="fk_guardian_pupil_id"),
        sa.PrimaryKeyConstraint("id", name="pk_guardian"),
    )
    op.create_index("ix_guardian_pupil_id", "guardian", ["pupil_id"])
    op.create_table(
        "guardian_person",
        sa.Column("guardian_id", sa.Uuid(), nullable=False),
        sa.Column("given_name", sa.String(100), nullable=False),
        sa.Column("family_name", sa.String(100), nullable=False),
        sa.Column("phone", sa.String(60), nullable=True),
        sa.Column("mail", sa.String(200), nullable=True),
        sa.Column("street", sa.String(200), nullable=True),
        sa.Column("postcode", sa.String(5), nullable=True),
        sa.Column("town", sa.String(120), nullable=True),
        sa.Column("source", sa.String(200), nullable=True),
        sa.ForeignKeyConstraint(["guardian_id"], ["guardian.id"], name="fk_guardian_person_guardian_id"),
        sa.PrimaryKeyConstraint("guardian_id", name="pk_guardian_person"),
    )
