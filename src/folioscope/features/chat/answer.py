"""The run ``chat.answer``: from a question to a cited answer."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from typing import Any

from folioscope.backends.llm_pool import LanguageModels
from folioscope.backends.llms.port import LanguageModel
from folioscope.errors import FolioscopeError
from folioscope.failpoints import failpoint
from folioscope.features.chat.asked import read_asked
from folioscope.features.chat.kept_answers import keep
from folioscope.features.chat.repository import SUPERSEDED, Messages, Threads
from folioscope.features.chat.tables import Message
from folioscope.features.chat.told import Told
from folioscope.features.chat.way import Answering, Way
from folioscope.features.chat.ways import tell
from folioscope.features.grounding.checking import Checked, checked, cited_numbers
from folioscope.features.search.repository import Passages
from folioscope.features.suggestions.ideas import follow_ups
from folioscope.platform.database.engine import Database, Session
from folioscope.platform.principal import Principal
from folioscope.platform.runs.attempt import Conclude, RunContext, principal_of
from folioscope.platform.runs.event_repository import StoredEvents
from folioscope.platform.runs.tables import Run
from folioscope.telemetry.calm import CONTENT

KIND = "chat.answer"

CONTENT_LOG = logging.getLogger(CONTENT)


async def answer(run: RunContext, *, answering: Answering) -> Conclude:
    """Answer the question of a run, then look up what every claim rests on."""
    llm = await answering.llms.get(run.input["model"])
    return await answer_by(run, answering, llm)


async def answer_by(run: RunContext, answering: Answering, llm: LanguageModel) -> Conclude:
    """The same by a certain model."""
    database = answering.searcher.database
    asked = await read_asked(run, database, await _small(answering.llms))
    way = Way(run, answering, llm, asked)
    told = await tell(way)
    CONTENT_LOG.info("answered", extra={"question": asked.standing.text, "answer": run.text})
    failpoint("chat.answered")
    found = await _checked(run, database, told)
    documents = [citation["document_id"] for citation in found.citations]
    async with database.read() as session:
        next_ones = await follow_ups(session, run.principal, asked.standing.text, documents)
    return _conclusion(way, told, found, next_ones)


async def _small(llms: LanguageModels) -> LanguageModel | None:
    """The model that spells follow-ups out; the rules do without one that is not ready."""
    with suppress(FolioscopeError):
        return await llms.small()
    return None


async def _checked(run: RunContext, database: Database, told: Told) -> Checked:
    """What the answer rests on, looked up in the stored text of its sources."""
    if told.checked is not None:
        return told.checked
    sources = [told.hits[number] for number in cited_numbers(run.text, told.hits)]
    async with database.read() as session:
        lines = await Passages(session, run.principal).lines(sources)
    return await asyncio.to_thread(checked, run.text, told.hits, lines)


def _conclusion(way: Way, told: Told, found: Checked, next_ones: Sequence[str]) -> Conclude:
    run, asked = way.run, way.asked
    grounding = {
        "answerer": told.answerer,
        "mode": asked.mode,
        "abstained": False,
        **found.grounding,
        **told.grounding,
        "suggestions": list(next_ones),
    }
    result = {
        "text": run.text,
        "citations": found.citations,
        "usage": None if told.usage is None else asdict(told.usage),
        "grounding": grounding,
        "suggestions": list(next_ones),
    }
    # What a language model says may lean on what was said before in the conversation.
    leans = bool(asked.history) and not way.is_extractive
    may_keep = told.slot is not None and not (leans or told.is_makeshift)

    async def conclude(session: Session) -> dict[str, Any]:
        message = Message(content=run.text, citations=found.citations, grounding=grounding)
        stored = await store_answer(session, run.principal, (run.thread_id, run.run_id), message)
        if may_keep and told.slot is not None:
            await keep(session, run.principal, told.slot, run.run_id, result)
        return {**result, "message_id": stored.id}

    return conclude


async def abandon(session: Session, run: Run) -> dict[str, Any]:
    """A cancelled answer keeps its text so far, marked; a failed one leaves none.

    What is left of one whose question was superseded is so too.
    """
    tokens = [json.loads(data) for data in await StoredEvents(session).token_data(run.id)]
    text = "".join(token["text"] for token in tokens if token["attempt"] == run.attempt)
    if not text or run.cancel_requested_at is None:
        return {"text": text, "message_id": None}
    status = "cancelled" if run.superseded_at is None else SUPERSEDED
    message = Message(content=text, status=status)
    stored = await store_answer(session, principal_of(run), (run.thread_id, run.id), message)
    return {"text": text, "message_id": stored.id}


async def store_answer(
    session: Session, principal: Principal, place: tuple[str | None, str], message: Message
) -> Message:
    """Put an answer after the question of a run; ``place`` is its thread and its id."""
    thread_id, run_id = place
    messages = Messages(session, principal)
    thread = await Threads(session, principal).lock(thread_id or "")
    question = await messages.question_of(thread.id, run_id)
    return await messages.add_answer(thread, question, message)
