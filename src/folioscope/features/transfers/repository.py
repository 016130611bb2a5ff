"""The SQL of whole bases: one read as it is at one moment, and one filled before it is seen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, delete, func, insert, select
from sqlalchemy.orm import undefer
from sqlalchemy.sql.base import ExecutableOption

from folioscope.backends.vectors.port import Ids
from folioscope.features.knowledge.repository import BaseNotFound, Bases
from folioscope.features.knowledge.room_repository import require_room_for_documents
from folioscope.features.knowledge.tables import (
    Chunk,
    Document,
    FactRow,
    FoundText,
    KnowledgeBase,
    Mask,
    PageText,
    StoredFile,
)
from folioscope.platform.database.engine import Database, Session
from folioscope.platform.database.ownership import owned_by
from folioscope.platform.principal import Principal

DOCUMENTS_AT_ONCE = 50
PAGES_AT_ONCE = 200
CHUNKS_AT_ONCE = 500
UNSEEN = 0
"""The edition of a base that is not whole yet: nobody sees such a base, nor what is in it."""
FIRST = 1

Rows = Sequence[Mapping[str, Any]]
Parts = Sequence[tuple[type[PageText | FoundText | Mask | FactRow | Chunk], Rows]]
"""What belongs to documents, by the table it is stored in."""


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A document with its file and all that was read of it."""

    row: Document
    digest: str
    size: int
    pages: Sequence[PageText]
    findings: Sequence[FoundText]
    masks: Sequence[Mask]
    facts: Sequence[FactRow]


@dataclass(frozen=True, slots=True)
class StoredChunk:
    """A chunk, and the document that it is of."""

    row: Chunk
    document: Document


class Moment:
    """A base of a principal as it is at one moment, read in parts.

    The transaction sees none of the changes that others commit meanwhile.
    """

    def __init__(self, session: Session, principal: Principal) -> None:
        self._session = session
        self._principal = principal
        self._base = KnowledgeBase(id="", edition=UNSEEN)

    async def of(self, reference: str, database: Database) -> KnowledgeBase:
        """Choose the base; the moment is now. The transaction must not have begun before."""
        if not database.is_sqlite:  # where every transaction is of one moment
            frozen = {"isolation_level": "REPEATABLE READ"}
            await self._session.connection(execution_options=frozen)
        self._base = await Bases(self._session, self._principal).get(reference, "own")
        return self._base

    async def documents(self) -> AsyncIterator[list[StoredDocument]]:
        """Every document that is settled: first what is found, in the order of its chunks."""
        # Searches tell equals apart by the ids of chunks: their order is to stay what it is.
        first = (
            select(func.min(Chunk.id))
            .where(Chunk.document_id == Document.id, *self._published())
            .scalar_subquery()
        )
        chosen = (
            select(Document.id, Document.page_count)
            .where(
                Document.base_id == self._base.id,
                Document.edition <= self._base.edition,
                Document.state.in_(("ready", "failed")),
            )
            .order_by(first.is_(None), first, Document.path, Document.id)
        )
        for ids in _in_parts([tuple(row) for row in await self._session.execute(chosen)]):
            yield await self._documents(ids)

    async def chunk_ids(self) -> Ids:
        """Of all chunks that can be found, in the order of their documents."""
        chosen = (
            select(Chunk.id)
            .join(Document, Document.id == Chunk.document_id)
            .where(Chunk.base_id == self._base.id, *self._published(), Document.state == "ready")
            .order_by(func.min(Chunk.id).over(partition_by=Chunk.document_id), Chunk.ordinal)
        )
        return np.array((await self._session.scalars(chosen)).all(), np.int64)

    def _published(self) -> tuple[ColumnElement[bool], ...]:
        return Chunk.edition == self._base.edition, Chunk.revision > 0

    async def chunks(self, ids: Ids) -> AsyncIterator[list[StoredChunk]]:
        """The chunks with these ids, in their order."""
        for first in range(0, len(ids), CHUNKS_AT_ONCE):
            part = [int(id_) for id_ in ids[first : first + CHUNKS_AT_ONCE]]
            chosen = (
                select(Chunk, Document)
                .join(Document, Document.id == Chunk.document_id)
                .where(Chunk.id.in_(part))
            )
            found = {row[0].id: StoredChunk(*row) for row in await self._session.execute(chosen)}
            yield [found[id_] for id_ in part]
            self._session.expunge_all()

    async def _documents(self, ids: Sequence[str]) -> list[StoredDocument]:
        chosen = (
            select(Document, StoredFile.digest, StoredFile.size)
            .join(StoredFile, StoredFile.id == Document.file_id)
            .where(Document.id.in_(ids))
        )
        found = {row[0].id: row for row in await self._session.execute(chosen)}
        pages = await self._parts(PageText, ids, undefer(PageText.resume))
        findings = await self._parts(FoundText, ids)
        masks = await self._parts(Mask, ids)
        facts = await self._parts(FactRow, ids)
        self._session.expunge_all()
        read = (pages, findings, masks, facts)
        return [StoredDocument(*found[id_], *(part[id_] for part in read)) for id_ in ids]

    async def _parts(
        self, table: type[Any], document_ids: Sequence[str], *options: ExecutableOption
    ) -> defaultdict[str, list[Any]]:
        chosen = (
            select(table)
            .where(table.document_id.in_(document_ids), table.edition == self._base.edition)
            .order_by(table.document_id, table.ordinal)
            .options(*options)
        )
        found: defaultdict[str, list[Any]] = defaultdict(list)
        for row in await self._session.scalars(chosen):
            found[row.document_id].append(row)
        return found


def _in_parts(documents: Sequence[tuple[Any, ...]]) -> Iterator[list[str]]:
    """Ids of documents that together do not take too much memory."""
    part: list[str] = []
    pages = 0
    for document_id, page_count in documents:
        if part and (len(part) == DOCUMENTS_AT_ONCE or pages + page_count > PAGES_AT_ONCE):
            yield part
            part, pages = [], 0
        part.append(document_id)
        pages += page_count
    if part:
        yield part


class Unseen:
    """A base of a principal that is being filled, and that nobody sees before it is whole."""

    def __init__(self, session: Session, principal: Principal, base_id: str) -> None:
        self._session = session
        self._base_id = base_id
        self._is_it = (
            owned_by(principal, KnowledgeBase.owner_id),
            KnowledgeBase.id == base_id,
            KnowledgeBase.edition == UNSEEN,
        )

    async def get(self) -> KnowledgeBase:
        """Its row."""
        base = await self._session.scalar(select(KnowledgeBase).where(*self._is_it))
        if base is None:
            msg = "The knowledge base was deleted while it was imported."
            raise BaseNotFound(msg)
        return base

    async def archive(self) -> str:
        """The digest of the archive it comes from, which a stand-in keeps from being forgotten."""
        chosen = (
            select(StoredFile.digest)
            .join(Document, Document.file_id == StoredFile.id)
            .where(Document.base_id == self._base_id, Document.edition == UNSEEN)
        )
        return (await self._session.scalars(chosen)).one()

    async def document_ids(self) -> set[str]:
        """What it holds by now; each document is whole."""
        chosen = select(Document.id).where(
            Document.base_id == self._base_id, Document.edition == FIRST
        )
        return set(await self._session.scalars(chosen))

    async def add(self, documents: Collection[Document], parts: Parts) -> None:
        """Store documents with all that belongs to them; ``BaseFull``."""
        for document in list(documents)[:1]:
            place = (document.owner_id, self._base_id)
            await require_room_for_documents(self._session, *place, len(documents))
        self._session.add_all(documents)
        await self._session.flush()
        for table, rows in parts:
            if rows:
                await self._session.execute(insert(table), rows)

    async def publish(self) -> KnowledgeBase:
        """Let everybody see it from the end of the transaction on."""
        base = await self.get()
        await self._session.execute(
            delete(Document).where(Document.base_id == base.id, Document.edition == UNSEEN)
        )
        base.edition, base.revision = FIRST, 1
        await self._session.flush()
        return base

    async def count_chunks(self) -> int:
        """How many chunks it holds."""
        counted = select(func.count()).where(Chunk.base_id == self._base_id)
        return await self._session.scalar(counted) or 0

    async def remove(self) -> None:
        """Delete it with all that is in it, unless it has been seen."""
        await self._session.execute(delete(KnowledgeBase).where(*self._is_it))
