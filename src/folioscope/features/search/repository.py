"""The SQL of search: which chunks may be found, and what stands in them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import or_, select

from folioscope.features.knowledge.tables import Chunk, Document, KnowledgeBase, PageText
from folioscope.features.search.hits import Filters, Hit
from folioscope.platform.database.engine import Session
from folioscope.platform.database.ownership import owned_by
from folioscope.platform.principal import Principal


class Passages:
    """The published passages of bases that a principal may see."""

    def __init__(self, session: Session, principal: Principal) -> None:
        self._session = session
        self._visible = owned_by(principal, KnowledgeBase.owner_id)

    async def allowed(self, base_id: str, filters: Filters) -> NDArray[np.int64]:
        """Ids of the chunks of a base that the filters let through."""
        chosen = (
            select(Chunk.id)
            .join(Document, Document.id == Chunk.document_id)
            .join(KnowledgeBase, KnowledgeBase.id == Chunk.base_id)
            .where(self._visible, Chunk.base_id == base_id, Chunk.revision > 0)
        )
        if filters.documents:
            names = filters.documents
            chosen = chosen.where(
                or_(Document.id.in_(names), Document.path.in_(names), Document.name.in_(names))
            )
        if filters.kinds:
            chosen = chosen.where(Document.kind.in_(filters.kinds))
        if filters.sections:
            chosen = chosen.where(Chunk.section.in_(filters.sections))
        return np.array((await self._session.scalars(chosen)).all(), np.int64)

    async def hits(self, scored: Sequence[tuple[int, float]]) -> list[Hit]:
        """The chunks with those ids, in the order given.

        This join decides what is seen: whatever an index still holds, a chunk whose document is
        not ready, not the caller's, or of another edition, is not among them.
        """
        # In the order of the fields of a hit, but for the score, and without the vector.
        chosen = (
            select(
                Chunk.id,
                Chunk.document_id,
                Document.name,
                Document.path,
                Chunk.page,
                Chunk.page_ordinal,
                Chunk.start,
                Chunk.end,
                KnowledgeBase.name,
                Chunk.text,
                Chunk.section,
                Chunk.entry,
            )
            .join(Document, Document.id == Chunk.document_id)
            .join(KnowledgeBase, KnowledgeBase.id == Chunk.base_id)
            .where(
                self._visible,
                Chunk.id.in_([id_ for id_, _ in scored]),
                Chunk.edition == KnowledgeBase.edition,
                Chunk.revision > 0,
                Document.state == "ready",
            )
        )
        found = {row[0]: row for row in await self._session.execute(chosen)}
        return [_hit(found[id_], score) for id_, score in scored if id_ in found]

    async def editions(self, base_ids: Sequence[str]) -> dict[str, int]:
        """Which edition of each of the bases answers now."""
        chosen = select(KnowledgeBase.id, KnowledgeBase.edition).where(
            self._visible, KnowledgeBase.id.in_(base_ids)
        )
        return {row[0]: row[1] for row in await self._session.execute(chosen)}

    async def lines(self, hits: Sequence[Hit]) -> dict[str, list[list[float]]]:
        """The lines of the page of each hit, by chunk id: start, end and, if known, box."""
        ids = [int(hit.chunk_id) for hit in hits]
        chosen = (
            select(Chunk.id, PageText.lines)
            .join(
                PageText,
                (PageText.document_id == Chunk.document_id)
                & (PageText.edition == Chunk.edition)
                & (PageText.ordinal == Chunk.page_ordinal),
            )
            .join(KnowledgeBase, KnowledgeBase.id == Chunk.base_id)
            .where(self._visible, Chunk.id.in_(ids))
        )
        return {str(row[0]): row[1] for row in await self._session.execute(chosen)}


def _hit(row: Sequence[Any], score: float) -> Hit:
    *place, section, entry = row[1:]
    fields: list[Any] = [str(row[0]), *place, round(score, 6), section, entry]
    return Hit(*fields)
