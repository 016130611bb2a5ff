"""The two stores of sessions keep to one port; the file besides is never left half written."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from folioscope.features.accounts.repository import Users
from folioscope.features.chat.tables import Thread
from folioscope.features.coaching.repository import StoredSessions
from folioscope.features.coaching.session_file import (
    FiledSessions,
    SessionFile,
    SessionsNotWritten,
    SessionsUnreadable,
)
from folioscope.features.coaching.sessions import (
    Coached,
    OpenSessions,
    SessionNotFound,
)
from folioscope.features.knowledge.tables import KnowledgeBase
from folioscope.features.resumes.tables import StoredResume
from folioscope.platform.database.base import new_id, now
from folioscope.platform.database.engine import Database, Session
from folioscope.platform.principal import LOCAL, Principal
from folioscope.settings.values import Settings
from tests.features.coaching.coached import ADA, begun, resume
from tests.opened_program import open_program

STORES: dict[str, Callable[[Path], OpenSessions]] = {
    "database": lambda _folder: StoredSessions,
    "file": lambda folder: (
        lambda session, principal: FiledSessions(
            SessionFile(folder / "sessions.json"), session, principal
        )
    ),
}


@pytest.fixture(params=sorted(STORES))
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> OpenSessions:
    """Each of the stores."""
    return STORES[request.param](tmp_path)


async def made(session: Session, principal: Principal, *, minutes: int = 0) -> Coached:
    """A session with all that it hangs on."""
    owner = principal.user_id
    thread = Thread(owner_id=owner)
    row = StoredResume(owner_id=owner, read={}, places={}, edits=ADA)
    base = KnowledgeBase(
        owner_id=owner, name=f"n{new_id()}", model="m", chunk_size=900, chunk_overlap=0
    )
    session.add_all([thread, row, base])
    await session.flush()
    at = now() + timedelta(minutes=minutes)
    return Coached(
        id=new_id(),
        owner_id=owner,
        thread_id=thread.id,
        resume_id=row.id,
        offer_id=None,
        base_id=base.id,
        profile_id="p",
        job_id="j",
        snapshot={"person": "Ada “Countess” Byron", "resume": ADA, "title": "職", "company": "",
                  "text": "x"},
        documents=("d1", "d2"),
        context="everything",
        created_at=at,
        updated_at=at,
    )  # fmt: skip


async def test_what_is_kept_is_given_out_again(opened: OpenSessions, database: Database) -> None:
    async with database.write() as session:
        one = await made(session, LOCAL)
        await opened(session, LOCAL).add(one)
    async with database.read() as session:
        sessions = opened(session, LOCAL)
        assert await sessions.get(one.id) == one
        assert await sessions.bases() == {one.base_id}


async def test_the_last_touched_comes_first(opened: OpenSessions, database: Database) -> None:
    async with database.write() as session:
        sessions = opened(session, LOCAL)
        first, second = [await made(session, LOCAL, minutes=n) for n in (1, 2)]
        for one in (first, second):
            await sessions.add(one)
        assert [one.id for one in await sessions.list(5)] == [second.id, first.id]
        await sessions.put(replace(first, updated_at=now() + timedelta(hours=1)))
        assert [one.id for one in await sessions.list(1)] == [first.id]


async def test_a_removed_session_is_not_found(opened: OpenSessions, database: Database) -> None:
    async with database.write() as session:
        sessions = opened(session, LOCAL)
        one = await made(session, LOCAL)
        await sessions.add(one)
        await sessions.remove(one.id)
        with pytest.raises(SessionNotFound):
            await sessions.get(one.id)


async def test_a_session_goes_with_its_conversation(
    opened: OpenSessions, database: Database
) -> None:
    async with database.write() as session:
        one = await made(session, LOCAL)
        await opened(session, LOCAL).add(one)
    async with database.write() as session:
        await session.delete(await session.get_one(Thread, one.thread_id))
    async with database.read() as session:
        sessions = opened(session, LOCAL)
        assert (list(await sessions.list(5)), await sessions.bases()) == ([], set())
        with pytest.raises(SessionNotFound):
            await sessions.get(one.id)


async def test_nobody_has_the_sessions_of_another(opened: OpenSessions, database: Database) -> None:
    async with database.write() as session:
        ada, bob = [
            Principal("user", (await Users(session, LOCAL).add(name)).id) for name in ("a", "b")
        ]
        one = await made(session, ada)
        await opened(session, ada).add(one)
        others = opened(session, bob)
        assert list(await others.list(5)) == []
        for ask in (others.get, others.remove):
            with pytest.raises(SessionNotFound):
                await ask(one.id)
        assert await opened(session, ada).get(one.id) == one


@pytest.mark.parametrize(
    "content",
    [b"", b'{"format": "folioscope.coaching/1", "sess', b"[]", b"\xff\xfe", b'{"sessions": {}}x',
     b'{"format": "other", "sessions": {}}', b'{"sessions": {"a": {"id": 3}}}'],
)  # fmt: skip
def test_a_file_that_is_not_whole_is_named_and_left_as_it_is(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "sessions.json"
    path.write_bytes(content)
    with pytest.raises(SessionsUnreadable) as error:
        SessionFile(path).read()
    assert str(path) in error.value.message
    with pytest.raises(SessionsUnreadable):
        SessionFile(path).change(dict.clear)
    assert path.read_bytes() == content


def test_a_file_that_cannot_be_put_in_place_leaves_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "gone" / "sessions.json"
    path.parent.write_text("no folder")
    with pytest.raises(SessionsNotWritten):
        SessionFile(path).change(dict.clear)


async def test_changes_of_many_at_once_are_all_kept(tmp_path: Path, database: Database) -> None:
    async with database.write() as session:
        one = await made(session, LOCAL)
    path = tmp_path / "sessions.json"

    def add(number: int) -> None:
        name = f"s{number:02d}"
        SessionFile(path).change(lambda kept: kept.update({name: replace(one, id=name)}))

    await asyncio.gather(*(asyncio.to_thread(add, number) for number in range(20)))
    assert len(SessionFile(path).read()) == 20
    assert list(tmp_path.glob(".coaching-*")) == []


async def test_the_file_forgets_what_went_with_its_conversation(
    tmp_path: Path, database: Database
) -> None:
    file = SessionFile(tmp_path / "sessions.json")
    async with database.write() as session:
        sessions = FiledSessions(file, session, LOCAL)
        old, young = [await made(session, LOCAL, minutes=n) for n in (-90, 0)]
        for one in (old, young):
            await sessions.add(one)
            await session.delete(await session.get_one(Thread, one.thread_id))
        await session.flush()
        latest = await made(session, LOCAL)
        await sessions.add(latest)
    assert file.read().keys() == {young.id, latest.id}


async def test_the_program_keeps_sessions_in_the_file_where_that_is_set(
    settings: Settings,
) -> None:
    chosen = settings.model_copy(update={"coaching_sessions": "file"})
    async with open_program(chosen) as program:
        await resume(program)
        reply = await begun(program)
        path = program.data_dir / "coaching-sessions.json"
        (kept,) = json.loads(path.read_text())["sessions"].values()
        assert kept["id"] == reply["session_id"]
        assert await program.rows("SELECT id FROM coaching_sessions") == []
        said = {"message": "Where did I study?"}
        again = await program.post(f"/api/chat/{reply['session_id']}/message", 200, said)
        assert "Leeds" in again["answer"]["text"]
        whole = path.read_text()
        path.write_text(whole[: len(whole) // 2])
        problem = await program.get("/api/chat/sessions", 502)
        assert problem["code"] == "coaching_sessions_unreadable"
        path.write_text(whole)
        await program.ask("DELETE", f"/api/chat/{reply['session_id']}", 204)
        assert json.loads(path.read_text())["sessions"] == {}


async def test_a_session_in_the_file_is_gone_with_its_conversation_in_the_program(
    settings: Settings,
) -> None:
    chosen = settings.model_copy(update={"coaching_sessions": "file"})
    async with open_program(chosen) as program:
        await resume(program)
        reply = await begun(program)
        await program.ask("DELETE", f"/api/threads/{reply['thread_id']}", 204)
        await program.get(f"/api/chat/{reply['session_id']}", 404)
