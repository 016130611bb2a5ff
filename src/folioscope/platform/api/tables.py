"""Idempotency keys, and what was counted against limits, as rows."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from folioscope.platform.database.base import Base, UtcDateTime, now


class IdempotencyKey(Base):
    """What a POST with this key was answered, and the digest of its body."""

    __tablename__ = "idempotency_keys"

    owner_id: Mapped[int] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(64))
    answer: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class LimitWindow(Base):
    """How much of a limit was used in a window of time; several processes share the count."""

    __tablename__ = "limit_windows"

    key: Mapped[str] = mapped_column(String(300), primary_key=True)
    used: Mapped[int] = mapped_column(BigInteger, default=0)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
