from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from folioscope.features.accounts.tables import User
from folioscope.features.chat import kept_answers
from folioscope.features.chat.kept_answers import (
    Circumstances,
    Kept,
    forget_stale,
    keep,
    recall,
)
from folioscope.features.chat.tables import KeptAnswer, Thread
from folioscope.features.knowledge.tables import KnowledgeBase
from folioscope.features.search.hybrid import Searcher
from folioscope.platform.database.base import now
from folioscope.platform.database.engine import Database
from folioscope.platform.principal import LOCAL, Principal
from folioscope.platform.runs.tables import Run
from folioscope.settings.values import Settings
from folioscope.wiring.opened import assemble

ASKED = "Who knows Java?"
RUNS = "has Kubernetes in production at Acme Corp of Lyon in 2020"
ANSWER = {"text": "Ada [1].", "citations": [{"n": 1}], "grounding": {"mode": "hybrid"}}
USUAL = Circumstances(0, None, {}, "hybrid", "scripted", "1")


@dataclass
class Keeping:
    """What is kept for questions over two bases, and who asks."""

    database: Database
    searcher: Searcher
    principal: Principal = LOCAL

    async def answer(self, question: str = ASKED, around: Circumstances = USUAL) -> str | None:
        """Answer it, and keep that, unless it is kept already; the run if it is."""
        found = await recall(self.searcher, self.principal, question, around)
        if found.kept is not None:
            return found.kept.run_id
        assert found.slot is not None
        async with self.database.write() as session:
            thread = Thread(owner_id=around.owner_id)
            session.add(thread)
            await session.flush()
            owner: dict[str, Any] = {"owner_id": around.owner_id, "actor_id": 0}
            run = Run(kind="x", actor_kind="local", thread_id=thread.id, status="done", **owner)
            session.add(run)
            await session.flush()
            await keep(session, self.principal, found.slot, run.id, ANSWER)
        return None

    async def count(self) -> int:
        async with self.database.read() as session:
            return await session.scalar(select(func.count()).select_from(KeptAnswer)) or 0

    async def change(self, base_id: str, **values: Any) -> None:
        async with self.database.write() as session:
            chosen = update(KnowledgeBase).where(KnowledgeBase.id == base_id)
            await session.execute(chosen.values(**values))


@pytest.fixture
async def keeping(
    database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Keeping]:
    monkeypatch.setattr(kept_answers, "VECTOR_SECONDS", 30.0)
    async with database.write() as session:
        for name in ("people", "offers"):
            of_base = {"model": settings.embedding_model, "chunk_size": 800, "chunk_overlap": 80}
            session.add(KnowledgeBase(id=name, owner_id=0, name=name, **of_base))
    folioscope = assemble(settings, database)
    yield Keeping(database, folioscope.searcher)
    await folioscope.tools.indexes.aclose()


async def test_an_answer_is_given_again_as_it_was(keeping: Keeping) -> None:
    assert await keeping.answer() is None
    found = await recall(keeping.searcher, LOCAL, "who knows  JAVA", USUAL)
    assert found.kept is not None
    assert found.kept == Kept(found.kept.run_id, ANSWER)


async def test_other_words_that_ask_the_same_are_answered_too(keeping: Keeping) -> None:
    await keeping.answer(f"Who {RUNS}?")
    assert await keeping.answer(f"Which people {RUNS}?") is not None


@pytest.mark.parametrize(
    "other",
    [
        "Who knows Python?",
        "Who does not know Java?",
        "How many know Java?",
        "Qui connaît Java ?",
        "Java?",
    ],
)
async def test_another_question_is_not(keeping: Keeping, other: str) -> None:
    await keeping.answer()
    assert await keeping.answer(other) is None


@pytest.mark.parametrize(
    "around",
    [
        replace(USUAL, bases=["people"]),
        replace(USUAL, filters={"kinds": ["resume"]}),
        replace(USUAL, mode="strict"),
        replace(USUAL, answerer="another"),
        replace(USUAL, recipe="2"),
    ],
)
async def test_what_the_answer_depends_on_is_part_of_the_question(
    keeping: Keeping, around: Circumstances
) -> None:
    await keeping.answer()
    assert await keeping.answer(around=around) is None
    assert await keeping.answer(around=around) is not None


async def test_the_bases_named_in_another_order_are_the_same(keeping: Keeping) -> None:
    await keeping.answer(around=replace(USUAL, bases=["people", "offers"]))
    assert await keeping.answer(around=replace(USUAL, bases=["offers", "people"])) is not None


@pytest.mark.parametrize("change", [{"revision": 1}, {"edition": 2}, {"name": "crew"}])
async def test_a_change_of_a_base_ends_what_was_kept_of_it(
    keeping: Keeping, change: dict[str, Any]
) -> None:
    elsewhere = replace(USUAL, bases=["offers"])
    await keeping.answer(around=elsewhere)
    await keeping.answer()
    await keeping.change("people", **change)
    assert await keeping.answer() is None
    assert await keeping.answer(around=elsewhere) is not None


async def test_what_was_answered_before_a_change_is_kept_for_nobody(keeping: Keeping) -> None:
    found = await recall(keeping.searcher, LOCAL, ASKED, USUAL)
    await keeping.change("people", revision=1)
    assert found.slot is not None
    await keeping.answer()
    async with keeping.database.write() as session:
        run_id = await session.scalar(select(Run.id))
        await keep(session, LOCAL, found.slot, run_id or "", {**ANSWER, "text": "old"})
    again = await recall(keeping.searcher, LOCAL, ASKED, USUAL)
    assert again.kept is not None
    assert again.kept.answer["text"] == "Ada [1]."


async def test_upkeep_deletes_what_is_out_of_date(keeping: Keeping) -> None:
    await keeping.answer()
    await keeping.answer(around=replace(USUAL, bases=["offers"]))
    assert await forget_stale(keeping.database) == 0
    await keeping.change("people", revision=1)
    assert await forget_stale(keeping.database) == 1
    assert await keeping.count() == 1
    async with keeping.database.write() as session:
        await session.execute(update(KeptAnswer).values(created_at=now() - timedelta(days=31)))
    assert await keeping.answer(around=replace(USUAL, bases=["offers"])) is None
    assert await keeping.count() == 1
    assert await forget_stale(keeping.database) == 0


async def test_a_new_answer_takes_the_place_of_the_old_one(keeping: Keeping) -> None:
    await keeping.answer()
    found = await recall(keeping.searcher, LOCAL, ASKED, USUAL)
    assert found.slot is not None
    assert found.kept is not None
    async with keeping.database.write() as session:
        run_id = found.kept.run_id
        await keep(session, LOCAL, found.slot, run_id, {**ANSWER, "text": "newer"})
    again = await recall(keeping.searcher, LOCAL, ASKED, USUAL)
    assert again.kept is not None
    assert again.kept.answer["text"] == "newer"
    assert await keeping.count() == 1


async def test_only_so_many_are_kept_the_newest(
    keeping: Keeping, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept_answers, "MOST_OF_ONE_OWNER", 2)
    for skill in ("Java", "Python", "Rust"):
        await keeping.answer(f"Who knows {skill}?")
    assert await keeping.count() == 2
    assert await keeping.answer("Who knows Rust?") is not None
    assert await keeping.answer("Who knows Java?") is None


async def test_an_answer_of_a_megabyte_is_not_kept(keeping: Keeping) -> None:
    found = await recall(keeping.searcher, LOCAL, ASKED, USUAL)
    assert found.slot is not None
    async with keeping.database.write() as session:
        await keep(session, LOCAL, found.slot, "no run", {**ANSWER, "text": "x" * 1_000_000})
    assert await keeping.count() == 0


async def test_what_is_kept_for_one_owner_is_given_to_no_other(keeping: Keeping) -> None:
    async with keeping.database.write() as session:
        other = User(name="ada", created_by=0)
        session.add(other)
        await session.flush()
        owner_id = other.id
    await keeping.answer()
    assert await keeping.answer(around=replace(USUAL, owner_id=owner_id)) is None
    stranger = replace(keeping, principal=Principal("user", owner_id))
    found = await recall(stranger.searcher, stranger.principal, ASKED, USUAL)
    assert (found.slot, found.kept) == (None, None)


async def test_with_the_conversation_its_kept_answers_go(keeping: Keeping) -> None:
    await keeping.answer()
    async with keeping.database.write() as session:
        for thread in (await session.scalars(select(Thread))).all():
            await session.delete(thread)
    assert await keeping.count() == 0


async def test_without_its_model_only_the_same_words_are_found(keeping: Keeping) -> None:
    for name in ("people", "offers"):
        await keeping.change(name, model="gone")
    await keeping.answer(f"Who {RUNS}?")
    assert await keeping.answer(f"Which people {RUNS}?") is None
    assert await keeping.answer(f"who {RUNS.lower()}") is not None


async def test_a_question_without_a_word_or_a_base_or_end_is_not_kept(keeping: Keeping) -> None:
    for unasked in ("?!", "Who knows Java? " * 200):
        assert (await recall(keeping.searcher, LOCAL, unasked, USUAL)).slot is None
    async with keeping.database.write() as session:
        for base in (await session.scalars(select(KnowledgeBase))).all():
            await session.delete(base)
    assert (await recall(keeping.searcher, LOCAL, ASKED, USUAL)).slot is None
