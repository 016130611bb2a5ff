"""What a request does to a base, in one transaction."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import pytest
from sqlalchemy import select

from folioscope.features.knowledge.additions import Incoming
from folioscope.features.knowledge.repository import BaseExists, Bases, DocumentNotFound, Documents
from folioscope.features.knowledge.service import (
    BaseDefaults,
    OverlapTooLarge,
    RebuildActive,
    add_files,
    create_base,
    delete_base,
    remove_document,
    start_rebuild,
)
from folioscope.features.knowledge.tables import Document, StoredFile
from folioscope.platform.database.engine import Database
from folioscope.platform.principal import LOCAL
from folioscope.platform.runs.service import Caller
from folioscope.platform.runs.states import RunStatus
from folioscope.platform.runs.tables import Run
from folioscope.platform.runs.wakeups import Wakeups

MADE = BaseDefaults("m", 900, 150)


def file(path: str, content: str = "") -> Incoming:
    """A file with that content, which is all that its digest tells."""
    return Incoming(path, (content or path).encode().hex().ljust(64, "0")[:64], 1)


async def make(database: Database, name: str = "people", made: BaseDefaults = MADE) -> str:
    async with database.write() as session:
        return (await create_base(session, LOCAL, name, made)).id


async def add(database: Database, base_id: str, *files: Incoming) -> tuple[Run | None, int]:
    """The run that takes in what is new, and how many files were there already."""
    async with database.write() as session:
        base = await Bases(session, LOCAL).get(base_id)
        added = await add_files(Caller(session, LOCAL, Wakeups()), base, files)
        return added.run, added.unchanged


async def rebuild(database: Database, base_id: str, files: Sequence[Incoming] | None = None) -> Run:
    async with database.write() as session:
        base = await Bases(session, LOCAL).get(base_id)
        return await start_rebuild(Caller(session, LOCAL, Wakeups()), base, None, files)


async def documents(database: Database) -> dict[str, Document]:
    async with database.read() as session:
        return {one.path: one for one in (await session.scalars(select(Document))).all()}


async def set_state(database: Database, path: str, state: str) -> None:
    async with database.write() as session:
        document = await session.scalar(select(Document).where(Document.path == path))
        assert document is not None
        document.state = state


@pytest.mark.parametrize(("size", "overlap"), [(300, 151), (100, 100), (100, 4000)])
async def test_chunks_share_half_of_themselves_at_the_most(
    database: Database, size: int, overlap: int
) -> None:
    with pytest.raises(OverlapTooLarge, match=f"{size} characters cannot share {overlap}"):
        await make(database, made=replace(MADE, chunk_size=size, chunk_overlap=overlap))
    await make(database, made=replace(MADE, chunk_size=300, chunk_overlap=150))


async def test_a_name_is_given_once_however_it_is_typed(database: Database) -> None:
    await make(database, "café")
    with pytest.raises(BaseExists, match="“café”"):
        await make(database, "  cafe\u0301 ")


async def test_of_ten_who_make_a_base_at_once_one_has_made_it(database: Database) -> None:
    made = await asyncio.gather(*(make(database) for _ in range(10)), return_exceptions=True)
    assert sorted(type(one).__name__ for one in made) == ["BaseExists"] * 9 + ["str"]


async def test_new_files_get_a_run_that_takes_them_in(database: Database) -> None:
    base_id = await make(database)
    run, unchanged = await add(database, base_id, file("a/ada.txt"), file("bob.txt"))
    assert run is not None
    assert (run.kind, run.subject, run.input) == (
        "knowledge.ingest",
        base_id,
        {"base_id": base_id},
    )
    assert unchanged == 0
    found = await documents(database)
    assert {path: one.name for path, one in found.items()} == {
        "a/ada.txt": "ada.txt",
        "bob.txt": "bob.txt",
    }
    assert {(one.state, one.run_id, one.edition) for one in found.values()} == {
        ("stored", run.id, 1)
    }


async def test_where_nothing_is_new_there_is_nothing_to_run(database: Database) -> None:
    base_id = await make(database)
    first, _ = await add(database, base_id, file("ada.txt", "Ada"))
    for again in (file("ada.txt", "Ada"), file("copy.txt", "Ada")):
        assert await add(database, base_id, again) == (None, 1)
    assert await add(database, base_id) == (None, 0)
    async with database.read() as session:
        runs = (await session.scalars(select(Run))).all()
    assert first is not None
    assert [run.id for run in runs] == [first.id]


async def test_what_failed_is_tried_again_under_its_new_name(database: Database) -> None:
    base_id = await make(database)
    await add(database, base_id, file("bad.txt", "Ada"))
    await set_state(database, "bad.txt", "failed")
    run, unchanged = await add(database, base_id, file("good.txt", "Ada"))
    assert run is not None
    assert unchanged == 0
    assert set(await documents(database)) == {"good.txt"}


async def test_a_known_name_with_other_content_takes_the_place_of_the_old(
    database: Database,
) -> None:
    base_id = await make(database)
    await add(database, base_id, file("cv.txt", "old"), file("other.txt"))
    before = await documents(database)
    await add(database, base_id, file("cv.txt", "new"))
    after = await documents(database)
    assert set(after) == {"cv.txt", "other.txt"}
    assert after["cv.txt"].file_id != before["cv.txt"].file_id
    assert after["other.txt"].id == before["other.txt"].id


async def test_uploads_of_the_same_file_at_once_take_it_in_once(database: Database) -> None:
    base_id = await make(database)
    came = await asyncio.gather(*(add(database, base_id, file("cv.txt", "Ada")) for _ in range(8)))
    assert sorted(unchanged for _, unchanged in came) == [0] + [1] * 7
    assert set(await documents(database)) == {"cv.txt"}


async def test_the_same_content_comes_into_many_bases_at_once(database: Database) -> None:
    bases = [await make(database, f"kb{number}") for number in range(6)]
    came = await asyncio.gather(*(add(database, base, file("cv.txt", "Ada")) for base in bases))
    assert [unchanged for _, unchanged in came] == [0] * 6
    async with database.read() as session:
        assert len((await session.scalars(select(StoredFile))).all()) == 1


async def test_a_base_is_rebuilt_by_one_run_at_a_time(database: Database) -> None:
    base_id, other = await make(database), await make(database, "other")
    started = await asyncio.gather(
        *(rebuild(database, base_id) for _ in range(6)), return_exceptions=True
    )
    runs = [one for one in started if isinstance(one, Run)]
    assert len(runs) == 1
    assert {type(one) for one in started} == {Run, RebuildActive}
    await rebuild(database, other)
    async with database.write() as session:
        stored = await session.get(Run, runs[0].id)
        assert stored is not None
        stored.status = RunStatus.FAILED
    assert (await rebuild(database, base_id)).id != runs[0].id


async def test_what_a_rebuild_brings_belongs_to_the_next_edition(database: Database) -> None:
    base_id = await make(database)
    await add(database, base_id, file("known.txt", "Ada"), file("old.txt"))
    run = await rebuild(database, base_id, [file("again.txt", "Ada"), file("new.txt")])
    assert (run.input["replaces"], run.input["model"]) == (True, "m")
    found = await documents(database)
    assert {path: one.edition for path, one in found.items()} == {
        "known.txt": 1,
        "old.txt": 1,
        "new.txt": 2,
    }
    ours = {path for path, one in found.items() if one.run_id == run.id}
    assert ours == {"known.txt", "new.txt"}
    async with database.read() as session:
        base = await Bases(session, LOCAL).get(base_id)
        listed = await Documents(session, LOCAL).list(base, 10, "")
        assert [one.path for one in listed] == ["known.txt", "old.txt"]
        with pytest.raises(DocumentNotFound):
            await Documents(session, LOCAL).get(base, "new.txt")


async def test_bytes_are_free_when_their_last_document_is_gone(database: Database) -> None:
    one, other = await make(database, "one"), await make(database, "other")
    await add(database, one, file("a.txt", "Ada"), file("b.txt", "Bob"))
    await add(database, other, file("c.txt", "Ada"))
    ada, bob = file("", "Ada").digest, file("", "Bob").digest
    async with database.write() as session:
        base = await Bases(session, LOCAL).get(one)
        assert await remove_document(session, LOCAL, base, "a.txt") == []
        assert await remove_document(session, LOCAL, base, "b.txt") == [bob]
    async with database.write() as session:
        gone, digests = await delete_base(session, LOCAL, "other")
    assert (gone.id, digests) == (other, [ada])


async def test_a_file_that_took_on_the_content_of_another_loses_its_own(
    database: Database,
) -> None:
    base_id = await make(database)
    await add(database, base_id, file("a.txt", "x"), file("b.txt", "y"))
    run, unchanged = await add(database, base_id, file("b.txt", "x"))

    assert (run, unchanged) == (None, 1)
    assert set(await documents(database)) == {"a.txt"}


async def test_each_empty_file_is_named(database: Database) -> None:
    base_id = await make(database)
    empty = [replace(file(path, "nothing"), size=0) for path in ("a.txt", "b.txt")]
    await add(database, base_id, *empty)

    assert set(await documents(database)) == {"a.txt", "b.txt"}
