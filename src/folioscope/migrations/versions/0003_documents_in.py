"""Sections and entries of chunks, what was found hidden, and files beside those they replace."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("documents") as batch_op:
        batch_op.drop_constraint("uq_documents_base_id_path_edition", type_="unique")
        batch_op.create_unique_constraint(
            "uq_documents_base_id_path_edition_file_id", ["base_id", "path", "edition", "file_id"]
        )
    with op.batch_alter_table("chunks") as batch_op:
        batch_op.add_column(sa.Column("section", sa.String(length=16), nullable=True))
        batch_op.add_column(sa.Column("entry", sa.JSON(), nullable=True))
    op.create_table(
        "findings",
        sa.Column("document_id", sa.String(length=32), nullable=False),
        sa.Column("edition", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("page", sa.Integer(), nullable=True),
        sa.Column("box", sa.JSON(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["documents.id"],
            name=op.f("fk_findings_document_id_documents"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("document_id", "edition", "ordinal", name=op.f("pk_findings")),
    )
