"""Threads and messages as rows."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from folioscope.platform.database.base import Base, UtcDateTime, new_id, now


class Thread(Base):
    """A conversation. ``bases`` are the ids it asks; None means all that its owner may see."""

    __tablename__ = "threads"
    __table_args__ = (Index("ix_threads_owner_id_updated_at", "owner_id", "updated_at"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    owner_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    title: Mapped[str | None] = mapped_column(String(200))
    bases: Mapped[list[str] | None] = mapped_column(JSON)
    mode: Mapped[str] = mapped_column(String(16), default="hybrid")
    model: Mapped[str | None] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now, onupdate=now)
    archived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Message(Base):
    """One turn. ``status`` is ``complete`` or, for a partial answer, ``cancelled``.

    ``grounding`` tells of an answer what it rests on, as the event ``final`` does.
    """

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("thread_id", "position"),
        Index("ix_messages_run_id", "run_id"),
        Index(
            "uq_messages_assistant_run_id",
            "run_id",
            unique=True,
            sqlite_where=text("role = 'assistant'"),
            postgresql_where=text("role = 'assistant'"),
        ),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    owner_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    thread_id: Mapped[str] = mapped_column(ForeignKey("threads.id", ondelete="CASCADE"))
    run_id: Mapped[str | None] = mapped_column(ForeignKey("runs.id", ondelete="SET NULL"))
    position: Mapped[int]
    role: Mapped[str] = mapped_column(String(16))
    content: Mapped[str] = mapped_column(Text)
    citations: Mapped[list[Any]] = mapped_column(JSON, default=list)
    grounding: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    status: Mapped[str] = mapped_column(String(16), default="complete")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class KeptAnswer(Base):
    """An answer that may be given again to a question that asks the same.

    ``scope`` is a digest of all that an answer depends on besides the question: the bases with
    their revisions, filters, mode, model, prompt. ``question`` is normalised and ``vector`` is its
    direction as float32 bytes. ``bases`` are the ids of the bases with edition and revision, so
    that what is out of date can be deleted. ``answer`` is what the event ``final`` had.
    """

    __tablename__ = "kept_answers"
    __table_args__ = (
        UniqueConstraint("owner_id", "scope", "digest"),
        Index("ix_kept_answers_created_at", "created_at"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    owner_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    run_id: Mapped[str] = mapped_column(ForeignKey("runs.id", ondelete="CASCADE"), index=True)
    scope: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))
    question: Mapped[str] = mapped_column(Text)
    vector: Mapped[bytes | None] = mapped_column(LargeBinary)
    bases: Mapped[dict[str, list[int]]] = mapped_column(JSON)
    answer: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
