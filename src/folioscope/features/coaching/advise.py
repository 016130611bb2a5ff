"""The run ``coaching.answer``: an answer from the two texts of a session, once both are there."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from dataclasses import replace

from folioscope.backends.llms.port import Delta, LanguageModel, Prompt
from folioscope.errors import BackendFailed
from folioscope.features.chat.answer import answer_by
from folioscope.features.chat.asked import read_asked
from folioscope.features.chat.told import show_sources
from folioscope.features.chat.way import Answering, Way
from folioscope.features.coaching.comparing import compared, told
from folioscope.features.coaching.conclusion import conclusion
from folioscope.features.coaching.service import ADVICE
from folioscope.features.extractive.answerer import ExtractiveAnswerer
from folioscope.features.knowledge.document_repository import SingleDocuments
from folioscope.features.knowledge.repository import DocumentNotFound
from folioscope.features.search.repository import Passages
from folioscope.features.search.wanted import Filters
from folioscope.platform.database.engine import Database
from folioscope.platform.runs.attempt import Conclude, RunContext

KIND = ADVICE
LOOK_SECONDS = 0.1
LONGEST_LOOK = 1.0
ABOUT_TOKENS = 200
_ABOUT = """

Whom you advise
- You are a career coach. The person who asks is the one whose résumé is in the data block: \
the passages whose source begins with “Résumé”. “I”, “me” and “my” in a question mean that person, \
whom you address directly.
- The passages whose source begins with “Job” are the job that this person considers. What stands \
there is what an employer asks for; it says nothing of what the person can do.
- Say plainly what the résumé shows, what it shows in part, and what it does not show. Never state \
that the person has a skill, a degree, a year or a result that is not in the résumé.
- Give advice that can be acted upon, and keep it apart from what the passages say.
"""


class TextsGone(BackendFailed):
    """The texts of a session were deleted while its answer was waited for."""

    code = "coaching_texts_gone"


class TextsNotRead(BackendFailed):
    """A text of a session could not be taken in."""

    code = "coaching_texts_not_read"


async def advise(run: RunContext, *, answering: Answering) -> Conclude:
    """Wait until the texts are taken in, then answer as the chat does, as a coach would."""
    await until_ready(run, answering.searcher.database)
    llm = await answering.llms.get(run.input["model"])
    if isinstance(llm, ExtractiveAnswerer):
        if "compares" in run.input and (ended := await _compared(run, answering, llm)):
            return ended
        return await answer_by(run, answering, llm)
    context = run.input["context"] or answering.context
    return await answer_by(run, replace(answering, context=context), Coach(llm))


async def _compared(
    run: RunContext, answering: Answering, llm: ExtractiveAnswerer
) -> Conclude | None:
    """Say which skills both texts name; None where the job names none that is known."""
    database = answering.searcher.database
    way = Way(run, answering, llm, await read_asked(run, database, None))
    resume, job = run.input["documents"]
    async with database.read() as session:
        passages = Passages(session, run.principal)
        hits = [
            await passages.in_order(run.input["bases"], Filters(documents=(one,)))
            for one in (resume, job)
        ]
    found = await asyncio.to_thread(compared, *hits)
    if not found.pairs:
        return None
    places = ((n, one.hit, one.start, one.end) for n, one in enumerate(found.places, start=1))
    citations = await way.exactly(places)
    await show_sources(run, citations)
    await run.stage("answering")
    return await conclusion(run, told(found, run.input["compares"]), llm.name, citations)


async def until_ready(run: RunContext, database: Database) -> None:
    """Wait for the run that takes the texts in; ``TextsGone``, ``TextsNotRead``."""
    pause = LOOK_SECONDS
    while await _is_waiting(run, database):
        if pause == LOOK_SECONDS:
            await run.stage("preparing")
        await asyncio.sleep(pause)
        pause = min(2 * pause, LONGEST_LOOK)


async def _is_waiting(run: RunContext, database: Database) -> bool:
    async with database.read() as session:
        documents = SingleDocuments(session, run.principal)
        try:
            found = [(await documents.get(one)).document for one in run.input["documents"]]
        except DocumentNotFound as error:
            msg = "The texts of this session were deleted meanwhile. Ask again: they are read anew."
            raise TextsGone(msg) from error
    for document in found:
        if document.state == "failed":
            reason = (document.reason or {}).get("message", "")
            raise TextsNotRead(f"“{document.path}” could not be read: {reason}")
    return any(document.state != "ready" for document in found)


class Coach:
    """A language model that is told whom it advises, beside the rules of every answer."""

    def __init__(self, llm: LanguageModel) -> None:
        self._llm = llm

    @property
    def name(self) -> str:
        """What answers, for people."""
        return self._llm.name

    @property
    def context_tokens(self) -> int | None:
        """What is left of the model's context."""
        size = self._llm.context_tokens
        return None if size is None else size - ABOUT_TOKENS

    async def count_tokens(self, texts: Sequence[str]) -> Sequence[int]:
        """As the model counts."""
        return await self._llm.count_tokens(texts)

    def stream(self, prompt: Prompt) -> AsyncGenerator[Delta, None]:
        """Ask with the rules of a coach after those of the answer."""
        first, *others = prompt.messages
        if first.role == "system":
            first = replace(first, content=first.content.rstrip() + _ABOUT)
        return self._llm.stream(replace(prompt, messages=(first, *others)))

    async def aclose(self) -> None:
        """The model is others' too, who close it."""
