"""An index that is purged holds nothing of its base, in memory or on disk, and is built anew."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from folioscope.backends.registry import load
from folioscope.platform.indexes import private_folders
from folioscope.platform.indexes.cached import Cached
from folioscope.platform.indexes.caches import Caches
from folioscope.platform.indexes.dense import DenseInMemory
from folioscope.platform.indexes.dense_collections import DenseInCollections
from folioscope.platform.indexes.serve import Indexes
from tests.platform.indexes.scripted_rows import Rows


def files(*folders: Path) -> list[Path]:
    return [path for folder in folders for path in folder.rglob("*") if path.is_file()]


async def test_nothing_of_a_base_is_left_and_a_search_builds_it_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory, data = tmp_path / "memory", tmp_path / "data"
    memory.mkdir()
    monkeypatch.setattr(private_folders, "MEMORY", memory)
    rows = Rows({number: f"fruit{number}" for number in range(1, 9)})
    dense = DenseInMemory(load("vectors", "faiss"))
    indexes = Indexes(rows.load, dense, Cached(Caches(data, least=2), rows.mark))
    await indexes.snapshot("b", 1, 1)
    await indexes.settled()
    assert files(data)
    rows.remove(3)
    await indexes.purge("b")
    assert files(data, memory) == []
    snapshot = await indexes.snapshot("b", 1, rows.revision)
    assert (rows.full_loads, snapshot.size) == (2, 7)
    assert snapshot.view.search("fruit3", 5, None).ids.tolist() == []
    await indexes.purge("nobody's")
    await indexes.aclose()


async def test_the_collections_of_a_base_are_dropped_and_no_others() -> None:
    class Store:
        def __init__(self) -> None:
            self.there = {("b", 1), ("b", 2), ("c", 1)}

        def editions(self) -> set[tuple[str, int]]:
            return set(self.there)

        def drop(self, base_id: str, edition: int) -> None:
            self.there.remove((base_id, edition))

        def close(self) -> None:
            """Nothing is open."""

    async def editions() -> dict[str, int]:
        return {"b": 2, "c": 1}

    store: Any = Store()
    rows = Rows({1: "fruit"})
    indexes = Indexes(rows.load, DenseInCollections(store, rows.load, editions))
    await indexes.purge("b")
    assert store.there == {("c", 1)}
    await indexes.aclose()
