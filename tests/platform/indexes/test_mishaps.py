"""No room for words, searches that are given up, chunks and bases that go at the wrong moment."""

from __future__ import annotations

import asyncio
import errno
import hashlib
import json
import logging
import os
import shutil
import threading
from collections.abc import AsyncGenerator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from folioscope.backends.registry import load
from folioscope.backends.vectors.port import DimensionsDiffer, VectorsNotFinite
from folioscope.platform.indexes import private_folders, serve
from folioscope.platform.indexes.cache_files import MANIFEST
from folioscope.platform.indexes.cached import Cached
from folioscope.platform.indexes.caches import Caches
from folioscope.platform.indexes.changes import Changes, LoadChanges
from folioscope.platform.indexes.dense import DenseInMemory
from folioscope.platform.indexes.generation import Generation
from folioscope.platform.indexes.keywords import KeywordIndex, KeywordIndexUnwritable
from folioscope.platform.indexes.marks import Mark
from folioscope.platform.indexes.serve import Indexes
from folioscope.platform.indexes.snapshot import Building, Snapshot, extend
from tests.platform.indexes.scripted_rows import MODEL, Rows, changes

DENSE = DenseInMemory(load("vectors", "faiss"))
TEXTS = {number: f"fruit{number} of a tree" for number in range(1, 13)}


@pytest.fixture
def memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where files lie that need no disk."""
    folder = tmp_path / "memory"
    folder.mkdir()
    monkeypatch.setattr(private_folders, "MEMORY", folder)
    return folder


@pytest.fixture
def data_dir(tmp_path: Path, memory: Path) -> Path:
    return tmp_path / "data"


def opened(data_dir: Path, rows: Rows, load_changes: LoadChanges | None = None) -> Indexes:
    cached = Cached(Caches(data_dir, least=2), rows.mark)
    return Indexes(load_changes or rows.load, DENSE, cached)


def spoil(*parents: Path) -> None:
    """Make it impossible to write where words lie, as it is where there is no room."""
    for parent in parents:
        for folder in parent.rglob("content"):
            shutil.rmtree(folder)


async def now(indexes: Indexes, rows: Rows) -> Snapshot:
    return await indexes.snapshot("b", rows.edition, rows.revision)


def found(snapshot: Snapshot, word: str) -> list[int]:
    assert isinstance(snapshot.generation, Generation)
    by_meaning = snapshot.generation.nearest(MODEL.embed_query(word), 50, None).ids.tolist()
    by_words: list[int] = snapshot.view.search(word, 5, None).ids.tolist()
    assert set(by_words) <= set(by_meaning)
    return by_words


def place_of(snapshot: Snapshot) -> Path | None:
    return None if snapshot.words.folder is None else snapshot.words.folder.path


def test_words_that_cannot_be_written_are_a_readable_error(tmp_path: Path) -> None:
    folder = tmp_path / "words"
    folder.mkdir()
    index = KeywordIndex(folder)
    shutil.rmtree(folder)
    with pytest.raises(KeywordIndexUnwritable, match=f"words in {folder} cannot be written"):
        index.change([(1, "apple", "en")], ())


@pytest.mark.parametrize("full", [1, 2])
async def test_words_that_do_not_fit_while_a_base_is_built_lie_elsewhere(
    data_dir: Path, memory: Path, full: int
) -> None:
    rows = Rows(dict(TEXTS))
    parents = [memory, data_dir][:full]

    async def filling_up(
        base_id: str, edition: int | None, revision: int
    ) -> AsyncGenerator[Changes, None]:
        async for one in rows.load(base_id, edition, revision):
            yield one
            spoil(*parents)

    indexes = opened(data_dir, rows, filling_up)
    snapshot = await now(indexes, rows)
    assert found(snapshot, "fruit12") == [12]
    assert snapshot.size == len(TEXTS)
    place = place_of(snapshot)
    assert (place and place.is_relative_to(data_dir)) if full == 1 else place is None
    assert list(memory.rglob("content")) == []
    await indexes.settled()
    await indexes.aclose()


async def test_words_that_do_not_fit_any_more_are_made_anew(data_dir: Path, memory: Path) -> None:
    rows = Rows(dict(TEXTS))
    indexes = opened(data_dir, rows)
    before = await now(indexes, rows)
    await indexes.settled()
    spoil(memory)
    rows.add(99, "a plum")
    rows.remove(5)
    after = await now(indexes, rows)
    assert (found(after, "plum"), found(after, "fruit5"), found(after, "fruit4")) == ([99], [], [4])
    assert found(before, "fruit5") == [5]
    await indexes.settled()
    await indexes.aclose()


async def test_a_cache_that_does_not_fit_into_memory_is_used_from_the_disk(
    data_dir: Path, memory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = Rows(dict(TEXTS))
    first = opened(data_dir, rows)
    await now(first, rows)
    await first.settled()
    await first.aclose()
    loads, link, copy = rows.full_loads, os.link, shutil.copyfile

    def full(done: object, source: Path, target: Path) -> None:
        if target.is_relative_to(memory):
            raise OSError(errno.ENOSPC, "No space left on device")
        assert callable(done)
        done(source, target)

    monkeypatch.setattr(os, "link", lambda *given: full(link, *given))
    monkeypatch.setattr(shutil, "copyfile", lambda *given: full(copy, *given))
    second = opened(data_dir, rows)
    snapshot = await now(second, rows)
    assert found(snapshot, "fruit7") == [7]
    place = place_of(snapshot)
    assert place
    assert place.is_relative_to(data_dir)
    assert rows.full_loads == loads
    await second.aclose()


async def test_a_folder_of_caches_that_cannot_be_made_costs_the_cache_and_nothing_else(
    data_dir: Path, caplog: pytest.LogCaptureFixture
) -> None:
    data_dir.mkdir()
    (data_dir / "indexes").write_text("no folder")
    rows = Rows(dict(TEXTS))
    indexes = opened(data_dir, rows)
    with caplog.at_level(logging.WARNING):
        assert found(await now(indexes, rows), "fruit3") == [3]
    assert "there is no cache of the indexes of b" in caplog.text
    await indexes.settled()
    await indexes.aclose()


async def test_a_cache_with_facts_of_a_newer_version_is_thrown_away_by_upkeep(
    data_dir: Path,
) -> None:
    rows = Rows(dict(TEXTS))
    indexes = opened(data_dir, rows)
    await now(indexes, rows)
    await indexes.settled()
    (cache,) = Caches(data_dir).of("b")
    digest, body = caches_manifest(cache)
    (cache / MANIFEST).write_text(f'["{digest}", {body}]')
    await indexes.tidy()
    assert not cache.exists()
    await indexes.settled()
    await indexes.aclose()


def caches_manifest(cache: Path) -> tuple[str, str]:
    """What a manifest says where a version knows one fact more."""
    _, body = json.loads((cache / MANIFEST).read_text())
    told = json.loads(body)
    told["facts"]["shape"] = "round"
    body = json.dumps(told)
    return hashlib.sha256(body.encode()).hexdigest(), json.dumps(body)


async def test_a_search_that_is_given_up_leaves_nobody_changing_words_beside_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows = Rows({1: "apple", 2: "pear"})
    indexes = Indexes(rows.load, DENSE)
    await now(indexes, rows)
    rows.add(3, "plum")
    begun, gate = threading.Event(), threading.Event()
    at_once: list[int] = []

    def slow(snapshot: Snapshot, told: Changes) -> Snapshot:
        at_once.append(1)
        begun.set()
        gate.wait(20)
        try:
            assert len(at_once) == 1
            return extend(snapshot, told)
        finally:
            at_once.pop()

    monkeypatch.setattr(serve, "extend", slow)
    given_up = asyncio.create_task(now(indexes, rows))
    await asyncio.to_thread(begun.wait, 20)
    given_up.cancel()
    next_one = asyncio.create_task(now(indexes, rows))
    await asyncio.wait({next_one}, timeout=0.2)
    gate.set()
    assert found(await next_one, "plum") == [3]
    with suppress(asyncio.CancelledError):
        await given_up
    await indexes.aclose()


async def test_a_base_that_is_deleted_while_it_is_opened_is_not_kept() -> None:
    rows = Rows(dict(TEXTS))
    going, gate = asyncio.Event(), asyncio.Event()

    async def slow(
        base_id: str, edition: int | None, revision: int
    ) -> AsyncGenerator[Changes, None]:
        going.set()
        await gate.wait()
        async for one in rows.load(base_id, edition, revision):
            yield one

    indexes = Indexes(slow, DENSE)
    opening = asyncio.create_task(now(indexes, rows))
    await going.wait()
    indexes.forget("b")
    gate.set()
    assert (await opening).size == len(TEXTS)
    assert indexes._snapshots == {}
    await indexes.aclose()


async def test_upkeep_lets_go_of_bases_that_another_process_has_deleted(data_dir: Path) -> None:
    rows = Rows(dict(TEXTS))
    deleted: list[str] = []

    async def mark(base_id: str, revision: int | None) -> Mark | None:
        return None if base_id in deleted else await rows.mark(base_id, revision)

    indexes = Indexes(rows.load, DENSE, Cached(Caches(data_dir, least=2), mark))
    await now(indexes, rows)
    await indexes.tidy()
    assert list(indexes._snapshots) == ["b"]
    deleted.append("b")
    await indexes.tidy()
    assert indexes._snapshots == {}
    await indexes.settled()
    await indexes.aclose()


def test_a_slice_of_which_all_has_gone_meanwhile_is_passed_over() -> None:
    building = Building(DENSE.gather(), None)
    gone = replace(changes({}, revision=1), vectors=np.empty((0, 0), np.float32))
    for told in (changes({1: "apple"}, revision=1), gone, changes({9: "plum"}, revision=1)):
        building.add(replace(told, total=9))
    snapshot = building.done(gone)
    assert (found(snapshot, "apple"), found(snapshot, "plum")) == ([1], [9])


def test_a_query_that_cannot_be_compared_with_what_came_since_is_refused() -> None:
    building = Building(DENSE.gather(), None)
    building.add(changes({}, revision=1))
    grown = extend(building.done(changes({}, revision=1)), changes({1: "apple"}, revision=2))
    assert isinstance(grown.generation, Generation)
    query = MODEL.embed_query("apple")
    with pytest.raises(DimensionsDiffer):
        grown.generation.nearest(query[:-1], 1, None)
    with pytest.raises(VectorsNotFinite):
        grown.generation.nearest(query * np.nan, 1, None)


async def test_a_build_behind_searches_that_breaks_off_is_not_begun_by_each_of_them(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("folioscope.platform.indexes.generation.REBUILD_MINIMUM", 0)
    rows = Rows({1: "apple", 2: "pear"})
    begun: list[int] = []

    async def without_memory(
        base_id: str, edition: int | None, revision: int
    ) -> AsyncGenerator[Changes, None]:
        if edition is None and rows.revision > 1:
            begun.append(revision)
            raise MemoryError
        async for one in rows.load(base_id, edition, revision):
            yield one

    indexes = Indexes(without_memory, DENSE)
    await now(indexes, rows)
    rows.add(3, "plum")
    for _ in range(3):
        assert found(await now(indexes, rows), "plum") == [3]
        await indexes.settled()
    assert len(begun) == 1
    (record,) = caplog.records
    assert record.exc_info
    await indexes.aclose()


async def test_what_goes_while_a_cache_is_looked_at_does_not_cost_the_cache(data_dir: Path) -> None:
    rows = Rows(dict(TEXTS))
    first = opened(data_dir, rows)
    await now(first, rows)
    await first.settled()
    await first.aclose()
    loads, asked = rows.full_loads, iter(range(99))

    async def mark(base_id: str, revision: int | None) -> Mark | None:
        if next(asked) == 1:
            rows.remove(4)
        return await rows.mark(base_id, revision)

    second = Indexes(rows.load, DENSE, Cached(Caches(data_dir, least=2), mark))
    snapshot = await now(second, rows)
    assert (found(snapshot, "fruit4"), found(snapshot, "fruit5")) == ([], [5])
    assert rows.full_loads == loads
    assert len(Caches(data_dir).of("b")) == 1
    await second.aclose()


async def test_a_base_is_opened_even_if_whoever_asked_for_it_has_left() -> None:
    rows = Rows(dict(TEXTS))
    going, gate = asyncio.Event(), asyncio.Event()
    begun: list[int] = []

    async def slow(
        base_id: str, edition: int | None, revision: int
    ) -> AsyncGenerator[Changes, None]:
        begun.append(revision)
        going.set()
        await gate.wait()
        async for one in rows.load(base_id, edition, revision):
            yield one

    indexes = Indexes(slow, DENSE)
    for _ in range(3):
        asking = asyncio.create_task(now(indexes, rows))
        await going.wait()
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
    gate.set()
    assert found(await now(indexes, rows), "fruit3") == [3]
    assert begun == [0]
    gate.clear()
    rows.add(99, "a plum")
    asking = asyncio.create_task(now(indexes, rows))
    await asyncio.sleep(0)
    await indexes.aclose()
    with pytest.raises(asyncio.CancelledError):
        await asking
