"""Shares of knowledge bases as rows."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from folioscope.platform.database.base import Base, UtcDateTime, new_id, now


class Share(Base):
    """Leave for a user, or with no ``user_id`` for every user, to ``read`` or ``write`` a base."""

    __tablename__ = "shares"
    __table_args__ = (
        Index("uq_shares_base_id_user_id", "base_id", "user_id", unique=True),
        Index(
            "uq_shares_everyone",
            "base_id",
            unique=True,
            sqlite_where=text("user_id IS NULL"),
            postgresql_where=text("user_id IS NULL"),
        ),
        Index("ix_shares_user_id", "user_id"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    base_id: Mapped[str] = mapped_column(ForeignKey("bases.id", ondelete="CASCADE"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    access: Mapped[str] = mapped_column(String(8))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
