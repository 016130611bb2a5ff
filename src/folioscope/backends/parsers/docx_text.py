"""What a WordprocessingML tree says, in document order.

Names are compared without namespaces, for the transitional and the strict dialect have the same
names in different ones. What was deleted with changes tracked is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

Element: TypeAlias = Any
"""An element of lxml, which has no types."""

SKIPPED = frozenset(
    "del moveFrom pPr rPr tblPr trPr tcPr sdtPr sectPr instrText delText delInstrText rt".split()
)
BREAKS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
CELL_SEPARATOR = " | "


def name_of(element: Element) -> str:
    """Answer the name without its namespace; comments and the like have none."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def blocks(container: Element) -> Iterator[str]:
    """Read the paragraphs and table rows of a container, each as a line."""
    for element in container:
        name = name_of(element)
        if name == "p":
            yield from _paragraph(element)
        elif name == "tbl":
            yield from _table(element)
        elif name == "AlternateContent":
            yield from blocks(_chosen(element))
        elif name not in SKIPPED:
            yield from blocks(element)


def notes(part: Element) -> Iterator[str]:
    """Read footnotes or endnotes, but not the lines drawn above them."""
    for note in part:
        kinds = [value for key, value in note.attrib.items() if str(key).endswith("}type")]
        if not kinds:
            yield from blocks(note)


def _paragraph(paragraph: Element) -> Iterator[str]:
    boxes: list[Element] = []
    text = "".join(_runs(paragraph, boxes)).strip()
    # An empty paragraph stays, as a blank line: that is how people set paragraphs apart.
    if text or not boxes:
        yield text
    for box in boxes:
        yield from blocks(box)


def _runs(element: Element, boxes: list[Element]) -> Iterator[str]:
    """Read the words of a paragraph; the text boxes anchored in it are gathered for later."""
    for child in element:
        name = name_of(child)
        if name == "t":
            yield child.text or ""
        elif name in BREAKS:
            yield BREAKS[name]
        elif name == "txbxContent":
            boxes.append(child)
        elif name == "AlternateContent":
            yield from _runs(_chosen(child), boxes)
        elif name and name not in SKIPPED:
            yield from _runs(child, boxes)


def _chosen(alternatives: Element) -> Element:
    """Answer one of several forms of the same content."""
    return next(iter(alternatives), alternatives)


def _table(table: Element) -> Iterator[str]:
    yield ""
    for row in _within(table, "tr"):
        cells = [[line for line in blocks(cell) if line] for cell in _within(row, "tc")]
        if all(len(cell) <= 1 for cell in cells):
            line = CELL_SEPARATOR.join(cell[0] for cell in cells if cell)
            yield from [line] if line else []
        else:
            # A table that lays out the page: each cell is a text of its own.
            for cell in cells:
                yield from cell
    yield ""


def _within(element: Element, wanted: str) -> Iterator[Element]:
    """Find rows or cells, also inside content controls, but not those of inner tables."""
    for child in element:
        name = name_of(child)
        if name == wanted:
            yield child
        elif name in ("sdt", "sdtContent", "customXml", "ins", "moveTo"):
            yield from _within(child, wanted)
