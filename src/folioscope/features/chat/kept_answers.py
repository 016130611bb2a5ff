"""Answers given again to questions that ask the same, as long as nothing they rest on has changed.

An answer is kept under a digest of all that it depends on beside the question: the bases with their
revisions, filters, mode, answerer, prompt, language, version of the program. Each change to what
can be found in a base raises its revision, so that an answer from before is never looked at again;
a deleted document answers nothing.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from importlib.metadata import version
from typing import Any

import numpy as np

from folioscope.errors import FolioscopeError
from folioscope.features.chat.kept_repository import KeptAnswers, KeptQuestion, StaleAnswers
from folioscope.features.extractive.question import language
from folioscope.features.follow_ups.same_question import meaning, normalised
from folioscope.features.knowledge.repository import Bases
from folioscope.features.knowledge.tables import KnowledgeBase
from folioscope.features.search.hybrid import Searcher
from folioscope.platform.database.base import now
from folioscope.platform.database.engine import Database, Session
from folioscope.platform.principal import Principal

# How alike questions are that pass for one when their words allow it, from 0 (unlike texts) to 1:
# chosen by bench/kept_answers.py, where none of 1,572 that differ was taken for the same.
ALIKE = 0.7
DAYS, MOST_OF_ONE_OWNER, LONGEST_TEXT = 30, 1000, 100_000
LONGEST_QUESTION = 2000  # letters; each is compared with all that are kept
VECTOR_SECONDS = 1.0
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What an answer depends on beside the words of the question.

    ``bases`` are ids, None for all that may be seen. ``answerer`` is who would answer, ``recipe``
    what else makes an answer another one: the version of the prompt, how much is retrieved.
    """

    owner_id: int
    bases: Sequence[str] | None
    filters: Mapping[str, Any]
    mode: str
    answerer: str
    recipe: str


@dataclass(frozen=True, slots=True)
class Slot:
    """Where the answer to a question is kept."""

    owner_id: int
    scope: str
    digest: str
    question: str
    vector: bytes | None
    bases: Mapping[str, list[int]]


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer that was given before, by which run. ``answer`` is what its ``final`` had."""

    run_id: str
    answer: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Recalled:
    """What is kept for a question, and where a new answer to it would be."""

    slot: Slot | None
    kept: Kept | None = None


async def recall(
    searcher: Searcher, principal: Principal, question: str, around: Circumstances
) -> Recalled:
    """The answer kept for the question, which stands alone, or for one that asks the same."""
    async with searcher.database.read() as session:
        bases = await Bases(session, principal).choose(around.bases)
        text = normalised(question)
        if not bases or not text or len(text) > LONGEST_QUESTION:
            return Recalled(None)
        scope, digest = _scope(question, around, bases), _digest(text)
        answers = KeptAnswers(session, principal, around.owner_id)
        since = now() - timedelta(days=DAYS)
        same = await answers.questions(scope, since, digest)
        known = same or await answers.questions(scope, since)
    model = sorted((base.id, base.model) for base in bases)[0][1]
    vector = None if same else await _vector(searcher, model, question)
    states = {base.id: [base.edition, base.revision] for base in bases}
    slot = Slot(around.owner_id, scope, digest, text, vector, states)
    found = same[0] if same else await _alike(searcher, model, slot, known)
    if found is None:
        return Recalled(slot)
    async with searcher.database.read() as session:
        answer = await KeptAnswers(session, principal, around.owner_id).answer(found.id)
        readable = await Bases(session, principal).readable([*states])
    # A share may have ended meanwhile, and with it all that was ever answered by it.
    is_good = answer is not None and len(readable) == len(states)
    return Recalled(slot, Kept(*answer) if answer and is_good else None)


async def keep(
    session: Session, principal: Principal, slot: Slot, run_id: str, answer: Mapping[str, Any]
) -> None:
    """Keep a complete answer, in the transaction that ends its run.

    ``answer`` is the data of ``final``. One that leaned on what was said before in its
    conversation is not for keeping.
    """
    if len(answer["text"]) > LONGEST_TEXT:
        return
    answers = KeptAnswers(session, principal, slot.owner_id)
    values = {
        "scope": slot.scope,
        "digest": slot.digest,
        "question": slot.question,
        "vector": slot.vector,
        "bases": dict(slot.bases),
    }
    await answers.put({**values, "run_id": run_id, "answer": dict(answer)})
    await answers.trim(MOST_OF_ONE_OWNER)


async def forget_stale(database: Database) -> int:
    """Delete the answers that can be given no more, whoever's; how many they were."""
    async with database.read() as session:
        ids = await StaleAnswers(session).ids(now() - timedelta(days=DAYS))
    for first in range(0, len(ids), AT_ONCE):
        async with database.write() as session:
            await StaleAnswers(session).remove(ids[first : first + AT_ONCE])
    return len(ids)


def _scope(question: str, around: Circumstances, bases: Sequence[KnowledgeBase]) -> str:
    depends_on = {
        "bases": sorted([base.id, base.name, base.edition, base.revision] for base in bases),
        "filters": around.filters,
        "mode": around.mode,
        "answerer": around.answerer,
        "recipe": around.recipe,
        "language": language(question),
        "version": version("folioscope"),
    }
    return _digest(json.dumps(depends_on, sort_keys=True))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


async def _vector(searcher: Searcher, model: str, question: str) -> bytes | None:
    """The direction of a question; None where no model says it in time.

    It is that of the very words that are searched for next, and so computed once.
    """
    with suppress(FolioscopeError, TimeoutError):
        async with asyncio.timeout(VECTOR_SECONDS):
            found = await searcher.embeddings.embed_query(model, question)
        return found.astype(np.float32).tobytes()
    return None


async def _alike(
    searcher: Searcher, model: str, slot: Slot, known: Sequence[KeptQuestion]
) -> KeptQuestion | None:
    """The likest question that its words allow to be the same, if it is alike enough."""
    if slot.vector is None:
        return None
    asked = meaning(slot.question)
    possible = [
        one
        for one in known
        if one.vector is not None
        and len(one.vector) == len(slot.vector)
        and meaning(one.question) == asked
    ]
    if not possible:
        return None
    loose = await searcher.embeddings.unrelated(model)
    vectors = np.stack([np.frombuffer(one.vector or b"", np.float32) for one in possible])
    likeness = (vectors @ np.frombuffer(slot.vector, np.float32) - loose) / (1 - loose)
    best = int(likeness.argmax())
    return possible[best] if likeness[best] >= ALIKE else None
