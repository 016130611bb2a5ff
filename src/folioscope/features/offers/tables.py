"""Boards, the offers seen on them, and the syncs that saw them, as rows."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from folioscope.platform.database.base import Base, UtcDateTime, new_id, now


class Board(Base):
    """A place that offers are synced from, by ``backend``; ``config`` is what that asks for.

    No secrets are in it. Its offers are documents of ``base_id``. With ``every_seconds`` it is
    synced again at ``next_sync_at``; whoever moves that on has the turn.
    """

    __tablename__ = "boards"
    __table_args__ = (
        UniqueConstraint("owner_id", "name"),
        Index("ix_boards_next_sync_at", "next_sync_at"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    owner_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    actor_kind: Mapped[str] = mapped_column(String(16))
    actor_id: Mapped[int]
    name: Mapped[str] = mapped_column(String(64))
    backend: Mapped[str] = mapped_column(String(32))
    config: Mapped[dict[str, Any]] = mapped_column(JSON)
    base_id: Mapped[str | None] = mapped_column(ForeignKey("bases.id", ondelete="SET NULL"))
    every_seconds: Mapped[int | None]
    next_sync_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class Offer(Base):
    """A job offer as it was last seen; ``raw`` is what the board sent, word for word.

    ``digest`` is that of what matters of the content: an offer is changed when it is another one.
    ``documented`` is the one that its document was made of. ``raw`` is as old as the digest.
    ``missed`` counts the whole syncs in a row that did not see it; ``state`` is open or closed.
    Dates that a board does not tell stay unknown. ``contacts`` (people and mails) are shown to
    the owner alone: no prompt, log, index or export has them.
    """

    __tablename__ = "offers"
    __table_args__ = (
        UniqueConstraint("board_id", "source_id"),
        Index("ix_offers_owner_id_state_posted_at", "owner_id", "state", "posted_at"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    owner_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    board_id: Mapped[str] = mapped_column(ForeignKey("boards.id", ondelete="CASCADE"))
    document_id: Mapped[str | None] = mapped_column(
        ForeignKey("documents.id", ondelete="SET NULL"), index=True
    )
    source_id: Mapped[str] = mapped_column(String(255))
    state: Mapped[str] = mapped_column(String(8), default="open")
    digest: Mapped[str] = mapped_column(String(64))
    documented: Mapped[str | None] = mapped_column(String(64))
    missed: Mapped[int] = mapped_column(default=0)
    url: Mapped[str | None] = mapped_column(String(2000))
    title: Mapped[str] = mapped_column(String(500))
    company: Mapped[str | None] = mapped_column(String(300))
    text: Mapped[str] = mapped_column(Text)
    locations: Mapped[list[Any]] = mapped_column(JSON)
    city: Mapped[str | None] = mapped_column(String(200))
    country: Mapped[str | None] = mapped_column(String(2))
    remote: Mapped[str] = mapped_column(String(8))
    contract: Mapped[str | None] = mapped_column(String(32))
    sector: Mapped[str | None] = mapped_column(String(200))
    salary_min: Mapped[float | None]
    salary_max: Mapped[float | None]
    salary_currency: Mapped[str | None] = mapped_column(String(3))
    salary_period: Mapped[str | None] = mapped_column(String(8))
    salary_yearly: Mapped[float | None]
    posted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    starts_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    language: Mapped[str | None] = mapped_column(String(8))
    tags: Mapped[list[Any]] = mapped_column(JSON)
    contacts: Mapped[list[Any]] = mapped_column(JSON)
    raw: Mapped[dict[str, Any]] = mapped_column(JSON, deferred=True)
    first_seen_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ErasedOffer(Base):
    """An offer that was erased, by the SHA-256 of its id at the board; nothing else is left of it.

    Syncs pass it over as long as the board has it with the content of that ``digest``.
    """

    __tablename__ = "erased_offers"

    board_id: Mapped[str] = mapped_column(
        ForeignKey("boards.id", ondelete="CASCADE"), primary_key=True
    )
    source: Mapped[str] = mapped_column(String(64), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64))


class OfferSync(Base):
    """One sync of a board: ``counts`` of offers seen, new, changed, closed, failed."""

    __tablename__ = "offer_syncs"
    __table_args__ = (Index("ix_offer_syncs_board_id_started_at", "board_id", "started_at"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    owner_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    board_id: Mapped[str] = mapped_column(ForeignKey("boards.id", ondelete="CASCADE"))
    run_id: Mapped[str | None] = mapped_column(ForeignKey("runs.id", ondelete="SET NULL"))
    state: Mapped[str] = mapped_column(String(16), default="waiting")
    is_whole: Mapped[bool] = mapped_column(default=False)
    counts: Mapped[dict[str, Any]] = mapped_column(JSON)
    reason: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    started_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
