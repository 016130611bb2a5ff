"""All SQL of fit: requirements that somebody edited, and the pages that quotes stand on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, select

from folioscope.features.knowledge.tables import Document, KnowledgeBase, PageText
from folioscope.features.matching.proofs import SourcePage
from folioscope.features.matching.tables import EditedRequirements
from folioscope.platform.database.engine import Session
from folioscope.platform.database.ownership import may_read, owned_by
from folioscope.platform.principal import Principal

AT_ONCE = 500  # rows named in one statement


class Edits:
    """The requirements of offers that a principal may see, where somebody edited them."""

    def __init__(self, session: Session, principal: Principal) -> None:
        self._session = session
        self._visible = owned_by(principal, EditedRequirements.owner_id)

    async def of(self, offer_ids: Sequence[str]) -> Mapping[str, EditedRequirements]:
        """Those of the offers that have some, by the offer's id."""
        found: dict[str, EditedRequirements] = {}
        for first in range(0, len(offer_ids), AT_ONCE):
            some = offer_ids[first : first + AT_ONCE]
            chosen = select(EditedRequirements).where(
                self._visible, EditedRequirements.offer_id.in_(some)
            )
            found |= {row.offer_id: row for row in await self._session.scalars(chosen)}
        return found

    async def put(self, row: EditedRequirements) -> None:
        """Store what an offer, which was looked up for its owner, asks for from now on."""
        await self._session.merge(row)
        await self._session.flush()

    async def remove(self, offer_id: str) -> None:
        """Forget what was edited: the offer asks for what its text says again."""
        chosen = delete(EditedRequirements).where(
            self._visible, EditedRequirements.offer_id == offer_id
        )
        await self._session.execute(chosen)


class SourcePages:
    """The pages of documents that a principal may see, as the answering edition has them."""

    def __init__(self, session: Session, principal: Principal) -> None:
        self._session = session
        self._visible = may_read(principal, Document.owner_id, Document.base_id)

    async def of(self, document_ids: Sequence[str]) -> Mapping[str, Sequence[SourcePage]]:
        """The pages of each of the documents, in order."""
        of_page = (PageText.document_id, PageText.number, PageText.text, PageText.lines)
        asked = (
            select(*of_page)
            .join(Document, Document.id == PageText.document_id)
            .join(KnowledgeBase, KnowledgeBase.id == Document.base_id)
            .where(self._visible, PageText.edition == KnowledgeBase.edition)
            .order_by(PageText.document_id, PageText.ordinal)
        )
        pages: defaultdict[str, list[SourcePage]] = defaultdict(list)
        for first in range(0, len(document_ids), AT_ONCE):
            some = document_ids[first : first + AT_ONCE]
            for row in await self._session.execute(asked.where(PageText.document_id.in_(some))):
                pages[row[0]].append(_page(row))
        return pages


def _page(row: Sequence[Any]) -> SourcePage:
    return SourcePage(row[1], row[2], row[3])
