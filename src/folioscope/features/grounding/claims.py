"""What an answer asserts: its sentences, the numbers that each carries, and where both stand."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from folioscope.features.extractive.terms import terms
from folioscope.features.grounding.citations import Group, groups
from folioscope.features.grounding.folded import bare
from folioscope.features.knowledge.sentences import Span, split

MOST_LETTERS = 100_000
MOST_STATEMENTS = 400
MOST_CLAIMS = 300
LONGEST_CLAIM = 1_500
FENCES = ("```", "~~~")

# Whoever says that something is not there, or is only polite, asserts nothing of a document.
_POLITE = tuple(
    "hello|hi |hi,|hi!|good morning|bonjour|salut |salut,|hola|hallo|sorry|i'm sorry|i am sorry|"
    "desole|i hope|let me know|feel free|happy to help|glad to help|you're welcome|"
    "you are welcome|if you need|if you want|would you|n'hesitez|de rien|avec plaisir|si vous|"
    "voulez-vous|j'espere|je vous en prie|no language model is set|"
    "aucun modele de langage".split("|")
)
_NOT_FOUND = tuple(
    "not found|not in these|not in the documents|not in the passages|not in the sources|"
    "not in the data|not in any|did not find|didn't find|could not find|couldn't find|"
    "cannot find|can't find|not mentioned|not mention|not say|not state|not specif|"
    "not contain|not include any|not provide|not indicate|not tell|not stated|"
    "no information|no mention|no passage|no document|none of the|i do not know|i don't know|"
    "cannot answer|can't answer|cannot be determined|unable to|nothing in the|"
    "introuvable|pas trouve|ne mentionne|ne precise|ne dit|ne contien|ne figure|n'indique|"
    "aucune information|aucune mention|aucun document|aucun passage|je ne sais|"
    "pas dans ces|pas dans les documents|pas mentionne|ne permet|"
    "no se encuentra|no aparece|no se menciona|no encontr|"
    "nicht gefunden|nicht erwahnt|nicht in den|keine information|keine angabe".split("|")
)
_TURNS = (" but ", " however", " mais ", " cependant", " pero ", " aber ", " though ")


@dataclass(frozen=True, slots=True)
class Claim:
    """Words that carry numbers: ``answer[start:end]``, in the statement of that place."""

    start: int
    end: int
    text: str
    numbers: tuple[int, ...]
    statement: int


@dataclass(frozen=True, slots=True)
class Read:
    """An answer as far as it was read: up to letter ``until``.

    ``statements`` are the sentences that assert something. ``borrowed`` has for some without a
    number the claim they would make with those of the next sentence of their paragraph.
    """

    statements: Sequence[Span]
    claims: Sequence[Claim]
    borrowed: Sequence[Claim]
    until: int


class _Marked(NamedTuple):
    span: Span
    groups: Sequence[Group]


def read(answer: str) -> Read:
    """The statements of an answer and their claims, in order; of a huge one the first of them."""
    marked, until = _first(list(_marked(answer[:MOST_LETTERS])), len(answer))
    statements = [one for one in marked if one.groups or _asserts(answer, one.span)]
    claims = [
        claim for place, one in enumerate(statements) for claim in _claims(answer, one, place)
    ]
    return Read(
        [one.span for one in statements], claims, list(_borrowed(answer, statements)), until
    )


def _first(marked: Sequence[_Marked], length: int) -> tuple[Sequence[_Marked], int]:
    """As many sentences as are read, and where what is read of the answer ends."""
    claims = 0
    for place, (span, found) in enumerate(marked):
        claims += sum(len(group.numbers) for group in found)
        if place == MOST_STATEMENTS or claims > MOST_CLAIMS:
            return marked[:place], span.start
    return marked, min(length, MOST_LETTERS)


def _marked(answer: str) -> Iterator[_Marked]:
    """The sentences outside blocks of code, each with the groups of marks that belong to it."""
    found = list(groups(answer))
    plain = "".join(_without_code(_unmarked(answer, Span(0, len(answer)), found)))
    starts = [group.start for group in found]
    spans = split(plain)
    for at, span in enumerate(spans):
        following = spans[at + 1].start if at + 1 < len(spans) else len(answer)
        first, last = bisect_left(starts, span.start), bisect_left(starts, following)
        yield _Marked(span, found[first:last])


def _unmarked(answer: str, span: Span, found: Iterable[Group]) -> str:
    """A part of the answer with blanks for its marks, so that every place in it stays."""
    pieces, end = [], span.start
    for group in found:
        start, stop = max(group.start, span.start), min(group.end, span.end)
        if start < stop:
            pieces += [answer[end:start], " " * (stop - start)]
            end = stop
    return "".join(pieces) + answer[end : span.end]


def _without_code(text: str) -> Iterator[str]:
    fence = ""
    for line in text.splitlines(keepends=True):
        opening = next((mark for mark in FENCES if line.lstrip().startswith(mark)), "")
        blank = bool(fence or opening)
        if opening and fence in ("", opening):
            fence = "" if fence else opening
        yield "".join(letter if letter == "\n" else " " for letter in line) if blank else line


def _claims(answer: str, marked: _Marked, statement: int) -> Iterator[Claim]:
    """One claim for each group: what stands since the group before, or the whole sentence."""
    span = marked.span
    before = span.start
    for group in marked.groups:
        start, end = before, min(group.start, span.end)
        if end <= start or len(terms(answer[start:end][-LONGEST_CLAIM:])) < 2:
            start, end = span
        before = group.end
        text = _unmarked(answer, Span(start, end), marked.groups)
        yield Claim(start, end, text[-LONGEST_CLAIM:], group.numbers, statement)


def _borrowed(answer: str, statements: Sequence[_Marked]) -> Iterator[Claim]:
    """A paragraph often has its number at its end alone."""
    numbers: tuple[int, ...] = ()
    following = len(answer)
    for place in range(len(statements) - 1, -1, -1):
        span, own = statements[place]
        if own:
            numbers = own[0].numbers
        elif "\n" in answer[span.end : following]:
            numbers = ()
        elif numbers:
            yield Claim(*span, answer[span.start : span.end][-LONGEST_CLAIM:], numbers, place)
        following = span.start


def _asserts(answer: str, span: Span) -> bool:
    """Whether a sentence without a number says something that could be true or false."""
    text = answer[span.start : span.end]
    if text.startswith("#") or text.rstrip("*_ ").endswith((":", "?", "\N{FULLWIDTH COLON}")):
        return False
    if text.startswith("**") and text.endswith("**") and "**" not in text[2:-2]:
        return False
    words = bare(text[:LONGEST_CLAIM])
    if words.startswith(_POLITE) or len(terms(words)) < 2:
        return False
    return not any(phrase in words for phrase in _NOT_FOUND) or any(t in words for t in _TURNS)
