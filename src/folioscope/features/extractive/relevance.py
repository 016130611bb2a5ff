"""How well a sentence answers a part of a question, between 0 and about 1.

The weights were fitted on XQuAD (English) and PIAF (French): words in the sentence, words around
it, likeness of meaning of the sentence and of its neighbourhood. Where the embedding model does
not know the language, the words still carry.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from folioscope.features.extractive.evidence import Sentence
from folioscope.features.extractive.overlap import Overlap
from folioscope.features.extractive.question import Question
from folioscope.features.extractive.terms import is_number

Scores = NDArray[np.float32]
"""One row a part of the question, one column a sentence."""

OWN_WORDS, WORDS_AROUND, OWN_MEANING, NEAR_MEANING, AMOUNT = 0.3, 0.3, 0.2, 0.2, 0.05
DENIAL = 0.15
_DENIES = re.compile(r"\b(?:never|not|no longer|without|jamais|n'a pas|sans)\b", re.IGNORECASE)


def score_words(shared: Overlap) -> Scores:
    """What the words alone are worth."""
    return OWN_WORDS * shared.own + WORDS_AROUND * shared.around


def score(
    question: Question,
    sentences: Sequence[Sentence],
    shared: Overlap,
    parts: NDArray[np.float32],
    vectors: NDArray[np.float32],
) -> Scores:
    """The scores, given unit vectors of the parts and of the sentences.

    A sentence that is not worth a vector has a row of zeros.
    """
    near = _neighbourhoods(sentences, vectors)
    meaning = OWN_MEANING * (parts @ vectors.T) + NEAR_MEANING * (parts @ near.T)
    return score_words(shared) + meaning + AMOUNT * _amounts(question, sentences)


def _amounts(question: Question, sentences: Sequence[Sentence]) -> NDArray[np.float32]:
    """Whether a sentence holds a figure of its own, where the question asks for one."""
    if not question.wants_amount:
        return np.full(len(sentences), 0.5, np.float32)
    asked = {term for part in question.parts for term in part.weights}
    holds = [any(map(is_number, sentence.terms - asked)) for sentence in sentences]
    return np.array(holds, np.float32)


def denials(question: Question, sentences: Sequence[Sentence]) -> NDArray[np.float32]:
    """What each sentence loses for saying that something is not so, where the question does not.

    It counts against the document, not in the choice of its line: a line that says “never in
    production” must not be passed over for one that keeps silent about it.
    """
    if _DENIES.search(question.text):
        return np.zeros(len(sentences), np.float32)
    return DENIAL * np.array([bool(_DENIES.search(line.text)) for line in sentences], np.float32)


def _neighbourhoods(
    sentences: Sequence[Sentence], vectors: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Direction of each sentence together with the ones before and after it in its passage."""
    near = vectors.copy()
    for index in range(1, len(sentences)):
        if sentences[index].passage == sentences[index - 1].passage:
            near[index] += vectors[index - 1]
            near[index - 1] += vectors[index]
    length = np.linalg.norm(near, axis=1, keepdims=True)
    unit: NDArray[np.float32] = (near / np.where(length > 0, length, 1)).astype(np.float32)
    return unit
