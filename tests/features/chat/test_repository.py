"""Threads and messages as rows."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from folioscope.features.chat.repository import Messages, ThreadNotFound, Threads
from folioscope.features.chat.tables import Message, Thread
from folioscope.platform.database.engine import Database
from folioscope.platform.principal import LOCAL
from folioscope.platform.runs.repository import Runs
from folioscope.platform.runs.states import RunStatus
from folioscope.platform.runs.tables import Run


async def new_thread(database: Database) -> str:
    async with database.write() as session:
        return (await Threads(session, LOCAL).add(Thread(owner_id=0))).id


async def say(database: Database, thread_id: str, content: str, **values: str) -> Message:
    async with database.write() as session:
        thread = await Threads(session, LOCAL).lock(thread_id)
        message = Message(content=content, role="user", **values)
        return await Messages(session, LOCAL).add(thread, message)


async def answer(database: Database, question: Message, content: str, **values: str) -> Message:
    async with database.write() as session:
        thread = await Threads(session, LOCAL).lock(question.thread_id)
        message = Message(content=content, **values)
        return await Messages(session, LOCAL).add_answer(thread, question, message)


async def rows(database: Database, thread_id: str) -> Sequence[Message]:
    chosen = select(Message).where(Message.thread_id == thread_id).order_by(Message.position)
    async with database.read() as session:
        return (await session.scalars(chosen)).all()


async def said(database: Database, thread_id: str) -> list[tuple[int, str]]:
    """Place and text of the messages, which are listed in that order."""
    stored = [(row.position, row.content) for row in await rows(database, thread_id)]
    async with database.read() as session:
        listed = await Messages(session, LOCAL).list(thread_id)
    assert [message.content for message in listed] == [content for _, content in stored]
    return stored


async def test_questions_are_numbered_in_each_thread_with_a_place_for_each_answer(
    database: Database,
) -> None:
    one, other = await new_thread(database), await new_thread(database)
    a, b, c = [
        await say(database, thread_id, content)
        for thread_id, content in ((one, "a"), (other, "b"), (one, "c"))
    ]
    await answer(database, c, "to c")
    await answer(database, a, "to a")
    await answer(database, b, "to b")
    assert await said(database, one) == [(1, "a"), (2, "to a"), (3, "c"), (4, "to c")]
    assert await said(database, other) == [(1, "b"), (2, "to b")]


@pytest.mark.parametrize(
    ("before", "question"),
    [
        ("", 1),
        ("u", 3),  # it failed, or its answer is still to come
        ("ua", 3),
        ("uua", 5),  # an answer in an odd place: the first question of an old database failed
        ("uuau", 7),  # a question in an even place, whose answer will take the odd one after it
        ("uau", 5),
    ],
)
async def test_databases_with_messages_numbered_without_gaps_go_on(
    database: Database, before: str, question: int
) -> None:
    thread_id = await new_thread(database)
    async with database.write() as session:
        for position, role in enumerate(before, 1):
            name = {"u": "user", "a": "assistant"}[role]
            old = Message(position=position, role=name, content="old", thread_id=thread_id)
            old.owner_id = 0
            session.add(old)
    asked = await say(database, thread_id, "new")
    assert asked.position == question
    if before.endswith("u"):
        *_, last, _ = await rows(database, thread_id)
        assert (await answer(database, last, "late")).position == len(before) + 1
    assert (await answer(database, asked, "to new")).position == question + 1
    order = [content for _, content in await said(database, thread_id)]
    late = ["late"] if before.endswith("u") else []
    assert order == ["old"] * len(before) + [*late, "new", "to new"]


async def test_messages_that_come_at_once_are_numbered_one_after_the_other(
    database: Database,
) -> None:
    thread_id = await new_thread(database)
    await asyncio.gather(*(say(database, thread_id, str(number)) for number in range(12)))
    told = await said(database, thread_id)
    assert [position for position, _ in told] == list(range(1, 25, 2))
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
    question = await say(database, thread_id, "Who?", run_id=run.id)
    other = await say(database, thread_id, "And?", run_id=run.id)
    await answer(database, question, "Ada.")
    with pytest.raises(IntegrityError, match="run_id"):
        await answer(database, other, "Bob.")
    order = [content for _, content in await said(database, thread_id)]
    assert order == ["Who?", "Ada.", "And?"]


@pytest.mark.parametrize("status", list(RunStatus))
async def test_a_question_tells_of_a_run_that_ended_without_an_answer(
    database: Database, status: RunStatus
) -> None:
    thread_id = await new_thread(database)
    error = {"code": "key_refused", "message": "No."} if status is RunStatus.FAILED else None
    async with database.write() as session:
        runs = Runs(session, LOCAL)
        bare, answered = [
            await runs.add(Run(owner_id=0, kind="talk", status=status, error=error))
            for _ in range(2)
        ]
    await say(database, thread_id, "One?", run_id=bare.id)
    question = await say(database, thread_id, "Two?", run_id=answered.id)
    await answer(database, question, "Half", status="cancelled")
    async with database.read() as session:
        listed = await Messages(session, LOCAL).list(thread_id)
    is_told = status in (RunStatus.FAILED, RunStatus.CANCELLED)
    assert [(message.run_status, message.error) for message in listed] == [
        (status if is_told else None, error),
        (None, None),
        (None, None),
    ]


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
