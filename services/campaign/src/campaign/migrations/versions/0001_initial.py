"""The first schema: towns and editions, participations, businesses and offers, and what is known of the sisters."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from regio_chassis.migrations import chassis_0001

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
NOT_WITHDRAWN = sa.text("status <> 'withdrawn'")


def upgrade() -> None:
    """Create everything."""
    chassis_0001(op.get_bind())
    op.create_table(
        "edition",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("motto", sa.String(), nullable=False),
        sa.Column("kickoff_days", JSON, nullable=False),
        sa.Column("register_until", sa.Date(), nullable=True),
        sa.Column("order_until", sa.Date(), nullable=True),
        sa.Column("year_round", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("cancel_reason", sa.String(), nullable=True),
        sa.Column("links", JSON, nullable=False),
        sa.Column("source", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_edition"),
        sa.UniqueConstraint("year", name="uq_edition_year"),
    )
    op.create_index("ix_edition_status", "edition", ["status"])
    op.create_table(
        "known_company",
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("suspended", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("company_id", name="pk_known_company"),
    )
    op.create_table(
        "known_decision",
        sa.Column("decision_id", sa.Uuid(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("result", sa.String(40), nullable=False),
        sa.Column("town_keys", JSON, nullable=False),
        sa.Column("edition_year", sa.Integer(), nullable=True),
        sa.Column("windows", JSON, nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("revoked", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("decision_id", name="pk_known_decision"),
    )
    op.create_index("ix_known_decision_edition_year", "known_decision", ["edition_year"])
    op.create_table(
        "place_offer",
        sa.Column("offer_id", sa.Uuid(), nullable=False),
        sa.Column("company_id", sa.Uuid(), nullable=False),
        sa.Column("business_id", sa.Uuid(), nullable=True),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("offer_id", name="pk_place_offer"),
    )
    op.create_index("ix_place_offer_business_id", "place_offer", ["business_id"])
    op.create_index("ix_place_offer_company_id", "place_offer", ["company_id"])
    op.create_table(
        "town",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("municipality", sa.String(), nullable=False),
        sa.Column("municipality_key", sa.String(), nullable=False),
        sa.Column("county", sa.String(), nullable=False),
        sa.Column("catholic", sa.Boolean(), nullable=False),
        sa.Column("latitude", sa.Float(), nullable=False),
        sa.Column("longitude", sa.Float(), nullable=False),
        sa.Column("links", JSON, nullable=False),
        sa.Column("source", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("key", name="pk_town"),
    )
    op.create_index("ix_town_municipality", "town", ["municipality"])
    op.create_table(
        "business",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("public_name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("branch", sa.String(), nullable=False),
        sa.Column("town_key", sa.String(), nullable=False),
        sa.Column("street", sa.String(), nullable=False),
        sa.Column("postcode", sa.String(), nullable=False),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("opening_hours", sa.String(), nullable=True),
        sa.Column("accessibility", sa.String(), nullable=True),
        sa.Column("description", sa.String(), nullable=True),
        sa.Column("links", JSON, nullable=False),
        sa.Column("wid_nr", sa.String(), nullable=True),
        sa.Column("consent_placement_contact", sa.Boolean(), nullable=False),
        sa.Column("contact_name", sa.String(), nullable=True),
        sa.Column("contact_email", sa.String(), nullable=True),
        sa.Column("contact_phone", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("search", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["town_key"], ["town.key"], name="fk_business_town_key"),
        sa.PrimaryKeyConstraint("id", name="pk_business"),
    )
    op.create_index("ix_business_status", "business", ["status"])
    op.create_index("ix_business_town_key", "business", ["town_key"])
    op.create_table(
        "town_participation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Uuid(), nullable=False),
        sa.Column("town_key", sa.String(), nullable=False),
        sa.Column("municipality_key", sa.String(), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("windows", JSON, nullable=False),
        sa.Column("lead_organisation", sa.String(), nullable=True),
        sa.Column("contact", sa.String(), nullable=True),
        sa.Column("decision_id", sa.Uuid(), nullable=True),
        sa.Column("windows_decision_id", sa.Uuid(), nullable=True),
        sa.Column("windows_decision_version", sa.Integer(), nullable=True),
        sa.Column("attention", sa.String(40), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("source", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name="fk_town_participation_edition_id"),
        sa.ForeignKeyConstraint(["town_key"], ["town.key"], name="fk_town_participation_town_key"),
        sa.PrimaryKeyConstraint("id", name="pk_town_participation"),
    )
    op.create_index("ix_town_participation_decision_id", "town_participation", ["decision_id"])
    op.create_index("ix_town_participation_status", "town_participation", ["status"])
    op.create_index("ix_town_participation_town_key", "town_participation", ["town_key"])
    op.create_index(
        "uq_town_participation_edition_id_town_key",
        "town_participation",
        ["edition_id", "town_key"],
        unique=True,
        sqlite_where=NOT_WITHDRAWN,
        postgresql_where=NOT_WITHDRAWN,
    )
    op.create_table(
        "offer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Uuid(), nullable=True),
        sa.Column("business_id", sa.Uuid(), nullable=True),
        sa.Column("town_key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=True),
        sa.Column("dates", JSON, nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("price_note", sa.String(), nullable=True),
        sa.Column("accessible", sa.Boolean(), nullable=True),
        sa.Column("for_children", sa.Boolean(), nullable=False),
        sa.Column("location", sa.String(), nullable=True),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("search", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["business_id"], ["business.id"], name="fk_offer_business_id"),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name="fk_offer_edition_id"),
        sa.ForeignKeyConstraint(["town_key"], ["town.key"], name="fk_offer_town_key"),
        sa.PrimaryKeyConstraint("id", name="pk_offer"),
    )
    op.create_index("ix_offer_business_id", "offer", ["business_id"])
    op.create_index("ix_offer_edition_id", "offer", ["edition_id"])
    op.create_index("ix_offer_starts_on", "offer", ["starts_on"])
    op.create_index("ix_offer_status", "offer", ["status"])
    op.create_index("ix_offer_town_key", "offer", ["town_key"])
    op.create_table(
        "participation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Uuid(), nullable=False),
        sa.Column("business_id", sa.Uuid(), nullable=False),
        sa.Column("town_key", sa.String(), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["business_id"], ["business.id"], name="fk_participation_business_id"),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name="fk_participation_edition_id"),
        sa.ForeignKeyConstraint(["town_key"], ["town.key"], name="fk_participation_town_key"),
        sa.PrimaryKeyConstraint("id", name="pk_participation"),
    )
    op.create_index("ix_participation_business_id", "participation", ["business_id"])
    op.create_index("ix_participation_status", "participation", ["status"])
    op.create_index("ix_participation_town_key", "participation", ["town_key"])
    op.create_index(
        "uq_participation_edition_id_business_id",
        "participation",
        ["edition_id", "business_id"],
        unique=True,
        sqlite_where=NOT_WITHDRAWN,
        postgresql_where=NOT_WITHDRAWN,
    )
    op.create_table(
        "offer_day",
        sa.Column("offer_id", sa.Uuid(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["offer_id"], ["offer.id"], name="fk_offer_day_offer_id"),
        sa.PrimaryKeyConstraint("offer_id", "day", name="pk_offer_day"),
    )
    op.create_index("ix_offer_day_day", "offer_day", ["day"])
