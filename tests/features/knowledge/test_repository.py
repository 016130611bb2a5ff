"""Bases, documents and files as rows, as their owner sees them."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import select

from folioscope.features.knowledge.figure_repository import Figures
from folioscope.features.knowledge.repository import (
    BaseNotFound,
    Bases,
    DocumentNotFound,
    Documents,
    Files,
    unnamed_digests,
)
from folioscope.features.knowledge.tables import (
    Chunk,
    Document,
    KnowledgeBase,
    Removal,
    StoredFile,
)
from folioscope.platform.database.engine import Database
from folioscope.platform.principal import LOCAL


async def make(database: Database, *names: str, edition: int = 1) -> list[KnowledgeBase]:
    async with database.write() as session:
        return [
            await Bases(session, LOCAL).add(
                KnowledgeBase(
                    owner_id=0, name=name, model="m", chunk_size=900, chunk_overlap=150,
                    edition=edition,
                )
            )
            for name in names
        ]  # fmt: skip


async def fill(
    database: Database,
    base: KnowledgeBase,
    path: str,
    *,
    state: str = "ready",
    edition: int = 1,
    revisions: tuple[int, ...] = (),
) -> str:
    """A document with a chunk of each revision; 0 is one that is not published yet."""
    async with database.write() as session:
        stored = await Files(session, LOCAL).keep(path.encode().hex().ljust(64, "0"), 1, 0)
        document = Document(
            owner_id=0, base_id=base.id, file_id=stored.id, source=path, path=path, name=path,
            state=state, edition=edition,
        )  # fmt: skip
        await Documents(session, LOCAL).add(document)
        for ordinal, revision in enumerate(revisions):
            session.add(
                Chunk(
                    base_id=base.id, document_id=document.id, edition=edition, revision=revision,
                    ordinal=ordinal, page_ordinal=0, start=0, end=1, text="x", vector=b"\0\0\0\0",
                )
            )  # fmt: skip
        return document.id


async def test_bases_are_listed_by_name_and_chosen_in_the_order_asked(database: Database) -> None:
    bee, ant = await make(database, "bee", "ant")
    async with database.read() as session:
        bases = Bases(session, LOCAL)
        assert [base.name for base in await bases.list()] == ["ant", "bee"]
        assert await bases.choose(None) == await bases.choose([]) == await bases.list()
        assert [base.name for base in await bases.choose(["bee", ant.id])] == ["bee", "ant"]
        with pytest.raises(BaseNotFound, match="“nope”"):
            await bases.choose(["bee", "nope"])
        assert set(await bases.remaining([bee.id, "gone"])) == {bee.id}
        with pytest.raises(BaseNotFound):
            await bases.remaining(["gone"])


async def test_a_base_named_twice_in_whatever_way_is_chosen_once(database: Database) -> None:
    bee, ant = await make(database, "bee", "ant")
    async with database.read() as session:
        chosen = await Bases(session, LOCAL).choose(["bee", bee.id, "ant", "bee", ant.id])
    assert [base.name for base in chosen] == ["bee", "ant"]


async def test_a_name_that_is_the_id_of_another_base_means_the_name(database: Database) -> None:
    (first,) = await make(database, "first")
    (second,) = await make(database, first.id)
    async with database.read() as session:
        assert (await Bases(session, LOCAL).get(first.id)).id == second.id
        assert (await Bases(session, LOCAL).get("first")).id == first.id


async def test_figures_count_what_can_be_seen(database: Database) -> None:
    full, empty = await make(database, "full", "empty")
    await fill(database, full, "a", revisions=(1, 1, 2))
    await fill(database, full, "b", revisions=(0,), state="embedded")
    await fill(database, full, "c", state="failed")
    await fill(database, full, "d", edition=2, revisions=(0,), state="embedded")
    async with database.read() as session:
        figures = Figures(session, LOCAL)
        counted = await figures.of([full, empty])
        assert await figures.of([]) == []
    assert [(c.documents, c.ready, c.failed, c.chunks) for c in counted] == [
        (3, 1, 1, 3),
        (0, 0, 0, 0),
    ]


async def test_documents_come_by_path_a_page_at_a_time(database: Database) -> None:
    (base,) = await make(database, "kb")
    paths = ["Z", "a", "a/b", "é", "10", "9"]
    for path in paths:
        await fill(database, base, path)
    await fill(database, base, "next edition", edition=2)
    async with database.read() as session:
        documents = Documents(session, LOCAL)
        whole = [one.path for one in await documents.list(base, 100, "")]
        paged: list[str] = []
        while page := await documents.list(base, 2, paged[-1] if paged else ""):
            paged += [one.path for one in page]
    assert paged == whole
    assert sorted(whole) == sorted(paths)


async def test_a_document_is_found_by_id_or_path_in_its_own_base(database: Database) -> None:
    base, other = await make(database, "kb", "other")
    document_id = await fill(database, base, "cv.txt")
    async with database.read() as session:
        documents = Documents(session, LOCAL)
        for reference in (document_id, "cv.txt"):
            assert (await documents.get(base, reference)).id == document_id
            with pytest.raises(DocumentNotFound, match="in “other”"):
                await documents.get(other, reference)


async def test_a_removal_tells_indexes_which_chunks_went_and_when(database: Database) -> None:
    (base,) = await make(database, "kb")
    document_id = await fill(database, base, "cv.txt", revisions=(1, 1, 0))
    unread = await fill(database, base, "unread.txt", state="stored")
    async with database.write() as session:
        found = select(Chunk.id).where(Chunk.revision > 0)
        published = (await session.scalars(found)).all()
        documents = Documents(session, LOCAL)
        for gone in (document_id, unread, "nope"):
            await documents.remove(base.id, gone)
    async with database.read() as session:
        (removal,) = (await session.scalars(select(Removal))).all()
        assert (await session.scalars(select(Chunk))).all() == []
        assert (await Bases(session, LOCAL).get("kb")).revision == removal.revision == 1
    assert sorted(removal.chunk_ids) == sorted(published)


async def test_revisions_of_a_base_count_up_and_a_deleted_one_has_none(database: Database) -> None:
    base, other = await make(database, "kb", "other")
    async with database.write() as session:
        bases = Bases(session, LOCAL)
        assert [await bases.next_revision(base.id) for _ in range(3)] == [1, 2, 3]
        assert await bases.next_revision(other.id) == 1
        for refused in (bases.next_revision, bases.lock):
            with pytest.raises(BaseNotFound, match="was deleted"):
                await refused("gone")


async def test_a_file_has_one_row_and_only_unused_ones_are_forgotten(database: Database) -> None:
    (base,) = await make(database, "kb")
    await fill(database, base, "used")
    used, unused = b"used".hex().ljust(64, "0"), "f" * 64
    async with database.write() as session:
        files = Files(session, LOCAL)
        rows = [await files.keep(digest, 1, 0) for digest in (used, unused, unused)]
        assert rows[1].id == rows[2].id
        assert await unnamed_digests(session, [used, unused, "a" * 64]) == ["a" * 64]
        assert await files.remove_unused() == [unused]
        assert await files.remove_unused() == []
        assert await unnamed_digests(session, [used, unused]) == [unused]


def using(base: KnowledgeBase, file: StoredFile, path: str = "a.txt") -> Document:
    return Document(
        owner_id=0, base_id=base.id, file_id=file.id, source=path, path=path, name=path, edition=1
    )


@pytest.fixture
def several_writers(database: Database) -> Database:
    """A database in which transactions that write overlap."""
    if database.is_sqlite:
        pytest.skip("SQLite has one writer at a time")
    return database


async def test_a_file_that_is_about_to_be_used_is_not_forgotten(several_writers: Database) -> None:
    (base,) = await make(several_writers, "kb")
    async with several_writers.write() as session:
        await Files(session, LOCAL).keep("f" * 64, 1, 0)
    async with several_writers.write() as keeping:
        file = await Files(keeping, LOCAL).keep("f" * 64, 1, 0)
        async with asyncio.timeout(60), several_writers.write() as removing:
            assert await Files(removing, LOCAL).remove_unused() == []
        keeping.add(using(base, file))
    async with several_writers.write() as session:
        assert await Files(session, LOCAL).remove_unused() == []


async def test_a_file_that_is_being_forgotten_is_kept_anew(several_writers: Database) -> None:
    (base,) = await make(several_writers, "kb")

    async def keep() -> str:
        async with several_writers.write() as session:
            file = await Files(session, LOCAL).keep("f" * 64, 1, 0)
            session.add(using(base, file))
            return file.id

    async with several_writers.write() as session:
        before = (await Files(session, LOCAL).keep("f" * 64, 1, 0)).id
    async with several_writers.write() as removing:
        assert await Files(removing, LOCAL).remove_unused() == ["f" * 64]
        keeping = asyncio.create_task(keep())
        await asyncio.wait((keeping,), timeout=0.2)
    assert await keeping != before


async def test_a_file_is_kept_used_and_forgotten_by_many_at_once(database: Database) -> None:
    (base,) = await make(database, "kb")

    async def come_and_go(name: str) -> None:
        for _ in range(25):
            async with database.write() as session:
                file = await Files(session, LOCAL).keep("f" * 64, 1, 0)
                session.add(using(base, file, name))
                await session.flush()
                await Files(session, LOCAL).remove_unused()
            async with database.write() as session:
                await Documents(session, LOCAL).remove_path(base.id, name)
                await Files(session, LOCAL).remove_unused()

    await asyncio.gather(*(come_and_go(name) for name in "abcd"))
    async with database.write() as session:
        await Files(session, LOCAL).remove_unused()
        assert await unnamed_digests(session, ["f" * 64]) == ["f" * 64]
