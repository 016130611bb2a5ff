"""Bases of bare chunks, written as runs write them, for tests of what is searched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import delete, update

from folioscope.backends.embeddings.port import EmbeddingModel
from folioscope.features.knowledge import service
from folioscope.features.knowledge.chunk_repository import (
    Edition,
    Intake,
    NewChunk,
    Source,
    new_document,
)
from folioscope.features.knowledge.edition_repository import Rebuilding
from folioscope.features.knowledge.repository import Bases, Documents, Files
from folioscope.features.knowledge.tables import Chunk, KnowledgeBase, Removal
from folioscope.platform.database.engine import Database
from folioscope.platform.indexes.serve import Indexes
from folioscope.platform.indexes.snapshot import Seen
from folioscope.platform.principal import LOCAL
from tests.scripted_embeddings import HashingEmbeddings


@dataclass
class StoredBase:
    """A base with one document, whose chunks are words; a chunk is known by its text."""

    database: Database
    id: str
    document_id: str
    model: EmbeddingModel
    edition: int = 1
    stored: int = 0

    async def stage(self, *texts: str) -> None:
        """Store chunks that nobody finds yet."""
        vectors = self.model.embed_passages(texts)
        chunks = [
            NewChunk(self.document_id, at, 0, None, 0, len(text), text, "", vector.tobytes())
            for at, (text, vector) in enumerate(zip(texts, vectors, strict=True), self.stored)
        ]
        self.stored += len(chunks)
        async with self.database.write() as session:
            await Intake(session, self.id, self.edition).stage(chunks)

    async def publish(self) -> None:
        """Let what is staged be found; earlier chunks keep their revision."""
        async with self.database.write() as session:
            revision = await Bases(session, LOCAL).next_revision(self.id)
            await session.execute(
                update(Chunk)
                .where(Chunk.base_id == self.id, Chunk.revision == 0)
                .values(revision=revision)
            )

    async def add(self, *texts: str) -> None:
        await self.stage(*texts)
        await self.publish()

    async def remove(self, *texts: str) -> None:
        ids = list((await self.ids(*texts)).tolist())
        async with self.database.write() as session:
            revision = await Bases(session, LOCAL).next_revision(self.id)
            session.add(Removal(base_id=self.id, revision=revision, chunk_ids=ids))
            await session.execute(delete(Chunk).where(Chunk.id.in_(ids)))

    async def switch(self, model: EmbeddingModel, *texts: str) -> None:
        """Replace everything by another edition."""
        self.model, self.edition = model, self.edition + 1
        await self.stage(*texts)
        async with self.database.write() as session:
            row = await session.get_one(KnowledgeBase, self.id)
            row.edition, row.model, row.revision = self.edition, model.name, row.revision + 1
            rebuilding = Rebuilding(session, self.id, self.edition)
            await rebuilding.publish(row.revision)
            await rebuilding.drop_other_editions()

    async def ids(self, *texts: str) -> NDArray[np.int64]:
        """The keys of chunks."""
        known = {text: id_ for id_, text in (await self.texts()).items()}
        return np.array([known[text] for text in texts], np.int64)

    async def texts(self) -> Mapping[int, str]:
        async with self.database.read() as session:
            chosen = Chunk.__table__.select().where(Chunk.base_id == self.id)
            return {row.id: row.text for row in await session.execute(chosen)}

    async def seen(self, indexes: Indexes, *texts: str) -> Seen:
        """The base as it is now, narrowed to the chunks with those texts, if any are named."""
        async with self.database.read() as session:
            row = await session.get_one(KnowledgeBase, self.id)
        snapshot = await indexes.snapshot(row.id, row.edition, row.revision)
        return Seen(snapshot, await self.ids(*texts) if texts else None)

    async def nearest(self, indexes: Indexes, query: str, k: int, *texts: str) -> list[str]:
        """The texts of the nearest chunks, best first."""
        seen = await self.seen(indexes, *texts)
        found = await indexes.dense.nearest([seen], self.model.embed_query(query), k)
        known = await self.texts()
        return [known.get(id_, "gone") for id_ in found.ids.tolist()]


async def make_base(
    database: Database, name: str, *texts: str, model: EmbeddingModel | None = None
) -> StoredBase:
    """A base with these chunks."""
    model = model or HashingEmbeddings()
    async with database.write() as session:
        row = await service.create_base(
            session, LOCAL, name, service.BaseDefaults(model.name, 900, 150)
        )
        kept = await Files(session, LOCAL).keep("0" * 64, 1, row.owner_id)
        filled = Edition(row.id, row.owner_id, "", row.edition)
        document = new_document(filled, Source("words.txt", kept.id, kept.digest))
        document.run_id = None
        await Documents(session, LOCAL).add(document)
    base = StoredBase(database, row.id, document.id, model)
    if texts:
        await base.add(*texts)
    return base
