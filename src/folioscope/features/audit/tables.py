"""The audit log as rows."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from folioscope.platform.database.base import Base, UtcDateTime, big_id, now


class AuditEntry(Base):
    """Somebody did something to a thing of ``owner_id``.

    ``actor`` is the principal as ``kind:user_id``. ``subject`` is an id and never a name, and
    ``detail`` holds no text of documents: the log outlives what is erased.
    """

    __tablename__ = "audit"
    __table_args__ = (
        Index("ix_audit_owner_id_at", "owner_id", "at"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(big_id(), primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    actor: Mapped[str] = mapped_column(String(40))
    action: Mapped[str] = mapped_column(String(32))
    subject_kind: Mapped[str] = mapped_column(String(16))
    subject: Mapped[str] = mapped_column(String(64))
    detail: Mapped[dict[str, Any] | None] = mapped_column(JSON)
