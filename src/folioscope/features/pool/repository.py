"""The SQL of questions over a pool: its words, its documents, and the passages that are cited."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select

from folioscope.features.knowledge.facts import FactKind
from folioscope.features.knowledge.tables import Chunk, Document, FactRow, KnowledgeBase
from folioscope.features.search.repository import Passages
from folioscope.features.search.wanted import Filters
from folioscope.features.sections.folding import fold
from folioscope.platform.database.engine import Session
from folioscope.platform.database.ownership import may_read
from folioscope.platform.principal import Principal

AT_ONCE = 500
# Letters that are written with accents too stand for any letter: “é” is more than LIKE knows.
_ACCENTED = re.compile(r"[^bfhjkmpqvwx0-9 ]")


@dataclass(frozen=True, slots=True)
class Span:
    """Where a passage stands: ``text`` is ``page.text[start:end]``."""

    chunk_id: int
    document_id: str
    page_ordinal: int
    start: int
    end: int
    text: str
    section: str | None = None


class Pool:
    """The documents of bases that a principal may see, as a pool that questions are asked of."""

    def __init__(self, session: Session, principal: Principal) -> None:
        self._session = session
        self._principal = principal
        self._visible = may_read(principal, KnowledgeBase.owner_id, KnowledgeBase.id)

    async def details(self, base_ids: Sequence[str], kind: FactKind, name: str) -> list[str]:
        """What the facts of a kind have under a name of their details, each once."""
        detail = FactRow.detail[name].as_string()
        chosen = (
            select(detail)
            .join(KnowledgeBase, KnowledgeBase.id == FactRow.base_id)
            .where(
                self._visible,
                FactRow.base_id.in_(base_ids),
                FactRow.edition == KnowledgeBase.edition,
                FactRow.kind == kind,
            )
            .distinct()
        )
        return [value for value in await self._session.scalars(chosen) if value]

    async def narrowed(self, base_ids: Sequence[str], filters: Filters) -> set[str] | None:
        """Ids of the documents that the filters let through; None if they let all through."""
        if filters.is_empty:
            return None
        narrowing = Passages(self._session, self._principal).narrowing(base_ids, filters)
        chosen = (
            select(Document.id)
            .join(KnowledgeBase, KnowledgeBase.id == Document.base_id)
            .where(self._visible, Document.base_id.in_(base_ids), *narrowing)
        )
        return set(await self._session.scalars(chosen))

    async def reasons(self, document_ids: Sequence[str]) -> dict[str, str]:
        """Why documents could not be read, in the words of the error."""
        chosen = (
            select(Document.id, Document.reason)
            .join(KnowledgeBase, KnowledgeBase.id == Document.base_id)
            .where(self._visible, Document.id.in_(list(document_ids)[:AT_ONCE]))
        )
        rows = await self._session.execute(chosen)
        return {id_: str(reason.get("message", "")) for id_, reason in rows if reason}

    async def spans(self, document_ids: Sequence[str]) -> list[Span]:
        """The passages of documents, in their order."""
        found: list[Span] = []
        for first in range(0, len(document_ids), AT_ONCE):
            batch = document_ids[first : first + AT_ONCE]
            chosen = self._spans().where(Chunk.document_id.in_(batch))
            rows = await self._session.execute(chosen.order_by(Chunk.document_id, Chunk.ordinal))
            found += [Span(*row) for row in rows]
        return found

    async def holding(
        self, base_ids: Sequence[str], words: str, section: str | None = None
    ) -> list[tuple[Span, int, int]]:
        """Every passage in which these words stand, with where: accents and case aside.

        It is a look at all passages, so that none is missed.
        """
        wanted = fold(" ".join(words.split()))
        near = "%" + _ACCENTED.sub("_", wanted).replace(" ", "%") + "%"
        chosen = self._spans().where(Chunk.base_id.in_(base_ids), func.lower(Chunk.text).like(near))
        if section:
            chosen = chosen.where(Chunk.section == section)
        pattern = re.compile(
            r"(?<!\w)" + r"\s+".join(map(re.escape, wanted.split())) + r"(?![\w+#])"
        )
        found = []
        for row in await self._session.execute(chosen.order_by(Chunk.document_id, Chunk.ordinal)):
            span = Span(*row)
            if place := pattern.search(fold(span.text)):
                found.append((span, place.start(), place.end()))
        return found

    def _spans(self) -> Select[int, str, int, int, int, str, str | None]:
        columns = (
            Chunk.id,
            Chunk.document_id,
            Chunk.page_ordinal,
            Chunk.start,
            Chunk.end,
            Chunk.text,
            Chunk.section,
        )
        return (
            select(*columns)
            .join(KnowledgeBase, KnowledgeBase.id == Chunk.base_id)
            .join(Document, Document.id == Chunk.document_id)
            .where(
                self._visible,
                Chunk.edition == KnowledgeBase.edition,
                Chunk.revision > 0,
                Document.state == "ready",
            )
        )
