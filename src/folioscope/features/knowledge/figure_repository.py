"""What is in knowledge bases, whose they are, and what the caller may do to each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from sqlalchemy import func, select

from folioscope.features.accounts.tables import User
from folioscope.features.knowledge.access_repository import Access, access_to_base
from folioscope.features.knowledge.tables import Chunk, Document, KnowledgeBase
from folioscope.platform.database.engine import Session
from folioscope.platform.database.ownership import may_read
from folioscope.platform.principal import Principal


@dataclass(frozen=True, slots=True)
class BaseFigures:
    """A base with what is in it; ``owner`` is the name of whose it is."""

    base: KnowledgeBase
    access: Access
    owner: str
    documents: int
    ready: int
    failed: int
    chunks: int


class Figures:
    """The figures of bases that a principal may see."""

    def __init__(self, session: Session, principal: Principal) -> None:
        self._session = session
        self._principal = principal

    async def of(self, bases: Sequence[KnowledgeBase]) -> Sequence[BaseFigures]:
        """What is in each of the bases; one that may not be read any more is left out."""
        ids = [base.id for base in bases]
        seen = await self._seen(ids)
        documents = await self._documents(ids)
        chunks = await self._chunks(ids)
        return [
            BaseFigures(
                base, *seen[base.id], *documents.get(base.id, (0, 0, 0)), chunks.get(base.id, 0)
            )
            for base in bases
            if base.id in seen
        ]

    async def _seen(self, ids: Sequence[str]) -> dict[str, tuple[Access, str]]:
        readable = may_read(self._principal, KnowledgeBase.owner_id, KnowledgeBase.id)
        chosen = (
            select(KnowledgeBase.id, access_to_base(self._principal), User.name)
            .join(User, User.id == KnowledgeBase.owner_id)
            .where(KnowledgeBase.id.in_(ids), readable)
        )
        rows = await self._session.execute(chosen)
        return {row[0]: (cast("Access", row[1]), row[2]) for row in rows}

    async def _documents(self, ids: Sequence[str]) -> dict[str, tuple[int, int, int]]:
        """How many there are, can be found, and failed."""
        counted = (
            select(
                Document.base_id,
                func.count(),
                func.count().filter(Document.state == "ready"),
                func.count().filter(Document.state == "failed"),
            )
            .where(Document.base_id.in_(ids), Document.edition <= KnowledgeBase.edition)
            .join(KnowledgeBase)
            .group_by(Document.base_id)
        )
        rows = await self._session.execute(counted)
        return {row[0]: (row[1], row[2], row[3]) for row in rows}

    async def _chunks(self, ids: Sequence[str]) -> dict[str, int]:
        published = (
            select(Chunk.base_id, func.count())
            .where(Chunk.base_id.in_(ids), Chunk.revision > 0)
            .group_by(Chunk.base_id)
        )
        return {row[0]: row[1] for row in await self._session.execute(published)}
