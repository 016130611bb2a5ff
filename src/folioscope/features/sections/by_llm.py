"""The parts of a CV as a language model finds them, each checked against the text.

What a model says is believed as far as it can be found in the lines it speaks of. Where little is
left of it, or it fails, the rules of ``sections`` do without it.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Iterator, Sequence
from contextlib import aclosing
from itertools import pairwise

from folioscope.backends.llms.port import LanguageModel, Prompt
from folioscope.backends.parsers.port import Entry, Parsed, Part
from folioscope.errors import BackendFailed
from folioscope.features.sections.folding import squeeze
from folioscope.features.sections.headings import heading_of
from folioscope.features.sections.parts import WITH_ENTRIES, Label, tiled
from folioscope.features.sections.prompt import (
    EntryStart,
    Outline,
    outline_prompt,
    read_outline,
)
from folioscope.features.sections.typography import Row, rows_of

MOST_LETTERS = 24_000  # of a document that a model is shown
WHOLE_SECONDS = 120.0
ENOUGH = 3  # sections, for an answer to count
NEARBY = 3  # lines by which a model may miscount
LINES_OF_HEAD = 6
SHORTEST = 3  # letters of a field that can be looked for
TELLING = frozenset({"experience", "education", "skills"})

log = logging.getLogger(__name__)


async def parts_by_llm(model: LanguageModel, document: Parsed) -> tuple[Part, ...] | None:
    """The parts of a CV; None where the rules have to do, for whatever reason. Never raises."""
    rows = rows_of(document.pages)
    if not _is_worth_asking(document, rows):
        return None
    prompt = outline_prompt([row.text for row in rows], secrets.token_hex(8))
    try:
        async with asyncio.timeout(WHOLE_SECONDS):
            outline = read_outline(await _answer(model, prompt))
    except (BackendFailed, TimeoutError, ValueError) as error:
        # Of a bad answer the kind alone: its words are those of the CV.
        told = str(error) if isinstance(error, BackendFailed) else type(error).__name__
        log.warning("sections of a CV by rules, not by %s: %s", model.name, told)
        return None
    labels = _labels(outline, rows) if outline.is_cv else None
    if labels is None:
        log.warning("sections of a CV by rules: %s named too few that are there", model.name)
        return None
    return tuple(tiled(document.pages, rows, labels))


def _is_worth_asking(document: Parsed, rows: Sequence[Row]) -> bool:
    """Whether a document may be a CV whose parts nobody has told yet, and is short enough."""
    if document.kind == "record" or any(page.section for page in document.pages):
        return False
    if sum(len(page.text) for page in document.pages) > MOST_LETTERS:
        return False
    found = {heading.section for row in rows if (heading := heading_of(row.text))}
    return bool(found & TELLING)


async def _answer(model: LanguageModel, prompt: Prompt) -> str:
    async with aclosing(model.stream(prompt)) as pieces:
        return "".join([delta.text async for delta in pieces])


def _labels(outline: Outline, rows: Sequence[Row]) -> list[Label] | None:
    """The label of each line, by the sections and entries that are found; None if too few are."""
    starts = {
        place: None if start.section == "other" else start.section
        for start in outline.sections
        if (place := _place(rows, start.line - 1, start.words)) is not None
    }
    if len(set(starts.values()) - {None}) < ENOUGH or not TELLING & set(starts.values()):
        return None
    labels: list[Label] = []
    section: str | None = "contact"
    for place in range(len(rows)):
        section = starts.get(place, section)
        is_start = place in starts or not labels
        labels.append(Label(place, section) if is_start else labels[-1])
    for start, end, entry in _entries(outline, rows, sorted(starts)):
        if labels[start].section in WITH_ENTRIES:
            # The heading goes with the entry that follows it at once.
            first = start - 1 if start - 1 in starts else start
            label = Label(start, labels[start].section, entry)
            labels[first:end] = [label] * (end - first)
    return labels


def _place(rows: Sequence[Row], near: int, words: str) -> int | None:
    """The line that begins with these words, at the place that was told or close to it."""
    wanted = squeeze(words)
    around = sorted(range(len(rows)), key=lambda place: (abs(place - near), place))
    for place in around[: 2 * NEARBY + 1]:
        said = squeeze(rows[place].text)
        if abs(place - near) <= NEARBY and wanted and said and _begins(said, wanted):
            return place
    return None


def _begins(said: str, wanted: str) -> bool:
    return said.startswith(wanted) or (len(said) >= SHORTEST and wanted.startswith(said))


def _entries(
    outline: Outline, rows: Sequence[Row], starts: Sequence[int]
) -> Iterator[tuple[int, int, Entry]]:
    """The entries that are found: first line, the one after the last, and the fields that are."""
    found: dict[int, Entry] = {}
    for told in outline.entries:
        located = _located(told, rows)
        if located is not None:
            found.setdefault(*located)
    firsts = sorted(found)
    for first, after in pairwise([*firsts, len(rows)]):
        end = next((place for place in starts if first < place <= after), after)
        yield first, end, found[first]


def _located(told: EntryStart, rows: Sequence[Row]) -> tuple[int, Entry] | None:
    """Where an entry begins, with what of it stands in its first lines; None if nothing does."""
    near = min(max(told.line - 1, 0), len(rows) - 1)
    values = [" ".join(value.split()) for value in (told.organization, told.position, told.dates)]
    # The most fields in the fewest lines, closest to the one that was told.
    ranked = [
        (len(found), -lines, -abs(place - near), place)
        for place in range(max(near - NEARBY, 0), min(near + NEARBY + 1, len(rows)))
        if any(_is_said(rows, place, 1, value) for value in values)
        for lines in range(1, LINES_OF_HEAD + 1)
        if (found := [value for value in values if _is_said(rows, place, lines, value)])
    ]
    if not ranked:
        return None
    _, fewest, _, start = max(ranked)
    fields = [value if _is_said(rows, start, -fewest, value) else "" for value in values]
    # Its first line may be one of which nothing was told, or something that was invented.
    return (near if fields != values and near < start else start), Entry(*fields)


def _is_said(rows: Sequence[Row], place: int, lines: int, value: str) -> bool:
    """Whether a field stands in these lines; it may go over the end of one."""
    wanted = squeeze(value)
    said = squeeze("".join(row.text for row in rows[place : place + lines]))
    return len(wanted) >= SHORTEST and wanted in said
