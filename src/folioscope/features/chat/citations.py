"""Citation marks such as ``[2]``: kept true while text streams, then checked against sources."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from folioscope.features.chat.terms import is_number, terms, tokens
from folioscope.features.knowledge.sentences import Span, split

if TYPE_CHECKING:
    from folioscope.backends.llms.port import Passage

_BLANKS = " \t\u00a0\u202f"
_BETWEEN = "-–—‑,;"
_GROUP = re.compile(
    rf"\[[{_BLANKS}]{{0,2}}\d{{1,3}}"
    rf"(?:[{_BLANKS}]{{0,2}}[{_BETWEEN}][{_BLANKS}]{{0,2}}\d{{1,3}}){{0,20}}[{_BLANKS}]{{0,2}}\]"
)
_SPACED_GROUP = re.compile(rf"(?<![{_BLANKS}])[{_BLANKS}]*{_GROUP.pattern}")
_RANGE = re.compile(rf"(\d{{1,3}})(?:[{_BLANKS}]*[-–—‑][{_BLANKS}]*(\d{{1,3}}))?")
_INSIDE = frozenset("0123456789" + _BLANKS + _BETWEEN)
_QUOTED = re.compile(r"[\"“«]([^\"“”«»]{8,})[\"”»]")
LONGEST_HELD = 200
WIDEST_RANGE = 100

# Share of a claim's content words that the cited sentence and, at half weight, the rest of its
# passage must hold. Of 606 sentences of written answers about quarterly reports 72 % reach it in
# a passage they rest on, and 2 % in another passage of the same report.
SUPPORTED = 0.5
ELSEWHERE = 0.5


class Mark(NamedTuple):
    """A number that is cited, and where its group begins in the text."""

    number: int
    position: int


@dataclass(frozen=True, slots=True)
class Verified:
    """What stands behind a number: ``quote`` is ``passage.text[start:end]``, always.

    ``verified`` tells that at least one claim that carries the number is supported by its passage.
    """

    number: int
    start: int
    end: int
    quote: str
    verified: bool


class MarkFilter:
    """Lets an answer through and holds back what may become a mark until it is whole.

    A number that points to no passage is left out of its group; a group of which nothing is left
    goes together with the blanks before it. Other text in brackets passes as it is. What comes
    out in all does not depend on how the text was cut, and no more than a few words are held.
    """

    def __init__(self, valid: frozenset[int]) -> None:
        self._valid = valid
        self._blanks = self._group = ""
        self._dropped = self._nested = False

    def feed(self, text: str) -> str:
        """Take a piece and return what is certain by now."""
        return "".join(map(self._step, text))

    def close(self) -> str:
        """Return the rest: nothing more comes."""
        rest = ("" if self._dropped else self._blanks) + self._group
        self._blanks = self._group = ""
        self._dropped = False
        return rest

    def _step(self, letter: str) -> str:
        if self._group:
            return self._step_in_group(letter)
        if letter == "[":
            self._group = letter
            return ""
        if letter in _BLANKS and len(self._blanks) < LONGEST_HELD:
            self._blanks = letter if self._dropped else self._blanks + letter
            self._dropped = False
            return ""
        return self._release(letter)

    def _step_in_group(self, letter: str) -> str:
        group = self._group + letter
        if letter in _INSIDE and len(group) < LONGEST_HELD:
            self._group = group
            return ""
        self._group = ""
        if letter != "]":
            released = self._release(group[:-1])
            self._nested = letter == "["
            return released + self._step(letter)
        # In "[7[9]]" nothing may be left out, or the rest would become a mark.
        kept = _kept(group, self._valid) or ("[]" if self._nested else "")
        self._dropped = self._dropped or not kept
        return self._release(kept) if kept else ""

    def _release(self, text: str) -> str:
        # The blanks before a dropped mark are needed only where words would touch.
        wanted = not self._dropped or text[0].isalnum() or text[0] == "["
        released = (self._blanks if wanted else "") + text
        self._blanks, self._dropped, self._nested = "", False, False
        return released


def marks(text: str) -> tuple[Mark, ...]:
    """Every number cited in a text, in order, with the place of its group."""
    return tuple(
        Mark(number, group.start())
        for group in _GROUP.finditer(text)
        for number in _numbers(group.group())
    )


def verify(text: str, passages: Sequence[Passage]) -> tuple[Verified, ...]:
    """For each number in order of first appearance: the line of its passage that bears it out."""
    known = {passage.number: passage for passage in passages}
    found: dict[int, tuple[float, Verified]] = {}
    for claim in _claims(text):
        cited = [known[number] for number in claim.numbers if number in known]
        for passage in cited:
            support = _support(claim.text, passage, [one for one in cited if one is not passage])
            if support and support[0] > found.get(passage.number, (-1.0,))[0]:
                found[passage.number] = support
    return tuple(verified for _, verified in found.values())


def coverage(text: str, passages: Sequence[Passage]) -> float:
    """Share of the sentences of an answer that carry a verified citation."""
    plain, _ = _without_marks(text)
    lines = [span for span in split(plain) if not plain[span.start : span.end].endswith(":")]
    known = {passage.number: passage for passage in passages}
    grounded = set()
    for claim in _claims(text):
        cited = [known[number] for number in claim.numbers if number in known]
        supports = (_support(claim.text, one, [x for x in cited if x is not one]) for one in cited)
        if any(support and support[1].verified for support in supports):
            grounded.add(claim.sentence)
    return len(grounded) / len(lines) if lines else 0.0


class _Claim(NamedTuple):
    """What stands before a group of marks, in which sentence, and the numbers of the group."""

    text: str
    sentence: Span
    numbers: tuple[int, ...]


def _claims(text: str) -> Iterator[_Claim]:
    plain, places = _without_marks(text)
    spans = split(plain)
    starts = [span.start for span in spans]
    before = 0
    for place, numbers in places.items():
        at = bisect_left(starts, place) - 1
        if at < 0:
            continue
        sentence = spans[at]
        claim = plain[max(before, sentence.start) : place]
        if len(terms(claim)) < 2:
            claim = plain[sentence.start : sentence.end]
        yield _Claim(claim, sentence, tuple(dict.fromkeys(numbers)))
        before = place


def _without_marks(text: str) -> tuple[str, dict[int, list[int]]]:
    """The text without its marks, and which numbers stood where in it."""
    pieces: list[str] = []
    places: dict[int, list[int]] = {}
    end = length = 0
    for group in _SPACED_GROUP.finditer(text):
        pieces.append(text[end : group.start()])
        length += group.start() - end
        end = group.end()
        places.setdefault(length, []).extend(_numbers(group.group()))
    return "".join(pieces) + text[end:], places


def _support(
    claim: str, passage: Passage, cited_with: Sequence[Passage]
) -> tuple[float, Verified] | None:
    spans = split(passage.text)
    if not spans:
        return None
    whole = frozenset(terms(passage.text))
    others = frozenset(term for other in cited_with for term in terms(other.text))
    wanted = frozenset(terms(claim))
    share = {term for term in wanted if term in whole or term not in others}
    near = [_overlap(share, frozenset(terms(passage.text[a:b]))) for a, b in spans]
    best = max(range(len(spans)), key=near.__getitem__)
    support = near[best] + ELSEWHERE * (_overlap(share, whole) - near[best])
    sound = all(term in whole or term in others for term in wanted if is_number(term))
    quoted = _quotes(claim, passage.text)
    verified = quoted or (sound and support >= SUPPORTED)
    start, end = spans[best]
    quote = Verified(passage.number, start, end, passage.text[start:end], verified)
    return support + quoted + verified, quote


def _overlap(wanted: set[str], words: frozenset[str]) -> float:
    """Share of the wanted terms among words; figures count double."""
    weights = {term: 2.0 if is_number(term) else 1.0 for term in wanted}
    total = sum(weights.values())
    return sum(weights[term] for term in wanted & words) / total if total else 0.0


def _quotes(claim: str, text: str) -> bool:
    """Whether a claim is word for word in the text, or what it puts in quotation marks is."""
    source = f" {' '.join(tokens(text))} "
    quotations = [tokens(part) for part in (claim, *_QUOTED.findall(claim))]
    return any(len(words) > 2 and f" {' '.join(words)} " in source for words in quotations)


def _kept(group: str, valid: frozenset[int]) -> str:
    if not _GROUP.fullmatch(group):
        return group
    numbers = _numbers(group)
    kept = [number for number in numbers if number in valid]
    if len(kept) == len(numbers):
        return group
    return f"[{', '.join(map(str, kept))}]" if kept else ""


def _numbers(group: str) -> list[int]:
    numbers: list[int] = []
    for first, last in _RANGE.findall(group):
        start, stop = int(first), int(last or first)
        wide = not 0 <= stop - start <= WIDEST_RANGE
        numbers.extend((start, stop) if wide else range(start, stop + 1))
    return numbers
