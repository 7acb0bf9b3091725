"""The first schema: towns, schools and phases, companies and their offers, and what is known of the sisters."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from regio_chassis.migrations import chassis_0001

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    """Create everything."""
    chassis_0001(op.get_bind())
    op.create_table(
        "campaign_offer",
        sa.Column("offer_id", sa.Uuid(), nullable=False),
        sa.Column("business_id", sa.Uuid(), nullable=False),
        sa.Column("town_key", sa.String(60), nullable=False),
        sa.Column("title", sa.String(200), nullable=True),
        sa.Column("days", JSON, nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("cancelled", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("offer_id", name="pk_campaign_offer"),
    )
    op.create_index("ix_campaign_offer_business_id", "campaign_offer", ["business_id"])
    op.create_table(
        "partner",
        sa.Column("key", sa.String(60), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("role", sa.String(500), nullable=False),
        sa.Column("source", sa.String(500), nullable=True),
        sa.PrimaryKeyConstraint("key", name="pk_partner"),
    )
    op.create_table(
        "school_year",
        sa.Column("key", sa.String(7), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("pupils_total", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(500), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_school_year"),
    )
    op.create_table(
        "seat_call",
        sa.Column("decision_id", sa.Uuid(), nullable=False),
        sa.Column("town_key", sa.String(60), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("decision_id", "town_key", name="pk_seat_call"),
    )
    op.create_index("ix_seat_call_active", "seat_call", ["active"])
    op.create_index("ix_seat_call_town_key", "seat_call", ["town_key"])
    op.create_table(
        "town",
        sa.Column("key", sa.String(60), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("county", sa.String(120), nullable=False),
        sa.Column("corpus_christi", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_town"),
    )
    op.create_index("ix_town_county", "town", ["county"])
    op.create_table(
        "company",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("business_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("town_key", sa.String(60), nullable=False),
        sa.Column("wid_nr", sa.String(20), nullable=True),
        sa.Column("street", sa.String(200), nullable=True),
        sa.Column("postcode", sa.String(5), nullable=True),
        sa.Column("phone", sa.String(60), nullable=True),
        sa.Column("mail", sa.String(200), nullable=True),
        sa.Column("tutor", sa.String(200), nullable=True),
        sa.Column("requirements", JSON, nullable=False),
        sa.Column("closed_days", JSON, nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("suspended_reason", sa.String(500), nullable=True),
        sa.Column("source", sa.String(500), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["town_key"], ["town.key"], name="fk_company_town_key"),
        sa.PrimaryKeyConstraint("id", name="pk_company"),
    )
    op.create_index("ix_company_business_id", "company", ["business_id"])
    op.create_index("ix_company_kind", "company", ["kind"])
    op.create_index("ix_company_status", "company", ["status"])
    op.create_index("ix_company_town_key", "company", ["town_key"])
    op.create_table(
        "school",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(60), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("town_key", sa.String(60), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("grade", sa.Integer(), nullable=False),
        sa.Column("closed_days", JSON, nullable=False),
        sa.Column("contact_office", sa.String(200), nullable=True),
        sa.Column("contact_phone", sa.String(60), nullable=True),
        sa.Column("contact_mail", sa.String(200), nullable=True),
        sa.Column("source", sa.String(500), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["town_key"], ["town.key"], name="fk_school_town_key"),
        sa.PrimaryKeyConstraint("id", name="pk_school"),
        sa.UniqueConstraint("key", name="uq_school_key"),
    )
    op.create_index("ix_school_town_key", "school", ["town_key"])
    op.create_table(
        "invitation",
        sa.Column("business_id", sa.Uuid(), nullable=False),
        sa.Column("public_name", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("branch", sa.String(200), nullable=False),
        sa.Column("town_key", sa.String(60), nullable=False),
        sa.Column("wid_nr", sa.String(20), nullable=True),
        sa.Column("consent", sa.Boolean(), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.Column("merged_into", sa.Uuid(), nullable=True),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decline_reason", sa.String(500), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_invitation_company_id"),
        sa.PrimaryKeyConstraint("business_id", name="pk_invitation"),
    )
    op.create_index("ix_invitation_status", "invitation", ["status"])
    op.create_index("ix_invitation_town_key", "invitation", ["town_key"])
    op.create_table(
        "phase",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("school_id", sa.Uuid(), nullable=False),
        sa.Column("school_year", sa.String(7), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=True),
        sa.Column("days", JSON, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["school_year"], ["school_year.key"], name="fk_phase_school_year"),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_phase_school_id"),
        sa.PrimaryKeyConstraint("id", name="pk_phase"),
        sa.UniqueConstraint("school_id", "school_year", "number", name="uq_phase_school_id_school_year_number"),
    )
    op.create_index("ix_phase_school_year", "phase", ["school_year"])
    op.create_index("ix_phase_starts_on", "phase", ["starts_on"])
    op.create_index("ix_phase_status", "phase", ["status"])
    op.create_table(
        "place_offer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("kldb", sa.String(5), nullable=False),
        sa.Column("occupation", sa.String(200), nullable=False),
        sa.Column("tasks", sa.String(2000), nullable=False),
        sa.Column("hours", JSON, nullable=False),
        sa.Column("rule_set", sa.String(40), nullable=False),
        sa.Column("requirements", JSON, nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("return_reason", sa.String(500), nullable=True),
        sa.Column("paused_until", sa.Date(), nullable=True),
        sa.Column("source", sa.String(500), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["company.id"], name="fk_place_offer_company_id"),
        sa.PrimaryKeyConstraint("id", name="pk_place_offer"),
    )
    op.create_index("ix_place_offer_company_id", "place_offer", ["company_id"])
    op.create_index("ix_place_offer_kldb", "place_offer", ["kldb"])
    op.create_index("ix_place_offer_status", "place_offer", ["status"])
    op.create_table(
        "seats",
        sa.Column("offer_id", sa.Uuid(), nullable=False),
        sa.Column("phase_id", sa.Uuid(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["phase_id"], ["phase.id"], name="fk_seats_phase_id"),
        sa.ForeignKeyConstraint(["offer_id"], ["place_offer.id"], name="fk_seats_offer_id"),
        sa.PrimaryKeyConstraint("offer_id", "phase_id", "weekday", name="pk_seats"),
    )
    op.create_index("ix_seats_phase_id", "seats", ["phase_id"])
