"""Which sentences are the answer: few, of the documents that cover the question best."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from folioscope.features.chat.evidence import Sentence, document_of
from folioscope.features.chat.question import Question
from folioscope.features.chat.relevance import Scores

if TYPE_CHECKING:
    from folioscope.backends.llms.port import Passage

# Fitted on XQuAD and PIAF: what the best sentence must reach for a question to be answered at
# all, and for one part of several.
FOUND, COVERED = 0.53, 0.5
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
    """Places of the sentences that may be shown: headings never, contacts where asked for."""
    contacts = [index for index, line in enumerate(sentences) if line.role == "contact"]
    if question.wants_contact and contacts:
        return contacts
    return [index for index, line in enumerate(sentences) if line.role == "body"]


def select(
    question: Question,
    passages: Sequence[Passage],
    sentences: Sequence[Sentence],
    scores: Scores,
) -> tuple[Finding, ...]:
    """The documents that answer, best first; none where nothing fits."""
    documents = _documents(question, passages, sentences, scores)
    if not documents or not documents[0].covers:
        return ()
    whole = [document for document in documents if document.covers == len(question.parts)]
    chosen = _near(whole or documents, question)
    taken: list[Sentence] = []
    findings = []
    for document in chosen:
        lines = _lines(question, document, sentences, scores, taken)
        if lines:
            taken.extend(lines)
            findings.append(_finding(document, lines, question))
    return tuple(findings)


def _documents(
    question: Question,
    passages: Sequence[Passage],
    sentences: Sequence[Sentence],
    scores: Scores,
) -> list[_Document]:
    columns: dict[str, list[int]] = {}
    for index in candidates(sentences, question):
        columns.setdefault(document_of(passages[sentences[index].passage]), []).append(index)
    needed = FOUND if len(question.parts) == 1 else COVERED
    documents = []
    for key, places in columns.items():
        best = scores[:, places].max(axis=1)
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


def _lines(
    question: Question,
    document: _Document,
    sentences: Sequence[Sentence],
    scores: Scores,
    taken: Iterable[Sentence],
) -> list[Sentence]:
    """For each part the line that covers it; for a single part the two or three best."""
    known = [] if question.wants_list else list(taken)
    lines: list[Sentence] = []
    for place in _ranked(question, document, scores):
        sentence = sentences[place]
        if not any(_same(sentence, other) for other in (*known, *lines)):
            lines.append(sentence)
    return lines[: MOST_SENTENCES if len(question.parts) > 1 or not known else 1]


def _ranked(question: Question, document: _Document, scores: Scores) -> list[int]:
    own = scores[:, document.columns]
    ranked: list[int] = []
    for row, best in zip(own, document.best, strict=True):
        if best < COVERED and len(question.parts) > 1:
            continue
        order = np.argsort(-row, kind="stable")
        spare = 1 if len(question.parts) > 1 or question.wants_list else MOST_SENTENCES
        near = [int(at) for at in order[:spare] if row[at] >= NEAR_BEST * best]
        ranked.extend(document.columns[at] for at in near)
    return list(dict.fromkeys(ranked))


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
