"""Résumés as rows."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from folioscope.platform.database.base import Base, UtcDateTime, new_id, now


class StoredResume(Base):
    """A profile: ``read`` is what the document says, ``edits`` what its owner says of it.

    ``read`` is a JSON Resume, ``places`` tells by JSON pointer where each of its fields stands:
    ``[page_ordinal, start, end]`` of the document's page text. ``version`` is that of the rules
    that read it, 0 before anybody did, and ``edition`` that of the pages they read. One that was
    written by hand has no document, and all of it in ``edits``.
    """

    __tablename__ = "resumes"
    __table_args__ = (Index("ix_resumes_owner_id_updated_at", "owner_id", "updated_at"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    owner_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    document_id: Mapped[str | None] = mapped_column(
        ForeignKey("documents.id", ondelete="CASCADE"), unique=True
    )
    name: Mapped[str] = mapped_column(String(400), default="")
    read: Mapped[dict[str, Any]] = mapped_column(JSON)
    places: Mapped[dict[str, Any]] = mapped_column(JSON)
    source: Mapped[str] = mapped_column(String(8), default="rules")
    version: Mapped[int] = mapped_column(default=0)
    edition: Mapped[int] = mapped_column(default=0)
    edits: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now, onupdate=now)


class OwnProfile(Base):
    """The résumé that a user is advised by where none is named."""

    __tablename__ = "own_profiles"

    owner_id: Mapped[int] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    resume_id: Mapped[str] = mapped_column(ForeignKey("resumes.id", ondelete="CASCADE"))
