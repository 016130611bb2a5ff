"""The sentences of retrieved passages, as candidates for an answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from folioscope.features.extractive.terms import stem, terms
from folioscope.features.knowledge.sentences import split

if TYPE_CHECKING:
    from folioscope.backends.llms.port import Passage

Role = Literal["body", "heading", "contact"]

_HEADINGS = frozenset(
    map(
        stem,
        "experience experiences professional work employment history career education training "
        "skills technical languages summary profile objective projects certifications awards "
        "honors interests hobbies references publications contact details personal information "
        "about me highlights accomplishments achievements qualifications overview key core other "
        "additional expertise background volunteer activities memberships licenses "
        "professionnelle professionnelles parcours formation competences langues profil resume "
        "projets loisirs centres interet interets diplomes etudes coordonnees realisations "
        "certificats divers informations techniques certificates certification".split(),
    )
)
_CONTACT = re.compile(
    r"[^\s@]{1,64}@[^\s@.]{1,64}\.|https?://|www\.|\+\d[\d ().-]{7,20}|"
    r"[a-z0-9-]\.(?:com|org|net|io|dev|me|eu|fr|de|ca|uk)\b|"
    r"\b(?:tel|tél|phone|mobile|e-?mail)\b\s*[.:]",
    re.IGNORECASE,
)
# What a line of contacts is about, though it does not say so.
_UNSAID = (
    (re.compile("@"), "contact email mail courriel reach joindre"),
    (re.compile(r"\d[\d ().-]{6,20}\d"), "contact phone telephone mobile number numero reach"),
    (re.compile(r"https?:|www\."), "website url"),
)
_NAME = re.compile(r"(?:[A-ZÀ-Þ][\w'’.-]+\s+){1,3}[A-ZÀ-Þ][\w'’.-]+")
MAX_HEADING_WORDS = 4
CONTACT_WITHIN = 6


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence or line of a passage, with white space made plain; otherwise word for word.

    ``passage`` is the place of its passage among those given, ``place`` its own in the passage,
    ``under`` the words of the section heading above it there.
    """

    passage: int
    place: int
    text: str
    terms: frozenset[str]
    under: frozenset[str]
    role: Role


def gather(passages: Sequence[Passage]) -> tuple[Sentence, ...]:
    """Every sentence of the passages once: passages of one document may overlap.

    Of two the one is kept that stands under a heading, otherwise the first.
    """
    found: dict[tuple[str, str], Sentence] = {}
    for sentence in _all(passages):
        key = (document_of(passages[sentence.passage]), sentence.text)
        if key not in found or (sentence.under and not found[key].under):
            found[key] = sentence
    return tuple(sorted(found.values(), key=lambda sentence: (sentence.passage, sentence.place)))


def document_of(passage: Passage) -> str:
    """What tells the documents of one prompt apart."""
    return f"{passage.kb}|{passage.path}|{passage.document}"


def person(passage: Passage) -> str:
    """The name at the head of a CV, where the passage is that head; else nothing."""
    if passage.page not in (None, 1):
        return ""
    lines = [" ".join(passage.text[start:end].split()) for start, end in split(passage.text)]
    if not lines or not _NAME.fullmatch(lines[0]) or len(lines[0]) > 40:
        return ""
    is_head = any(_CONTACT.search(line) for line in lines[1:CONTACT_WITHIN])
    return lines[0] if is_head else ""


def role_of(text: str) -> Role:
    """What a line is, by its own words."""
    if _CONTACT.search(text):
        return "contact"
    words = terms(text)
    if text.endswith(":") or not words:
        return "heading"
    if len(words) <= MAX_HEADING_WORDS and all(word in _HEADINGS for word in words):
        return "heading"
    return "body"


def _all(passages: Sequence[Passage]) -> Iterator[Sentence]:
    for index, passage in enumerate(passages):
        called = frozenset(terms(f"{passage.path} {person(passage)}"))
        under: frozenset[str] = frozenset()
        for place, (start, end) in enumerate(split(passage.text)):
            text = " ".join(passage.text[start:end].split())
            words = frozenset(terms(text))
            role = "heading" if words <= called else role_of(text)
            if role == "contact":
                words = words.union(_unsaid(text))
            if role == "heading":
                under = words
            yield Sentence(index, place, text, words, under, role)


def _unsaid(text: str) -> list[str]:
    return [term for pattern, words in _UNSAID if pattern.search(text) for term in terms(words)]
