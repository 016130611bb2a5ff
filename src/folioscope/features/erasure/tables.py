"""Receipts of what was erased, as rows."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from folioscope.platform.database.base import Base, UtcDateTime, new_id, now


class Erasure(Base):
    """That something was erased, of which ``receipt`` has counts, and ids that mean nothing now.

    Neither a name nor a text is in it: it proves an erasure and undoes none.
    """

    __tablename__ = "erasures"
    __table_args__ = (Index("ix_erasures_owner_id_at", "owner_id", "at"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    owner_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(16))
    receipt: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
