"""The run ``matching.explain``: a fit in words, by a model where there is one."""

from __future__ import annotations

import secrets
from contextlib import aclosing
from typing import Any

from folioscope.backends.llm_pool import LanguageModels
from folioscope.backends.llms.port import LanguageModel
from folioscope.failpoints import failpoint
from folioscope.features.extractive.answerer import ExtractiveAnswerer
from folioscope.features.matching.comparing import JobText, Wanted, compare
from folioscope.features.matching.explaining import Told, checked, plain_words, prompt_for
from folioscope.features.matching.matrix import Job, Match
from folioscope.features.matching.requirements import from_data
from folioscope.features.matching.service import Demands
from folioscope.platform.database.engine import Database, Session
from folioscope.platform.runs.attempt import Conclude, RunContext

KIND = "matching.explain"
MARK_BYTES = 8


async def explain(run: RunContext, *, database: Database, llms: LanguageModels) -> Conclude:
    """Compare one résumé with one job, and say in words what came of it.

    The fit in the result is that of the rules; what a model says beside it is checked against it.
    """
    llm = await llms.get(run.input["model"])
    await run.stage("looking")
    comparison = await compare(database, run.principal, _wanted(run.input))
    found = comparison.matches[0]
    await run.stage("answering")
    is_model = not isinstance(llm, ExtractiveAnswerer)
    told = await _asked(run, llm, found) if is_model else Told(plain_words(found), 0)
    if not told.text:  # nothing that may stand
        told = Told(plain_words(found), told.left_out)
    elif not is_model:
        await run.token(told.text)
    failpoint("matching.explained")
    result = _result(found, told, llm.name)

    async def conclude(_session: Session) -> dict[str, Any]:
        return {"result": result}

    return conclude


async def _asked(run: RunContext, llm: LanguageModel, found: Match) -> Told:
    async with aclosing(llm.stream(prompt_for(found, secrets.token_hex(MARK_BYTES)))) as pieces:
        async for delta in pieces:
            if delta.text:
                await run.token(delta.text)
    return checked(run.text, found)


def _wanted(given: dict[str, Any]) -> Wanted:
    job = given["job"]
    asked = None if job is None else job["requirements"]
    demands = None
    if asked is not None:
        demands = Demands(Job(None, job["title"], None, from_data(asked)), (), is_edited=True)
    return Wanted(
        this_month=given["this_month"],
        resumes=(given["resume"],),
        offers=(given["offer"],) if given["offer"] else (),
        job=JobText(job["title"], job["text"]) if job is not None and asked is None else None,
        demands=demands,
    )


def _result(found: Match, told: Told, model: str) -> dict[str, Any]:
    return {
        "text": told.text,
        "model": model,
        "left_out": told.left_out,
        "resume_id": found.candidate.resume_id,
        "offer_id": found.job.id,
        "score": found.score.score,
        "at_most": found.score.at_most,
        "confidence": found.score.confidence,
        "verdicts": {judged.requirement_id: judged.verdict for judged in found.judgements},
    }
