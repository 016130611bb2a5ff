"""The lines of an offer, each with the part of the offer it stands in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from folioscope.features.knowledge.instruction_words import RULES, Rule
from folioscope.features.matching.job_words import by_phrase, pattern
from folioscope.features.sections.folding import fold

Part = Literal["must", "nice", "duties", "other", "open"]
"""What is asked, what would be good, what is to be done, what is offered or told; or before all."""

PARTS: tuple[Part, ...] = get_args(Part)
LONGEST_LINE = 2000
LONGEST_HEADING, MOST_WORDS = 70, 7
_BULLET = re.compile(r"\s*(?:[-–—*•▪◦‣●■□▸►➢➤✓✔⁃·∙○・◆]|\(?(?:\d{1,2}|[a-z])[.)](?=\s))\s*")
_END = re.compile(r"[.!?;](?=\s)|[。；！？]")
_HEADINGS = by_phrase("headings")
_AROUND = re.compile(r"^[\W_]+|[\W_]+$")
_INSIDE = pattern("headings", "nice")
_LABEL = re.compile(r"^([^:：]{2,60})[:：]\s*(?=\S)")
_QUOTES = " \t\"'“”«»„([*>#-"


@dataclass(frozen=True, slots=True)
class JobLine:
    """``offer[start:end]`` is ``text``, one sentence or item, without the sign before it."""

    start: int
    end: int
    text: str
    part: Part
    is_item: bool

    @property
    def folded(self) -> str:
        """The text as it is compared, letter for letter at the same places."""
        return re.sub(r"\s", " ", fold(self.text)).replace("’", "'")


def job_lines(text: str) -> Iterator[JobLine]:
    """The sentences and items of an offer in their order, headings left out."""
    part: Part = "open"
    at = 0
    for raw in text.split("\n"):
        begin, at = at, at + len(raw) + 1
        bullet = _BULLET.match(raw)
        first = bullet.end() if bullet else len(raw) - len(raw.lstrip())
        body = raw[first : first + LONGEST_LINE].rstrip()
        if not body:
            continue
        named = None if bullet and not body.endswith((":", "：")) else heading_of(body)
        if named is not None:
            part = named
            continue
        for start, end in _sentences(body):
            own, skipped = _labelled(body[start:end], part)
            if own is not None and skipped and bullet is None:
                part = own
            yield JobLine(
                begin + first + start + skipped,
                begin + first + end,
                body[start + skipped : end],
                own or part,
                bullet is not None,
            )


def heading_of(line: str) -> Part | None:
    """The part of an offer that a line opens; None of a line that is no heading."""
    is_marked = line.rstrip().endswith((":", "：")) or line.lstrip().startswith(("#", "**", "【"))
    folded = _AROUND.sub("", fold(line).replace("’", "'"))
    folded = " ".join(folded.split())
    if not folded or len(folded) > LONGEST_HEADING or len(folded.split()) > MOST_WORDS:
        return None
    named = _named(folded)
    if named is not None:
        return named
    is_capitals = line.isupper() and len(folded) > 3
    if not (is_marked or is_capitals or "（" in line):
        return None
    inner = [
        _named(piece.strip()) for piece in re.split(r"[/&(),（）]| and | et | und | y ", folded)
    ]
    told = next((piece for piece in inner if piece), None)
    if told is None and _INSIDE.search(folded):
        return "nice"
    return told or _begun_by(folded) or ("other" if is_marked or is_capitals else None)


def _begun_by(folded: str) -> Part | None:
    """The part whose name a heading begins or ends with: “Requirements for this position”."""
    words = folded.split()
    for length in range(len(words), 0, -1):
        for piece in (" ".join(words[:length]), " ".join(words[-length:])):
            named = _named(piece)
            if named is not None:
                return named
    return None


def _named(folded: str) -> Part | None:
    name = _HEADINGS.get(folded)
    return next((part for part in PARTS if part == name), None)


def _labelled(sentence: str, part: Part) -> tuple[Part | None, int]:
    """The part that a label before a colon opens, and how much of the sentence that label is."""
    found = _LABEL.match(sentence)
    if found is None:
        return None, 0
    label = " ".join(_AROUND.sub("", fold(found[1]).replace("’", "'")).split())
    named = _named(label)
    if named is None and len(label.split()) <= MOST_WORDS and _INSIDE.search(label):
        named = "nice"
    if named == "must" and part in ("nice", "must"):
        named = part  # “Skills: …” below “Nice to have”
    return named, found.end() if named else 0


def _sentences(body: str) -> Iterator[tuple[int, int]]:
    """The sentences of a line; what gives orders to a model is none."""
    start = 0
    ends = [found.end() for found in _END.finditer(body) if not _is_abbreviation(body, found)]
    for end in (*ends, len(body)):
        first = start + len(body[start:end]) - len(body[start:end].lstrip())
        last = first + len(body[first:end].rstrip())
        if first < last and any(map(str.isalnum, body[first:last])):
            yield first, last
        start = end


def _is_abbreviation(body: str, found: re.Match[str]) -> bool:
    """Whether a full stop ends no sentence: “e.g. ”, “z. B. ”, “Dr. ”."""
    if found[0] != ".":
        return False
    word = body[: found.start()].split()[-1:] or [""]
    bare = word[0].lstrip("([").casefold()
    following = body[found.end() :].lstrip()[:1]
    return len(bare) <= 2 or bare in _SHORT or "." in bare or following.islower()


_SHORT = frozenset("dipl ing etc bzw usw inkl max min approx incl ex".split())


def order_rules(text: str) -> tuple[Rule, ...]:
    """The rules by which any line of an offer might give orders to a model; mostly none."""
    plain = fold(text)
    return tuple(rule for rule in RULES if rule.needs.search(plain))


def orders_a_model(line: str, rules: Sequence[Rule]) -> bool:
    """Whether a line speaks to the machine that reads the offer, and not to who applies."""
    if not rules:
        return False
    plain = fold(line).lstrip(_QUOTES)
    return any(
        rule.pattern.match(plain) if rule.opens else rule.pattern.search(plain)
        for rule in rules
        if rule.needs.search(plain)
    )
