"""Public links and their visitors as rows."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, Date, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from folioscope.platform.database.base import Base, UtcDateTime, new_id, now


class PublicLink(Base):
    """A public chat over one base. ``token`` is its address: it is made to be published.

    Pages of ``origins`` may embed it; with none, nobody's. A visitor has
    ``visitor_messages`` an hour, all of them ``daily_messages`` a day: ``asked`` tells how many
    there were on the day ``counted_on`` (UTC).
    """

    __tablename__ = "public_links"
    __table_args__ = (UniqueConstraint("token"), Index("ix_public_links_base_id", "base_id"))

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    owner_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    base_id: Mapped[str] = mapped_column(ForeignKey("bases.id", ondelete="CASCADE"))
    token: Mapped[str] = mapped_column(String(64))
    title: Mapped[str] = mapped_column(String(200))
    greeting: Mapped[str] = mapped_column(String(1000), default="")
    origins: Mapped[list[str]] = mapped_column(JSON, default=list)
    visitor_messages: Mapped[int]
    daily_messages: Mapped[int]
    counted_on: Mapped[date | None] = mapped_column(Date)
    asked: Mapped[int] = mapped_column(default=0)
    is_on: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Visitor(Base):
    """A user who came by a public link, on one device.

    ``asked`` is how many questions there were in the hour since ``hour_began``, which is None for
    who has not asked yet. ``seen_at`` is when the last one came.
    """

    __tablename__ = "visitors"
    __table_args__ = (Index("ix_visitors_link_id", "link_id"),)

    user_id: Mapped[int] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    link_id: Mapped[str] = mapped_column(ForeignKey("public_links.id", ondelete="CASCADE"))
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    hour_began: Mapped[datetime | None] = mapped_column(UtcDateTime)
    asked: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)
