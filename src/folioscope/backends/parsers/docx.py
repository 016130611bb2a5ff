"""DOCX, read from its XML: paragraphs, tables, text boxes, notes, headers and footers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from folioscope.backends.parsers.characters import has_words
from folioscope.backends.parsers.docx_colours import theme_of
from folioscope.backends.parsers.docx_package import Package
from folioscope.backends.parsers.docx_remarks import told_comments, told_properties
from folioscope.backends.parsers.docx_shapes import Beneath, Float, page_size
from folioscope.backends.parsers.docx_styles import Styles
from folioscope.backends.parsers.docx_text import Place, Story
from folioscope.backends.parsers.docx_xml import Element, child, is_on, name_of, value_of
from folioscope.backends.parsers.hidden_texts import HiddenTexts
from folioscope.backends.parsers.port import (
    Finding,
    Limits,
    Parsed,
    Reading,
    Refused,
    Unreadable,
)
from folioscope.backends.parsers.text_lines import Span, page_of_lines
from folioscope.backends.visible.contrast import WHITE, Ground, from_hex


def parse(path: Path, limits: Limits) -> Reading:
    """Read headers, body, notes and footers as one page."""
    package = Package(path, limits)
    reader = _Reader(package)
    lines = list(reader.lines())
    while lines and not lines[0].text:
        lines.pop(0)
    while lines and not lines[-1].text:
        lines.pop()
    page = page_of_lines(lines)
    if len(page.text) > limits.text_chars:
        raise Unreadable("too_large", f"holds more than {limits.text_chars} characters")
    if not has_words(page.text):
        raise Unreadable("no_text", "holds no text")
    document = Parsed((page,), findings=tuple(reader.findings()))
    return Reading((document,), tuple(_pasted_in(package)))


def _pasted_in(package: Package) -> Iterator[Refused]:
    for name in package.names("aFChunk"):
        message = f"{name}, a document pasted into this one, was not read; add it as a file"
        yield Refused(name, "unsupported_kind", message)


class _Reader:
    """Reads the stories of a document, all in the same styles."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._document = package.document()
        self._styles = Styles(package.part("styles"), theme_of(package.part("theme")))
        self._page = page_size(self._document)
        self._hidden = HiddenTexts()
        settings = package.part("settings")
        self._ground = _background(self._document, settings)

    def lines(self) -> Iterator[Span]:
        """Read the stories in the order in which they are printed."""
        headers = self._package.parts("header")
        floats = tuple(one for header in headers for one in self._beneath(header).floats)
        yield from self._once(headers)
        yield from self._story(_body(self._document), floats)
        for kind in ("footnotes", "endnotes"):
            for part in self._package.parts(kind):
                yield from self._notes(part)
        yield from self._once(self._package.parts("footer"))

    def findings(self) -> Iterator[Finding]:
        """Answer what was found hidden in what has been read."""
        yield from self._hidden.findings()
        for part in self._package.parts("comments"):
            yield from told_comments(part)
        for part in self._package.properties():
            yield from told_properties(part)

    def _beneath(self, story: Element) -> Beneath:
        return Beneath(story, self._styles.theme, self._page[1])

    def _story(self, story: Element, above: tuple[Float, ...] = ()) -> Iterator[Span]:
        beneath = self._beneath(story)
        beneath.lay_under_the_start(above)
        self._hidden.interrupt()
        reading = Story(self._styles, beneath, self._page, self._hidden)
        return reading.blocks(story, Place(frozenset({self._ground}), self._styles.default))

    def _once(self, parts: list[Element]) -> Iterator[Span]:
        """Read parts that repeat each other, as the headers of sections do, each text once."""
        seen: set[str] = set()
        for part in parts:
            lines = [line for line in self._story(part) if line.text]
            text = "\n".join(line.text for line in lines)
            if text not in seen:
                seen.add(text)
                yield from lines

    def _notes(self, part: Element) -> Iterator[Span]:
        """Read footnotes or endnotes, but not the lines drawn above them."""
        for note in part:
            if value_of(note, "type") is None:
                yield from self._story(note)


def _body(document: Element) -> Element:
    return next((part for part in document if name_of(part) == "body"), document)


def _background(document: Element, settings: Element | None) -> Ground:
    """Answer the colour of the pages, which is shown only if the settings say so."""
    said = child(document, "background")
    shown = child(settings, "displayBackgroundShape")
    if said is None or shown is None or not is_on(shown):
        return WHITE
    colour = value_of(said, "color")
    return from_hex(colour) if colour != "auto" else WHITE
