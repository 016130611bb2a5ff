"""Markdown: its source as people write it, without the parts that no page shows.

The front matter becomes a page of its own, of a line for each value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from folioscope.backends.parsers.characters import has_words
from folioscope.backends.parsers.hidden_texts import HiddenTexts
from folioscope.backends.parsers.markdown_hidden import FENCE, shown_text
from folioscope.backends.parsers.port import Limits, Page, Parsed, Reading, Unreadable
from folioscope.backends.parsers.resume_text import plain
from folioscope.backends.parsers.text import read_text
from folioscope.backends.parsers.text_lines import Span, page_of_lines
from folioscope.backends.parsers.yaml_values import NotYaml, load_all

FRONT_MATTER = re.compile(
    r"---[ \t]*\n(.{0,100000}?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE
)
ANCHOR = "front-matter"
HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t]|$)")
UNDERLINE = re.compile(r" {0,3}(=+|-+)[ \t]*")
NOT_UNDERLINED = re.compile(r"\s*$| {4}|\t| {0,3}(?:[-*+>|#]|\d+[.)] )")
SIZES = (24.0, 18.0, 15.0, 13.0, 12.0, 12.0)


def parse(path: Path, limits: Limits) -> Reading:
    """Read the front matter, if there is one, and the text."""
    text = read_text(path, limits)
    front, body = _parted(text)
    hidden = HiddenTexts()
    page = page_of_lines(_lines(shown_text(body, hidden)))
    pages = (*_front_pages(front), page)
    if not any(has_words(page.text) for page in pages):
        raise Unreadable("no_text", "holds no text")
    title = plain(front.get("title")) or None
    return Reading((Parsed(pages, title=title, findings=hidden.findings()),))


def _parted(text: str) -> tuple[dict[str, object], str]:
    found = FRONT_MATTER.match(text)
    if found is None:
        return {}, text
    try:
        values = load_all(found[1])
    except NotYaml:
        return {}, text
    front = values[0] if len(values) == 1 else None
    return (front, text[found.end() :]) if isinstance(front, dict) else ({}, text)


def _front_pages(front: dict[str, object]) -> Iterator[Page]:
    lines = list(_said(front, ""))
    if lines:
        yield page_of_lines((Span(line) for line in lines), ANCHOR)


def _said(values: dict[str, object], outer: str) -> Iterator[str]:
    """Say each value after its key; what is nested after all of its keys."""
    for key, value in values.items():
        name = f"{outer} {key}".strip()
        listed = value if isinstance(value, list) else [value]
        words = plain([one for one in listed if not isinstance(one, dict)])
        if words:
            yield from f"{name}: {words}".split("\n")
        for one in listed:
            if isinstance(one, dict):
                yield from _said(one, name)


def _lines(text: str) -> Iterator[Span]:
    """Answer the lines, headings in larger type."""
    fence = ""
    lines = text.split("\n")
    for line, after in zip(lines, [*lines[1:], ""], strict=True):
        found = FENCE.match(line)
        if fence:
            is_end = found is not None and found[1].startswith(fence) and line.strip() == found[1]
            fence = "" if is_end else fence
            yield Span(line)
        elif found:
            fence = found[1]
            yield Span(line)
        else:
            level = _level(line, after)
            yield Span(line) if level is None else Span(line, SIZES[level], bold=True)


def _level(line: str, after: str) -> int | None:
    heading = HEADING.match(line)
    if heading:
        return len(heading[1]) - 1
    underline = UNDERLINE.fullmatch(after)
    if underline is None or NOT_UNDERLINED.match(line):
        return None
    return 0 if underline[1].startswith("=") else 1
