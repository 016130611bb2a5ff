"""The rows of a base as a script of a test tells them, for indexes that stand on nothing else."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncGenerator, Sequence
from dataclasses import replace

import numpy as np

from folioscope.platform.indexes.changes import Changes
from folioscope.platform.indexes.marks import Mark
from tests.scripted_embeddings import HashingEmbeddings

MODEL = HashingEmbeddings()
SLICE = 5


def changes(
    texts: dict[int, str], *, revision: int, removed: Sequence[int] = (), edition: int = 1
) -> Changes:
    return Changes(
        base_id="b",
        model=MODEL.name,
        edition=edition,
        revision=revision,
        ids=np.array(list(texts), np.int64),
        vectors=MODEL.embed_passages(list(texts.values())),
        texts=tuple(texts.values()),
        languages=(None,) * len(texts),
        removed=frozenset(removed),
    )


class Rows:
    """What a database would answer, and how often it was asked for everything."""

    def __init__(self, texts: dict[int, str]) -> None:
        self.texts = texts
        self.added_at = dict.fromkeys(texts, 1)
        self.removed: dict[int, list[int]] = {}
        self.edition, self.revision, self.full_loads = 1, 1, 0

    def add(self, id_: int, text: str) -> None:
        self.revision += 1
        self.texts[id_], self.added_at[id_] = text, self.revision

    def remove(self, id_: int) -> None:
        self.revision += 1
        del self.texts[id_]
        self.removed[self.revision] = [id_]

    async def load(
        self, base_id: str, edition: int | None, revision: int
    ) -> AsyncGenerator[Changes, None]:
        since = revision if edition == self.edition else 0
        self.full_loads += not since
        texts = {id_: text for id_, text in self.texts.items() if self.added_at[id_] > since}
        gone = [id_ for at, ids in self.removed.items() if at > since > 0 for id_ in ids]
        # As they are now: what goes between two slices is not in the later one.
        at, edition, ids = self.revision, self.edition, list(texts)
        for first in range(0, max(len(ids), 1), SLICE):
            part = {id_: texts[id_] for id_ in ids[first : first + SLICE] if id_ in self.texts}
            told = changes(part, revision=at, removed=gone, edition=edition)
            yield replace(told, total=len(ids))
            gone = []

    def replace_all(self, texts: dict[int, str]) -> None:
        """Another edition."""
        self.revision += 1
        self.edition += 1
        self.texts, self.added_at = dict(texts), dict.fromkeys(texts, self.revision)
        self.removed = {}

    async def mark(self, base_id: str, revision: int | None) -> Mark | None:
        at = self.revision if revision is None else revision
        if at > self.revision:
            return None
        ids = [id_ for id_ in self.texts if self.added_at[id_] <= at]
        last = max((each for each in self.removed if each <= at), default=0)
        told = f"{max(ids, default=0)} {last} {self.removed.get(last)}"
        digest = hashlib.sha256(told.encode()).hexdigest()
        return Mark(self.edition, at, self.revision, digest, len(ids))
