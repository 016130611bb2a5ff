"""Which sentences are the answer: few, of the documents that cover the question best."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from folioscope.features.extractive.evidence import Sentence, document_of
from folioscope.features.extractive.question import Question
from folioscope.features.extractive.relevance import Scores, denials

if TYPE_CHECKING:
    from folioscope.backends.llms.port import Passage

# Fitted on XQuAD and PIAF: what the best sentence must reach for a question to be answered at
# all, and for one part of several.
FOUND, COVERED = 0.5, 0.5
NEAR_BEST, NEAR_BEST_DOCUMENT = 0.9, 0.75
MOST_DOCUMENTS, MOST_SENTENCES = 8, 3
SAME = 0.8


@dataclass(frozen=True, slots=True)
class Finding:
    """What one document says: its sentences in reading order, and whether they cover all parts."""

    document: str
    sentences: tuple[Sentence, ...]
    covers_all: bool
    worth: float


@dataclass(frozen=True, slots=True)
class _Document:
    """The columns of one document, the best score of each part in it, and their mean."""

    key: str
    columns: list[int]
    best: Scores
    worth: float
    covers: int


def candidates(sentences: Sequence[Sentence], question: Question) -> list[int]:
    """Places of the sentences that may be shown.

    Headings never are, contacts where they are asked for, and a line that only repeats words of
    the question (a name, a skill) where the question is who has it.
    """
    contacts = [index for index, line in enumerate(sentences) if line.role == "contact"]
    if question.wants_contact and contacts:
        return contacts
    asked = {term for part in question.parts for term in part.weights}
    return [
        index
        for index, line in enumerate(sentences)
        if line.role == "body" and (question.wants_list or not line.terms <= asked)
    ]


def select(
    question: Question,
    passages: Sequence[Passage],
    sentences: Sequence[Sentence],
    scores: Scores,
) -> tuple[Finding, ...]:
    """The documents that answer, best first; none where nothing fits."""
    worth = scores - denials(question, sentences)
    documents = _documents(question, passages, sentences, (scores, worth))
    if not documents or not documents[0].covers:
        return ()
    whole = [document for document in documents if document.covers == len(question.parts)]
    chosen = _near(whole or documents, question)
    many = len(question.parts) > 1 or (question.wants_list and len(chosen) > 1)
    taken: list[Sentence] = []
    findings = []
    for document in chosen:
        ranked = [sentences[at] for at in _ranked(document, scores, 1 if many else MOST_SENTENCES)]
        lines = _unlike(ranked, () if question.wants_list else taken)
        if lines:
            taken.extend(lines)
            findings.append(_finding(document, lines, question))
    return tuple(findings)


def _documents(
    question: Question,
    passages: Sequence[Passage],
    sentences: Sequence[Sentence],
    judged: tuple[Scores, Scores],
) -> list[_Document]:
    """Every document with what its most telling lines are worth, best first."""
    scores, worth = judged
    columns: dict[str, list[int]] = {}
    for index in candidates(sentences, question):
        columns.setdefault(document_of(passages[sentences[index].passage]), []).append(index)
    needed = FOUND if len(question.parts) == 1 else COVERED
    documents = []
    for key, places in columns.items():
        telling = np.array(places)[scores[:, places].argmax(axis=1)]
        best = worth[np.arange(len(telling)), telling]
        covers = int((best >= needed).sum())
        documents.append(_Document(key, places, best, float(best.mean()), covers))
    return sorted(documents, key=lambda document: (-document.covers, -document.worth))


def _near(documents: list[_Document], question: Question) -> list[_Document]:
    """The documents about as good as the best: several where a list is asked for."""
    best = documents[0]
    share = NEAR_BEST_DOCUMENT if question.wants_list else NEAR_BEST
    most = MOST_DOCUMENTS if question.wants_list else 2
    near = [
        document
        for document in documents
        if document.worth >= share * best.worth and document.covers == best.covers
    ]
    return near[:most]


def _ranked(document: _Document, scores: Scores, each: int) -> list[int]:
    """For each part that the document covers its best lines, at most ``each`` of them."""
    own = scores[:, document.columns]
    ranked: list[int] = []
    for row, best in zip(own, document.best, strict=True):
        if best >= COVERED:
            order = np.argsort(-row, kind="stable")[:each]
            near = NEAR_BEST * row[order[0]]
            ranked.extend(document.columns[at] for at in order if row[at] >= near)
    return list(dict.fromkeys(ranked))


def _unlike(lines: Iterable[Sentence], taken: Iterable[Sentence]) -> list[Sentence]:
    """The lines that say something that none before them says."""
    kept: list[Sentence] = []
    for line in lines:
        if not any(_same(line, other) for other in (*taken, *kept)):
            kept.append(line)
    return kept


def _same(one: Sentence, other: Sentence) -> bool:
    if one.text == other.text:
        return True
    union = one.terms | other.terms
    return bool(union) and len(one.terms & other.terms) / len(union) >= SAME


def _finding(document: _Document, lines: list[Sentence], question: Question) -> Finding:
    return Finding(
        document=document.key,
        sentences=tuple(sorted(lines, key=lambda line: (line.passage, line.place))),
        covers_all=document.covers == len(question.parts),
        worth=document.worth,
    )
