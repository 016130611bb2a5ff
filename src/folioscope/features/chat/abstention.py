"""When an answer from the documents alone is not tried, and what is said instead.

The rule and its threshold were chosen on one half of 400 questions, 200 of them without an answer;
the figures are of the other half (``bench/abstention.py``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice

from folioscope.features.chat.question_names import Name, holds, names_in, words_of
from folioscope.features.extractive import question as questions
from folioscope.features.extractive.evidence import role_of
from folioscope.features.extractive.overlap import alike, rarity, share
from folioscope.features.extractive.question import CONTACT, NAME_WEIGHT, WEAK, Language
from folioscope.features.extractive.terms import is_number, terms
from folioscope.features.extractive.wording import NOTHING
from folioscope.features.knowledge.sentences import Span, split
from folioscope.features.search.hits import Hit
from folioscope.platform.indexes.languages import language_of

COVERED = 0.4
"""The share of a question's words, rare ones counting more, that one document must hold."""

SAMPLES, SAMPLE = 5, 300  # hits, and letters of each, that tell the language of the documents
WITHOUT_BLANKS = ("ja", "th", "zh")
LARGE_NOUNS = "de"  # a single large word is no name there
NEAREST = 3
ENOUGH = 6  # words of a line that tell something by themselves
_NEAREST: dict[Language, str] = {
    "en": "The nearest to the question:",
    "fr": "Au plus près de la question :",
}
# A number in brackets in the name of a file would read as a citation of ours.
_NO_BRACKETS = str.maketrans("[]", "()")


@dataclass(frozen=True, slots=True)
class Near:
    """A source that is near to a question: the words ``hit.text[start:end]`` the most.

    ``number`` is that of its hit, from 1.
    """

    number: int
    hit: Hit
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Abstention:
    """What is said in place of an answer, and the sources it names."""

    text: str
    sources: tuple[Near, ...]


def weak(question: str, hits: Sequence[Hit]) -> bool:
    """Whether the hits are too far from a question to answer it from them alone."""
    return not hits or covered(question, hits) < COVERED


def covered(question: str, hits: Sequence[Hit]) -> float:
    """The share of a question's words that the best document holds, as far as it was found.

    0 where a name in it, or a year, is in none of the hits. Of words of another language than
    that of the hits nothing can be said, so they count as held.
    """
    texts = [_whole(hit) for hit in hits]
    asked_in = language_of(question)
    names = [name for name in names_in(question) if len(name) > 1 or asked_in != LARGE_NOUNS]
    words = [words_of(text) for text in texts] if names else []
    if not all(holds(words, name) for name in names):
        return 0.0
    if hits and not _may_compare(asked_in, hits):
        return 1.0
    passages = [frozenset(terms(text)) for text in texts]
    return _share_of_words(question, names, passages, _documents(hits, passages))


def abstain(question: str, hits: Sequence[Hit]) -> Abstention:
    """Say that the answer is not there, and which three documents come nearest."""
    language = questions.language(question)
    wanted = frozenset(terms(question))
    sources = tuple(islice(_nearest(wanted, hits), NEAREST))
    lines = [f"- {_place(near.hit)} [{near.number}]" for near in sources]
    listed = "\n".join([_NEAREST[language], *lines])
    text = f"{NOTHING[language]}\n\n{listed}" if lines else NOTHING[language]
    return Abstention(text, sources)


def _whole(hit: Hit) -> str:
    """A passage with all that is known of where it stands."""
    return f"{hit.context} {hit.text} {hit.path} {hit.document}"


def _may_compare(asked_in: str | None, hits: Sequence[Hit]) -> bool:
    """Whether the words of a question in that language are of the kind the hits are made of."""
    if asked_in is None:
        return True
    told_in = language_of("\n".join(hit.text[:SAMPLE] for hit in hits[:SAMPLES]))
    return told_in in (None, asked_in) and asked_in not in WITHOUT_BLANKS


def _share_of_words(
    question: str,
    names: Sequence[Name],
    passages: Sequence[frozenset[str]],
    documents: Sequence[frozenset[str]],
) -> float:
    asked = [term for term in dict.fromkeys(terms(question)) if term not in WEAK | CONTACT]
    if not asked:
        return 1.0
    vocabulary = frozenset().union(*documents)
    likeness = {term: alike(term, vocabulary) for term in asked}
    named = {word for name in names for word in name}
    weights = {
        term: rarity(likeness[term], passages)
        * (NAME_WEIGHT if term in named or is_number(term) else 1.0)
        for term in asked
    }
    return max((share(weights, likeness, words) for words in documents), default=0.0)


def _documents(hits: Iterable[Hit], passages: Iterable[frozenset[str]]) -> Sequence[frozenset[str]]:
    """The words of each document, as far as it was found."""
    found: dict[str, frozenset[str]] = {}
    for hit, words in zip(hits, passages, strict=True):
        found[hit.document_id] = found.get(hit.document_id, frozenset()) | words
    return list(found.values())


def _nearest(wanted: frozenset[str], hits: Iterable[Hit]) -> Iterator[Near]:
    """The first hit of each document that has a line to show, and that line."""
    seen: set[str] = set()
    for number, hit in enumerate(hits, start=1):
        spans = [] if hit.document_id in seen else _telling(wanted, hit.text)
        if spans:
            seen.add(hit.document_id)
            yield Near(number, hit, *max(spans, key=partial(_nearness, wanted, hit.text)))


def _telling(wanted: frozenset[str], text: str) -> list[Span]:
    """Lines that say something: no headings, and contacts only where they are asked for."""
    roles = {"body"} if wanted.isdisjoint(CONTACT) else {"body", "contact"}
    return [span for span in split(text) if role_of(text[span.start : span.end]) in roles]


def _nearness(wanted: frozenset[str], text: str, span: Span) -> tuple[int, int]:
    """How many of the wanted words a line has; of equal ones the one that says more."""
    words = frozenset(terms(text[span.start : span.end]))
    return len(words & wanted), min(len(words), ENOUGH)


def _place(hit: Hit) -> str:
    """Where a passage is, on one line without marks."""
    page = f", page {hit.page}" if hit.page is not None else ""
    path = " ".join(hit.path.translate(_NO_BRACKETS).split())
    return f"{path}{page}"
