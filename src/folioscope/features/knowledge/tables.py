"""Knowledge bases, their documents, pages and chunks as rows."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from folioscope.platform.database.base import Base, UtcDateTime, VectorBytes, big_id, new_id, now


class KnowledgeBase(Base):
    """A named set of documents, all embedded by one model.

    ``edition`` is the generation of chunks that answers; a rebuild prepares the next one beside
    it, and while a base is imported it is 0. ``revision`` counts every change to what can be found,
    in commit order. ``language`` is that of all documents, if somebody said so. ``purpose`` tells
    the bases of features from those of people, see ``purposes``. ``blind`` is how a blind base
    masks, None for one that does not. Documents are erased ``keep_days`` after they came, and all
    of them on ``keep_until``.
    """

    __tablename__ = "bases"
    __table_args__ = (UniqueConstraint("owner_id", "name"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    owner_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(64))
    model: Mapped[str] = mapped_column(String(500))
    chunk_size: Mapped[int]
    chunk_overlap: Mapped[int]
    language: Mapped[str | None] = mapped_column(String(8))
    purpose: Mapped[str] = mapped_column(String(16), default="documents")
    blind: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    keep_days: Mapped[int | None]
    keep_until: Mapped[date | None]
    edition: Mapped[int] = mapped_column(default=1)
    revision: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now, onupdate=now)


class StoredFile(Base):
    """An uploaded file; its bytes are kept under their digest."""

    __tablename__ = "files"
    __table_args__ = (UniqueConstraint("owner_id", "digest"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    owner_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    digest: Mapped[str] = mapped_column(String(64), index=True)
    size: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class Document(Base):
    """One document of a base.

    ``source`` is the name its file came under; ``key`` tells the records of one file apart, and
    ``path`` is the two together. ``edition`` is the first edition it belongs to, ``staged`` the
    last one for which its chunks are stored, 0 before the first time. A file that came anew under
    the name of another is a document beside the old one until it can be found. ``language`` is the
    one it was found to be written in, as ISO 639-1 names it. ``facts_version`` is that of the rules
    its facts were read by, 0 where none were looked for or could be read.
    """

    __tablename__ = "documents"
    __table_args__ = (
        UniqueConstraint("base_id", "path", "edition", "file_id"),
        Index("ix_documents_base_id_state", "base_id", "state"),
        Index("ix_documents_base_id_source", "base_id", "source"),
        Index("ix_documents_run_id_state", "run_id", "state"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    owner_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    base_id: Mapped[str] = mapped_column(ForeignKey("bases.id", ondelete="CASCADE"))
    file_id: Mapped[str] = mapped_column(ForeignKey("files.id"), index=True)
    run_id: Mapped[str | None] = mapped_column(ForeignKey("runs.id", ondelete="SET NULL"))
    source: Mapped[str] = mapped_column(String(1000))
    path: Mapped[str] = mapped_column(String(1500))
    name: Mapped[str] = mapped_column(String(400))
    key: Mapped[str] = mapped_column(String(400), default="")
    kind: Mapped[str] = mapped_column(String(16), default="document")
    title: Mapped[str | None] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(16), default="stored")
    reason: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    page_count: Mapped[int] = mapped_column(default=0)
    language: Mapped[str | None] = mapped_column(String(8))
    facts_version: Mapped[int] = mapped_column(default=0)
    edition: Mapped[int]
    staged: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now, onupdate=now)


class PageText(Base):
    """The text of one page as the chunks of an edition refer to it.

    ``parts`` are those of a CV on this page, ``[start, end, section, entry]`` each; None of pages
    that were stored before there were any. The first page of a file that is a résumé as data has
    all of it in ``resume``.
    """

    __tablename__ = "pages"

    document_id: Mapped[str] = mapped_column(
        ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True
    )
    edition: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    ordinal: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int | None]
    anchor: Mapped[str | None] = mapped_column(String(400))
    text: Mapped[str] = mapped_column(Text)
    width: Mapped[float | None]
    height: Mapped[float | None]
    lines: Mapped[list[Any]] = mapped_column(JSON)
    parts: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))
    resume: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), deferred=True)


class FoundText(Base):
    """What was found hidden in a document, or aimed at a model, in the order of its pages."""

    __tablename__ = "findings"

    document_id: Mapped[str] = mapped_column(
        ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True
    )
    edition: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    ordinal: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(32))
    page: Mapped[int | None]
    box: Mapped[list[float] | None] = mapped_column(JSON)
    text: Mapped[str] = mapped_column(Text)


class Chunk(Base):
    """A passage: ``text`` is ``page.text[start:end]``, ``vector`` float32 as bytes.

    ``revision`` is the base's revision that published it, 0 while it is only staged. ``section``
    and ``entry`` say where in a CV it stands.
    """

    __tablename__ = "chunks"
    __table_args__ = (
        Index("ix_chunks_base_id_edition_revision", "base_id", "edition", "revision"),
        Index(
            "uq_chunks_document_id_edition_ordinal",
            "document_id",
            "edition",
            "ordinal",
            unique=True,
        ),
        # Without it a search in sections would read every chunk of a base, vectors and all.
        Index(
            "ix_chunks_document_id_edition_section",
            "document_id",
            "edition",
            "section",
            sqlite_where=text("section IS NOT NULL"),
            postgresql_where=text("section IS NOT NULL"),
        ),
        # Keys are never used twice: indexes in memory know chunks by them.
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(big_id(), primary_key=True)
    base_id: Mapped[str] = mapped_column(ForeignKey("bases.id", ondelete="CASCADE"))
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"))
    edition: Mapped[int]
    revision: Mapped[int] = mapped_column(default=0)
    ordinal: Mapped[int]
    page_ordinal: Mapped[int]
    page: Mapped[int | None]
    start: Mapped[int]
    end: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    context: Mapped[str] = mapped_column(Text, default="")
    section: Mapped[str | None] = mapped_column(String(16))
    entry: Mapped[dict[str, str] | None] = mapped_column(JSON)
    vector: Mapped[bytes] = mapped_column(VectorBytes)


class FactRow(Base):
    """A fact that a document states, and where: ``page.text[start:end]`` of an edition's page.

    ``kind`` is one of ``knowledge.facts.KINDS``; ``key`` is the value as facts are compared.
    ``months`` is how long something lasted, ``since`` and ``until`` are months counted from year 0.
    """

    __tablename__ = "facts"
    __table_args__ = (
        Index("ix_facts_base_id_edition_kind_key", "base_id", "edition", "kind", "key"),
    )

    document_id: Mapped[str] = mapped_column(
        ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True
    )
    edition: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    ordinal: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    base_id: Mapped[str] = mapped_column(ForeignKey("bases.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(16))
    key: Mapped[str] = mapped_column(String(200))
    value: Mapped[str] = mapped_column(String(400))
    months: Mapped[int | None]
    since: Mapped[int | None]
    until: Mapped[int | None]
    level: Mapped[str | None] = mapped_column(String(16))
    detail: Mapped[dict[str, str] | None] = mapped_column(JSON)
    page_ordinal: Mapped[int]
    start: Mapped[int]
    end: Mapped[int]
    source: Mapped[str] = mapped_column(String(8), default="rules")


class Mask(Base):
    """Where a blind document had something masked: ``page.text[start:end]`` is what stands there.

    ``kind`` is what was there; what it was is nowhere but in the stored file.
    """

    __tablename__ = "masks"

    document_id: Mapped[str] = mapped_column(
        ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True
    )
    edition: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    ordinal: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(16))
    page_ordinal: Mapped[int]
    start: Mapped[int]
    end: Mapped[int]


class Removal(Base):
    """Chunks that a revision of a base took away, for indexes that hold them in memory."""

    __tablename__ = "removals"

    base_id: Mapped[str] = mapped_column(
        ForeignKey("bases.id", ondelete="CASCADE"), primary_key=True
    )
    revision: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    chunk_ids: Mapped[list[int]] = mapped_column(JSON)
