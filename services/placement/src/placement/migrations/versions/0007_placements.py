"""Applications, placements, agreements and practice days; what a tutor can do, and where towns lie."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    """Create the tables."""
    with op.batch_alter_table("town") as town:
        town.add_column(sa.Column("municipality", sa.String(60), nullable=True))
        town.add_column(sa.Column("latitude", sa.Float(), nullable=True))
        town.add_column(sa.Column("longitude", sa.Float(), nullable=True))
    with op.batch_alter_table("place_offer") as offer:
        offer.add_column(sa.Column("tutor_limit", sa.Integer(), nullable=True))
    with op.batch_alter_table("seats") as seats:
        # Whatever a command forgets: never more seats taken than there are, never fewer than none.
        seats.create_check_constraint("ck_seats_taken", "taken >= 0 AND taken <= seats")
    op.create_table(
        "application",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("pupil_id", sa.Uuid(), nullable=False),
        sa.Column("school_key", sa.String(60), nullable=False),
        sa.Column("phase_id", sa.Uuid(), nullable=False),
        sa.Column("offer_id", sa.Uuid(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decline_reason", sa.String(500), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_application_company_id"),
        sa.ForeignKeyConstraint(["offer_id"], ["place_offer.id"], name="fk_application_offer_id"),
        sa.ForeignKeyConstraint(["phase_id"], ["phase.id"], name="fk_application_phase_id"),
        sa.ForeignKeyConstraint(["pupil_id"], ["pupil.id"], name="fk_application_pupil_id"),
        sa.PrimaryKeyConstraint("id", name="pk_application"),
        sa.UniqueConstraint("pupil_id", "phase_id", "offer_id", name="uq_application_pupil_id_phase_id_offer_id"),
    )
    op.create_index("ix_application_company_id", "application", ["company_id"])
    op.create_index("ix_application_due_at", "application", ["due_at"])
    op.create_index("ix_application_offer_id", "application", ["offer_id"])
    op.create_index("ix_application_phase_id", "application", ["phase_id"])
    op.create_index("ix_application_school_key", "application", ["school_key"])
    op.create_index("ix_application_status", "application", ["status"])
    op.create_table(
        "placement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("pupil_id", sa.Uuid(), nullable=False),
        sa.Column("school_key", sa.String(60), nullable=False),
        sa.Column("phase_id", sa.Uuid(), nullable=False),
        sa.Column("offer_id", sa.Uuid(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("kldb", sa.String(5), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(40), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaces", sa.Uuid(), nullable=True),
        sa.Column("acknowledged", JSON, nullable=False),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("end_reason", sa.String(500), nullable=True),
        sa.Column("training_offered", sa.Boolean(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_placement_company_id"),
        sa.ForeignKeyConstraint(["offer_id"], ["place_offer.id"], name="fk_placement_offer_id"),
        sa.ForeignKeyConstraint(["phase_id"], ["phase.id"], name="fk_placement_phase_id"),
        sa.ForeignKeyConstraint(["pupil_id"], ["pupil.id"], name="fk_placement_pupil_id"),
        sa.PrimaryKeyConstraint("id", name="pk_placement"),
    )
    op.create_index("ix_placement_company_id", "placement", ["company_id"])
    op.create_index("ix_placement_offer_id", "placement", ["offer_id"])
    op.create_index("ix_placement_phase_id", "placement", ["phase_id"])
    op.create_index("ix_placement_school_key", "placement", ["school_key"])
    op.create_index("ix_placement_status", "placement", ["status"])
    op.create_index(
        "uq_placement_pupil_id_phase_id",
        "placement",
        ["pupil_id", "phase_id"],
        unique=True,
        sqlite_where=sa.text("status != 'terminated'"),
        postgresql_where=sa.text("status != 'terminated'"),
    )
    op.create_table(
        "repeat_exception",
        sa.Column("pupil_id", sa.Uuid(), nullable=False),
        sa.Column("phase_id", sa.Uuid(), nullable=False),
        sa.Column("offer_id", sa.Uuid(), nullable=False),
        sa.Column("school_key", sa.String(60), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["offer_id"], ["place_offer.id"], name="fk_repeat_exception_offer_id"),
        sa.ForeignKeyConstraint(["phase_id"], ["phase.id"], name="fk_repeat_exception_phase_id"),
        sa.ForeignKeyConstraint(["pupil_id"], ["pupil.id"], name="fk_repeat_exception_pupil_id"),
        sa.PrimaryKeyConstraint("pupil_id", "phase_id", "offer_id", name="pk_repeat_exception"),
    )
    op.create_table(
        "agreement",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("placement_id", sa.Uuid(), nullable=False),
        sa.Column("pupil_id", sa.Uuid(), nullable=False),
        sa.Column("school_key", sa.String(60), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("terms", JSON, nullable=False),
        sa.Column("rule_set", sa.String(40), nullable=False),
        sa.Column("signers", JSON, nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("active_from", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("end_reason", sa.String(500), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_agreement_company_id"),
        sa.ForeignKeyConstraint(["placement_id"], ["placement.id"], name="fk_agreement_placement_id"),
        sa.ForeignKeyConstraint(["pupil_id"], ["pupil.id"], name="fk_agreement_pupil_id"),
        sa.PrimaryKeyConstraint("id", name="pk_agreement"),
        sa.UniqueConstraint("placement_id", "number", name="uq_agreement_placement_id_number"),
    )
    op.create_index("ix_agreement_company_id", "agreement", ["company_id"])
    op.create_index("ix_agreement_pupil_id", "agreement", ["pupil_id"])
    op.create_index("ix_agreement_school_key", "agreement", ["school_key"])
    op.create_index("ix_agreement_status", "agreement", ["status"])
    op.create_table(
        "practice_day",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("placement_id", sa.Uuid(), nullable=False),
        sa.Column("pupil_id", sa.Uuid(), nullable=False),
        sa.Column("school_key", sa.String(60), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("starts", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("recorded_by", sa.String(40), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("corrections", JSON, nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_practice_day_company_id"),
        sa.ForeignKeyConstraint(["placement_id"], ["placement.id"], name="fk_practice_day_placement_id"),
        sa.ForeignKeyConstraint(["pupil_id"], ["pupil.id"], name="fk_practice_day_pupil_id"),
        sa.PrimaryKeyConstraint("id", name="pk_practice_day"),
        sa.UniqueConstraint("placement_id", "day", name="uq_practice_day_placement_id_day"),
    )
    op.create_index("ix_practice_day_company_id", "practice_day", ["company_id"])
    op.create_index("ix_practice_day_day", "practice_day", ["day"])
    op.create_index("ix_practice_day_pupil_id", "practice_day", ["pupil_id"])
    op.create_index("ix_practice_day_status", "practice_day", ["status"])
    op.create_table(
        "signature",
        sa.Column("agreement_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("method", sa.String(40), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agreement_id"], ["agreement.id"], name="fk_signature_agreement_id"),
        sa.PrimaryKeyConstraint("agreement_id", "role", name="pk_signature"),
    )
