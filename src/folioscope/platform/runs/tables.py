"""Runs and their events as rows."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from folioscope.platform.database.base import Base, UtcDateTime, new_id, now
from folioscope.platform.runs.states import RunStatus


class Run(Base):
    """A piece of work of some kind. The row decides: whoever holds ``attempt`` may write.

    ``subject`` is the id of what it works on, where that is not a thread. A run is superseded when
    a later message took the place of its question, compacted when only its result is still kept.
    """

    __tablename__ = "runs"
    __table_args__ = (
        Index(
            "uq_runs_active_thread",
            "thread_id",
            unique=True,
            sqlite_where=text("status IN ('queued','running')"),
            postgresql_where=text("status IN ('queued','running')"),
        ),
        Index(
            "ix_runs_running",
            "owner_id",
            "kind",
            sqlite_where=text("status = 'running'"),
            postgresql_where=text("status = 'running'"),
        ),
        Index("ix_runs_thread_id", "thread_id"),
        Index("ix_runs_status_created_at", "status", "created_at"),
        Index("ix_runs_subject_status", "subject", "status"),
        Index("ix_runs_owner_id_created_at", "owner_id", "created_at"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    owner_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    actor_kind: Mapped[str] = mapped_column(String(16))
    actor_id: Mapped[int]
    kind: Mapped[str] = mapped_column(String(64))
    thread_id: Mapped[str | None] = mapped_column(ForeignKey("threads.id", ondelete="CASCADE"))
    subject: Mapped[str | None] = mapped_column(String(32))
    status: Mapped[str] = mapped_column(String(16), default=RunStatus.QUEUED)
    attempt: Mapped[int] = mapped_column(default=0)
    max_attempts: Mapped[int] = mapped_column(default=2)
    next_seq: Mapped[int] = mapped_column(default=1)
    lease_until: Mapped[float] = mapped_column(default=0.0)
    not_before: Mapped[float] = mapped_column(default=0.0)
    cancel_requested_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    input: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    usage: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    error: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    superseded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    compacted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class RunEvent(Base):
    """An event of a run, numbered 1..n without gaps."""

    __tablename__ = "run_events"
    __table_args__ = (
        Index(
            "uq_run_events_terminal",
            "run_id",
            unique=True,
            sqlite_where=text("type IN ('final','error','cancelled')"),
            postgresql_where=text("type IN ('final','error','cancelled')"),
        ),
    )

    run_id: Mapped[str] = mapped_column(ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    type: Mapped[str] = mapped_column(String(16))
    data: Mapped[str] = mapped_column(Text)
