"""Watched folders, and the files in them, as rows."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from folioscope.platform.database.base import Base, UtcDateTime, new_id, now


class Watch(Base):
    """A folder that a base follows.

    ``origin`` tells which setting names it, None if somebody asked for it. Where it is not
    ``trusted``, it is read under the allowed roots only. ``root`` is the identity of the folder as
    it was last seen, ``fingerprint`` that of all in it when nothing was left to do. Whoever holds
    ``attempt``, under a lease, looks at it.
    """

    __tablename__ = "watches"
    __table_args__ = (UniqueConstraint("base_id", "path"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    owner_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    actor_kind: Mapped[str] = mapped_column(String(16))
    actor_id: Mapped[int]
    base_id: Mapped[str] = mapped_column(ForeignKey("bases.id", ondelete="CASCADE"))
    path: Mapped[str] = mapped_column(String(1000))
    origin: Mapped[str | None] = mapped_column(String(1500))
    trusted: Mapped[bool] = mapped_column(default=False)
    host: Mapped[str | None] = mapped_column(String(255))
    root: Mapped[str | None] = mapped_column(String(64))
    fingerprint: Mapped[str | None] = mapped_column(String(32))
    state: Mapped[str] = mapped_column(String(16), default="new")
    reason: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    skipped: Mapped[int] = mapped_column(default=0)
    run_id: Mapped[str | None] = mapped_column(ForeignKey("runs.id", ondelete="SET NULL"))
    attempt: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[float] = mapped_column(default=0.0)
    looked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class FollowedFile(Base):
    """A file of a watched folder: ``key`` tells names apart to the byte, ``label`` shows them.

    ``digest`` is the content that was last taken in; size, time and inode are those of the file
    when that was done, or when it was refused.
    """

    __tablename__ = "followed_files"
    __table_args__ = (
        Index("ix_followed_files_watch_id_label", "watch_id", "label"),
        Index("ix_followed_files_digest", "digest"),
    )

    watch_id: Mapped[str] = mapped_column(
        ForeignKey("watches.id", ondelete="CASCADE"), primary_key=True
    )
    key: Mapped[str] = mapped_column(String(32), primary_key=True)
    label: Mapped[str] = mapped_column(String(1000))
    size: Mapped[int] = mapped_column(BigInteger)
    mtime_ns: Mapped[int] = mapped_column(BigInteger)
    inode: Mapped[int] = mapped_column(BigInteger)
    digest: Mapped[str | None] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(16))
    code: Mapped[str | None] = mapped_column(String(64))
    message: Mapped[str | None] = mapped_column(Text)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
