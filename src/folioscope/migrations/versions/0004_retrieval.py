"""The language of documents, and of a base if it says so; sections are found by an index."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("bases") as batch_op:
        batch_op.add_column(sa.Column("language", sa.String(length=8), nullable=True))
    with op.batch_alter_table("documents") as batch_op:
        batch_op.add_column(sa.Column("language", sa.String(length=8), nullable=True))
    op.create_index(
        "ix_chunks_document_id_edition_section",
        "chunks",
        ["document_id", "edition", "section"],
        sqlite_where=sa.text("section IS NOT NULL"),
        postgresql_where=sa.text("section IS NOT NULL"),
    )
