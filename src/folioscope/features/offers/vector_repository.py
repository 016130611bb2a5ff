"""The SQL of the vectors that the documents of offers have."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from folioscope.features.knowledge.tables import Chunk, Document, KnowledgeBase
from folioscope.platform.database.engine import Session
from folioscope.platform.database.ownership import owned_by
from folioscope.platform.principal import Principal


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage of a document, with what stood before it when it was embedded."""

    context: str
    text: str
    vector: bytes


class OfferVectors:
    """The vectors of documents that a principal may see."""

    def __init__(self, session: Session, principal: Principal) -> None:
        self._session = session
        self._visible = owned_by(principal, KnowledgeBase.owner_id)

    async def of(self, document_ids: Sequence[str]) -> Mapping[str, list[Passage]]:
        """The published passages of each document, in order; those that have none are missing."""
        chosen = (
            select(Chunk.document_id, Chunk.context, Chunk.text, Chunk.vector)
            .join(Document, Document.id == Chunk.document_id)
            .join(KnowledgeBase, KnowledgeBase.id == Chunk.base_id)
            .where(
                self._visible,
                Chunk.document_id.in_(document_ids),
                Chunk.edition == KnowledgeBase.edition,
                Chunk.revision > 0,
                Document.state == "ready",
            )
            .order_by(Chunk.document_id, Chunk.ordinal)
        )
        found: dict[str, list[Passage]] = defaultdict(list)
        for document_id, context, text, vector in await self._session.execute(chosen):
            found[document_id].append(Passage(context, text, vector))
        return found

    async def models(self, document_ids: Sequence[str]) -> Sequence[str]:
        """The models that these documents are embedded by."""
        chosen = (
            select(KnowledgeBase.model)
            .join(Document, Document.base_id == KnowledgeBase.id)
            .where(self._visible, Document.id.in_(document_ids))
            .distinct()
        )
        return (await self._session.scalars(chosen.order_by(KnowledgeBase.model))).all()
