"""Diary, assessments, visits, incidents and assignment runs."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "assignment_run",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_key", sa.String(60), nullable=False),
        sa.Column("phase_id", sa.Uuid(), nullable=False),
        sa.Column("seed", sa.String(60), nullable=False),
        sa.Column("max_km", sa.Integer(), nullable=True),
        sa.Column("input", sa.String(64), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("placed", sa.Integer(), nullable=False),
        sa.Column("left_over", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["phase_id"], ["phase.id"], name="fk_assignment_run_phase_id"),
        sa.PrimaryKeyConstraint("id", name="pk_assignment_run"),
    )
    op.create_index("ix_assignment_run_phase_id", "assignment_run", ["phase_id"])
    op.create_index("ix_assignment_run_school_key", "assignment_run", ["school_key"])
    op.create_table(
        "assignment_result",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("pupil_id", sa.Uuid(), nullable=False),
        sa.Column("school_key", sa.String(60), nullable=False),
        sa.Column("offer_id", sa.Uuid(), nullable=True),
        sa.Column("wish", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(40), nullable=True),
        sa.Column("blocked", JSON, nullable=False),
        sa.ForeignKeyConstraint(["offer_id"], ["place_offer.id"], name="fk_assignment_result_offer_id"),
        sa.ForeignKeyConstraint(["pupil_id"], ["pupil.id"], name="fk_assignment_result_pupil_id"),
        sa.ForeignKeyConstraint(["run_id"], ["assignment_run.id"], name="fk_assignment_result_run_id"),
        sa.PrimaryKeyConstraint("run_id", "pupil_id", name="pk_assignment_result"),
    )
    op.create_index("ix_assignment_result_pupil_id", "assignment_result", ["pupil_id"])
    op.create_table(
        "assessment",
        sa.Column("placement_id", sa.Uuid(), nullable=False),
        sa.Column("pupil_id", sa.Uuid(), nullable=False),
        sa.Column("school_key", sa.String(60), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("marks", JSON, nullable=False),
        sa.Column("remark", sa.String(2000), nullable=True),
        sa.Column("comment", sa.String(2000), nullable=True),
        sa.Column("grade", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_assessment_company_id"),
        sa.ForeignKeyConstraint(["placement_id"], ["placement.id"], name="fk_assessment_placement_id"),
        sa.ForeignKeyConstraint(["pupil_id"], ["pupil.id"], name="fk_assessment_pupil_id"),
        sa.PrimaryKeyConstraint("placement_id", name="pk_assessment"),
    )
    op.create_index("ix_assessment_pupil_id", "assessment", ["pupil_id"])
    op.create_index("ix_assessment_status", "assessment", ["status"])
    op.create_table(
        "incident",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("placement_id", sa.Uuid(), nullable=False),
        sa.Column("pupil_id", sa.Uuid(), nullable=False),
        sa.Column("school_key", sa.String(60), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("description", sa.String(2000), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("resolution", sa.String(2000), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_incident_company_id"),
        sa.ForeignKeyConstraint(["placement_id"], ["placement.id"], name="fk_incident_placement_id"),
        sa.ForeignKeyConstraint(["pupil_id"], ["pupil.id"], name="fk_incident_pupil_id"),
        sa.PrimaryKeyConstraint("id", name="pk_incident"),
    )
    op.create_index("ix_incident_company_id", "incident", ["company_id"])
    op.create_index("ix_incident_placement_id", "incident", ["placement_id"])
    op.create_index("ix_incident_pupil_id", "incident", ["pupil_id"])
    op.create_index("ix_incident_school_key", "incident", ["school_key"])
    op.create_table(
        "visit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("placement_id", sa.Uuid(), nullable=False),
        sa.Column("pupil_id", sa.Uuid(), nullable=False),
        sa.Column("school_key", sa.String(60), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("note", sa.String(2000), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_visit_company_id"),
        sa.ForeignKeyConstraint(["placement_id"], ["placement.id"], name="fk_visit_placement_id"),
        sa.ForeignKeyConstraint(["pupil_id"], ["pupil.id"], name="fk_visit_pupil_id"),
        sa.PrimaryKeyConstraint("id", name="pk_visit"),
    )
    op.create_index("ix_visit_company_id", "visit", ["company_id"])
    op.create_index("ix_visit_placement_id", "visit", ["placement_id"])
    op.create_index("ix_visit_pupil_id", "visit", ["pupil_id"])
    op.create_index("ix_visit_school_key", "visit", ["school_key"])
    op.create_table(
        "diary_entry",
        sa.Column("practice_day_id", sa.Uuid(), nullable=False),
        sa.Column("pupil_id", sa.Uuid(), nullable=False),
        sa.Column("school_key", sa.String(60), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.String(4000), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("initials", sa.String(10), nullable=True),
        sa.Column("grade", sa.Integer(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_diary_entry_company_id"),
        sa.ForeignKeyConstraint(["practice_day_id"], ["practice_day.id"], name="fk_diary_entry_practice_day_id"),
        sa.ForeignKeyConstraint(["pupil_id"], ["pupil.id"], name="fk_diary_entry_pupil_id"),
        sa.PrimaryKeyConstraint("practice_day_id", name="pk_diary_entry"),
    )
    op.create_index("ix_diary_entry_pupil_id", "diary_entry", ["pupil_id"])
