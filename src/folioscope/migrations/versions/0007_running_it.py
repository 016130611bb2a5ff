"""Running it: accounts, keys, invitations, shares, public links, counted limits."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from folioscope.platform.database.base import UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Or SQLite would give the numbers of deleted users again.
    counting_on = {"sqlite_autoincrement": True}
    with op.batch_alter_table("users", table_kwargs=counting_on) as batch_op:
        batch_op.add_column(
            sa.Column("kind", sa.String(16), nullable=False, server_default="person")
        )
        batch_op.add_column(sa.Column("email", sa.String(320)))
        batch_op.add_column(sa.Column("password_hash", sa.String(200)))
        batch_op.add_column(
            sa.Column("role", sa.String(16), nullable=False, server_default="member")
        )
        batch_op.add_column(sa.Column("issuer", sa.String(300)))
        batch_op.add_column(sa.Column("subject", sa.String(300)))
        batch_op.add_column(sa.Column("epoch", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("suspended_at", UtcDateTime()))
        batch_op.add_column(sa.Column("seen_at", UtcDateTime()))
        batch_op.create_unique_constraint("uq_users_email", ["email"])
        batch_op.create_unique_constraint("uq_users_issuer_subject", ["issuer", "subject"])

    _create_api_keys()
    _create_invitations()
    _create_limit_windows()
    _create_login_failures()
    _create_logins()
    _create_public_links()
    _create_shares()
    _create_visitors()


def _create_api_keys() -> None:
    op.create_table(
        "api_keys",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("start", sa.String(16), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime()),
        sa.Column("expires_at", UtcDateTime()),
        sa.Column("revoked_at", UtcDateTime()),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("digest"),
    )
    op.create_index(
        "uq_api_keys_user_id_name",
        "api_keys",
        ["user_id", "name"],
        unique=True,
        sqlite_where=sa.text("revoked_at IS NULL"),
        postgresql_where=sa.text("revoked_at IS NULL"),
    )


def _create_invitations() -> None:
    op.create_table(
        "invitations",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("email", sa.String(320)),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("invited_by", sa.Integer()),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime()),
        sa.ForeignKeyConstraint(["invited_by"], ["users.id"], ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("digest"),
    )


def _create_limit_windows() -> None:
    op.create_table(
        "limit_windows",
        sa.Column("key", sa.String(300), nullable=False),
        sa.Column("used", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("ix_limit_windows_expires_at", "limit_windows", ["expires_at"], unique=False)


def _create_login_failures() -> None:
    op.create_table(
        "login_failures",
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("digest"),
    )


def _create_logins() -> None:
    op.create_table(
        "logins",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("previous", sa.String(64)),
        sa.Column("agent", sa.String(200), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime()),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("digest"),
    )
    op.create_index("ix_logins_previous", "logins", ["previous"], unique=False)
    op.create_index("ix_logins_user_id", "logins", ["user_id"], unique=False)


def _create_public_links() -> None:
    op.create_table(
        "public_links",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("base_id", sa.String(32), nullable=False),
        sa.Column("token", sa.String(64), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("greeting", sa.String(1000), nullable=False),
        sa.Column("origins", sa.JSON(), nullable=False),
        sa.Column("visitor_messages", sa.Integer(), nullable=False),
        sa.Column("daily_messages", sa.Integer(), nullable=False),
        sa.Column("counted_on", sa.Date()),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime()),
        sa.ForeignKeyConstraint(["base_id"], ["bases.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["owner_id"], ["users.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("token"),
    )
    op.create_index("ix_public_links_base_id", "public_links", ["base_id"], unique=False)


def _create_shares() -> None:
    op.create_table(
        "shares",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("base_id", sa.String(32), nullable=False),
        sa.Column("user_id", sa.Integer()),
        sa.Column("access", sa.String(8), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["base_id"], ["bases.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_shares_user_id", "shares", ["user_id"], unique=False)
    op.create_index("uq_shares_base_id_user_id", "shares", ["base_id", "user_id"], unique=True)
    op.create_index(
        "uq_shares_everyone",
        "shares",
        ["base_id"],
        unique=True,
        sqlite_where=sa.text("user_id IS NULL"),
        postgresql_where=sa.text("user_id IS NULL"),
    )


def _create_visitors() -> None:
    op.create_table(
        "visitors",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("link_id", sa.String(32), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("hour_began", UtcDateTime()),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("seen_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["link_id"], ["public_links.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id"),
        sa.UniqueConstraint("digest"),
    )
    op.create_index("ix_visitors_link_id", "visitors", ["link_id"], unique=False)
