"""Stamp cards, and polls on action windows."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    """Create their tables."""
    op.create_table(
        "stamp_campaign",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Uuid(), nullable=False),
        sa.Column("town_key", sa.String(), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("stamps_needed", sa.Integer(), nullable=False),
        sa.Column("prizes", JSON, nullable=False),
        sa.Column("seed", sa.String(), nullable=True),
        sa.Column("drawn_from", sa.Integer(), nullable=True),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("source", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name="fk_stamp_campaign_edition_id"),
        sa.ForeignKeyConstraint(["town_key"], ["town.key"], name="fk_stamp_campaign_town_key"),
        sa.PrimaryKeyConstraint("id", name="pk_stamp_campaign"),
        sa.UniqueConstraint("edition_id", "town_key", name="uq_stamp_campaign_edition_id_town_key"),
    )
    op.create_index("ix_stamp_campaign_status", "stamp_campaign", ["status"])
    op.create_index("ix_stamp_campaign_town_key", "stamp_campaign", ["town_key"])
    op.create_table(
        "stamp_card",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.Column("full", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["stamp_campaign.id"], name="fk_stamp_card_campaign_id"),
        sa.PrimaryKeyConstraint("id", name="pk_stamp_card"),
        sa.UniqueConstraint("code_hash", name="uq_stamp_card_code_hash"),
    )
    op.create_index("ix_stamp_card_campaign_id_full", "stamp_card", ["campaign_id", "full"])
    op.create_table(
        "stamp",
        sa.Column("card_id", sa.Uuid(), nullable=False),
        sa.Column("business_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["card_id"], ["stamp_card.id"], name="fk_stamp_card_id"),
        sa.ForeignKeyConstraint(["business_id"], ["business.id"], name="fk_stamp_business_id"),
        sa.PrimaryKeyConstraint("card_id", "business_id", name="pk_stamp"),
    )
    op.create_index("ix_stamp_business_id", "stamp", ["business_id"])
    op.create_table(
        "stamp_win",
        sa.Column("card_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("prize", sa.String(), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.ForeignKeyConstraint(["card_id"], ["stamp_card.id"], name="fk_stamp_win_card_id"),
        sa.ForeignKeyConstraint(["campaign_id"], ["stamp_campaign.id"], name="fk_stamp_win_campaign_id"),
        sa.PrimaryKeyConstraint("card_id", name="pk_stamp_win"),
    )
    op.create_index("ix_stamp_win_campaign_id", "stamp_win", ["campaign_id"])
    op.create_index("ix_stamp_win_status", "stamp_win", ["status"])
    op.create_table(
        "stamp_claim",
        sa.Column("card_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("contact", sa.String(), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["card_id"], ["stamp_win.card_id"], name="fk_stamp_claim_card_id"),
        sa.PrimaryKeyConstraint("card_id", name="pk_stamp_claim"),
    )
    op.create_table(
        "date_poll",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Uuid(), nullable=False),
        sa.Column("town_key", sa.String(), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("proposals", JSON, nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=True),
        sa.Column("votes", JSON, nullable=True),
        sa.Column("chosen", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name="fk_date_poll_edition_id"),
        sa.ForeignKeyConstraint(["town_key"], ["town.key"], name="fk_date_poll_town_key"),
        sa.PrimaryKeyConstraint("id", name="pk_date_poll"),
    )
    op.create_index("ix_date_poll_edition_id", "date_poll", ["edition_id"])
    op.create_index("ix_date_poll_status", "date_poll", ["status"])
    op.create_index("ix_date_poll_town_key", "date_poll", ["town_key"])
    op.create_table(
        "date_vote",
        sa.Column("poll_id", sa.Uuid(), nullable=False),
        sa.Column("business_id", sa.Uuid(), nullable=False),
        sa.Column("proposal", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["poll_id"], ["date_poll.id"], name="fk_date_vote_poll_id"),
        sa.ForeignKeyConstraint(["business_id"], ["business.id"], name="fk_date_vote_business_id"),
        sa.PrimaryKeyConstraint("poll_id", "business_id", name="pk_date_vote"),
    )
    op.create_index("ix_date_vote_business_id", "date_vote", ["business_id"])
