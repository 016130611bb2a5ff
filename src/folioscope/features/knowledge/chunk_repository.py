"""The SQL of taking documents in: their pages, findings, chunks and states."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from pathlib import PurePosixPath
from typing import Any

from sqlalchemy import (
    ColumnElement,
    and_,
    case,
    delete,
    func,
    insert,
    select,
    tuple_,
    update,
)

from folioscope.features.knowledge.labels import candidate_label
from folioscope.features.knowledge.room_repository import require_room_for_documents
from folioscope.features.knowledge.tables import (
    Chunk,
    Document,
    FactRow,
    FoundText,
    Mask,
    PageText,
    Removal,
    StoredFile,
)
from folioscope.platform.database.base import new_id
from folioscope.platform.database.engine import Session
from folioscope.platform.runs.states import RunStatus
from folioscope.platform.runs.tables import Run

FLOAT_BYTES = 4
UNDONE = ("stored", "parsed", "embedded")
PARTS = (PageText, FoundText, FactRow, Mask, Chunk)
"""What a document has in each edition."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file of a base under the name it came with."""

    source: str
    file_id: str
    digest: str


@dataclass(frozen=True, slots=True)
class Edition:
    """A generation of a base that a run fills; documents of a blind one are named for nobody."""

    base_id: str
    owner_id: int
    run_id: str
    number: int
    is_blind: bool = False


def shown_names(document_id: str, source: str, key: str, *, is_blind: bool) -> dict[str, str]:
    """The path and the name of a document; in a blind base both tell nothing of its file."""
    if is_blind:
        return dict.fromkeys(("path", "name"), candidate_label(document_id))
    return {
        "path": f"{source}#{key}" if key else source,
        "name": key or PurePosixPath(source).name,
    }


def new_document(
    edition: Edition, source: Source, key: str = "", document_id: str | None = None
) -> Document:
    """The row of a document that a file holds; without ``key`` it stands for the whole file."""
    document_id = document_id or new_id()
    return Document(
        id=document_id,
        owner_id=edition.owner_id,
        base_id=edition.base_id,
        file_id=source.file_id,
        run_id=edition.run_id,
        source=source.source,
        key=key,
        **shown_names(document_id, source.source, key, is_blind=edition.is_blind),
        state="stored",
        edition=edition.number,
        staged=0,
    )


@dataclass(frozen=True, slots=True)
class NewChunk:
    """A chunk with its vector, before it has a key."""

    document_id: str
    ordinal: int
    page_ordinal: int
    page: int | None
    start: int
    end: int
    text: str
    context: str
    vector: bytes
    section: str | None = None
    entry: dict[str, str] | None = None


class Intake:
    """What runs write while they take documents into one edition of one base."""

    def __init__(self, session: Session, base_id: str, edition: int) -> None:
        self._session = session
        self._base_id = base_id
        self._edition = edition

    async def is_held(self, run_id: str, attempt: int) -> bool:
        """Whether the attempt holds its run; no other takes it over until the transaction ends."""
        # FOR KEY SHARE: what claims or ends a run locks it FOR UPDATE, and waits for this or passes
        # the run over. The writer of events updates many runs at once and changes no key, so it
        # never waits; FOR SHARE would hold up the answers of everybody. To be taken first, in the
        # order of whoever ends a run: run, base, documents. SQLite has one writer at a time anyway.
        held = select(Run.id).where(
            Run.id == run_id, Run.attempt == attempt, Run.status == RunStatus.RUNNING
        )
        locked = held.with_for_update(read=True, key_share=True)
        return await self._session.scalar(locked) is not None

    async def unread_sources_of(self, run_id: str) -> Sequence[Source]:
        """The files of an upload whose documents are not all staged."""
        unread = (Document.run_id == run_id, Document.state.in_(UNDONE))
        return await unstaged_sources(self._session, self._base_id, self._edition, *unread)

    async def documents_of(self, source: Source, keys: Sequence[str]) -> Sequence[Document]:
        """The documents of one file that have these keys."""
        chosen = select(Document).where(self._is_of(source), Document.key.in_(keys))
        return (await self._session.scalars(chosen)).all()

    async def stand_ins_of(self, sources: Sequence[Source]) -> Sequence[Document]:
        """The documents that stand for these files as a whole."""
        chosen = select(Document).where(
            Document.base_id == self._base_id,
            Document.source.in_([source.source for source in sources]),
            Document.file_id.in_([source.file_id for source in sources]),
            Document.key == "",
        )
        return (await self._session.scalars(chosen)).all()

    async def add_documents(self, documents: Sequence[Document]) -> None:
        """Store documents that a file turned out to hold; ``BaseFull``."""
        for document in documents[:1]:
            place = (document.owner_id, self._base_id)
            await require_room_for_documents(self._session, *place, len(documents))
        self._session.add_all(documents)
        await self._session.flush()

    async def drop_stand_in(self, source: Source) -> None:
        """Delete the document that stood for a file until its records were known."""
        await self._session.execute(delete(Document).where(self._is_of(source), Document.key == ""))

    async def drop_parts(self, document_ids: Collection[str]) -> None:
        """Delete what a run that broke off may have left of documents."""
        for table in PARTS if document_ids else ():
            await self._session.execute(
                delete(table).where(
                    table.document_id.in_(document_ids), table.edition == self._edition
                )
            )

    async def store_pages(
        self,
        rows: Sequence[dict[str, Any]],
        findings: Sequence[dict[str, Any]],
        facts: Sequence[dict[str, Any]],
        masks: Sequence[dict[str, Any]] = (),
    ) -> None:
        """Store what was read of documents."""
        await self._session.flush()
        stated = [{**fact, "base_id": self._base_id} for fact in facts]
        read_of = ((PageText, rows), (FoundText, findings), (FactRow, stated), (Mask, masks))
        for table, read in read_of:
            if read:
                stamped = [{**row, "edition": self._edition} for row in read]
                await self._session.execute(insert(table), stamped)

    async def stage(self, chunks: Sequence[NewChunk]) -> None:
        """Store chunks that nobody finds yet."""
        rows = [
            {**asdict(chunk), "base_id": self._base_id, "edition": self._edition, "revision": 0}
            for chunk in chunks
        ]
        if rows:
            await self._session.execute(insert(Chunk), rows)

    async def dimensions(self) -> int | None:
        """How long the vectors of this edition are, if there are any."""
        chosen = select(Chunk.vector).where(
            Chunk.base_id == self._base_id, Chunk.edition == self._edition
        )
        vector = await self._session.scalar(chosen.limit(1))
        return None if vector is None else len(vector) // FLOAT_BYTES

    async def mark_staged(self, document_ids: Sequence[str]) -> None:
        """Note that all chunks of documents are stored for this edition."""
        state = case((Document.state.in_(UNDONE), "embedded"), else_=Document.state)
        await self._session.execute(
            update(Document)
            .where(Document.id.in_(document_ids))
            .values(staged=self._edition, state=state)
            .execution_options(synchronize_session=False)
        )

    async def fail(self, source: Source, reason: dict[str, Any]) -> None:
        """Mark the documents of a file as unreadable, but for those that this edition holds."""
        await self._session.execute(
            update(Document)
            .where(self._is_of(source), Document.staged < self._edition)
            .values(state="failed", reason=reason)
            .execution_options(synchronize_session=False)
        )

    async def publish(self, document_ids: Sequence[str], revision: int) -> None:
        """Let the staged chunks of documents be found, except of those that are settled."""
        undone = select(Document.id).where(
            Document.id.in_(document_ids), Document.state.in_(UNDONE)
        )
        ids = (await self._session.scalars(undone)).all()
        await self._session.execute(
            update(Chunk)
            .where(Chunk.document_id.in_(ids), Chunk.edition == self._edition)
            .values(revision=revision)
            .execution_options(synchronize_session=False)
        )
        await self._session.execute(
            update(Document)
            .where(Document.id.in_(ids))
            .values(state="ready", reason=None)
            .execution_options(synchronize_session=False)
        )
        for table in PARTS:  # stored while a rebuild came to its end
            await self._session.execute(
                delete(table).where(table.document_id.in_(ids), table.edition < self._edition)
            )
        await self._supersede(ids, revision)

    async def _supersede(self, document_ids: Sequence[str], revision: int) -> None:
        """Take away, in the same revision, the documents in whose place these have come.

        Those of a file with many records stay until the last of its records has come.
        """
        pairs = await self._replaced_by(document_ids)
        if not pairs:
            return
        replaced = select(Document.id).where(
            Document.base_id == self._base_id,
            tuple_(Document.source, Document.file_id).in_(pairs),
            Document.state.not_in(UNDONE),
        )
        found = select(Chunk.id).where(Chunk.document_id.in_(replaced), Chunk.revision > 0)
        chunk_ids = list((await self._session.scalars(found)).all())
        if chunk_ids:
            self._session.add(
                Removal(base_id=self._base_id, revision=revision, chunk_ids=chunk_ids)
            )
        ids = (await self._session.scalars(replaced)).all()
        await self._session.execute(delete(Document).where(Document.id.in_(ids)))

    async def _replaced_by(self, document_ids: Sequence[str]) -> Sequence[tuple[str, str]]:
        """The files, by name and id, in whose place others of their name have come as a whole."""
        of_ids = select(Document.source, Document.file_id).where(Document.id.in_(document_ids))
        came = {(row[0], row[1]) for row in await self._session.execute(of_ids.distinct())}
        # Not by state, since SQLite would look at every document that is not done.
        of_names = select(Document.source, Document.file_id, Document.state).where(
            Document.base_id == self._base_id,
            Document.source.in_({source for source, _ in came}),
        )
        there = (await self._session.execute(of_names.distinct())).all()
        whole = came - {(row[0], row[1]) for row in there if row[2] in UNDONE}
        sources = {source for source, _ in whole}
        settled = {(row[0], row[1]) for row in there if row[2] not in UNDONE}
        return sorted(pair for pair in settled - whole if pair[0] in sources)

    async def embedded_of(self, run_id: str) -> Sequence[str]:
        """Documents that a run has staged and not published."""
        chosen = select(Document.id).where(
            Document.run_id == run_id,
            Document.state == "embedded",
            Document.staged == self._edition,
        )
        return (await self._session.scalars(chosen)).all()

    async def paths_of(self, source: Source) -> Sequence[str]:
        """What the documents of a file are called."""
        chosen = select(Document.path).where(self._is_of(source)).order_by(Document.path)
        return (await self._session.scalars(chosen)).all()

    async def abandon(self, run_id: str, reason: dict[str, Any]) -> None:
        """Leave nothing of the documents that a run did not get done but their names."""
        undone = select(Document.id).where(Document.run_id == run_id, Document.state.in_(UNDONE))
        for table in PARTS:
            await self._session.execute(delete(table).where(table.document_id.in_(undone)))
        await self._session.execute(
            update(Document)
            .where(Document.id.in_(undone))
            .values(state="failed", reason=reason, staged=0)
            .execution_options(synchronize_session=False)
        )

    async def outcome(self, run_id: str) -> tuple[Sequence[Document], int, int]:
        """Of the documents of a run: those that failed, how many are ready, their chunks."""
        failed = select(Document).where(Document.run_id == run_id, Document.state == "failed")
        ready = select(Document.id).where(Document.run_id == run_id, Document.state == "ready")
        chunks = select(func.count()).where(
            Chunk.document_id.in_(ready), Chunk.edition == self._edition
        )
        return (
            (await self._session.scalars(failed.order_by(Document.path))).all(),
            await self._session.scalar(select(func.count()).select_from(ready.subquery())) or 0,
            await self._session.scalar(chunks) or 0,
        )

    def _is_of(self, source: Source) -> ColumnElement[bool]:
        return and_(
            Document.base_id == self._base_id,
            Document.source == source.source,
            Document.file_id == source.file_id,
        )


async def unstaged_sources(
    session: Session, base_id: str, edition: int, *which: ColumnElement[bool]
) -> Sequence[Source]:
    """The files of a base, of those documents, that an edition does not hold yet."""
    chosen = (
        select(Document.source, Document.file_id, StoredFile.digest)
        .join(StoredFile, StoredFile.id == Document.file_id)
        .where(Document.base_id == base_id, Document.staged < edition, *which)
        .distinct()
        .order_by(Document.source)
    )
    return [Source(*row) for row in await session.execute(chosen)]
