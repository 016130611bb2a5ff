"""Large bases on PostgreSQL: an index of their own, and the same answers with it as without."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from functools import partial

import numpy as np
import psycopg
import pytest
from psycopg.sql import SQL
from sqlalchemy import text

from folioscope.backends.registry import load
from folioscope.backends.vectors import pgvector
from folioscope.backends.vectors.port import Ranking, Scope, VectorsUnavailable
from folioscope.features.knowledge.change_repository import load_changes
from folioscope.features.knowledge.service import delete_base
from folioscope.platform.database.engine import Database, driver_connection
from folioscope.platform.indexes.dense import DenseInDatabase
from folioscope.platform.indexes.serve import Indexes
from folioscope.platform.principal import LOCAL
from tests.platform.indexes.stored_chunks import StoredBase, make_base
from tests.scripted_embeddings import HashingEmbeddings

pytestmark = pytest.mark.postgres_only
MADE = """
SELECT relname, indisvalid FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
WHERE starts_with(relname, 'ix_chunks_vector_') ORDER BY relname
"""
PATIENCE = 20.0
Open = Callable[[int], Indexes]


@pytest.fixture
async def opened(database: Database, database_url: str) -> AsyncIterator[Open]:
    """Opens indexes, as each process has them, that compare so many numbers one by one."""
    if database.is_sqlite:
        pytest.skip("SQLite does not compare vectors")
    all_of_them: list[Indexes] = []

    def open_indexes(exact_numbers: int) -> Indexes:
        stored = load("vectors", "pgvector")(database_url, exact_numbers)
        indexes = Indexes(partial(load_changes, database), DenseInDatabase(database, stored))
        all_of_them.append(indexes)
        return indexes

    yield open_indexes
    for indexes in all_of_them:
        await indexes.dense.aclose()


@pytest.fixture
def indexes(opened: Open) -> Indexes:
    """Indexes that take every base for a large one."""
    return opened(0)


@pytest.fixture
async def base(database: Database) -> StoredBase:
    """Two words of sixty each."""
    random = np.random.default_rng(5)
    pairs = random.permutation([(a, b) for a in range(60) for b in range(a)])[:600]
    return await make_base(database, "words", *(f"word{a} word{b}" for a, b in pairs))


async def made(database: Database) -> dict[str, bool]:
    """The indexes that are there, and whether they are valid."""
    async with database.read() as session:
        return {row[0]: row[1] for row in await session.execute(text(MADE))}


def index_of(base: StoredBase) -> str:
    return f"ix_chunks_vector_{base.id}_{base.edition}"


async def until_indexed(base: StoredBase, indexes: Indexes) -> None:
    """Search until the index is there and used."""
    async with asyncio.timeout(PATIENCE):
        while not (await made(base.database)).get(index_of(base)):
            await base.nearest(indexes, "word1", 1)
            await asyncio.sleep(0.02)
    await base.nearest(indexes, "word1", 1)


async def until(database: Database, *names: str) -> None:
    """Wait until these indexes are there, valid, and no others."""
    async with asyncio.timeout(PATIENCE):
        while await made(database) != dict.fromkeys(sorted(names), True):
            await asyncio.sleep(0.02)


async def plan_of(base: StoredBase, *texts: str) -> str:
    """How PostgreSQL goes about the search of an index."""
    statement = SQL("EXPLAIN ") + pgvector.BY_INDEX.format(
        base_id=base.id, edition=base.edition, dimensions=base.model.dimensions
    )
    allowed = "{" + ",".join(map(str, await base.ids(*texts))) + "}" if texts else None
    vector = str(base.model.embed_query("word1").tolist())
    values = {"vector": vector, "revision": 9, "k": 5, "allowed": allowed}
    async with base.database.read() as session:
        connection = await driver_connection(session)
        await connection.execute(pgvector.SEARCH, ["200"])
        rows = await (await connection.execute(statement, values, prepare=False)).fetchall()
    return "\n".join(row[0] for row in rows)


async def test_a_large_base_is_indexed_by_its_first_search(
    base: StoredBase, indexes: Indexes
) -> None:
    assert len(await base.nearest(indexes, "word1 word2", 5)) == 5
    await until_indexed(base, indexes)
    assert await made(base.database) == {index_of(base): True}
    assert f"Index Scan using {index_of(base)}" in await plan_of(base)
    assert f"Index Scan using {index_of(base)}" in await plan_of(base, *(await texts_of(base))[:9])
    assert len(await base.nearest(indexes, "word1 word2", 5)) == 5


async def texts_of(base: StoredBase) -> list[str]:
    return list((await base.texts()).values())


async def test_the_index_finds_what_comparing_all_finds(
    base: StoredBase, indexes: Indexes, opened: Open
) -> None:
    await until_indexed(base, indexes)
    exact = opened(1_000_000)
    for query in ("word1 word2", "word30", "word7 word8 word9"):
        vector = base.model.embed_query(query)
        approximate = await indexes.dense.nearest([await base.seen(indexes)], vector, 20)
        right = await exact.dense.nearest([await base.seen(exact)], vector, 20)
        # Of equals any may come, so scores are what must agree.
        assert approximate.scores == pytest.approx(right.scores, abs=1e-3)


async def test_small_bases_go_without(base: StoredBase, opened: Open) -> None:
    roomy = opened(600 * 64)
    await base.nearest(roomy, "word1", 3)
    await roomy.dense.aclose()
    assert await made(base.database) == {}
    await base.add("one more")
    await until_indexed(base, roomy)


async def test_models_of_too_many_dimensions_go_without(
    database: Database, indexes: Indexes
) -> None:
    vast = await make_base(database, "vast", "tin can", "tea pot", model=HashingEmbeddings(4_001))
    assert await vast.nearest(indexes, "tea pot", 1) == ["tea pot"]
    await indexes.dense.aclose()
    assert await made(database) == {}


async def test_changes_are_seen_through_the_index(base: StoredBase, indexes: Indexes) -> None:
    await until_indexed(base, indexes)
    before = await base.seen(indexes)
    await base.stage("apple pie")
    assert "apple pie" not in await base.nearest(indexes, "apple pie", 5)
    await base.publish()
    assert (await base.nearest(indexes, "apple pie", 5))[0] == "apple pie"
    vector = base.model.embed_query("apple pie")
    (new,) = await base.ids("apple pie")
    assert new not in (await indexes.dense.nearest([before], vector, 5)).ids
    await base.remove("apple pie")
    found = await base.nearest(indexes, "apple pie", 5)
    assert len(found) == 5
    assert not {"apple pie", "gone"} & set(found)


async def test_a_filter_of_few_still_gives_as_many_as_there_are(
    base: StoredBase, indexes: Indexes
) -> None:
    await until_indexed(base, indexes)
    few = (await texts_of(base))[100:110]
    assert set(await base.nearest(indexes, "word1", 10, *few)) == set(few)
    assert set(await base.nearest(indexes, "word1", 50, *few)) == set(few)
    half = (await texts_of(base))[::2]
    assert len(await base.nearest(indexes, "word1", 100, *half)) == 100
    assert set(await base.nearest(indexes, "word1", 300, *half)) == set(half)


async def test_another_edition_has_an_index_of_its_own_and_the_old_one_goes(
    base: StoredBase, indexes: Indexes
) -> None:
    await until_indexed(base, indexes)
    await base.switch(HashingEmbeddings(96, "other"), "apple pie", "tin can", "tea pot")
    assert await base.nearest(indexes, "tea pot", 1) == ["tea pot"]
    await until_indexed(base, indexes)
    await until(base.database, index_of(base))
    assert await base.nearest(indexes, "tin can", 1) == ["tin can"]


async def test_bases_of_several_dimensions_each_have_one(
    base: StoredBase, indexes: Indexes
) -> None:
    wide = await make_base(
        base.database, "wide", "apple pie", "tin can", model=HashingEmbeddings(300, "wide")
    )
    for one, query in ((base, "word1 word2"), (wide, "tin can")):
        await until_indexed(one, indexes)
        assert len(await one.nearest(indexes, query, 2)) == 2
    await until(base.database, index_of(base), index_of(wide))
    assert await wide.nearest(indexes, "tin can", 1) == ["tin can"]


async def test_the_index_of_a_deleted_base_is_dropped(base: StoredBase, indexes: Indexes) -> None:
    await until_indexed(base, indexes)
    async with base.database.write() as session:
        await delete_base(session, LOCAL, "words")
    indexes.forget(base.id)
    await until(base.database)


async def test_an_index_that_a_crash_left_invalid_is_made_again(
    base: StoredBase, indexes: Indexes, opened: Open
) -> None:
    await until_indexed(base, indexes)
    async with base.database.write() as session:
        spoil = f"UPDATE pg_index SET indisvalid = false WHERE indexrelid = '{index_of(base)}'"
        await session.execute(text(f"{spoil}::regclass"))
    after_the_crash = opened(0)
    assert len(await base.nearest(after_the_crash, "word1", 5)) == 5
    await until(base.database, index_of(base))


async def test_processes_that_want_the_same_index_do_not_collide(
    base: StoredBase, opened: Open
) -> None:
    processes = [opened(0) for _ in range(4)]
    for _ in range(3):
        searches = (base.nearest(process, "word1", 5) for process in processes)
        assert {len(found) for found in await asyncio.gather(*searches)} == {5}
    await until(base.database, index_of(base))


async def test_searches_go_on_while_another_process_makes_an_index(
    base: StoredBase, indexes: Indexes, database_url: str
) -> None:
    async with await psycopg.AsyncConnection.connect(database_url, autocommit=True) as busy:
        await busy.execute("SELECT pg_advisory_lock(20261122)")
        for _ in range(3):
            assert len(await base.nearest(indexes, "word1", 5)) == 5
            await asyncio.sleep(0.05)
        assert await made(base.database) == {}


async def test_searches_that_are_cancelled_leave_connections_usable(
    base: StoredBase, indexes: Indexes
) -> None:
    await until_indexed(base, indexes)
    seen, vector = await base.seen(indexes), base.model.embed_query("word1")
    for moment in range(60):
        searching = asyncio.create_task(indexes.dense.nearest([seen], vector, 5))
        await asyncio.sleep(moment / 10_000)
        searching.cancel()
        (outcome,) = await asyncio.gather(searching, return_exceptions=True)
        assert isinstance(outcome, Ranking | asyncio.CancelledError)
    assert len(await base.nearest(indexes, "word1", 5)) == 5


async def test_closing_does_not_wait_for_an_index(base: StoredBase, indexes: Indexes) -> None:
    await base.nearest(indexes, "word1", 5)
    async with asyncio.timeout(PATIENCE):
        await indexes.dense.aclose()
        await indexes.dense.aclose()


async def test_a_database_that_is_gone_is_told_as_such(opened: Open, database_url: str) -> None:
    stored = load("vectors", "pgvector")(database_url)
    scope = Scope("b", 1, 1, 5, None)
    connection = await psycopg.AsyncConnection.connect(database_url)
    await connection.close()
    with pytest.raises(VectorsUnavailable):
        await stored.nearest(connection, [scope], np.zeros(3, np.float32), 1)
