"""Where in a passage the words stand that bear a claim out.

Words that stand there as they are claimed are found first, whatever their case, blanks and quotes.
If there are none, the sentences are taken that hold most of the claim's content words; a claim may
run over neighbours. Then figures and names of the claim must be in the passage, and what it denies
must be denied there.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Literal

from folioscope.features.extractive.terms import is_number, terms, tokens
from folioscope.features.grounding.folded import Folded, bare, folded
from folioscope.features.knowledge.sentences import Span, split

Match = Literal["exact", "aligned", "restated"]

SUPPORTED = 0.5
ELSEWHERE = 0.5
WIDEST = 3
GAIN = 0.12
ORDERED = 0.7
DENIED = 3  # words after a "not" that it is taken to deny
MOST_SENTENCES = 400

_QUOTED = re.compile(r"[\"“«]([^\"“”«»]{8,600})[\"”»]")
_DENIALS = frozenset(
    "not no never without none neither nor cannot didn doesn isn wasn hasn haven "
    "pas jamais aucun aucune sans nunca sin ningun ninguna nicht kein keine keinen nie ohne".split()
)
_SELF = frozenset("we our us nous notre nos wir unser unsere nosotros".split())
_FIRM = ("the Company", "The Company", "la Société", "La Société")
_GERMAN = frozenset("der die das und ist wurde mit von hat bei".split())
_TIMES = frozenset(
    "january february march april may june july august september october november december "
    "monday tuesday wednesday thursday friday saturday sunday".split()
)


@dataclass(frozen=True, slots=True)
class Located:
    """``text[start:end]`` of a passage: whole sentences that say what is claimed.

    ``match`` is ``exact`` if they hold its very words, ``aligned`` if they bear it out with its
    words in order and others between them, ``restated`` if they do so in another order, and None
    if they only come nearest. ``worth`` orders them.
    """

    start: int
    end: int
    match: Match | None
    worth: float


@dataclass(frozen=True)
class Source:
    """The stored text of a passage; ``subject`` says whose it is, ``about`` of what besides."""

    text: str
    subject: str = ""
    about: str = ""

    @cached_property
    def folded(self) -> Folded:
        """The text as it is searched."""
        return folded(self.text)

    @cached_property
    def spans(self) -> tuple[Span, ...]:
        """Its sentences and lines."""
        return split(self.text)[:MOST_SENTENCES]

    @cached_property
    def sentences(self) -> list[frozenset[str]]:
        """The content words of each."""
        return [frozenset(terms(self.text[start:end])) for start, end in self.spans]

    @cached_property
    def words(self) -> frozenset[str]:
        """All content words of the text."""
        return frozenset(terms(self.text))

    @cached_property
    def speaks_of_itself(self) -> bool:
        """Whether its writer is no more than "we" in it."""
        named = any(words in self.text for words in _FIRM)
        return named or not _SELF.isdisjoint(tokens(self.text))

    @cached_property
    def called(self) -> frozenset[str]:
        """The content words of whose it is."""
        return frozenset(terms(self.subject))

    @cached_property
    def held(self) -> frozenset[str]:
        """All content words in it and around it."""
        return self.words | self.called | frozenset(terms(self.about))


def locate(claim: str, source: Source, beside: Sequence[Source] = ()) -> Located | None:
    """The sentences of a passage that come nearest to a claim, which may rest on others too."""
    if not source.spans:
        return None
    others = frozenset[str]().union(*(other.words for other in beside))
    own = _own(frozenset(terms(claim)), source, others)
    span = _word_for_word(claim, source)
    if span is not None:
        return Located(*_whole(source, span), "exact", 3.0)
    first, last, near = _nearest(own, source)
    start, end = source.spans[first].start, source.spans[last].end
    quoted = _quoted(claim, source)
    if quoted is not None:
        start, end = _whole(source, quoted)
    support = near + ELSEWHERE * (_overlap(own, source.words) - near)
    denied = _denies(source.text[start:end], own) == _denies(claim, source.words)
    is_borne = denied and _agrees(claim, source, others)
    is_borne = is_borne and (quoted is not None or support >= SUPPORTED)
    if not is_borne:
        return Located(start, end, None, support)
    is_in_order = _in_order(terms(claim), terms(source.text[start:end])) >= ORDERED
    return Located(start, end, "aligned" if is_in_order else "restated", 1 + support)


def _own(wanted: frozenset[str], source: Source, others: frozenset[str]) -> frozenset[str]:
    """The words of a claim that its passage has to hold: a CV does not repeat whose it is."""
    share = {term for term in wanted if term in source.words or term not in others}
    return frozenset(share - source.called) or wanted


def _word_for_word(claim: str, source: Source) -> Span | None:
    words = bare(claim)
    return source.folded.find(words) if terms(words) else None


def _quoted(claim: str, source: Source) -> Span | None:
    """Where the words stand that a claim puts in quotation marks."""
    quotations = (bare(words) for words in _QUOTED.findall(claim))
    found = (source.folded.find(words) for words in quotations if len(tokens(words)) > 2)
    return next(filter(None, found), None)


def _whole(source: Source, span: Span) -> Span:
    """The sentences that some words stand in."""
    touched = [one for one in source.spans if one.start < span.end and one.end > span.start]
    if not touched:
        return span
    return Span(min(span.start, touched[0].start), max(span.end, touched[-1].end))


def _nearest(own: frozenset[str], source: Source) -> tuple[int, int, float]:
    """First and last of the neighbouring sentences that hold most, and how much.

    A further one has to add something.
    """
    best = (0, 0, -1.0)
    for first in range(len(source.spans)):
        held: frozenset[str] = frozenset()
        for width in range(min(WIDEST, len(source.spans) - first)):
            held |= source.sentences[first + width]
            near = _overlap(own, held) - GAIN * width
            if near > best[2]:
                best = (first, first + width, near)
    first, last, near = best
    return first, last, near + GAIN * (last - first)


def _overlap(wanted: frozenset[str], words: frozenset[str]) -> float:
    """Share of the wanted terms among words; figures count double."""
    weights = {term: 2.0 if is_number(term) else 1.0 for term in wanted}
    total = sum(weights.values())
    return sum(weights[term] for term in wanted & words) / total if total else 0.0


def _agrees(claim: str, source: Source, others: frozenset[str]) -> bool:
    """Whether all figures and names of a claim are in what it rests on.

    Whoever writes "we" is not named: then one name may be missing.
    """
    held = source.held | others
    if any(is_number(term) and term not in held for term in terms(claim)):
        return False
    missing = {term for term in _names(claim) if term not in held}
    return len(missing) <= source.speaks_of_itself


def _names(claim: str) -> Iterator[str]:
    """Capitalised words that do not begin a sentence; in German every noun is."""
    words = claim.split()
    if _GERMAN.isdisjoint(words):
        for before, word in pairwise(words):
            if before[-1] not in ".!?:*" and word[0].isupper():
                yield from (t for t in terms(word) if len(t) > 1 and t not in _TIMES)


def _in_order(claim: Sequence[str], held: Sequence[str]) -> float:
    """Share of the words of both that come in the same order."""
    place = {term: at for at, term in reversed(list(enumerate(held)))}
    rising: list[int] = []
    shared = [place[term] for term in dict.fromkeys(claim) if term in place]
    for at in shared:
        first = bisect_left(rising, at)
        rising[first : first + 1] = [at]
    return len(rising) / len(shared) if shared else 0.0


def _denies(text: str, own: frozenset[str]) -> bool:
    """Whether one of these words is denied: it follows closely upon a "not"."""
    reach = 0
    for token in tokens(text):
        if token in _DENIALS:
            reach = DENIED
        elif reach and (meant := terms(token)):
            if meant[0] in own:
                return True
            reach -= 1
    return False
