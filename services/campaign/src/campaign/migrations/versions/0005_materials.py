"""Advertising material and orders for it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    """Create their tables."""
    op.create_table(
        "material_item",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("stock", sa.Integer(), nullable=False),
        sa.Column("approved", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(), nullable=True),
        sa.CheckConstraint("approved >= 0 AND approved <= stock", name="ck_material_item_approved_within_stock"),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name="fk_material_item_edition_id"),
        sa.PrimaryKeyConstraint("id", name="pk_material_item"),
        sa.UniqueConstraint("edition_id", "key", name="uq_material_item_edition_id_key"),
    )
    op.create_table(
        "material_order",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Uuid(), nullable=False),
        sa.Column("town_key", sa.String(), nullable=False),
        sa.Column("status", sa.String(40), nullable=False),
        sa.Column("lines", JSON, nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("source", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name="fk_material_order_edition_id"),
        sa.ForeignKeyConstraint(["town_key"], ["town.key"], name="fk_material_order_town_key"),
        sa.PrimaryKeyConstraint("id", name="pk_material_order"),
    )
    op.create_index("ix_material_order_edition_id", "material_order", ["edition_id"])
    op.create_index("ix_material_order_status", "material_order", ["status"])
    op.create_index("ix_material_order_town_key", "material_order", ["town_key"])
