"""Bases of any size, written straight into rows: real words, and vectors that lie in clusters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import insert
from stored_bases import DIMENSIONS, StoredBase, begun

from folioscope.features.knowledge.repository import Bases
from folioscope.features.knowledge.tables import Chunk, Document
from folioscope.platform.database.base import new_id
from folioscope.platform.principal import LOCAL
from folioscope.wiring.opened import Folioscope

SLICE = 10_000
OF_DOCUMENT = 20
CLUSTERS = 2_000
SPREAD = 0.6
Vectors = NDArray[np.float32]


class Mixture:
    """Vectors around centres, as those of texts about so many things are."""

    def __init__(self, seed: int = 7) -> None:
        self._random = np.random.default_rng(seed)
        self._centres = _unit(np.random.default_rng(3).standard_normal((CLUSTERS, DIMENSIONS)))

    def take(self, count: int) -> Vectors:
        """The next vectors."""
        beside = self._centres[self._random.integers(0, CLUSTERS, count)]
        noise = self._random.standard_normal((count, DIMENSIONS), np.float32)
        return _unit(beside + SPREAD / np.sqrt(DIMENSIONS) * noise * 2)


def _unit(vectors: NDArray[np.floating]) -> Vectors:
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


def texts_of(pieces: Sequence[str], first: int, count: int) -> Iterator[str]:
    """Texts in which the first half of one piece is followed by the second of another."""
    for number in range(first, first + count):
        one = pieces[number % len(pieces)]
        other = pieces[(7 * number + number // len(pieces)) % len(pieces)]
        yield one[: len(one) // 2] + other[len(other) // 2 :]


async def store(folioscope: Folioscope, pieces: Sequence[str], count: int) -> StoredBase:
    """A base of so many chunks that can be found."""
    base = await begun(folioscope, f"base-{count}")
    async with folioscope.database.write() as session:
        (await session.get_one(Document, base.document_id)).state = "ready"
        revision = await Bases(session, LOCAL).next_revision(base.id)
    vectors = Mixture()
    for first in range(0, count, SLICE):
        size = min(SLICE, count - first)
        numbered = enumerate(texts_of(pieces, first, size), first)
        documents = [new_id() for _ in range(0, size, OF_DOCUMENT)]
        rows = [
            row_of(base, number, text, vector)
            | {"revision": revision, "document_id": documents[(number - first) // OF_DOCUMENT]}
            for (number, text), vector in zip(numbered, vectors.take(size), strict=True)
        ]
        async with folioscope.database.write() as session:
            sample = await session.get_one(Document, base.document_id)
            await session.execute(insert(Document), [_beside(sample, id_) for id_ in documents])
            await session.execute(insert(Chunk), rows)
    return base


def _beside(sample: Document, id_: str) -> dict[str, object]:
    """Another document of the same base, whose chunks are all there."""
    shared = ("owner_id", "base_id", "file_id", "edition")
    named = dict.fromkeys(("source", "path", "name"), f"{id_}.txt")
    kept = {name: getattr(sample, name) for name in shared}
    return {"id": id_, "state": "ready", "staged": sample.edition, **named, **kept}


def row_of(base: StoredBase, number: int, text: str, vector: Vectors) -> dict[str, object]:
    """A chunk, not published yet."""
    return {
        "base_id": base.id,
        "document_id": base.document_id,
        "edition": base.edition,
        "revision": 0,
        "ordinal": number,
        "page_ordinal": 0,
        "page": None,
        "start": 0,
        "end": len(text),
        "text": text,
        "context": "",
        "vector": vector.tobytes(),
    }
