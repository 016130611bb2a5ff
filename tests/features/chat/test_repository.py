"""Threads and messages as rows."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy.exc import IntegrityError

from folioscope.features.chat.repository import Messages, ThreadNotFound, Threads
from folioscope.features.chat.tables import Message, Thread
from folioscope.platform.database.engine import Database
from folioscope.platform.principal import LOCAL
from folioscope.platform.runs.repository import Runs
from folioscope.platform.runs.tables import Run


async def new_thread(database: Database) -> str:
    async with database.write() as session:
        return (await Threads(session, LOCAL).add(Thread(owner_id=0))).id


async def say(database: Database, thread_id: str, content: str, **values: str) -> Message:
    async with database.write() as session:
        thread = await Threads(session, LOCAL).lock(thread_id)
        message = Message(content=content, **{"role": "user", **values})
        return await Messages(session, LOCAL).add(thread, message)


async def said(database: Database, thread_id: str) -> list[tuple[int, str]]:
    async with database.read() as session:
        messages = await Messages(session, LOCAL).list(thread_id)
        return [(message.position, message.content) for message in messages]


async def test_messages_are_numbered_from_one_in_each_thread(database: Database) -> None:
    one, other = await new_thread(database), await new_thread(database)
    for thread_id, content in ((one, "a"), (other, "b"), (one, "c")):
        await say(database, thread_id, content)
    assert await said(database, one) == [(1, "a"), (2, "c")]
    assert await said(database, other) == [(1, "b")]


async def test_messages_that_come_at_once_are_numbered_one_after_the_other(
    database: Database,
) -> None:
    thread_id = await new_thread(database)
    await asyncio.gather(*(say(database, thread_id, str(number)) for number in range(12)))
    told = await said(database, thread_id)
    assert [position for position, _ in told] == list(range(1, 13))
    assert {content for _, content in told} == {str(number) for number in range(12)}


async def test_a_message_belongs_to_the_owner_of_its_thread_and_freshens_it(
    database: Database,
) -> None:
    thread_id = await new_thread(database)
    async with database.read() as session:
        before = (await Threads(session, LOCAL).get(thread_id)).updated_at
    message = await say(database, thread_id, "hello")
    assert (message.owner_id, message.thread_id, message.status) == (0, thread_id, "complete")
    async with database.read() as session:
        assert (await Threads(session, LOCAL).get(thread_id)).updated_at > before


async def test_the_schema_itself_allows_one_answer_a_run(database: Database) -> None:
    thread_id = await new_thread(database)
    async with database.write() as session:
        run = await Runs(session, LOCAL).add(Run(owner_id=0, kind="talk"))
    await say(database, thread_id, "Who?", run_id=run.id)
    await say(database, thread_id, "Ada.", run_id=run.id, role="assistant")
    with pytest.raises(IntegrityError):
        await say(database, thread_id, "Bob.", run_id=run.id, role="assistant")
    assert [content for _, content in await said(database, thread_id)] == ["Who?", "Ada."]


async def test_messages_outlive_their_run_and_not_their_thread(database: Database) -> None:
    thread_id = await new_thread(database)
    async with database.write() as session:
        run = await Runs(session, LOCAL).add(Run(owner_id=0, kind="talk"))
    await say(database, thread_id, "Who?", run_id=run.id)
    async with database.write() as session:
        await session.delete(await Runs(session, LOCAL).get(run.id))
    async with database.read() as session:
        (message,) = await Messages(session, LOCAL).list(thread_id)
    assert (message.content, message.run_id) == ("Who?", None)
    async with database.write() as session:
        await session.delete(await Threads(session, LOCAL).get(thread_id))
    assert await said(database, thread_id) == []


async def test_a_thread_that_is_not_there_can_be_neither_read_nor_held(database: Database) -> None:
    async with database.write() as session:
        for look in (Threads(session, LOCAL).get, Threads(session, LOCAL).lock):
            with pytest.raises(ThreadNotFound, match="no such thread"):
                await look("nope")
