"""The run ``chat.answer``: from a question to a cited answer."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Iterator, Sequence
from contextlib import aclosing
from dataclasses import asdict, dataclass, replace
from itertools import pairwise
from typing import Any

from folioscope.backends.llms.port import (
    ChatMessage,
    LanguageModel,
    Passage,
    Prompt,
    Usage,
)
from folioscope.errors import BackendFailed
from folioscope.failpoints import failpoint
from folioscope.features.chat.citations import MarkFilter, coverage, verify
from folioscope.features.chat.prompt import compose
from folioscope.features.chat.repository import SUPERSEDED, Messages, Threads
from folioscope.features.chat.shown import cited, listed
from folioscope.features.chat.tables import Message
from folioscope.features.chat.whole_characters import WholeCharacters
from folioscope.features.knowledge.repository import Bases
from folioscope.features.search.hits import Hit
from folioscope.features.search.hybrid import Searcher, search
from folioscope.features.search.repository import Passages
from folioscope.features.search.wanted import Filters, Wanted
from folioscope.platform.database.engine import Session
from folioscope.platform.principal import Principal
from folioscope.platform.runs.attempt import Conclude, RunContext, principal_of
from folioscope.platform.runs.event_repository import StoredEvents
from folioscope.platform.runs.tables import Run

KIND = "chat.answer"
MOST_EARLIER = 200  # messages that are looked at for what was said before


class EmptyAnswer(BackendFailed):
    """The language model said nothing."""

    code = "empty_answer"


@dataclass(frozen=True)
class Reach:
    """How much is retrieved for an answer: so many passages, of so many letters together."""

    passages: int
    letters: int


@dataclass(frozen=True)
class Answering:
    """What answering stands on."""

    searcher: Searcher
    llm: LanguageModel
    reach: Reach


async def answer(run: RunContext, *, answering: Answering) -> Conclude:
    """Retrieve, compose, stream, then check every citation against the stored text."""
    question, history, bases = await _conversation(run, answering)
    await run.stage("retrieving")
    failpoint("chat.retrieving")
    wanted = Wanted(
        question,
        bases=bases,
        k=answering.reach.passages,
        filters=Filters(**{name: tuple(ids) for name, ids in run.input["filters"].items()}),
    )
    found = await search(answering.searcher, run.principal, wanted)
    failpoint("chat.retrieved")
    hits = list(_best(found.hits, answering.reach.letters))
    prompt = compose(question, history, _passages(hits), run.input["mode"], secrets.token_hex(8))
    prompt = replace(prompt, model=run.input["model"])
    sources = [listed(passage.number, hits[passage.number - 1]) for passage in prompt.passages]
    notes = [asdict(note) for note in found.notes]
    await run.emit("sources", {"citations": sources, **({"notes": notes} if notes else {})})
    await run.stage("answering")
    usage = await _stream(run, answering.llm, prompt)
    failpoint("chat.answered")
    return await _conclusion(run, answering, prompt, hits, usage)


def _best(hits: Sequence[Hit], letters: int) -> Iterator[Hit]:
    """The best hits that have so many letters together; those of CVs are short, and more."""
    for hit in hits:
        yield hit
        letters -= len(hit.text)
        if letters <= 0:
            break


async def _conversation(
    run: RunContext, answering: Answering
) -> tuple[str, Sequence[ChatMessage], Sequence[str] | None]:
    """The question, what was said before, and the bases to ask that are still there."""
    bases = run.input["bases"]
    async with answering.searcher.database.read() as session:
        messages = Messages(session, run.principal)
        asked = await messages.question_of(run.thread_id or "", run.run_id)
        earlier = await messages.before(asked, MOST_EARLIER)
        if bases is not None:
            bases = await Bases(session, run.principal).remaining(bases)
    return asked.content, list(_turns(earlier)), bases


def _turns(messages: Sequence[Message]) -> Iterator[ChatMessage]:
    """The questions that have an answer, each with it, be it a partial one."""
    for asked, said in pairwise(messages):
        if (asked.role, said.role) == ("user", "assistant"):
            yield ChatMessage("user", asked.content)
            yield ChatMessage("assistant", said.content)


def _passages(hits: Sequence[Hit]) -> list[Passage]:
    return [
        Passage(number, hit.document, hit.path, hit.page, hit.kb, hit.text)
        for number, hit in enumerate(hits, start=1)
    ]


async def _stream(run: RunContext, llm: LanguageModel, prompt: Prompt) -> Usage | None:
    """Emit the answer; what cannot be a citation never becomes one."""
    marks = MarkFilter(frozenset(passage.number for passage in prompt.passages))
    characters = WholeCharacters()
    usage = None
    async with aclosing(llm.stream(prompt)) as pieces:
        async for delta in pieces:
            usage = delta.usage or usage
            await _say(run, marks.feed(characters.feed(delta.text)))
    await _say(run, marks.feed(characters.close()) + marks.close())
    if not run.text.strip():
        msg = f"{llm.name} gave an empty answer."
        raise EmptyAnswer(msg)
    return usage


async def _say(run: RunContext, text: str) -> None:
    if text:
        await run.token(text)


async def _conclusion(
    run: RunContext, answering: Answering, prompt: Prompt, hits: Sequence[Hit], usage: Usage | None
) -> Conclude:
    text = run.text
    verified = await asyncio.to_thread(verify, text, prompt.passages)
    sources = [hits[found.number - 1] for found in verified]
    async with answering.searcher.database.read() as session:
        lines = await Passages(session, run.principal).lines(sources)
    citations = [
        cited(found, hit, lines.get(hit.chunk_id, []))
        for found, hit in zip(verified, sources, strict=True)
    ]
    result = {
        "text": text,
        "citations": citations,
        "usage": None if usage is None else asdict(usage),
        "grounding": {
            "answerer": answering.llm.name,
            "mode": run.input["mode"],
            "passages": len(prompt.passages),
            "coverage": coverage(text, prompt.passages),
        },
    }

    async def conclude(session: Session) -> dict[str, Any]:
        message = Message(content=text, citations=citations)
        stored = await _store(session, run.principal, (run.thread_id, run.run_id), message)
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
    stored = await _store(session, principal_of(run), (run.thread_id, run.id), message)
    return {"text": text, "message_id": stored.id}


async def _store(
    session: Session, principal: Principal, place: tuple[str | None, str], message: Message
) -> Message:
    thread_id, run_id = place
    messages = Messages(session, principal)
    thread = await Threads(session, principal).lock(thread_id or "")
    question = await messages.question_of(thread.id, run_id)
    return await messages.add_answer(thread, question, message)
