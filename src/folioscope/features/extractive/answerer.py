"""An answerer without a language model: the passages' own sentences, each with its citation."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from folioscope.backends.llms.port import Delta, Passage, Prompt
from folioscope.features.extractive import question as questions
from folioscope.features.extractive.evidence import Sentence, gather
from folioscope.features.extractive.overlap import Overlap, overlap
from folioscope.features.extractive.question import Question
from folioscope.features.extractive.relevance import score, score_words
from folioscope.features.extractive.selection import Finding, candidates, select
from folioscope.features.extractive.wording import write

Embed = Callable[[Sequence[str]], NDArray[np.float32]]
"""Unit vectors of texts, in order. It may take long and is called off the event loop."""

# Embedding is what costs: these bound it to about a tenth of a second on two cores.
MOST_EMBEDDED, EMBEDDED_CHARS = 48, 320
_PIECE = re.compile(r"\s*\S+(?:\s+\S+){0,2}\s*")


class ExtractiveAnswerer:
    """Answers a prompt's question with sentences of its passages, word for word."""

    def __init__(self, embed: Embed) -> None:
        self._embed = embed

    @property
    def name(self) -> str:
        """What answers, for people."""
        return "extractive (no language model)"

    @property
    def context_tokens(self) -> int | None:
        """It reads any length."""
        return None

    async def count_tokens(self, texts: Sequence[str]) -> Sequence[int]:
        """Words: it knows no tokens."""
        return [len(text.split()) for text in texts]

    async def stream(self, prompt: Prompt) -> AsyncGenerator[Delta, None]:
        """Yield the answer in groups of a few words."""
        text = await asyncio.to_thread(answer, prompt.question, prompt.passages, self._embed)
        for piece in _PIECE.findall(text):
            yield Delta(piece)
            await asyncio.sleep(0)

    async def aclose(self) -> None:
        """Nothing is open."""


def answer(text: str, passages: Sequence[Passage], embed: Embed) -> str:
    """The whole answer to a question; the same each time for the same vectors."""
    question = questions.read(text)
    sentences = gather(passages)
    findings: tuple[Finding, ...] = ()
    if sentences and any(part.weights for part in question.parts):
        shared = overlap(question, passages, sentences)
        parts, vectors = _vectors(question, sentences, shared, embed)
        scores = score(question, sentences, shared, parts, vectors)
        findings = select(question, passages, sentences, scores)
    return write(findings, passages, question)


def _vectors(
    question: Question, sentences: Sequence[Sentence], shared: Overlap, embed: Embed
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Vectors of the parts and of the likeliest sentences; rows of zeros for the others."""
    likely = candidates(sentences, question)
    promise = score_words(shared).max(axis=0)
    likely.sort(key=lambda index: -promise[index])
    chosen = likely[:MOST_EMBEDDED]
    texts = [part.text for part in question.parts]
    texts += [sentences[index].text[:EMBEDDED_CHARS] for index in chosen]
    found = embed(texts)
    vectors = np.zeros((len(sentences), found.shape[1]), np.float32)
    vectors[chosen] = found[len(question.parts) :]
    return found[: len(question.parts)], vectors
