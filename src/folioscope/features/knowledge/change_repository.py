"""The SQL of indexes: what has changed in a base since one was made."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from sqlalchemy import func, select

from folioscope.features.knowledge.tables import Chunk, Document, KnowledgeBase, Removal
from folioscope.platform.database.engine import Database
from folioscope.platform.indexes.changes import Changes


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
        language = func.coalesce(KnowledgeBase.language, Document.language)
        chosen = (
            select(Chunk.id, Chunk.context, Chunk.text, language, *vectors)
            .join(Document, Document.id == Chunk.document_id)
            .join(KnowledgeBase, KnowledgeBase.id == Chunk.base_id)
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
    stored = [row[4] for row in rows if len(row) > 4]
    numbers = np.frombuffer(b"".join(stored), np.float32)
    return Changes(
        base_id=base.id,
        model=base.model,
        edition=base.edition,
        revision=base.revision,
        ids=np.array([row[0] for row in rows], np.int64),
        vectors=numbers.reshape(len(rows), -1) if stored else np.empty((len(rows), 0), np.float32),
        texts=tuple(f"{row[1]}\n{row[2]}" if row[1] else row[2] for row in rows),
        languages=tuple(row[3] for row in rows),
        removed=frozenset(id_ for ids in removed for id_ in ids),
    )
