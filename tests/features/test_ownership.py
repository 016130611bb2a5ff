"""Nobody sees what is another's: every repository asks for the owner."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from folioscope.errors import NotFound
from folioscope.features.accounts.repository import UserNotFound, Users
from folioscope.features.chat.repository import (
    MessageNotFound,
    Messages,
    ThreadNotFound,
    Threads,
    Wanted,
)
from folioscope.features.chat.tables import Message, Thread
from folioscope.features.knowledge.repository import (
    BaseNotFound,
    Bases,
    DocumentNotFound,
    Documents,
    Files,
)
from folioscope.features.knowledge.tables import Chunk, Document, KnowledgeBase, PageText
from folioscope.features.search.repository import Passages
from folioscope.features.search.wanted import Filters
from folioscope.platform.api.repository import IdempotencyKeys
from folioscope.platform.database.engine import Database, Session
from folioscope.platform.principal import LOCAL, Principal
from folioscope.platform.runs.repository import RunNotFound, Runs
from folioscope.platform.runs.tables import Run
from folioscope.platform.runs.thread_repository import ThreadRuns

EVERY_THREAD = Wanted(archived=None, title=None, beyond=None, limit=100)


@dataclass(frozen=True)
class Owned:
    """A user, and one of everything that a user may own."""

    principal: Principal
    base: KnowledgeBase
    document: Document
    chunk_id: int
    thread: Thread
    message: Message
    run: Run


async def owned_by_new_user(session: Session, name: str) -> Owned:
    """A user that the local principal makes, with the same names as every other user."""
    user = await Users(session, LOCAL).add(name)
    principal = Principal("user", user.id)
    base = await Bases(session, principal).add(
        KnowledgeBase(
            owner_id=user.id, name="cvs", model="m", chunk_size=900, chunk_overlap=150, edition=1
        )
    )
    file = await Files(session, principal).keep("d" * 64, 1, user.id)
    run = await Runs(session, principal).add(Run(owner_id=user.id, kind="k", subject=base.id))
    document = Document(
        owner_id=user.id, base_id=base.id, file_id=file.id, run_id=run.id, source="cv.txt",
        path="cv.txt", name="cv.txt", state="ready", edition=1, staged=1,
    )  # fmt: skip
    await Documents(session, principal).add(document)
    session.add(PageText(document_id=document.id, edition=1, ordinal=0, text=name, lines=[]))
    chunk = Chunk(
        base_id=base.id, document_id=document.id, edition=1, revision=1, ordinal=0,
        page_ordinal=0, start=0, end=3, text=name, vector=b"\0\0\0\0",
    )  # fmt: skip
    session.add(chunk)
    thread = await Threads(session, principal).add(Thread(owner_id=user.id))
    said = Message(role="user", content=name, run_id=run.id)
    await Messages(session, principal).add(thread, said)
    run.thread_id = thread.id
    await session.flush()
    return Owned(principal, base, document, chunk.id, thread, said, run)


@pytest.fixture
async def two(database: Database) -> tuple[Owned, Owned]:
    async with database.write() as session:
        return await owned_by_new_user(session, "ada"), await owned_by_new_user(session, "bob")


async def test_each_user_sees_its_own_and_the_local_person_sees_both(
    database: Database, two: tuple[Owned, Owned]
) -> None:
    for principal, seen in [(LOCAL, two), *((one.principal, (one,)) for one in two)]:
        async with database.read() as session:
            for one in seen:
                await Users(session, principal).get(one.principal.user_id)
                await Threads(session, principal).get(one.thread.id)
                assert len(await Messages(session, principal).list(one.thread.id)) == 1
                await Runs(session, principal).get(one.run.id)
                await Documents(session, principal).get(one.base, "cv.txt")
                assert len(await Passages(session, principal).hits([(one.chunk_id, 1.0)])) == 1
            bases = await Bases(session, principal).list()
            assert {base.id for base in bases} == {one.base.id for one in seen}


async def test_what_is_anothers_looks_like_what_is_not_there(
    database: Database, two: tuple[Owned, Owned]
) -> None:
    for me, other in (two, two[::-1]):
        mine = me.principal
        async with database.write() as session:
            for expected, looked in (
                (UserNotFound, Users(session, mine).get(other.principal.user_id)),
                (UserNotFound, Users(session, mine).get(0)),
                (ThreadNotFound, Threads(session, mine).get(other.thread.id)),
                (ThreadNotFound, Threads(session, mine).lock(other.thread.id)),
                (ThreadNotFound, Threads(session, mine).figures(other.thread.id)),
                (MessageNotFound, Messages(session, mine).get(other.thread.id, other.message.id)),
                (MessageNotFound, Messages(session, mine).get(me.thread.id, other.message.id)),
                (RunNotFound, Runs(session, mine).get(other.run.id)),
                (BaseNotFound, Bases(session, mine).get(other.base.id)),
                (BaseNotFound, Bases(session, mine).lock(other.base.id)),
                (BaseNotFound, Bases(session, mine).choose([other.base.id])),
                (DocumentNotFound, Documents(session, mine).get(other.base, other.document.id)),
            ):
                with pytest.raises(expected) as refused:
                    await looked
                assert isinstance(refused.value, NotFound)


async def test_lists_and_searches_hold_nothing_of_another(
    database: Database, two: tuple[Owned, Owned]
) -> None:
    me, other = two
    async with database.read() as session:
        documents, passages = Documents(session, me.principal), Passages(session, me.principal)
        assert await Messages(session, me.principal).list(other.thread.id) == []
        assert await documents.list(other.base, 10, "") == []
        assert await documents.known(other.base.id, {"cv.txt"}, {"d" * 64}) == []
        hits = await passages.hits([(other.chunk_id, 1.0), (me.chunk_id, 0.5)])
        assert [hit.text for hit in hits] == ["ada"]
        allowed = await passages.allowed([other.base.id], Filters(documents=("cv.txt",)))
        assert len(allowed[other.base.id]) == 0
        found = await Passages(session, other.principal).hits([(other.chunk_id, 1.0)])
        assert await passages.lines(found) == {}
        runs = Runs(session, me.principal)
        assert await ThreadRuns(session, me.principal, other.thread.id).open() == []
        assert len(await ThreadRuns(session, me.principal, me.thread.id).open()) == 1
        listed = await Threads(session, me.principal).list(EVERY_THREAD)
        assert [figures.thread.id for figures in listed] == [me.thread.id]
        assert await runs.count_active("k", other.base.id) == 0


async def test_changes_do_not_reach_what_is_anothers(
    database: Database, two: tuple[Owned, Owned]
) -> None:
    me, other = two
    async with database.write() as session:
        documents = Documents(session, me.principal)
        await documents.remove(other.base.id, other.document.id)
        await documents.remove_path(other.base.id, "cv.txt")
        await documents.remove_all(other.base.id, {other.document.id})
        await documents.assign(other.base.id, {"d" * 64}, me.run.id)
        await Runs(session, me.principal).request_cancel(other.run.id)
        runs_of_other = ThreadRuns(session, me.principal, other.thread.id)
        await runs_of_other.request_cancel([other.run.id])
        await runs_of_other.supersede([other.run.id])
        threads = Threads(session, me.principal)
        await threads.change(other.thread.id, title="mine now")
        await threads.remove(other.thread)
        messages = Messages(session, me.principal)
        await messages.supersede(other.thread.id, [other.run.id])
        assert await messages.supersede_since(other.message) == set()
        await documents.remove(me.base.id, me.document.id)
        assert await Files(session, me.principal).remove_unused() == []
    async with database.read() as session:
        await Documents(session, other.principal).get(other.base, "cv.txt")
        run = await Runs(session, other.principal).get(other.run.id)
        assert (run.cancel_requested_at, run.superseded_at) == (None, None)
        assert (await Threads(session, other.principal).get(other.thread.id)).title is None
        (message,) = await Messages(session, other.principal).list(other.thread.id)
        assert message.status == "complete"
        with pytest.raises(DocumentNotFound):
            await Documents(session, me.principal).get(me.base, "cv.txt")


async def test_bytes_go_with_their_last_owner(database: Database, two: tuple[Owned, Owned]) -> None:
    for one, gone in zip(two, ([], ["d" * 64]), strict=True):
        async with database.write() as session:
            await Documents(session, one.principal).remove(one.base.id, one.document.id)
            assert await Files(session, one.principal).remove_unused() == gone


async def test_a_name_belongs_to_its_owner(database: Database, two: tuple[Owned, Owned]) -> None:
    me, other = two
    async with database.read() as session:
        assert (await Bases(session, me.principal).get("cvs")).id == me.base.id
        assert (await Bases(session, other.principal).get("cvs")).id == other.base.id
        with pytest.raises(BaseNotFound):  # it sees both, and neither name is its own
            await Bases(session, LOCAL).get("cvs")


async def test_an_idempotency_key_is_its_owners(
    database: Database, two: tuple[Owned, Owned]
) -> None:
    async with database.write() as session:
        for one in two:
            keys = IdempotencyKeys(session, one.principal)
            assert await keys.take("key", one.thread.id)
            await keys.answer("key", {"thread_id": one.thread.id})
    async with database.write() as session:
        for one in two:
            keys = IdempotencyKeys(session, one.principal)
            assert not await keys.take("key", one.thread.id)
            assert await keys.find("key", one.thread.id) == {"thread_id": one.thread.id}


async def test_nobody_acts_for_users_that_somebody_else_made(database: Database) -> None:
    async with database.write() as session:
        ada = await Users(session, LOCAL).add("ada")
        friend = await Users(session, Principal("user", ada.id)).add("friend")
        with pytest.raises(UserNotFound):
            await Users(session, LOCAL).get(friend.id)
