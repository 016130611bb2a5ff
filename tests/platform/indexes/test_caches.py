"""Built indexes on disk: opened as they were, and thrown away wherever they are anything else."""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import update

from folioscope.backends.registry import load
from folioscope.features.knowledge.change_repository import load_changes, load_mark
from folioscope.features.knowledge.service import delete_base
from folioscope.features.knowledge.tables import Chunk, KnowledgeBase
from folioscope.platform.database.engine import Database
from folioscope.platform.indexes.cache_files import MANIFEST, VECTORS, WORDS
from folioscope.platform.indexes.cached import Cached
from folioscope.platform.indexes.caches import Caches
from folioscope.platform.indexes.dense import Dense, DenseInDatabase, DenseInMemory
from folioscope.platform.indexes.serve import Indexes
from folioscope.platform.indexes.snapshot import Snapshot
from folioscope.platform.principal import LOCAL
from tests.platform.indexes.stored_chunks import StoredBase, make_base
from tests.scripted_embeddings import HashingEmbeddings

TEXTS = [f"fruit{number} grows on tree{number % 7}" for number in range(40)]


@dataclass
class Place:
    """A data folder with the database that its caches are of."""

    database: Database
    url: str
    data_dir: Path

    @property
    def folder(self) -> Path:
        return self.data_dir / "indexes"

    def caches_of(self, base: StoredBase) -> list[Path]:
        return Caches(self.data_dir).of(base.id)

    @asynccontextmanager
    async def opened(self, least: int = 10) -> AsyncIterator[Indexes]:
        """What one process has open; at the end all that went on behind is done."""
        dense: Dense = DenseInMemory(load("vectors", "faiss"))
        if not self.database.is_sqlite:
            dense = DenseInDatabase(self.database, load("vectors", "pgvector")(self.url))
        cached = Cached(Caches(self.data_dir, least), partial(load_mark, self.database))
        indexes = Indexes(partial(load_changes, self.database), dense, cached)
        yield indexes
        await indexes.settled()
        await indexes.aclose()


@pytest.fixture
def place(database: Database, database_url: str, tmp_path: Path) -> Place:
    return Place(database, database_url, tmp_path / "data")


@pytest.fixture
async def base(place: Place) -> StoredBase:
    """A base that is cached."""
    base = await make_base(place.database, "fruits", *TEXTS)
    async with place.opened() as indexes:
        await snapshot_of(base, indexes)
    assert len(place.caches_of(base)) == 1
    return base


async def snapshot_of(base: StoredBase, indexes: Indexes) -> Snapshot:
    return (await base.seen(indexes)).snapshot


async def words(base: StoredBase, indexes: Indexes, query: str) -> list[str]:
    known = await base.texts()
    found = (await snapshot_of(base, indexes)).view.search(query, 5, None)
    return [known.get(id_, "gone") for id_ in found.ids.tolist()]


async def test_a_large_base_is_opened_from_its_cache(
    base: StoredBase, place: Place, database: Database
) -> None:
    # Rows that nobody told indexes of: whoever reads them would have other words.
    async with database.write() as session:
        await session.execute(update(Chunk).where(Chunk.ordinal == 3).values(text="a thing"))
    async with place.opened() as indexes:
        assert await words(base, indexes, "fruit3") == ["a thing"]
        assert await base.nearest(indexes, "fruit5", 1) == [TEXTS[5]]


async def test_what_came_since_is_added_and_what_went_is_gone(
    base: StoredBase, place: Place
) -> None:
    await base.add("a plum", "a pear")
    await base.remove(TEXTS[4])
    async with place.opened() as indexes:
        assert await words(base, indexes, "plum") == ["a plum"]
        assert await words(base, indexes, "fruit4") == []
        assert await base.nearest(indexes, "plum", 1) == ["a plum"]
        assert TEXTS[4] not in await base.nearest(indexes, TEXTS[4], 50)
        assert (await snapshot_of(base, indexes)).size == 41


async def test_a_small_base_has_none(place: Place) -> None:
    small = await make_base(place.database, "small", "one", "two")
    async with place.opened() as indexes:
        await snapshot_of(small, indexes)
    assert not place.folder.exists()


async def test_a_base_has_one_cache_and_nothing_else_lies_beside_it(
    base: StoredBase, place: Place
) -> None:
    await base.switch(HashingEmbeddings(96, "other"), *TEXTS[:30])
    async with place.opened() as indexes:
        assert (await snapshot_of(base, indexes)).model == "other"
    assert [path.name for path in (place.folder / base.id).iterdir()] == ["2-2"]


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) * 2 // 3] ^= 1
    path.unlink()
    path.write_bytes(content)


def empty(path: Path) -> None:
    path.write_bytes(b"")


def restate(cache: Path, **stated: object) -> None:
    """Change what a manifest says, and seal it again."""
    from_file = json.loads((cache / MANIFEST).read_text())
    body = json.loads(from_file[1])
    (body["facts"] if "made_by" not in stated else body).update(stated)
    text = json.dumps(body)
    digest = hashlib.sha256(text.encode()).hexdigest()
    (cache / MANIFEST).write_text(json.dumps([digest, text]))


WAYS: dict[str, Callable[[Path], None]] = {
    "cut off": cut,
    "flipped": flip,
    "emptied": empty,
    "lost": Path.unlink,
}


async def opened_after(base: StoredBase, place: Place, caplog: pytest.LogCaptureFixture) -> None:
    """Open a base whose cache is spoilt: everything is right, and it is told of once."""
    caplog.set_level(logging.WARNING, "folioscope.platform.indexes")
    async with place.opened() as indexes:
        for number in (3, 17, 39):
            assert await words(base, indexes, f"fruit{number}") == [TEXTS[number]]
            assert await base.nearest(indexes, TEXTS[number], 1) == [TEXTS[number]]
        assert (await snapshot_of(base, indexes)).size == len(TEXTS)
    told = [record for record in caplog.records if "built anew" in record.message]
    assert len(told) == 1
    assert len(place.caches_of(base)) == 1
    caplog.clear()
    async with place.opened() as indexes:
        assert await words(base, indexes, "fruit7") == [TEXTS[7]]
    assert not caplog.records


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("part", [MANIFEST, VECTORS, f"{WORDS}/meta.json", f"{WORDS}/*.idx"])
async def test_a_spoilt_file_is_noticed_and_the_rows_are_read(
    base: StoredBase, place: Place, part: str, way: str, caplog: pytest.LogCaptureFixture
) -> None:
    (cache,) = place.caches_of(base)
    if part == VECTORS and not place.database.is_sqlite:
        pytest.skip("PostgreSQL has the vectors")
    WAYS[way](next(cache.glob(part)))
    await opened_after(base, place, caplog)


@pytest.mark.parametrize(
    "stated",
    [
        {"base_id": "0" * 32},
        {"edition": 7},
        {"revision": 0},
        {"mark": "of another"},
        {"chunks": 39},
        {"made_by": ["format 2", "folioscope 99"]},
        {"has_vectors": None},
    ],
)
async def test_a_cache_of_something_else_is_not_believed(
    base: StoredBase, place: Place, stated: dict[str, object], caplog: pytest.LogCaptureFixture
) -> None:
    (cache,) = place.caches_of(base)
    if "has_vectors" in stated:
        stated = {"has_vectors": not place.database.is_sqlite}
    restate(cache, **stated)
    await opened_after(base, place, caplog)


async def test_a_file_too_many_is_noticed(
    base: StoredBase, place: Place, caplog: pytest.LogCaptureFixture
) -> None:
    (place.caches_of(base)[0] / WORDS / "more.idx").write_bytes(b"more")
    await opened_after(base, place, caplog)


async def test_the_cache_of_another_base_is_not_believed(
    base: StoredBase, place: Place, caplog: pytest.LogCaptureFixture
) -> None:
    other = await make_base(place.database, "other", *(f"tool{number}" for number in range(30)))
    async with place.opened() as indexes:
        await snapshot_of(other, indexes)
    (theirs,), (cache,) = place.caches_of(other), place.caches_of(base)
    shutil.rmtree(cache)
    shutil.copytree(theirs, cache)
    await opened_after(base, place, caplog)


async def test_a_base_that_was_restored_to_an_earlier_revision_is_read_anew(
    base: StoredBase, place: Place, database: Database
) -> None:
    await base.add("a plum")
    async with place.opened(least=5) as indexes:
        await indexes.tidy()
        await indexes.settled()
    async with database.write() as session:
        row = await session.get_one(KnowledgeBase, base.id)
        row.revision = 0
    await base.add("a quince")
    async with place.opened() as indexes:
        assert await words(base, indexes, "quince") == ["a quince"]


async def test_what_was_removed_does_not_stay_on_the_disk(base: StoredBase, place: Place) -> None:
    async with place.opened() as indexes:
        before = await snapshot_of(base, indexes)
        await base.remove(TEXTS[4])
        await indexes.tidy()
        await indexes.settled()
        assert b"fruit4" not in b"".join(path.read_bytes() for path in files_of(place))
        assert before.words is not (await snapshot_of(base, indexes)).words
        assert await words(base, indexes, "fruit5") == [TEXTS[5]]
    assert len(place.caches_of(base)) == 1


def files_of(place: Place) -> list[Path]:
    """All that lies on the disk but the words of processes, which are in memory or go with them."""
    return [path for path in place.folder.rglob("*-*/**/*") if path.is_file()]


async def test_caches_of_bases_that_are_gone_go_too(
    base: StoredBase, place: Place, database: Database
) -> None:
    other = await make_base(database, "other", *TEXTS)
    async with place.opened() as indexes:
        await snapshot_of(other, indexes)
        for gone in (base, other):
            async with database.write() as session:
                await delete_base(session, LOCAL, gone.id)
        indexes.forget(other.id)  # as the door does it; nobody was told of the first one
        await indexes.settled()
        assert [path.name for path in place.folder.iterdir()] == [base.id]
        await indexes.tidy()
        assert list(place.folder.iterdir()) == []


async def test_two_processes_make_and_use_caches_of_one_folder(
    base: StoredBase, place: Place
) -> None:
    shutil.rmtree(place.folder)
    async with place.opened() as one, place.opened() as other:
        await snapshot_of(base, one)
        await snapshot_of(base, other)
        await base.add("a plum")
        assert await words(base, one, "plum") == await words(base, other, "plum") == ["a plum"]
        assert await base.nearest(other, TEXTS[9], 1) == [TEXTS[9]]
    assert [path.name for path in (place.folder / base.id).iterdir()] == ["1-1"]


WRITER = """
import asyncio, sys
from pathlib import Path
from tests.platform.indexes.stored_chunks import StoredBase
from tests.platform.indexes.test_caches import Place, snapshot_of
from tests.scripted_embeddings import HashingEmbeddings
from folioscope.platform.database.engine import Database, parse_url

async def main(url, data_dir, base_id):
    place = Place(Database(parse_url(url)), url, Path(data_dir))
    async with place.opened() as indexes:
        await snapshot_of(StoredBase(place.database, base_id, "", HashingEmbeddings()), indexes)

asyncio.run(main(*sys.argv[1:]))
"""


@pytest.mark.parametrize("where", ["sealing", "renaming"])
async def test_a_process_that_is_killed_while_it_writes_leaves_nothing_behind(
    place: Place, where: str
) -> None:
    base = await make_base(place.database, "fruits", *TEXTS)
    armed = {**os.environ, "FOLIOSCOPE_FAILPOINTS": f"indexes.cache.{where}=kill"}
    command = [sys.executable, "-c", WRITER, place.url, str(place.data_dir), base.id]
    root = Path(__file__).parents[3]
    start = partial(subprocess.run, env=armed, cwd=root, check=False, capture_output=True)
    done = await asyncio.to_thread(start, command)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert place.caches_of(base) == []
    assert len(list((place.folder / base.id).iterdir())) == 1
    async with place.opened() as indexes:
        assert await words(base, indexes, "fruit5") == [TEXTS[5]]
    assert [path.name for path in (place.folder / base.id).iterdir()] == ["1-1"]


async def test_a_disk_without_room_costs_the_cache_and_nothing_else(
    base: StoredBase, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.rmtree(place.folder)
    monkeypatch.setattr("folioscope.platform.indexes.caches.RESERVE_BYTES", 1 << 60)
    async with place.opened() as indexes:
        assert await words(base, indexes, "fruit5") == [TEXTS[5]]
    assert place.caches_of(base) == []
