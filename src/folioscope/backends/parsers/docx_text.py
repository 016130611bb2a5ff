"""What a WordprocessingML tree says to people, in document order, and what it hides from them.

What was deleted with changes tracked is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from folioscope.backends.parsers.docx_shapes import Beneath, around, shape_fill, why_unseen
from folioscope.backends.parsers.docx_styles import HEADING_SIZES, USUAL_SIZE, Look, Styles
from folioscope.backends.parsers.docx_xml import TWIPS, Element, child, name_of, number_of, value_of
from folioscope.backends.parsers.hidden_texts import HiddenTexts
from folioscope.backends.parsers.port import FindingKind
from folioscope.backends.parsers.remarks import is_worth_telling
from folioscope.backends.parsers.text_lines import Span, joined, lines_of
from folioscope.backends.visible.contrast import Ground, is_readable

SKIPPED = frozenset(
    "del moveFrom pPr rPr tblPr trPr tcPr sdtPr sectPr delText delInstrText rt"
    " instrText txbxContent".split()
)
BREAKS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
CELL_SEPARATOR = " | "
SMALLEST = 3.0
TAKES_ROOM = frozenset({"low_contrast", "transparent_text"})
CITATIONS = "ADDIN"


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a document text stands: what is beneath it, and why nobody sees it, if so."""

    grounds: frozenset[Ground]
    look: Look
    unseen: FindingKind | None = None


@dataclass(frozen=True, slots=True)
class Aside:
    """What a paragraph holds beside its words: text boxes, and the codes of fields."""

    boxes: list[tuple[Element, Place]] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)

    def take(self, element: Element, name: str, place: Place) -> None:
        """Put an element aside for later if it is one of these."""
        if name == "txbxContent":
            self.boxes.append((element, place))
        elif name == "instrText":
            self.codes.append(element.text or "")
        elif name == "fldSimple":
            self.codes.append(value_of(element, "instr") or "")


class Story:
    """One run of text, as the body or a header is, in the course of being read."""

    def __init__(
        self, styles: Styles, beneath: Beneath, page: tuple[float, float], hidden: HiddenTexts
    ) -> None:
        self._styles = styles
        self._beneath = beneath
        self._page = page
        self._hidden = hidden

    def blocks(self, container: Element, place: Place) -> Iterator[Span]:
        """Read the paragraphs and table rows of a container, each as a line."""
        for element in container:
            name = name_of(element)
            if name == "p":
                yield from self._paragraph(element, place)
            elif name == "tbl":
                yield from self._table(element, place)
            elif name == "AlternateContent":
                yield from self.blocks(_chosen(element), place)
            elif name not in SKIPPED:
                yield from self.blocks(element, place)

    def _paragraph(self, paragraph: Element, place: Place) -> Iterator[Span]:
        properties = child(paragraph, "pPr")
        look = self._styles.paragraph(properties).over(place.look)
        around = place.grounds if look.around == "none" else frozenset({look.around})
        grounds = around | self._beneath.grounds(paragraph)
        here = Place(grounds, look, place.unseen or _too_low(properties))
        aside = Aside()
        spans = list(self._runs(paragraph, here, aside))
        self._hidden.break_line()
        lines = [replace(line, text=line.text.strip()) for line in lines_of(spans)]
        # An empty paragraph stays, as a blank line: that is how people set paragraphs apart.
        if any(line.text for line in lines):
            yield from lines
        elif not aside.boxes:
            yield Span("")
        self._tell_of_codes("".join(aside.codes))
        for box, anchor in aside.boxes:
            yield from self.blocks(box, self._inside(box, anchor))

    def _runs(self, element: Element, place: Place, aside: Aside) -> Iterator[Span]:
        """Read the words of a paragraph."""
        for inner in element:
            name = name_of(inner)
            aside.take(inner, name, place)
            if name == "t" or name in BREAKS:
                yield from self._words(inner, place)
            elif name == "r":
                own = self._styles.run(child(inner, "rPr")).over(place.look)
                yield from self._runs(inner, replace(place, look=own), aside)
            elif name == "AlternateContent":
                yield from self._runs(_chosen(inner), place, aside)
            elif name and name not in SKIPPED:
                yield from self._runs(inner, place, aside)

    def _words(self, element: Element, place: Place) -> Iterator[Span]:
        name = name_of(element)
        text = BREAKS.get(name) or element.text or ""
        kind = place.unseen or _why_unseen(place)
        if kind is None:
            if text.strip():
                self._hidden.interrupt()
            yield Span(text, _size(place.look), _is_bold(place.look))
            return
        self._hidden.add(kind, text)
        if kind in TAKES_ROOM:
            yield Span(" ", _size(place.look))

    def _tell_of_codes(self, code: str) -> None:
        """Report a field whose code holds prose, which people never see."""
        if CITATIONS not in code and is_worth_telling(code):
            self._hidden.interrupt()
            self._hidden.add("hidden_element", code)
            self._hidden.interrupt()

    def _inside(self, box: Element, place: Place) -> Place:
        """Answer the place of the text in a text box."""
        shapes = list(around(box))
        fills = [
            shape_fill(one, self._styles.theme)
            for one in shapes
            if name_of(one) in ("wsp", "shape", "rect", "roundrect")
        ]
        own = frozenset({one for one in fills[:1] if one != "none"})
        reasons = (why_unseen(one, self._page) for one in shapes)
        vanished: FindingKind | None = "vanished_text" if place.look.vanishes else None
        unseen = place.unseen or vanished or next(filter(None, reasons), None)
        return Place(own or place.grounds, self._styles.default, unseen)

    def _table(self, table: Element, place: Place) -> Iterator[Span]:
        properties = child(table, "tblPr")
        style = self._styles.table(properties)
        look = style.look.over(place.look)
        inner = Place(style.grounds | place.grounds, look, place.unseen)
        inner = self._shaded(properties, inner)
        yield Span("")
        for row in _within(table, "tr"):
            if child(child(row, "trPr"), "del") is None:
                here = replace(inner, unseen=inner.unseen or _too_low(child(row, "trPr")))
                yield from self._row(row, here)
        yield Span("")

    def _row(self, row: Element, place: Place) -> Iterator[Span]:
        cells = [
            [
                line
                for line in self.blocks(cell, self._shaded(child(cell, "tcPr"), place))
                if line.text
            ]
            for cell in _within(row, "tc")
        ]
        if all(len(cell) <= 1 for cell in cells):
            line = joined([cell[0] for cell in cells if cell], CELL_SEPARATOR)
            yield from [line] if line.text else []
        else:
            # A table that lays out the page: each cell is a text of its own.
            for cell in cells:
                yield from cell

    def _shaded(self, properties: Element | None, place: Place) -> Place:
        ground = self._styles.shading(properties)
        return place if ground == "none" else replace(place, grounds=frozenset({ground}))


def _why_unseen(place: Place) -> FindingKind | None:
    look = place.look
    if look.vanishes:
        return "vanished_text"
    if look.is_transparent:
        return "transparent_text"
    if look.size is not None and look.size < SMALLEST:
        return "tiny_text"
    if look.colour is None or look.colour == "auto":
        return None
    grounds = place.grounds if look.beneath == "none" else {look.beneath}
    return None if is_readable(look.colour, grounds) else "low_contrast"


def _too_low(properties: Element | None) -> FindingKind | None:
    """Tell whether a line or a row is set too low for anything in it to be seen."""
    for name, measure, rule in (("spacing", "line", "lineRule"), ("trHeight", "val", "hRule")):
        said = child(properties, name)
        if said is not None and value_of(said, rule) == "exact":
            height = number_of(value_of(said, measure), TWIPS)
            if height is not None and 0 < height < SMALLEST:
                return "clipped_text"
    return None


def _size(look: Look) -> float:
    if look.size is None and look.level is not None:
        return HEADING_SIZES[min(look.level, len(HEADING_SIZES) - 1)]
    return look.size or USUAL_SIZE


def _is_bold(look: Look) -> bool:
    return look.level is not None or bool(look.bold)


def _chosen(alternatives: Element) -> Element:
    """Answer one of several forms of the same content."""
    return next(iter(alternatives), alternatives)


def _within(element: Element, wanted: str) -> Iterator[Element]:
    """Find rows or cells, also inside content controls, but not those of inner tables."""
    for inner in element:
        name = name_of(inner)
        if name == wanted:
            yield inner
        elif name in ("sdt", "sdtContent", "customXml", "ins", "moveTo"):
            yield from _within(inner, wanted)
