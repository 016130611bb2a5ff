"""Careers: résumés, offers and their boards, coaching, fit; blind bases, retention, erasure."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from folioscope.platform.database.base import UtcDateTime, big_id

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("bases") as batch_op:
        batch_op.add_column(
            sa.Column("purpose", sa.String(16), nullable=False, server_default="documents")
        )
        batch_op.add_column(sa.Column("blind", sa.JSON()))
        batch_op.add_column(sa.Column("keep_days", sa.Integer()))
        batch_op.add_column(sa.Column("keep_until", sa.Date()))
    with op.batch_alter_table("pages") as batch_op:
        batch_op.add_column(sa.Column("parts", sa.JSON()))
        batch_op.add_column(sa.Column("resume", sa.JSON()))

    _create_audit()
    _create_erasures()
    _create_boards()
    _create_offer_syncs()
    _create_masks()
    _create_offers()
    _create_erased_offers()
    _create_resumes()
    _create_coaching_sessions()
    _create_edited_requirements()
    _create_own_profiles()


def _create_audit() -> None:
    op.create_table(
        "audit",
        sa.Column("id", big_id(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("actor", sa.String(40), nullable=False),
        sa.Column("action", sa.String(32), nullable=False),
        sa.Column("subject_kind", sa.String(16), nullable=False),
        sa.Column("subject", sa.String(64), nullable=False),
        sa.Column("detail", sa.JSON()),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_audit_owner_id_at", "audit", ["owner_id", "at"])


def _create_erasures() -> None:
    op.create_table(
        "erasures",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("receipt", sa.JSON(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_erasures_owner_id_at", "erasures", ["owner_id", "at"])


def _create_boards() -> None:
    op.create_table(
        "boards",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("actor_kind", sa.String(16), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("backend", sa.String(32), nullable=False),
        sa.Column("config", sa.JSON(), nullable=False),
        sa.Column("base_id", sa.String(32)),
        sa.Column("every_seconds", sa.Integer()),
        sa.Column("next_sync_at", UtcDateTime()),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["base_id"], ["bases.id"], ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("owner_id", "name"),
    )
    op.create_index("ix_boards_next_sync_at", "boards", ["next_sync_at"])


def _create_offer_syncs() -> None:
    op.create_table(
        "offer_syncs",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("board_id", sa.String(32), nullable=False),
        sa.Column("run_id", sa.String(32)),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("is_whole", sa.Boolean(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("reason", sa.JSON()),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime()),
        sa.ForeignKeyConstraint(["board_id"], ["boards.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_offer_syncs_board_id_started_at", "offer_syncs", ["board_id", "started_at"])


def _create_masks() -> None:
    op.create_table(
        "masks",
        sa.Column("document_id", sa.String(32), nullable=False),
        sa.Column("edition", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("page_ordinal", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("document_id", "edition", "ordinal"),
    )


def _create_offers() -> None:
    op.create_table(
        "offers",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("board_id", sa.String(32), nullable=False),
        sa.Column("document_id", sa.String(32)),
        sa.Column("source_id", sa.String(255), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("documented", sa.String(64)),
        sa.Column("missed", sa.Integer(), nullable=False),
        sa.Column("url", sa.String(2000)),
        sa.Column("title", sa.String(500), nullable=False),
        sa.Column("company", sa.String(300)),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("locations", sa.JSON(), nullable=False),
        sa.Column("city", sa.String(200)),
        sa.Column("country", sa.String(2)),
        sa.Column("remote", sa.String(8), nullable=False),
        sa.Column("contract", sa.String(32)),
        sa.Column("sector", sa.String(200)),
        sa.Column("salary_min", sa.Double()),
        sa.Column("salary_max", sa.Double()),
        sa.Column("salary_currency", sa.String(3)),
        sa.Column("salary_period", sa.String(8)),
        sa.Column("salary_yearly", sa.Double()),
        sa.Column("posted_at", UtcDateTime()),
        sa.Column("starts_at", UtcDateTime()),
        sa.Column("expires_at", UtcDateTime()),
        sa.Column("language", sa.String(8)),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("contacts", sa.JSON(), nullable=False),
        sa.Column("raw", sa.JSON(), nullable=False),
        sa.Column("first_seen_at", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
        sa.Column("closed_at", UtcDateTime()),
        sa.ForeignKeyConstraint(["board_id"], ["boards.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("board_id", "source_id"),
    )
    op.create_index("ix_offers_document_id", "offers", ["document_id"])
    op.create_index(
        "ix_offers_owner_id_state_posted_at", "offers", ["owner_id", "state", "posted_at"]
    )


def _create_erased_offers() -> None:
    op.create_table(
        "erased_offers",
        sa.Column("board_id", sa.String(32), nullable=False),
        sa.Column("source", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.ForeignKeyConstraint(["board_id"], ["boards.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("board_id", "source"),
    )


def _create_resumes() -> None:
    op.create_table(
        "resumes",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.String(32)),
        sa.Column("name", sa.String(400), nullable=False),
        sa.Column("read", sa.JSON(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("source", sa.String(8), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("edits", sa.JSON()),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("document_id"),
    )
    op.create_index("ix_resumes_owner_id_updated_at", "resumes", ["owner_id", "updated_at"])


def _create_coaching_sessions() -> None:
    op.create_table(
        "coaching_sessions",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("thread_id", sa.String(32), nullable=False),
        sa.Column("resume_id", sa.String(32)),
        sa.Column("offer_id", sa.String(32)),
        sa.Column("base_id", sa.String(32)),
        sa.Column("profile_id", sa.String(64), nullable=False),
        sa.Column("job_id", sa.String(64), nullable=False),
        sa.Column("snapshot", sa.JSON(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["base_id"], ["bases.id"], ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["offer_id"], ["offers.id"], ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["resume_id"], ["resumes.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["thread_id"], ["threads.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "ix_coaching_sessions_owner_id_updated_at", "coaching_sessions", ["owner_id", "updated_at"]
    )


def _create_edited_requirements() -> None:
    op.create_table(
        "edited_requirements",
        sa.Column("offer_id", sa.String(32), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("requirements", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["offer_id"], ["offers.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("offer_id"),
    )


def _create_own_profiles() -> None:
    op.create_table(
        "own_profiles",
        sa.Column("owner_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("resume_id", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["resume_id"], ["resumes.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("owner_id"),
    )
