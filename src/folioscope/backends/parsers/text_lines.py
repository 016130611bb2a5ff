"""Lines of text with the look of their type, put together to a page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from folioscope.backends.parsers.characters import clean
from folioscope.backends.parsers.port import Line, Page


@dataclass(frozen=True, slots=True)
class Span:
    """Words of one look; they may hold line ends."""

    text: str
    size: float | None = None
    bold: bool = False


def lines_of(spans: Iterable[Span]) -> Iterator[Span]:
    """Answer the lines of a paragraph, each in the look of most of its characters."""
    current: list[Span] = []
    for span in spans:
        first, *others = clean(span.text).split("\n")
        current.append(Span(first, span.size, span.bold))
        for other in others:
            yield joined(current)
            current = [Span(other, span.size, span.bold)]
    if current:
        yield joined(current)


def joined(spans: Sequence[Span], separator: str = "") -> Span:
    """Answer one span of several, in the look of most of its characters."""
    if len(spans) == 1:
        return spans[0]
    sizes: Counter[float | None] = Counter()
    bold = 0
    for span in spans:
        seen = len(span.text.strip())
        sizes[span.size] += seen
        bold += seen if span.bold else -seen
    size = sizes.most_common(1)[0][0] if sizes else None
    return Span(separator.join(span.text for span in spans), size, bold > 0)


def page_of_lines(lines: Iterable[Span], anchor: str | None = None) -> Page:
    """Make a page of lines, each of which holds no line end."""
    texts: list[str] = []
    placed: list[Line] = []
    start = 0
    for line in lines:
        texts.append(line.text)
        end = start + len(line.text)
        if line.text.strip():
            placed.append(Line(start, end, size=line.size, bold=line.bold))
        start = end + 1
    return Page("\n".join(texts), lines=tuple(placed), anchor=anchor)
