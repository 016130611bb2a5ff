"""Words in sight that are aimed at a model: found, reported, and left where they are."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from folioscope.backends.parsers.port import Box, Finding, Line, Page, Parsed
from folioscope.features.knowledge.instruction_words import RULES

MOST = 200  # findings of one document
ENDS = ".!?:;"
BESIDE = " \t\"'“”«»„‘’(*•·▪-–—>"
LEAD_INS = frozenset(
    "please and then always must should will now also so veuillez toujours et puis bitte immer und "
    "dann favor siempre y e sempre poi".split()
)
LOOK_BACK = 60


def find_instructions(parsed: Parsed) -> tuple[Finding, ...]:
    """The lines of a document that give orders to a model, with page and box."""
    found: list[Finding] = []
    for page in parsed.pages:
        for finding in _of_page(page):
            if len(found) == MOST:
                return tuple(found)
            found.append(finding)
    return tuple(found)


def _of_page(page: Page) -> Iterator[Finding]:
    """One finding for each order, whichever rules see it; orders that share a line are one."""
    end_of_last = 0
    for start, end in sorted(_orders(page.text)):
        if start < end_of_last:
            continue
        lines = [line for line in page.lines if line.start < end and line.end > start]
        first = min([start, *(line.start for line in lines)])
        end_of_last = max([end, *(line.end for line in lines)])
        text = " ".join(page.text[first:end_of_last].split())
        yield Finding("instruction", text, page.number, _around(lines))


def _orders(text: str) -> Iterator[tuple[int, int]]:
    plain = text.translate(_PLAIN)
    for rule in RULES:
        if rule.needs.search(plain) is None:
            continue
        for match in rule.pattern.finditer(plain):
            if not rule.opens or _opens(text, match.start()):
                yield match.span()


def _opens(text: str, start: int) -> bool:
    """Whether a sentence begins there, or an order goes on."""
    before = text[max(0, start - LOOK_BACK) : start].rstrip(BESIDE)
    if not before.rstrip():
        return True
    if before[-1] == "\n":
        return text[start].isupper() or before.rstrip()[-1] in ENDS
    return before[-1] in ENDS or before.split()[-1].strip(",").casefold() in LEAD_INS


def _around(lines: list[Line]) -> Box | None:
    boxes = [line.box for line in lines if line.box is not None]
    if not boxes:
        return None
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


class _Plain(dict[int, str]):
    """Each letter without its accents and in lower case; others as they are, one for one."""

    def __missing__(self, code: int) -> str:
        letter = unicodedata.normalize("NFKD", chr(code))[0].lower()[0]
        plain = "'" if letter in "’‘" else letter
        self[code] = plain
        return plain


_PLAIN = _Plain()
