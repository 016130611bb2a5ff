"""What is left of the ways to reach somebody once all that is known of them is masked.

The top of a CV says who somebody is. Where a rule does not know a name, an address or a country,
it is still not kept: of these lines only what is about work stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from folioscope.features.knowledge.blind_details import LABELS
from folioscope.features.knowledge.blind_names import may_be_name
from folioscope.features.knowledge.blind_sheets import Sheet, segments
from folioscope.features.knowledge.blind_spans import Span, joined
from folioscope.features.knowledge.fact_keys import IN_TEXT, SKILLS, tokens, words_of
from folioscope.features.sections.entry_words import is_position
from folioscope.features.sections.folding import fold
from folioscope.features.sections.headings import heading_of

PROSE = 7  # words from which something is a sentence, of which single words are masked
_OPEN = re.compile(r"(?:[,&/]|\b(?:and|et|und|y|e|de|des|du|d'|of|for|in|en|pour|fur))$")
_LEFT = re.compile(r"[^\W_]")


def rest(sheet: Sheet, spans: Sequence[Span], *, is_named: bool) -> Iterator[Span]:
    """What else is masked of the lines that tell how to reach somebody.

    ``is_named`` says whether their name was found; if not, the first line is theirs, whatever it
    says.
    """
    known = joined(spans, sheet.text)
    goes_on = False
    for at, (start, end) in enumerate(sheet.lines("contact")):
        if heading_of(sheet.text[start:end]) is not None:
            continue
        is_first = at == 0 and not is_named
        for first, last in _unmasked(start, end, known):
            for piece in segments(sheet.text, first, last):
                text = sheet.text[slice(*piece)]
                stays = goes_on or _may_stay(text)
                if (is_first and may_be_name(text)) or not stays:
                    yield Span(*piece, "contact")
                goes_on = is_named and stays and _OPEN.search(fold(text)) is not None


def _unmasked(start: int, end: int, known: Sequence[Span]) -> Iterator[tuple[int, int]]:
    """What lies between the masks of a line."""
    for span in known:
        if span.end > start and span.start < end:
            yield start, max(start, span.start)
            start = min(span.end, end)
    yield start, end


def _may_stay(text: str) -> bool:
    """Whether a piece is about work: a position, skills, a sentence, a label, or only marks."""
    if not _LEFT.search(text) or len(text.split()) >= PROSE:
        return True
    label = fold(text).strip(" :*_•-–,.()")
    if label in LABELS or heading_of(text) is not None or is_position(text, "experience"):
        return True
    named = (words_of(text), *(word.folded for word in tokens(text)))
    return any(name.where in IN_TEXT for words in named for name in SKILLS.get(words, ()))
