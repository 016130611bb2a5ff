"""Single documents: whose they are, and in which edition of their base they are shown."""

from __future__ import annotations

import pytest

from folioscope.features.accounts.repository import Users
from folioscope.features.knowledge.document_repository import (
    MOST_LISTED,
    PageTextMissing,
    Passage,
    PassageNotFound,
    SingleDocuments,
)
from folioscope.features.knowledge.repository import Bases, DocumentNotFound, Files
from folioscope.features.knowledge.tables import (
    Chunk,
    Document,
    FoundText,
    KnowledgeBase,
    PageText,
)
from folioscope.platform.database.engine import Database, Session
from folioscope.platform.principal import LOCAL, Principal

LINES = [[0, 4, 1.0, 2.0, 3.0, 4.0], [5, 8, 5.0, 6.0, 7.0, 8.0, 12.0, True], [9, 12]]


async def add_document(session: Session, principal: Principal) -> Document:
    """A document in the first edition of a base that answers with its second."""
    owner = principal.user_id
    base = KnowledgeBase(
        owner_id=owner, name="cvs", model="m", chunk_size=900, chunk_overlap=150, edition=2
    )
    await Bases(session, principal).add(base)
    file = await Files(session, principal).keep("d" * 64, 7, owner)
    document = Document(
        owner_id=owner, base_id=base.id, file_id=file.id, source="cv.pdf", path="cv.pdf",
        name="cv.pdf", state="ready", edition=1, staged=2,
    )  # fmt: skip
    session.add(document)
    await session.flush()
    return document


async def fill(session: Session, document: Document, edition: int) -> int:
    """What an edition holds of the document; the id of its passage."""
    session.add(
        PageText(
            document_id=document.id, edition=edition, ordinal=0, number=1,
            text=f"edition {edition}", lines=LINES,
        )
    )  # fmt: skip
    for ordinal in range(edition):
        session.add(
            FoundText(
                document_id=document.id, edition=edition, ordinal=ordinal, kind="off_page",
                page=1, box=None, text=f"found {ordinal}",
            )
        )  # fmt: skip
    chunk = Chunk(
        base_id=document.base_id, document_id=document.id, edition=edition, revision=1, ordinal=0,
        page_ordinal=0, page=1, start=3, end=8, text="x", section="skills", vector=b"\0\0\0\0",
    )  # fmt: skip
    session.add(chunk)
    await session.flush()
    return chunk.id


@pytest.fixture
async def owner(database: Database) -> Principal:
    async with database.write() as session:
        return Principal("user", (await Users(session, LOCAL).add("ada")).id)


async def test_only_what_the_answering_edition_holds_is_shown(
    database: Database, owner: Principal
) -> None:
    async with database.write() as session:
        document = await add_document(session, owner)
        chunks = [await fill(session, document, edition) for edition in (1, 2, 3)]
    async with database.read() as session:
        documents = SingleDocuments(session, owner)
        placed = await documents.get(document.id)
        assert (placed.base.name, placed.file.size) == ("cvs", 7)
        assert (await documents.page(document.id, 1)).text == "edition 2"
        assert [found.text for found in await documents.findings(document.id)] == [
            "found 0",
            "found 1",
        ]
        assert await documents.count_findings([document.id]) == {document.id: {"off_page": 2}}
        starts, count = await documents.sections(document.id)
        assert ([start.section for start in starts], count) == (["skills"], 1)
        boxes = await documents.boxes(document.id, 1, str(chunks[1]))
        assert boxes == [(1.0, 2.0, 3.0, 4.0), (5.0, 6.0, 7.0, 8.0)]
        passage = await documents.find_passage(document.id, str(chunks[1]))
        assert passage == Passage(0, 3, 8)
        assert (await documents.page_of(document.id, passage)).text == "edition 2"
        for chunk in (chunks[0], chunks[2]):
            assert await documents.find_passage(document.id, str(chunk)) is None
            with pytest.raises(PassageNotFound):
                await documents.boxes(document.id, 1, str(chunk))


async def test_a_document_of_the_next_edition_is_not_there_yet(
    database: Database, owner: Principal
) -> None:
    async with database.write() as session:
        document = await add_document(session, owner)
        document.edition = 3
    async with database.read() as session:
        with pytest.raises(DocumentNotFound):
            await SingleDocuments(session, owner).get(document.id)


async def test_nothing_of_another_is_shown(database: Database, owner: Principal) -> None:
    async with database.write() as session:
        document = await add_document(session, owner)
        chunk = await fill(session, document, 2)
        bob = Principal("user", (await Users(session, LOCAL).add("bob")).id)
    for principal, sees in ((bob, False), (LOCAL, True)):
        async with database.read() as session:
            documents = SingleDocuments(session, principal)
            assert bool(await documents.findings(document.id)) is sees
            assert bool(await documents.count_findings([document.id])) is sees
            assert (await documents.sections(document.id))[1] == (1 if sees else 0)
    async with database.read() as session:
        documents = SingleDocuments(session, bob)
        with pytest.raises(DocumentNotFound):
            await documents.get(document.id)
        with pytest.raises(PageTextMissing):
            await documents.page(document.id, 1)
        assert await documents.find_passage(document.id, str(chunk)) is None
        with pytest.raises(PassageNotFound):
            await documents.boxes(document.id, 1, str(chunk))


async def test_a_staged_passage_is_not_shown(database: Database, owner: Principal) -> None:
    async with database.write() as session:
        document = await add_document(session, owner)
        chunk = await fill(session, document, 2)
        (await session.get_one(Chunk, chunk)).revision = 0
    async with database.read() as session:
        documents = SingleDocuments(session, owner)
        assert await documents.sections(document.id) == ([], 0)
        assert await documents.find_passage(document.id, str(chunk)) is None
        with pytest.raises(PassageNotFound):
            await documents.boxes(document.id, 1, str(chunk))


async def test_so_many_findings_are_listed_and_all_are_counted(
    database: Database, owner: Principal
) -> None:
    async with database.write() as session:
        document = await add_document(session, owner)
        await fill(session, document, MOST_LISTED + 5)
        (await session.get_one(KnowledgeBase, document.base_id)).edition = MOST_LISTED + 5
    async with database.read() as session:
        documents = SingleDocuments(session, owner)
        assert len(await documents.findings(document.id)) == MOST_LISTED
        counts = await documents.count_findings([document.id])
        assert counts[document.id] == {"off_page": MOST_LISTED + 5}
