"""What is looked for: each word of a question as the terms that the languages of indexes make."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import tantivy

from folioscope.platform.indexes.analysis import (
    Analysis,
    analysis_of,
    folded,
    with_phone_numbers_plain,
)
from folioscope.platform.indexes.analysis_pieces import RUNS, pieces_of
from folioscope.platform.indexes.languages import language_of

TERMS = "terms"
LANGUAGE = "language"
K1 = 1.2  # as it is built into tantivy
LONGEST = 20_000  # characters that are looked at
MAX_WORDS = 128  # words that are looked for
MAX_CONTINUED = 64  # terms that a single character begins
INITIAL = re.compile(r"\W*[^\W\d_]\.,?")

Variants = tuple[str, ...]
"""The terms of one word, by the languages it may be meant in."""


def wanted_words(text: str, languages: Sequence[str]) -> dict[Variants, int]:
    """The words of a question and how often it has each."""
    text = with_phone_numbers_plain(text[:LONGEST])
    analyses = [analysis_of(language) for language in languages]
    own = language_of(text)
    # “Who knows Rust?” is too short to tell its language: “who” may be of any that is there.
    spoken = [analysis_of(own)] if own else analyses
    words = Counter(variants for variants in _variants(text, spoken, analyses) if variants)
    return dict(list(words.items())[:MAX_WORDS])


def _variants(
    text: str, spoken: Sequence[Analysis], analyses: Sequence[Analysis]
) -> Iterator[Variants]:
    for raw in _without_initials(text.split()):
        pieces = pieces_of(raw)
        for name in pieces.names:
            yield (folded(name),)
        for word in pieces.words:
            if not any(analysis.is_stop_word(word) for analysis in spoken):
                terms = [analysis.term(word) for analysis in analyses]
                yield tuple(dict.fromkeys(term for term in terms if term is not None))


def _without_initials(words: Sequence[str]) -> list[str]:
    """Without the letters that stand for a first name, which any text may have."""
    return [word for word in words[:-1] if not INITIAL.fullmatch(word)] + list(words[-1:])


@dataclass(frozen=True, slots=True)
class Question:
    """The words of a text with their weights in all indexes that are searched for it.

    A word is as rare as all of its variants together, in all of the indexes: else the few texts in
    a second language would win by every name that this language happens to stem in its own way,
    and a word would count for less in a small base than in a large one.
    """

    weights: dict[Variants, float]

    @property
    def attainable(self) -> float:
        """The score that chunks come close to which have each of the words again and again.

        0 where no index has any of them.
        """
        return (K1 + 1) * sum(self.weights.values())


def asked(text: str, searchers: Sequence[tantivy.Searcher]) -> Question:
    """What is looked for in all of the indexes alike."""
    languages = {name for each in searchers for name, _ in each.terms_with_prefix(LANGUAGE, "")}
    weights = {}
    every = sum(searcher.num_docs for searcher in searchers)
    for variants, count in wanted_words(text, sorted(languages)).items():
        number = sum(sum(_holding(searcher, variants).values()) for searcher in searchers)
        if number:
            weights[variants] = count * _rarity(every, number)
    return Question(weights)


def queries(
    schema: tantivy.Schema, searcher: tantivy.Searcher, question: Question
) -> list[tantivy.Query]:
    """A query for each term of an index, which counts as much as its word."""
    return [
        tantivy.Query.boost_query(
            tantivy.Query.term_query(schema, TERMS, term, "freq"),
            weight / _rarity(searcher.num_docs, number),
        )
        for variants, weight in question.weights.items()
        for term, number in _holding(searcher, variants).items()
    ]


def _holding(searcher: tantivy.Searcher, variants: Variants) -> dict[str, int]:
    """The terms of a word that are in an index, with how many chunks have each."""
    terms = [term for word in variants for term in _continued(searcher, word)]
    numbers = {term: searcher.doc_freq(TERMS, term) for term in terms}
    return {term: number for term, number in numbers.items() if number}


def _continued(searcher: tantivy.Searcher, term: str) -> list[str]:
    """The terms that stand for a term: of a single character without spaces, all it begins."""
    if len(term) > 1 or not RUNS.match(term):
        return [term]
    found = searcher.terms_with_prefix(TERMS, term, limit=MAX_CONTINUED)
    return [continued for continued, _ in found]


def _rarity(every: int, number: int) -> float:
    number = min(number, every)
    return math.log(1 + (every - number + 0.5) / (number + 0.5))
