"""The SQL of single documents: their file, pages, sections and findings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVarTuple

from sqlalchemy import Select, and_, func, or_, select

from folioscope.backends.parsers.port import Box
from folioscope.errors import NotFound
from folioscope.features.knowledge.repository import DocumentNotFound
from folioscope.features.knowledge.tables import (
    Chunk,
    Document,
    FoundText,
    KnowledgeBase,
    Mask,
    PageText,
    StoredFile,
)
from folioscope.platform.database.engine import Session
from folioscope.platform.database.ownership import may_read
from folioscope.platform.principal import Principal

_Columns = TypeVarTuple("_Columns")

MOST_LISTED = 1000
MOST_DIGITS = 18  # of an id of a passage


class PageTextMissing(NotFound):
    """A page of which no text is stored: there is no such page, or it could not be read."""

    code = "page_text_not_found"


class PassageNotFound(NotFound):
    """No such passage on that page of that document."""

    code = "passage_not_found"


@dataclass(frozen=True, slots=True)
class Placed:
    """A document with its base and its file."""

    document: Document
    base: KnowledgeBase
    file: StoredFile


@dataclass(frozen=True, slots=True)
class SectionStart:
    """Where the next section, or the next entry of one, begins in a document."""

    section: str
    entry: dict[str, str] | None
    page: int | None
    chunk_id: str


@dataclass(frozen=True, slots=True)
class Passage:
    """Where a passage stands: ``text[start:end]`` of the page of that ordinal."""

    page_ordinal: int
    start: int
    end: int


class SingleDocuments:
    """Documents, one at a time, of bases that a principal may see.

    What is in one is what the answering edition of its base holds of it.
    """

    def __init__(self, session: Session, principal: Principal) -> None:
        self._session = session
        self._visible = may_read(principal, Document.owner_id, Document.base_id)

    async def get(self, document_id: str) -> Placed:
        """The document of that id; ``DocumentNotFound``."""
        chosen = (
            select(Document, KnowledgeBase, StoredFile)
            .join(KnowledgeBase, KnowledgeBase.id == Document.base_id)
            .join(StoredFile, StoredFile.id == Document.file_id)
            .where(
                self._visible,
                Document.id == document_id,
                Document.edition <= KnowledgeBase.edition,
            )
        )
        row = (await self._session.execute(chosen)).one_or_none()
        if row is None:
            msg = f"There is no document “{document_id}”."
            raise DocumentNotFound(msg)
        return Placed(*row)

    async def findings(self, document_id: str) -> Sequence[FoundText]:
        """What was found in a document, in the order of its pages, up to ``MOST_LISTED``."""
        chosen = self._of(FoundText, select(FoundText), [document_id])
        ordered = chosen.order_by(FoundText.ordinal).limit(MOST_LISTED)
        return (await self._session.scalars(ordered)).all()

    async def count_findings(self, document_ids: Sequence[str]) -> dict[str, dict[str, int]]:
        """How often each kind was found in each of the documents."""
        asked = select(FoundText.document_id, FoundText.kind, func.count())
        chosen = self._of(FoundText, asked, document_ids)
        counted = chosen.group_by(FoundText.document_id, FoundText.kind).order_by(FoundText.kind)
        counts: defaultdict[str, dict[str, int]] = defaultdict(dict)
        for document_id, kind, count in await self._session.execute(counted):
            counts[document_id][kind] = count
        return counts

    async def sections(self, document_id: str) -> tuple[list[SectionStart], int]:
        """The sections of a document in their order, and how many passages it has."""
        asked = select(Chunk.section, Chunk.entry, Chunk.page, Chunk.id)
        chosen = self._of(Chunk, asked, [document_id]).where(Chunk.revision > 0)
        rows = (await self._session.execute(chosen.order_by(Chunk.ordinal))).all()
        starts: list[SectionStart] = []
        before: tuple[str | None, dict[str, str] | None] = (None, None)
        for section, entry, page, chunk_id in rows:
            if section is not None and (section, entry) != before:
                starts.append(SectionStart(section, entry, page, str(chunk_id)))
            before = (section, entry)
        return starts, len(rows)

    async def page(self, document_id: str, page: int) -> PageText:
        """The text of a page by its number, or its place where pages have none."""
        counted = and_(PageText.number.is_(None), PageText.ordinal == page - 1)
        chosen = self._of(PageText, select(PageText), [document_id])
        found = await self._session.scalar(chosen.where(or_(PageText.number == page, counted)))
        if found is None:
            msg = f"There is no text of a page {page}."
            raise PageTextMissing(msg)
        return found

    async def page_of(self, document_id: str, passage: Passage) -> PageText:
        """The text of the page that a passage stands on."""
        chosen = self._of(PageText, select(PageText), [document_id])
        on_page = chosen.where(PageText.ordinal == passage.page_ordinal)
        return (await self._session.scalars(on_page)).one()

    async def masks_of(self, page: PageText) -> Sequence[Mask]:
        """What was masked on a page, in order."""
        chosen = self._of(Mask, select(Mask), [page.document_id])
        on_page = chosen.where(Mask.page_ordinal == page.ordinal).order_by(Mask.ordinal)
        return (await self._session.scalars(on_page)).all()

    async def find_passage(self, document_id: str, chunk_id: str) -> Passage | None:
        """Where a passage stands, if the document has it."""
        asked = select(Chunk.page_ordinal, Chunk.start, Chunk.end)
        chosen = self._of(Chunk, asked, [document_id])
        published = chosen.where(Chunk.id == _key(chunk_id), Chunk.revision > 0)
        row = (await self._session.execute(published)).one_or_none()
        return None if row is None else Passage(*row)

    async def boxes(self, document_id: str, page: int, chunk_id: str) -> list[Box]:
        """The boxes of the lines of a passage on that page; ``PassageNotFound``."""
        on_page = and_(
            PageText.document_id == Chunk.document_id,
            PageText.edition == Chunk.edition,
            PageText.ordinal == Chunk.page_ordinal,
        )
        asked = select(Chunk.start, Chunk.end, PageText.lines).join(PageText, on_page)
        chosen = self._of(Chunk, asked, [document_id]).where(
            Chunk.id == _key(chunk_id), Chunk.page == page, Chunk.revision > 0
        )
        row = (await self._session.execute(chosen)).one_or_none()
        if row is None:
            msg = f"There is no passage “{chunk_id}” on page {page} of this document."
            raise PassageNotFound(msg)
        start, end, lines = row
        drawn = (line for line in lines if len(line) >= 6 and line[0] < end and line[1] > start)
        return [(line[2], line[3], line[4], line[5]) for line in drawn]

    def _of(
        self,
        table: type[FoundText | Chunk | PageText | Mask],
        asked: Select[*_Columns],
        document_ids: Sequence[str],
    ) -> Select[*_Columns]:
        """The same of visible documents, as the answering edition has it."""
        return (
            asked.join(Document, Document.id == table.document_id)
            .join(KnowledgeBase, KnowledgeBase.id == Document.base_id)
            .where(
                self._visible,
                Document.id.in_(document_ids),
                Document.edition <= KnowledgeBase.edition,
                table.edition == KnowledgeBase.edition,
            )
        )


def _key(chunk_id: str) -> int:
    """The key of a passage by its id; 0, which no passage has, of what is no id."""
    is_id = chunk_id.isascii() and chunk_id.isdigit() and len(chunk_id) <= MOST_DIGITS
    return int(chunk_id) if is_id else 0
