"""What answers rest on, answers that may be given again, and the facts of documents."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from folioscope.platform.database.base import UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("messages") as batch_op:
        batch_op.add_column(sa.Column("grounding", sa.JSON(), nullable=True))
    with op.batch_alter_table("documents") as batch_op:
        batch_op.add_column(
            sa.Column("facts_version", sa.Integer(), nullable=False, server_default="0")
        )
    _create_facts()
    _create_kept_answers()
    _create_evaluations()


def _create_facts() -> None:
    op.create_table(
        "facts",
        sa.Column("document_id", sa.String(32), sa.ForeignKey("documents.id", ondelete="CASCADE")),
        sa.Column("edition", sa.Integer(), autoincrement=False),
        sa.Column("ordinal", sa.Integer(), autoincrement=False),
        sa.Column(
            "base_id", sa.String(32), sa.ForeignKey("bases.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("value", sa.String(400), nullable=False),
        sa.Column("months", sa.Integer()),
        sa.Column("since", sa.Integer()),
        sa.Column("until", sa.Integer()),
        sa.Column("level", sa.String(16)),
        sa.Column("detail", sa.JSON()),
        sa.Column("page_ordinal", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(8), nullable=False),
        sa.PrimaryKeyConstraint("document_id", "edition", "ordinal"),
    )
    columns = ["base_id", "edition", "kind", "key"]
    op.create_index("ix_facts_base_id_edition_kind_key", "facts", columns)


def _create_kept_answers() -> None:
    op.create_table(
        "kept_answers",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column(
            "owner_id", sa.Integer(), sa.ForeignKey("users.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column(
            "run_id", sa.String(32), sa.ForeignKey("runs.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("scope", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("vector", sa.LargeBinary()),
        sa.Column("bases", sa.JSON(), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.UniqueConstraint("owner_id", "scope", "digest"),
    )
    op.create_index("ix_kept_answers_run_id", "kept_answers", ["run_id"])
    op.create_index("ix_kept_answers_created_at", "kept_answers", ["created_at"])


def _create_evaluations() -> None:
    op.create_table(
        "evaluations",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column(
            "owner_id", sa.Integer(), sa.ForeignKey("users.id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
    )
    op.create_index("ix_evaluations_owner_id_created_at", "evaluations", ["owner_id", "created_at"])
