"""Words of a sentence that state a fact, and that nothing in a profile bears out.

It is strict rather than clever: a figure, a name, a skill, a degree or a claim such as having led
somebody must stand in the profile. What a job asks for is no fact about the person: a sentence may
only repeat it where it plainly speaks of the job. In doubt a sentence is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from folioscope.features.coaching.letter_words import (
    APPLYING,
    CLAIMS,
    FIRST,
    GLUE,
    GREETINGS,
    NUMBERS,
    SECOND,
)
from folioscope.features.extractive.terms import fold, is_number, stem, terms, tokens
from folioscope.features.knowledge.fact_lines import Piece
from folioscope.features.knowledge.fact_mentions import Names, mentions

_WORD = re.compile(r"[^\W_][\w.,&+#'’-]*")
_FIGURE = re.compile(r"\d")
BEGINNING = 3  # words
LONGEST_GREETING = 6
NEAR = 2  # words before and after a figure that may say what it is of
MOST_UNKNOWN = 0.4
"""Of the content words of a sentence, how many may be of its own."""


@dataclass(frozen=True)
class Known:
    """What may be said: ``profile`` is all that is known of the person.

    ``job`` is what is known of the job alone. ``named`` is how it is called and who offers it,
    which sentences may say that apply for it.
    """

    profile: str
    job: str = ""
    named: str = ""

    @cached_property
    def own(self) -> frozenset[str]:
        """The words that may stand in any sentence, as they are compared."""
        return _forms(self.profile)

    @cached_property
    def lines(self) -> tuple[frozenset[str], ...]:
        """The words of each line of the profile."""
        return tuple(frozenset(terms(line)) for line in self.profile.splitlines())

    @cached_property
    def applying(self) -> frozenset[str]:
        """The words of a sentence that applies."""
        return self.own | _forms(self.named)

    @cached_property
    def asked(self) -> frozenset[str]:
        """The words of a sentence about the job."""
        return self.applying | _forms(self.job)

    @cached_property
    def skills(self) -> frozenset[str]:
        """The skills that the profile tells of."""
        return skills_in(self.profile)

    @cached_property
    def named_skills(self) -> frozenset[str]:
        """Those that the name of the job has."""
        return skills_in(self.named)


def invented(sentence: str, known: Known) -> list[str]:
    """The words of a sentence that state what is not known; none where all of it is."""
    if _is_greeting(sentence):
        return []
    if _is_of_job(sentence):
        told = f"{known.profile}\n{known.job}"
        return _once([*_facts(sentence, known.asked), *_claims(sentence, told)])
    applies = not APPLYING.isdisjoint(tokens(sentence))
    allowed = known.applying if applies else known.own
    told = f"{known.profile}\n{known.named}" if applies else known.profile
    skills = skills_in(sentence) - known.skills - (known.named_skills if applies else set())
    facts = [*_facts(sentence, allowed), *_claims(sentence, told), *_misplaced(sentence, known)]
    return _once([*facts, *sorted(skills), *_strange(sentence, allowed)])


def _once(words: list[str]) -> list[str]:
    """Each word in the first of its forms."""
    return list({stem(fold(word)): word for word in reversed(words)}.values())[::-1]


def skills_in(text: str) -> frozenset[str]:
    """The keys of the skills that a text names."""
    return frozenset(key for key, _ in mentions(Piece(0, 0, len(text), text), Names()))


def _is_of_job(sentence: str) -> bool:
    """Whether a sentence speaks to the employer about the job, and not of the person.

    It does if it begins with them: “Managed clusters for your team” is said of the person.
    """
    words = tokens(sentence)
    return not SECOND.isdisjoint(words[:BEGINNING]) and FIRST.isdisjoint(words)


def _is_greeting(sentence: str) -> bool:
    """Whether a line greets whoever reads it, and says no more."""
    said = tokens(sentence)
    greets = bool(said) and said[0] in GREETINGS and len(said) <= LONGEST_GREETING
    return greets and sentence.rstrip().endswith((",", ":")) and FIRST.isdisjoint(said)


def _facts(sentence: str, allowed: frozenset[str]) -> Iterator[str]:
    """Figures, words for figures, and names that are not known."""
    for place, match in enumerate(_WORD.finditer(sentence)):
        word = match.group().rstrip(".,'’-")
        forms = _forms(word)
        if forms <= allowed:
            continue
        is_name = place > 0 and any(letter.isupper() for letter in word)
        is_usual = forms <= allowed | GLUE | FIRST | SECOND
        if _FIGURE.search(word) or forms & NUMBERS or (is_name and not is_usual):
            yield word


def _misplaced(sentence: str, known: Known) -> Iterator[str]:
    """Figures that the profile has, and of something else: no line has them with such words."""
    said = terms(sentence)
    for place, term in enumerate(said):
        around = said[max(place - NEAR, 0) : place] + said[place + 1 : place + 1 + NEAR]
        beside = {word for word in around if not is_number(word)}
        is_told = any(term in line and not beside.isdisjoint(line) for line in known.lines)
        if is_number(term) and beside and not is_told:
            yield term


def _claims(sentence: str, told: str) -> Iterator[str]:
    """Words that claim what somebody did or is, where nothing that is told is of their kind."""
    own = set(tokens(told))
    for word in tokens(sentence):
        for kind in CLAIMS:
            if word.startswith(kind) and not any(other.startswith(kind) for other in own):
                yield word


def _strange(sentence: str, allowed: frozenset[str]) -> list[str]:
    """The content words, where too many of them are neither known nor usual in letters."""
    content = [term for term in terms(sentence) if term not in GLUE | FIRST]
    unknown = [term for term in content if term not in allowed]
    return unknown if len(unknown) > 1 and len(unknown) > MOST_UNKNOWN * len(content) else []


def _forms(text: str) -> frozenset[str]:
    """The words of a text, folded, whole and as they are compared."""
    whole = tokens(text)
    return frozenset(whole) | frozenset(map(stem, whole)) | frozenset(terms(fold(text)))
