"""The SQL of indexes: what has changed in a base since one was made."""

from __future__ import annotations

import hashlib
import json
from collections.abc import AsyncGenerator, Sequence
from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, Text, cast, func, select

from folioscope.backends.vectors.port import Ids
from folioscope.features.knowledge.tables import Chunk, Document, KnowledgeBase, Removal
from folioscope.platform.database.engine import Database, Session
from folioscope.platform.indexes.changes import Changes
from folioscope.platform.indexes.marks import Mark

SLICE = 5000


async def load_changes(
    database: Database,
    base_id: str,
    edition: int | None,
    revision: int,
    *,
    with_vectors: bool | None = None,
) -> AsyncGenerator[Changes, None]:
    """What indexes need to be as new as the rows: all of it, if they know another edition.

    No transaction outlasts a slice: chunks are never changed once they are published, so those of
    the revisions that were there at the beginning are the same ones later, but for removed ones.
    Unless it is said, vectors are read from SQLite only: PostgreSQL compares them itself.
    """
    takes_vectors = database.is_sqlite if with_vectors is None else with_vectors
    async with database.read() as session:
        base = await session.get(KnowledgeBase, base_id)
        if base is None:
            base = KnowledgeBase(id=base_id, model="", edition=edition or 0, revision=revision)
        since = revision if edition == base.edition else 0
        removed = await _removed(session, base, since)
        ids = await _published(session, base, since)
        rows = await _rows(session, ids[:SLICE], with_vectors=takes_vectors)
    yield _changes(base, rows, removed, len(ids))
    for first in range(SLICE, len(ids), SLICE):
        async with database.read() as session:
            part = ids[first : first + SLICE]
            rows = await _rows(session, part, with_vectors=takes_vectors)
        yield _changes(base, rows, frozenset(), len(ids))


async def load_mark(database: Database, base_id: str, revision: int | None = None) -> Mark | None:
    """What tells a revision of a base from any other; None if the base or that revision is not.

    A database that was restored counts anew: the same number is another revision then.
    """
    async with database.read() as session:
        base = await session.get(KnowledgeBase, base_id)
        if base is None or base.revision < (revision or 0):
            return None
        at = base.revision if revision is None else revision
        chosen = _is_published(base, 0, at)
        newest = select(Chunk.id, Chunk.document_id).where(*chosen)
        row = (await session.execute(newest.order_by(Chunk.id.desc()).limit(1))).first()
        gone = select(Removal.revision, Removal.chunk_ids).where(
            Removal.base_id == base_id, Removal.revision <= at
        )
        last = (await session.execute(gone.order_by(Removal.revision.desc()).limit(1))).first()
        count = await session.scalar(select(func.count()).where(*chosen)) or 0
    told = json.dumps([base.model, base.created_at.isoformat(), row and [*row], last and [*last]])
    digest = hashlib.sha256(told.encode()).hexdigest()
    return Mark(base.edition, at, base.revision, digest, count)


def _is_published(base: KnowledgeBase, since: int, until: int) -> list[ColumnElement[bool]]:
    return [
        Chunk.base_id == base.id,
        Chunk.edition == base.edition,
        Chunk.revision.between(since + 1, until),
    ]


async def _removed(session: Session, base: KnowledgeBase, since: int) -> frozenset[int]:
    if not since:
        return frozenset()
    withdrawn = select(Removal.chunk_ids).where(
        Removal.base_id == base.id, Removal.revision.between(since + 1, base.revision)
    )
    return frozenset(id_ for ids in await session.scalars(withdrawn) for id_ in ids)


async def _published(session: Session, base: KnowledgeBase, since: int) -> Ids:
    """The ids of chunks, as one text: a million rows would be a hundred times as large."""
    listed = func.aggregate_strings(cast(Chunk.id, Text), ",")
    found = await session.scalar(select(listed).where(*_is_published(base, since, base.revision)))
    return np.sort(np.fromstring(found or "", np.int64, sep=","))


async def _rows(session: Session, ids: Ids, *, with_vectors: bool) -> Sequence[Any]:
    vectors = [Chunk.vector] if with_vectors else []
    language = func.coalesce(KnowledgeBase.language, Document.language)
    # By their ids and nothing else: with any other condition SQLite may go through all of a base.
    chosen = (
        select(Chunk.id, Chunk.context, Chunk.text, language, *vectors)
        .join(Document, Document.id == Chunk.document_id)
        .join(KnowledgeBase, KnowledgeBase.id == Chunk.base_id)
        .where(Chunk.id.in_(ids.tolist()))
        .order_by(Chunk.id)
    )
    return (await session.execute(chosen)).all() if len(ids) else []


def _changes(
    base: KnowledgeBase, rows: Sequence[Any], removed: frozenset[int], total: int
) -> Changes:
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
        removed=removed,
        total=total,
    )


async def current_editions(database: Database) -> dict[str, int]:
    """The edition of every base; what is kept of others is of no use."""
    async with database.read() as session:
        rows = await session.execute(select(KnowledgeBase.id, KnowledgeBase.edition))
        return {row.id: row.edition for row in rows}
