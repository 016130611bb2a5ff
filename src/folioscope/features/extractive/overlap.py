"""Which share of a question's words a sentence holds, and the passage and document around it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from folioscope.features.extractive.evidence import Sentence, document_of, person
from folioscope.features.extractive.question import WEAK, Question
from folioscope.features.extractive.terms import is_number, stated, terms

if TYPE_CHECKING:
    from folioscope.backends.llms.port import Passage

NEARLY, STATED, IN_DOCUMENT = 0.7, 0.9, 0.8
STEM, LONGEST_ENDING = 5, 4

Likeness = Mapping[str, float]
"""Words that stand for a term of the question, and how surely."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """One row a part of the question, one column a sentence."""

    own: NDArray[np.float32]
    around: NDArray[np.float32]


def overlap(
    question: Question, passages: Sequence[Passage], sentences: Sequence[Sentence]
) -> Overlap:
    """Shares of each part's terms, weighted by how rare they are in these passages."""
    pool = [frozenset(terms(passage.text)) for passage in passages]
    names = _names(passages)
    documents = _documents(passages, pool, names)
    vocabulary = frozenset().union(*pool, *documents)
    own = np.zeros((len(question.parts), len(sentences)), np.float32)
    around = np.zeros_like(own)
    for row, part in enumerate(question.parts):
        likeness = {term: alike(term, vocabulary) for term in part.weights}
        weights = {
            term: weight * (1.0 if term in WEAK else rarity(likeness[term], pool))
            for term, weight in part.weights.items()
        }
        near = [
            max(
                share(weights, likeness, pool[at]),
                IN_DOCUMENT * share(weights, likeness, documents[at]),
            )
            for at in range(len(pool))
        ]
        open_terms = [_unnamed(weights, named) for named in names]
        own[row] = [
            share(open_terms[sentence.passage], likeness, sentence.terms | sentence.under)
            for sentence in sentences
        ]
        around[row] = [near[sentence.passage] for sentence in sentences]
    return Overlap(own, around)


def _names(passages: Sequence[Passage]) -> list[frozenset[str]]:
    """For each passage the words by which its document is called: its file, its person."""
    words: dict[str, set[str]] = {}
    for passage in passages:
        called = f"{passage.path} {passage.document} {person(passage)}"
        words.setdefault(document_of(passage), set()).update(terms(called))
    return [frozenset(words[document_of(passage)]) for passage in passages]


def _documents(
    passages: Sequence[Passage],
    pool: Sequence[frozenset[str]],
    names: Sequence[frozenset[str]],
) -> list[frozenset[str]]:
    """For each passage the words of its whole document, as far as found, and of its names."""
    words: dict[str, set[str]] = {}
    for passage, own, called in zip(passages, pool, names, strict=True):
        words.setdefault(document_of(passage), set()).update(own, called)
    return [frozenset(words[document_of(passage)]) for passage in passages]


def _unnamed(weights: Mapping[str, float], names: frozenset[str]) -> Mapping[str, float]:
    """The terms a sentence has to hold itself: a CV does not repeat whose it is in each line."""
    left = {term: weight for term, weight in weights.items() if term not in names}
    return left if left.keys() - WEAK else weights


def alike(term: str, vocabulary: Iterable[str]) -> Likeness:
    """The words of a vocabulary that say what a term says, and others that state it."""
    found = {word: NEARLY for word in vocabulary if _shares_stem(term, word)}
    return found | dict.fromkeys(stated(term), STATED) | {term: 1.0}


def _shares_stem(term: str, word: str) -> bool:
    """Whether two words look like forms of one; text out of PDF also glues words together."""
    if len(term) < STEM or len(word) < STEM or is_number(term):
        return False
    if len(term) > STEM and term in word:
        return True
    if term[:STEM] != word[:STEM]:
        return False
    shared = STEM
    while shared < min(len(term), len(word)) and term[shared] == word[shared]:
        shared += 1
    return max(len(term), len(word)) - shared <= LONGEST_ENDING


def rarity(likeness: Likeness, pool: Sequence[frozenset[str]]) -> float:
    """What a term counts for: 1 where all texts have it, more the fewer do."""
    holding = sum(not likeness.keys().isdisjoint(words) for words in pool)
    return 1 + math.log((len(pool) + 1) / (holding + 1))


def share(
    weights: Mapping[str, float], likeness: Mapping[str, Likeness], words: frozenset[str]
) -> float:
    """Share of the weight of all terms that these words hold."""
    held = 0.0
    for term, weight in weights.items():
        held += weight * max(
            (likeness[term][word] for word in likeness[term] if word in words), default=0.0
        )
    return held / (sum(weights.values()) or 1.0)
