"""The run ``coaching.draft``: a letter or a CV for the job of a session, without a new fact in it.

A language model may propose words. What it proposes is believed sentence by sentence, as far as
the profile bears it out; the rest is struck and told. Where no model is set, or too little is left
of what it wrote, the words are those of the profile.
"""

from __future__ import annotations

import asyncio
import secrets
from contextlib import aclosing
from dataclasses import asdict, dataclass
from typing import Any

from folioscope.backends.llms.port import LanguageModel, Prompt
from folioscope.features.chat.asking import AnswerTooSlow
from folioscope.features.chat.told import show_sources
from folioscope.features.chat.way import Answering
from folioscope.features.coaching import letter, rewording, tailoring
from folioscope.features.coaching.conclusion import conclusion
from folioscope.features.coaching.draft_prompts import cv_prompt, letter_prompt
from folioscope.features.coaching.letter_check import checked, is_enough, struck
from folioscope.features.coaching.service import DRAFT
from folioscope.features.coaching.sessions import OpenSessions
from folioscope.features.coaching.snapshot import Snapshot, snapshot_of
from folioscope.features.coaching.texts import resume_text
from folioscope.features.extractive.answerer import ExtractiveAnswerer
from folioscope.platform.runs.attempt import Conclude, RunContext

KIND = DRAFT
WHOLE_SECONDS = 240.0
USUAL_CONTEXT = 8192
LETTERS_A_TOKEN = 3  # at the least, of what is shown
LEAST_JOB = 2_000


@dataclass(frozen=True, slots=True)
class Draft:
    """What was written, and all that is told of it."""

    text: str
    about: dict[str, Any]


async def draft(run: RunContext, *, answering: Answering, open_sessions: OpenSessions) -> Conclude:
    """Write, and keep what was written as the answer to the message that asked for it."""
    database = answering.searcher.database
    async with database.read() as session:
        coached = await open_sessions(session, run.principal).get(run.input["coaching_session"])
    snapshot = snapshot_of(coached.snapshot)
    llm = await answering.llms.get(run.input["model"])
    model = None if isinstance(llm, ExtractiveAnswerer) else llm
    await show_sources(run, ())
    await run.stage("answering")
    write = _letter if run.input["draft"] == "letter" else _cv
    written = await write(snapshot, model, run.input["language"])
    return await conclusion(run, written.text, llm.name, draft=written.about)


async def _letter(snapshot: Snapshot, model: LanguageModel | None, language: str) -> Draft:
    job = letter.Job(snapshot.title, snapshot.company, snapshot.text)
    plain = await asyncio.to_thread(letter.letter, snapshot.resume, job, language)
    about: dict[str, Any] = {"kind": "letter", "language": language, "diff": "", "refused": []}
    if model is not None:
        shown = _shown(model, snapshot)
        answer = await _asked(model, letter_prompt(*shown, language, secrets.token_hex(8)))
        kept, about["refused"] = await asyncio.to_thread(checked, answer, snapshot)
        about["diff"] = struck(answer, kept)
        if is_enough(kept):
            return Draft(kept, about | {"rests_on": []})
    text = "\n\n".join(one.text for one in plain)
    return Draft(text, about | {"rests_on": [list(one.rests_on) for one in plain]})


async def _cv(snapshot: Snapshot, model: LanguageModel | None, language: str) -> Draft:
    proposed = dict(snapshot.resume)
    refused: list[dict[str, Any]] = []
    if model is not None:
        _, job = _shown(model, snapshot)
        answer = await _asked(model, cv_prompt(snapshot.resume, job, secrets.token_hex(8)))
        proposed, refused = await asyncio.to_thread(rewording.reworded, snapshot.resume, answer)
    resume = await asyncio.to_thread(tailoring.tailored, proposed, snapshot.text)
    about = {
        "kind": "cv",
        "language": language,
        "diff": tailoring.unified(snapshot.resume, resume),
        "refused": refused,
        "changes": [asdict(one) for one in tailoring.changes(snapshot.resume, resume)],
        "resume": resume,
    }
    return Draft(resume_text(resume), about)


def _shown(model: LanguageModel, snapshot: Snapshot) -> tuple[str, str]:
    """Résumé and job as far as they fit the model: of a long job the beginning."""
    room = LETTERS_A_TOKEN * (model.context_tokens or USUAL_CONTEXT) // 2
    resume = resume_text(snapshot.resume)[: max(room - LEAST_JOB, LEAST_JOB)]
    (_, _), (_, job) = snapshot.files
    return resume, job[: max(room - len(resume), LEAST_JOB)]


async def _asked(model: LanguageModel, prompt: Prompt) -> str:
    try:
        async with asyncio.timeout(WHOLE_SECONDS), aclosing(model.stream(prompt)) as pieces:
            return "".join([delta.text async for delta in pieces])
    except TimeoutError:
        msg = f"{model.name} had not finished after {WHOLE_SECONDS:g} seconds."
        raise AnswerTooSlow(msg) from None
