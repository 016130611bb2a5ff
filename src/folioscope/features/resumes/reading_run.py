"""The run ``resumes.read``: a language model reads a CV, and is checked against its text."""

from __future__ import annotations

import asyncio
import secrets
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

from folioscope.backends.llm_pool import LanguageModels
from folioscope.backends.llms.port import LanguageModel, MalformedStream, Prompt
from folioscope.features.resumes.checked_reading import checked, completed
from folioscope.features.resumes.current import document_now, store
from folioscope.features.resumes.llm_prompt import read_answer, reading_prompt
from folioscope.features.resumes.reading import profile_read, regions_of
from folioscope.features.resumes.repository import Resumes
from folioscope.platform.database.engine import Database, Session
from folioscope.platform.runs.attempt import Conclude, RunContext

KIND = "resumes.read"
MOST_LETTERS = 30_000  # of a CV that a model is shown


@dataclass(frozen=True)
class ReadingTools:
    """What the run works with."""

    database: Database
    llms: LanguageModels


async def read(run: RunContext, *, tools: ReadingTools) -> Conclude:
    """Ask the model, keep what stands in the text; nothing is open meanwhile."""
    resume_id = run.input["resume_id"]
    async with tools.database.read() as session:
        resumes = Resumes(session, run.principal)
        kept = await resumes.get(resume_id)
        document = await document_now(resumes, kept)
    edition = kept.base.edition if kept.base else None
    model = await tools.llms.get()
    await run.stage("looking", model=model.name)
    shown = _shown([page.text for page in document.pages])
    answer = await _answer(model, reading_prompt(shown, secrets.token_hex(8)))
    await run.stage("checking")
    regions = await asyncio.to_thread(regions_of, document)
    by_llm = await asyncio.to_thread(checked, answer, regions)
    profile = completed(by_llm, await asyncio.to_thread(profile_read, document))

    async def conclude(session: Session) -> dict[str, Any]:
        now = await Resumes(session, run.principal).get(resume_id, "write")
        if now.base is not None and now.base.edition == edition:
            store(now, profile, "llm")
        return {"result": {"resume_id": resume_id, "found": len(by_llm.places)}}

    return conclude


def _shown(pages: list[str]) -> list[str]:
    """As much of the pages as a model is shown."""
    left = MOST_LETTERS
    shown = []
    for page in pages:
        shown.append(page[:left])
        left -= len(shown[-1])
    return shown


async def _answer(model: LanguageModel, prompt: Prompt) -> Any:
    async with aclosing(model.stream(prompt)) as pieces:
        text = "".join([delta.text async for delta in pieces])
    try:
        return read_answer(text)
    except ValueError as error:
        msg = (
            f"{model.name} did not answer in the form it was asked for; the profile stays as it is."
        )
        raise MalformedStream(msg) from error
