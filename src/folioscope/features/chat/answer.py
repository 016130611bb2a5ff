"""The run ``chat.answer``: from a question to a cited answer."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import asdict, dataclass, replace
from typing import Any

from folioscope.backends.llms.port import (
    ChatMessage,
    LanguageModel,
    Passage,
    Prompt,
    Usage,
)
from folioscope.errors import BackendFailed
from folioscope.features.chat.citations import MarkFilter, coverage, verify
from folioscope.features.chat.prompt import compose
from folioscope.features.chat.repository import Messages, Threads
from folioscope.features.chat.shown import cited, listed
from folioscope.features.chat.tables import Message
from folioscope.features.knowledge.repository import Bases
from folioscope.features.search.hits import Filters, Hit
from folioscope.features.search.hybrid import Searcher, search
from folioscope.features.search.repository import Passages
from folioscope.platform.database.engine import Session
from folioscope.platform.principal import Principal
from folioscope.platform.runs.attempt import Conclude, RunContext, principal_of
from folioscope.platform.runs.repository import Ledger
from folioscope.platform.runs.tables import Run

KIND = "chat.answer"


class EmptyAnswer(BackendFailed):
    """The language model said nothing."""

    code = "empty_answer"


@dataclass(frozen=True)
class Answering:
    """What answering stands on; ``passages`` is how many are retrieved."""

    searcher: Searcher
    llm: LanguageModel
    passages: int


async def answer(run: RunContext, *, answering: Answering) -> Conclude:
    """Retrieve, compose, stream, then check every citation against the stored text."""
    question, history, bases = await _conversation(run, answering)
    await run.stage("retrieving")
    hits = await search(
        answering.searcher,
        run.principal,
        question,
        bases=bases,
        k=answering.passages,
        filters=Filters(**{name: tuple(ids) for name, ids in run.input["filters"].items()}),
    )
    prompt = compose(question, history, _passages(hits), run.input["mode"], secrets.token_hex(8))
    prompt = replace(prompt, model=run.input["model"])
    sources = [listed(passage.number, hits[passage.number - 1]) for passage in prompt.passages]
    await run.emit("sources", {"citations": sources})
    await run.stage("answering")
    usage = await _stream(run, answering.llm, prompt)
    return await _conclusion(run, answering, prompt, hits, usage)


async def _conversation(
    run: RunContext, answering: Answering
) -> tuple[str, Sequence[ChatMessage], Sequence[str] | None]:
    """The question, what was said before, and the bases to ask that are still there."""
    bases = run.input["bases"]
    async with answering.searcher.database.read() as session:
        messages = await Messages(session, run.principal).list(run.thread_id or "")
        if bases is not None:
            bases = await Bases(session, run.principal).remaining(bases)
    asked = next(message for message in messages if message.run_id == run.run_id)
    history = [
        ChatMessage("user" if message.role == "user" else "assistant", message.content)
        for message in messages
        if message.position < asked.position
    ]
    return asked.content, history, bases


def _passages(hits: Sequence[Hit]) -> list[Passage]:
    return [
        Passage(number, hit.document, hit.path, hit.page, hit.kb, hit.text)
        for number, hit in enumerate(hits, start=1)
    ]


async def _stream(run: RunContext, llm: LanguageModel, prompt: Prompt) -> Usage | None:
    """Emit the answer; what cannot be a citation never becomes one."""
    marks = MarkFilter(frozenset(passage.number for passage in prompt.passages))
    usage = None
    async with aclosing(llm.stream(prompt)) as pieces:
        async for delta in pieces:
            usage = delta.usage or usage
            await _say(run, marks.feed(delta.text))
    await _say(run, marks.close())
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
        message = Message(run_id=run.run_id, role="assistant", content=text, citations=citations)
        stored = await _append(session, run.principal, run.thread_id, message)
        return {**result, "message_id": stored.id}

    return conclude


async def abandon(session: Session, run: Run) -> dict[str, Any]:
    """A cancelled answer keeps its text so far, marked; a failed one leaves none."""
    tokens = [json.loads(data) for data in await Ledger(session).token_data(run.id)]
    text = "".join(token["text"] for token in tokens if token["attempt"] == run.attempt)
    if not text or run.cancel_requested_at is None:
        return {"text": text, "message_id": None}
    message = Message(run_id=run.id, role="assistant", content=text, status="cancelled")
    stored = await _append(session, principal_of(run), run.thread_id, message)
    return {"text": text, "message_id": stored.id}


async def _append(
    session: Session, principal: Principal, thread_id: str | None, message: Message
) -> Message:
    thread = await Threads(session, principal).lock(thread_id or "")
    return await Messages(session, principal).add(thread, message)
