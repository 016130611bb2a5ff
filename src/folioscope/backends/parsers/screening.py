"""What every reading passes before it leaves the child: no invisible characters, no floods.

It stands behind the parsers, so that no format gets around it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from folioscope.backends.parsers.port import Entry, Finding, Line, Page, Parsed, Reading
from folioscope.backends.parsers.reordering import reordered
from folioscope.backends.visible.invisible import (
    Moves,
    hidden_words,
    holds_invisible,
    strip_invisible,
)

MOST_FINDINGS = 1000
LONGEST_FINDING = 4000


def screened(reading: Reading) -> Reading:
    """Answer the same reading without invisible characters, and report what they hid."""
    refused = (replace(part, message=strip_invisible(part.message)) for part in reading.refused)
    return Reading(tuple(map(_screened_document, reading.documents)), tuple(refused))


def _screened_document(document: Parsed) -> Parsed:
    findings = islice(_findings(document), MOST_FINDINGS)
    return replace(
        document,
        title=None if document.title is None else strip_invisible(document.title),
        pages=tuple(map(_screened_page, document.pages)),
        findings=tuple(findings),
    )


def _findings(document: Parsed) -> Iterator[Finding]:
    for finding in document.findings:
        yield replace(finding, text=strip_invisible(finding.text)[:LONGEST_FINDING])
        for _, words in hidden_words(finding.text):
            yield replace(finding, kind="invisible_characters", text=words[:LONGEST_FINDING])
    for page in document.pages:
        if holds_invisible(page.text):
            yield from _hidden_on(page)


def _hidden_on(page: Page) -> Iterator[Finding]:
    for place, words in (*hidden_words(page.text), *reordered(page.text)):
        boxes = (line.box for line in page.lines if line.start <= place <= line.end)
        text = strip_invisible(words)[:LONGEST_FINDING]
        yield Finding("invisible_characters", text, page.number, next(boxes, None))


def _screened_page(page: Page) -> Page:
    entry = page.entry and _screened_entry(page.entry)
    if not holds_invisible(page.text):
        return replace(page, entry=entry)
    moves = Moves(page.text)
    lines = (
        Line(moves.moved(line.start), moves.moved(line.end), line.box, line.size, line.bold)
        for line in page.lines
    )
    left = tuple(line for line in lines if line.end > line.start)
    return replace(page, text=strip_invisible(page.text), lines=left, entry=entry)


def _screened_entry(entry: Entry) -> Entry:
    named = (entry.organization, entry.position, entry.dates)
    return Entry(*map(strip_invisible, named))
