"""Whatever happens to a base, a search finds what it would find had all been built just now."""

from __future__ import annotations

import asyncio
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from folioscope.backends.registry import load
from folioscope.backends.vectors.port import Ranking
from folioscope.platform.indexes import generation
from folioscope.platform.indexes.cached import Cached
from folioscope.platform.indexes.caches import Caches
from folioscope.platform.indexes.dense import DenseInMemory
from folioscope.platform.indexes.serve import Indexes
from folioscope.platform.indexes.snapshot import Snapshot
from tests.platform.indexes.scripted_rows import MODEL, Rows

WORDS = ("apple", "plum", "pear", "fig")
STEPS = st.one_of(
    st.tuples(st.just("add"), st.integers(1, 8)),
    st.tuples(st.just("remove"), st.integers(0, 30)),
    st.tuples(st.sampled_from(["restart", "kill", "settle", "tidy", "replace"]), st.just(0)),
)


@dataclass
class Life:
    """A base with its indexes, which may be closed and opened again."""

    data_dir: Path
    rows: Rows = field(default_factory=lambda: Rows({}))
    given: int = 0

    def __post_init__(self) -> None:
        self.indexes = self.opened()

    def opened(self) -> Indexes:
        dense = DenseInMemory(load("vectors", "faiss"))
        cached = Cached(Caches(self.data_dir, least=2), self.rows.mark)
        return Indexes(self.rows.load, dense, cached)

    async def step(self, kind: str, number: int) -> None:
        if kind == "add":
            for _ in range(number):
                self.given += 1
                self.rows.add(self.given, f"{WORDS[self.given % 4]} of tree{self.given}")
        elif kind == "remove" and self.rows.texts:
            self.rows.remove(sorted(self.rows.texts)[number % len(self.rows.texts)])
        elif kind == "replace":
            anew = {self.given + at: text for at, text in enumerate(self.rows.texts.values(), 1)}
            self.given += len(anew)
            self.rows.replace_all(anew)
        else:
            await self.leave(kind)

    async def leave(self, kind: str) -> None:
        if kind == "tidy":
            await self.indexes.tidy()
        if kind != "kill":
            await self.indexes.settled()
        if kind in {"restart", "kill"}:
            await self.indexes.aclose()
            self.indexes = self.opened()

    async def now(self, indexes: Indexes) -> Snapshot:
        return await indexes.snapshot("b", self.rows.edition, self.rows.revision)


def ranked(found: Ranking) -> list[int]:
    """Ids by scores that differ by more than the order of additions makes them."""
    rounded = np.round(found.scores, 4)
    return [int(found.ids[at]) for at in np.lexsort((found.ids, -rounded))]


def found(snapshot: Snapshot) -> tuple[list[set[int]], list[list[int]], int]:
    """By every word, and the whole order by meaning."""
    assert snapshot.generation is not None
    queries = [(word, MODEL.embed_query(f"{word} of")) for word in WORDS]
    return (
        [set(snapshot.view.search(word, 99, None).ids.tolist()) for word, _ in queries],
        [ranked(snapshot.generation.nearest(vector, 99, None)) for _, vector in queries],
        snapshot.size,
    )


async def live(data_dir: Path, steps: list[tuple[str, int]]) -> None:
    life = Life(data_dir)
    for kind, number in steps:
        await life.step(kind, number)
        fresh = Indexes(life.rows.load, DenseInMemory(load("vectors", "faiss")))
        assert found(await life.now(life.indexes)) == found(await life.now(fresh)), kind
    await life.indexes.settled()
    await life.indexes.aclose()


@settings(max_examples=20, deadline=None)
@given(st.lists(STEPS, max_size=12))
def test_any_life_of_a_base_leaves_what_a_fresh_build_finds(steps: list[tuple[str, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(generation, "REBUILD_MINIMUM", 4)
        asyncio.run(live(Path(folder), steps))
