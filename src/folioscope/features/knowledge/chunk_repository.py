"""The SQL of taking documents in: pages, chunks, states, editions, and what indexes load."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import PurePosixPath
from typing import Any

import numpy as np
from sqlalchemy import (
    ColumnElement,
    and_,
    case,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.orm import aliased

from folioscope.features.knowledge.tables import (
    Chunk,
    Document,
    FoundText,
    KnowledgeBase,
    PageText,
    Removal,
    StoredFile,
)
from folioscope.platform.database.engine import Database, Session
from folioscope.platform.indexes.changes import Changes
from folioscope.platform.runs.states import RunStatus
from folioscope.platform.runs.tables import Run

UNDONE = ("stored", "parsed", "embedded")
PARTS = (PageText, FoundText, Chunk)
"""What a document has in each edition."""
VANISHED = {"code": "vanished", "message": "This record is not in its file any more."}


@dataclass(frozen=True, slots=True)
class Source:
    """A file of a base under the name it came with."""

    source: str
    file_id: str
    digest: str


@dataclass(frozen=True, slots=True)
class Edition:
    """A generation of a base that a run fills."""

    base_id: str
    owner_id: int
    run_id: str
    number: int


def new_document(edition: Edition, source: Source, key: str = "") -> Document:
    """The row of a document that a file holds; without ``key`` it stands for the whole file."""
    return Document(
        owner_id=edition.owner_id,
        base_id=edition.base_id,
        file_id=source.file_id,
        run_id=edition.run_id,
        source=source.source,
        key=key,
        path=f"{source.source}#{key}" if key else source.source,
        name=key or PurePosixPath(source.source).name,
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
        return await self._sources(Document.run_id == run_id, Document.state.in_(UNDONE))

    async def sources_to_rebuild(self, run_id: str, *, replaces: bool) -> Sequence[Source]:
        """The files of the base that this edition does not hold yet.

        When the run replaces the base, these are the files that it brought or that came later.
        """
        settled = Document.state.not_in(UNDONE)
        if not replaces:
            return await self._sources(settled)
        return await self._sources(or_(Document.run_id == run_id, settled & _came_after(run_id)))

    async def _sources(self, *which: ColumnElement[bool]) -> Sequence[Source]:
        chosen = (
            select(Document.source, Document.file_id, StoredFile.digest)
            .join(StoredFile, StoredFile.id == Document.file_id)
            .where(Document.base_id == self._base_id, Document.staged < self._edition, *which)
            .distinct()
            .order_by(Document.source)
        )
        return [Source(*row) for row in await self._session.execute(chosen)]

    async def documents_of(self, source: Source, keys: Sequence[str]) -> Sequence[Document]:
        """The documents of one file that have these keys."""
        chosen = select(Document).where(self._is_of(source), Document.key.in_(keys))
        return (await self._session.scalars(chosen)).all()

    async def add_documents(self, documents: Sequence[Document]) -> None:
        """Store documents that a file turned out to hold."""
        self._session.add_all(documents)
        await self._session.flush()

    async def drop_stand_in(self, source: Source) -> None:
        """Delete the document that stood for a file until its records were known."""
        await self._session.execute(delete(Document).where(self._is_of(source), Document.key == ""))

    async def store_pages(
        self, rows: Sequence[dict[str, Any]], findings: Sequence[dict[str, Any]]
    ) -> None:
        """Store what was read of documents, instead of what a broken-off run left of them."""
        ids = {row["document_id"] for row in rows}
        for table in PARTS:
            await self._session.execute(
                delete(table).where(table.document_id.in_(ids), table.edition == self._edition)
            )
        for table, read in ((PageText, rows), (FoundText, findings)):
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
        """Take away, in the same revision, the documents in whose place these have come."""
        came = aliased(Document)
        replaced = select(Document.id).where(
            Document.base_id == self._base_id,
            Document.state.not_in(UNDONE),
            exists().where(
                came.id.in_(document_ids),
                came.source == Document.source,
                came.file_id != Document.file_id,
            ),
        )
        found = select(Chunk.id).where(Chunk.document_id.in_(replaced), Chunk.revision > 0)
        chunk_ids = list((await self._session.scalars(found)).all())
        if chunk_ids:
            self._session.add(
                Removal(base_id=self._base_id, revision=revision, chunk_ids=chunk_ids)
            )
        ids = (await self._session.scalars(replaced)).all()
        await self._session.execute(delete(Document).where(Document.id.in_(ids)))

    async def embedded_of(self, run_id: str) -> Sequence[str]:
        """Documents that a run has staged and not published."""
        chosen = select(Document.id).where(
            Document.run_id == run_id,
            Document.state == "embedded",
            Document.staged == self._edition,
        )
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

    async def publish_edition(self, revision: int) -> int:
        """Let everything staged for this edition be found; how many chunks that is.

        Documents that are not in their files any more have failed, and of two files of one name
        only the later one stays.
        """
        await self._drop_earlier_versions()
        published = await self._session.execute(
            update(Chunk)
            .where(Chunk.base_id == self._base_id, Chunk.edition == self._edition)
            .values(revision=revision)
            .execution_options(synchronize_session=False)
        )
        of_base = update(Document).where(Document.base_id == self._base_id)
        is_staged = Document.staged == self._edition
        for statement in (
            of_base.where(is_staged).values(state="ready", reason=None),
            of_base.where(~is_staged, Document.state == "ready").values(
                state="failed", reason=VANISHED
            ),
        ):
            await self._session.execute(statement.execution_options(synchronize_session=False))
        return int(getattr(published, "rowcount", 0))

    async def _drop_earlier_versions(self) -> None:
        came = aliased(Document)
        replaced = select(Document.id).where(
            Document.base_id == self._base_id,
            exists().where(
                came.base_id == self._base_id,
                came.staged == self._edition,
                came.source == Document.source,
                came.file_id != Document.file_id,
                came.created_at > Document.created_at,
            ),
        )
        ids = (await self._session.scalars(replaced)).all()
        await self._session.execute(delete(Document).where(Document.id.in_(ids)))

    async def drop_documents_not_of(self, run_id: str) -> None:
        """Delete the documents that a replacing run did not bring and that were there before."""
        await self._session.execute(
            delete(Document).where(
                Document.base_id == self._base_id,
                or_(Document.run_id.is_(None), Document.run_id != run_id),
                ~_came_after(run_id),
            )
        )

    async def drop_later_editions(self) -> None:
        """Delete what was staged for editions after this one."""
        await self._session.execute(
            delete(Document).where(
                Document.base_id == self._base_id, Document.edition > self._edition
            )
        )
        documents = select(Document.id).where(Document.base_id == self._base_id)
        for table in PARTS:
            await self._session.execute(
                delete(table).where(table.document_id.in_(documents), table.edition > self._edition)
            )
        await self._session.execute(
            update(Document)
            .where(Document.base_id == self._base_id, Document.staged > self._edition)
            .values(staged=self._edition)
            .execution_options(synchronize_session=False)
        )

    async def count_ready(self) -> int:
        """How many documents of the base are found."""
        ready = select(func.count()).where(
            Document.base_id == self._base_id, Document.state == "ready"
        )
        return await self._session.scalar(ready) or 0

    def _is_of(self, source: Source) -> ColumnElement[bool]:
        return and_(
            Document.base_id == self._base_id,
            Document.source == source.source,
            Document.file_id == source.file_id,
        )

    async def drop_other_editions(self) -> None:
        """Delete the pages and chunks of every edition of the base but this one."""
        documents = select(Document.id).where(Document.base_id == self._base_id)
        for table in PARTS:
            await self._session.execute(
                delete(table).where(
                    table.document_id.in_(documents), table.edition != self._edition
                )
            )


def _came_after(run_id: str) -> ColumnElement[bool]:
    started = select(Run.created_at).where(Run.id == run_id).scalar_subquery()
    return Document.created_at > started


async def load_changes(
    database: Database, base_id: str, edition: int | None, revision: int
) -> Changes:
    """What indexes need to be as new as the rows: all of it, if they know another edition.

    Vectors are read from SQLite only: PostgreSQL compares them itself.
    """
    async with database.read() as session:
        base = await session.get(KnowledgeBase, base_id)
        if base is None:
            gone = KnowledgeBase(id=base_id, model="", edition=edition or 0, revision=revision)
            return _changes(gone, [], [])
        since = revision if edition == base.edition else 0
        vectors = [Chunk.vector] if database.is_sqlite else []
        chosen = (
            select(Chunk.id, Chunk.context, Chunk.text, *vectors)
            .where(
                Chunk.base_id == base_id,
                Chunk.edition == base.edition,
                Chunk.revision.between(since + 1, base.revision),
            )
            .order_by(Chunk.id)
        )
        rows = (await session.execute(chosen)).all()
        withdrawn = select(Removal.chunk_ids).where(
            Removal.base_id == base_id, Removal.revision.between(since + 1, base.revision)
        )
        removed = (await session.scalars(withdrawn)).all() if since else []
    return _changes(base, rows, removed)


def _changes(base: KnowledgeBase, rows: Sequence[Any], removed: Sequence[list[int]]) -> Changes:
    stored = [row[3] for row in rows if len(row) > 3]
    numbers = np.frombuffer(b"".join(stored), np.float32)
    return Changes(
        base_id=base.id,
        model=base.model,
        edition=base.edition,
        revision=base.revision,
        ids=np.array([row[0] for row in rows], np.int64),
        vectors=numbers.reshape(len(rows), -1) if stored else np.empty((len(rows), 0), np.float32),
        texts=tuple(f"{row[1]}\n{row[2]}" if row[1] else row[2] for row in rows),
        removed=frozenset(id_ for ids in removed for id_ in ids),
    )
