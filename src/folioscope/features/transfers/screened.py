"""What the text of an export must pass, as that of a file does: nothing hidden, orders reported."""

from __future__ import annotations

import re
from collections.abc import Iterator

from folioscope.backends.parsers.port import Line, Page, Parsed
from folioscope.backends.visible.invisible import INVISIBLE, LETTERS, holds_invisible
from folioscope.features.knowledge.instructions import find_instructions
from folioscope.features.transfers.export_format import (
    DocumentLine,
    FindingLine,
    PageLine,
    RecordLine,
)

# A joiner by itself that cuts no word: what stood beside it may have been removed, or masked.
_LEFT_BEHIND = re.compile(
    f"(?<![{LETTERS}{INVISIBLE}])[\u200c\u200d](?![{INVISIBLE}])"
    f"|(?<![{INVISIBLE}])[\u200c\u200d](?![{LETTERS}{INVISIBLE}])"
)


def hides_something(line: DocumentLine | RecordLine) -> bool:
    """Whether a text holds characters that nobody sees, which no text of a file does once read."""
    texts = _of_document(line) if isinstance(line, DocumentLine) else _of_record(line)
    return any(holds_invisible(_LEFT_BEHIND.sub("", text)) for text in texts)


def with_instructions(line: DocumentLine) -> DocumentLine:
    """The document with all findings of words that are aimed at a model, told by it or not."""
    parsed = Parsed(tuple(map(_page, line.pages)))
    told = {(finding.page, finding.text) for finding in line.findings}
    more = [
        FindingLine(
            kind=found.kind, page=found.page, box=found.box and list(found.box), text=found.text
        )
        for found in find_instructions(parsed)
        if (found.page, found.text) not in told
    ]
    return line.model_copy(update={"findings": [*line.findings, *more]}) if more else line


def _of_document(line: DocumentLine) -> Iterator[str]:
    yield line.title or ""
    for page in line.pages:
        yield page.text
        for _, _, _, entry in page.parts or ():
            yield from (entry or {}).values()
    for fact in line.facts:
        yield fact.value
        yield from (fact.detail or {}).values()


def _of_record(line: RecordLine) -> Iterator[str]:
    yield line.context
    yield from (line.entry or {}).values()


def _page(page: PageLine) -> Page:
    lines = tuple(map(_line, page.lines))
    return Page(page.text, page.number, lines=lines)


def _line(line: list[int | float | bool | None]) -> Line:
    start, end, *rest = line
    place = int(start or 0), int(end or 0)
    match [float(edge or 0) for edge in rest[:4]]:
        case [left, top, right, bottom]:
            return Line(*place, (left, top, right, bottom))
    return Line(*place)
