"""What the lists of skills in a CV are made of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from folioscope.features.knowledge.fact_keys import SKILLS, key_of
from folioscope.features.knowledge.fact_label_columns import label_lengths
from folioscope.features.knowledge.fact_languages import is_grade, names_language
from folioscope.features.knowledge.fact_lines import SAME_COLUMN, Piece, Told, blocks
from folioscope.features.knowledge.fact_mentions import (
    Names,
    mentions,
    with_implied,
    words_known,
)
from folioscope.features.sections.headings import heading_of
from folioscope.features.sections.typography import Row

MOST_WORDS = 7  # of a skill in a list; what is longer is a sentence
FEW_WORDS = 1  # of one in which several are known: those are what it lists, with spaces alone
SEVERAL = 2
LONGEST = 60
TINY = 2  # letters of a name that is one only in capitals
_CATEGORY = re.compile(
    r"\A\s*(?:[•▪◦‣●■□▸►➢➤✓✔❖⁃·∙○*-]\s*)?([^:,;|]{2,50}?)\s*:(?:\*\*|__)?(?=\s|$)"
)
_APART = re.compile(r"[,;|•▪◦‣●■□▸►➢➤✓✔❖⁃∙○·\t]|\s{3,}|\s[/–—-]\s|\n\s*[-*]\s|[()\[\]]|\s\|\s")
_HALVES = re.compile(r"\s*/\s*|\s+(?:and|et|und|y|e|&)\s+", re.IGNORECASE)
_SENTENCE = re.compile(r"[.!?]\s+\w|\b(?:is|are|was|were|have|has|had|I|am|est|sont|suis)\b")
_NOISE = re.compile(
    r"^\W*(?:and|et|und|y|e|etc|including|such as|knowledge of|proficient in|experience (?:in|with)"
    r"|familiar with|proficiency in|skilled in|notions de|maîtrise de|bonne maîtrise de"
    r"|strong|excellent|good|advanced|basic)\s+",
    re.IGNORECASE,
)
_GRADE = re.compile(
    r"\W*\b(?:expert|advanced|intermediate|beginner|basic|proficient|years?|ans|"
    r"avancé|intermédiaire|débutant|notions|\d+\s*\+?\s*(?:years?|ans|yrs)|\d{1,3}\s?%|etc)\W*$",
    re.IGNORECASE,
)
_EDGES = " \t\n.,;:–—-•*·`'\"“”«»"


def items_of(lines: Sequence[Told]) -> Iterator[Piece]:
    """What a list of skills is made of, without the names of groups."""
    labels = label_lengths(lines)
    labelled = {id(line.row): labels[at] for at, line in enumerate(lines) if at in labels}
    by_start = {(line.row.ordinal, line.row.line.start): line for line in lines}
    bold = sum(line.row.line.bold for line in lines)
    pieces = list(blocks(lines))
    tabbed = [piece for piece in pieces if "\t" in piece.text]
    are_ragged = len({piece.text.count("\t") for piece in tabbed}) > 1
    are_groups = 2 * sum(map(_is_list_of_group, tabbed)) > len(tabbed)
    edge = min((line.row.left or 0.0 for line in lines if "\t" in line.row.text), default=0.0)
    for piece, after in zip(pieces, [*pieces, None][1:], strict=True):
        row = by_start[piece.page_ordinal, piece.start].row
        is_bold = row.line.bold and bold < len(lines)
        if not re.search(r"[,;:|\t]", piece.text) and (is_bold or _is_group(row, after)):
            continue
        category = _CATEGORY.match(piece.text)
        at = category.end() if category and piece.text[category.end() :].strip() else 0
        first, tab, _ = piece.text.partition("\t")
        is_set_in = (row.left or 0.0) > edge + SAME_COLUMN
        is_unknown = are_ragged and words_known(first) is None
        if tab and (is_unknown or are_groups) and not is_set_in:
            at = len(first)
        yield from _apart(piece, at or labelled.get(id(row), 0))


def _is_list_of_group(piece: Piece) -> bool:
    """Whether a line is the name of a group, a gap, and a list."""
    first, _, rest = piece.text.partition("\t")
    return "," not in first and "," in rest and "\t" not in rest


def _is_group(row: Row, after: Piece | None) -> bool:
    """Whether a line names the list after it, where no type tells."""
    if row.line.box is not None or row.is_item or after is None or words_known(row.text):
        return False
    return "," in after.text and ":" not in after.text


def _apart(piece: Piece, at: int) -> Iterator[Piece]:
    if _CATEGORY.match(piece.text) is None and at == 0 and _SENTENCE.search(piece.text):
        yield piece
        return
    for found in _APART.finditer(piece.text, at):
        yield piece.part(at, found.start())
        at = found.end()
    yield piece.part(at, len(piece.text))


def listed_in(item: Piece) -> Iterator[tuple[str, Piece]]:
    """The skill that an item of a list names, or those that are known in it."""
    item = _trimmed(item)
    if not item.text or is_grade(item.words) or names_language(item.words):
        return
    if words_known(item.words) is None:
        halves = _halves(item)
        if halves:
            yield from halves
            return
    within = [] if words_known(item.words) else list(mentions(item, Names()))
    is_name = len(item.words.split()) <= (MOST_WORDS if len(within) < SEVERAL else FEW_WORDS)
    is_name = is_name and len(item.words) <= LONGEST and _is_listed(item.words)
    if is_name and not _SENTENCE.search(item.text):
        key = key_of("skill", item.words)
        yield from with_implied(key, item)
    yield from within


def _is_listed(words: str) -> bool:
    """Whether words could be those of a skill: no heading, and no crumb of something else."""
    if (key := words_known(words)) is not None:
        return len(words) > TINY or any(name.written == words for name in SKILLS[key])
    heading = heading_of(words)
    is_heading = heading is not None and heading.section in {"skills", "languages"}
    return len(re.findall(r"[^\W\d_]", words)) > 1 and not is_heading


def _halves(item: Piece) -> list[tuple[str, Piece]]:
    """“Java/Kotlin” is two skills if both are known, “CI/CD” is one."""
    at = 0
    pieces: list[Piece] = []
    for found in _HALVES.finditer(item.text):
        pieces.append(item.part(at, found.start()))
        at = found.end()
    pieces.append(item.part(at, len(item.text)))
    keys = [words_known(piece.words) for piece in pieces]
    if len(pieces) < 2 or not all(keys):
        return []
    return [(key, piece) for key, piece in zip(keys, pieces, strict=True) if key]


def _trimmed(item: Piece) -> Piece:
    """An item without how well it is mastered, and without what only leads to it."""
    start = len(item.text) - len(item.text.lstrip(_EDGES))
    noise = _NOISE.match(item.text, start)
    start = noise.end() if noise else start
    grade = _GRADE.search(item.text, start)
    end = grade.start() if grade else len(item.text)
    trimmed = item.part(start, end)
    return trimmed.part(0, len(trimmed.text.rstrip(_EDGES)))
