"""Drawn shapes of a Word document: what is beneath the text, and boxes that nobody sees."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from folioscope.backends.parsers.docx_colours import Inherited, Theme, drawn_fill
from folioscope.backends.parsers.docx_xml import TWIPS, Element, child, name_of, number_of, value_of
from folioscope.backends.parsers.port import FindingKind
from folioscope.backends.visible.contrast import Ground, from_hex

EMU = 12_700
LINE_HEIGHT = 12.0
SOME_LINES = 3
MOST_FLOATS = 200
WHOLE_PAGE = 0.6
LEAST_SIDE = 1.0
MARGIN = 180.0
VML_SHAPES = frozenset({"shape", "rect", "roundrect", "oval", "textbox"})
VML_MEASURE = re.compile(r"(-?\d*\.?\d+)(pt|in|px|cm|mm|)")
VML_UNITS = {"pt": 1.0, "in": 72.0, "px": 0.75, "cm": 28.35, "mm": 2.835, "": 1.0}
USUAL_PAGE = (595.0, 842.0)


@dataclass(frozen=True, slots=True)
class Float:
    """A shape that lies over or under the text: its fills, and how many lines it may reach."""

    grounds: frozenset[Ground]
    lines: float


def page_size(document: Element) -> tuple[float, float]:
    """Answer width and height of the pages of the first section."""
    size = next(document.iter("{*}pgSz"), None)
    if size is None:
        return USUAL_PAGE
    sides = (number_of(value_of(size, side), TWIPS) for side in ("w", "h"))
    width, height = (side or usual for side, usual in zip(sides, USUAL_PAGE, strict=True))
    return width, height


class Beneath:
    """Which floating shapes may lie beneath each paragraph of a story.

    Where a shape ends on the page is not known without laying it out. It is told in lines, and
    generously: a word that can be seen must not be lost.
    """

    def __init__(self, story: Element, theme: Theme, page_height: float) -> None:
        self._page_height = page_height
        self._paragraphs: dict[Element, int] = {}
        self._floats: list[tuple[int, Float]] = []
        drawn = next(story.iter("{*}drawing", "{*}pict"), None)
        for element in story.iter("{*}p", "{*}drawing", "{*}pict") if drawn is not None else ():
            if name_of(element) == "p":
                self._paragraphs[element] = len(self._paragraphs)
            elif len(self._floats) < MOST_FLOATS:
                found = (_float(one, theme) for one in _floating(element))
                self._floats += ((len(self._paragraphs), one) for one in found if one.grounds)

    @property
    def floats(self) -> tuple[Float, ...]:
        """The floating shapes of this story, which in a header lie beneath the body too."""
        return tuple(one for _, one in self._floats)

    def lay_under_the_start(self, floats: tuple[Float, ...]) -> None:
        """Take shapes of the headers, which begin where the page does."""
        self._floats = [*((0, one) for one in floats), *self._floats][:MOST_FLOATS]

    def grounds(self, paragraph: Element) -> frozenset[Ground]:
        """Answer what may lie beneath a paragraph."""
        number = self._paragraphs.get(paragraph, 0)
        reaching = (
            one.grounds
            for anchor, one in self._floats
            if one.lines * LINE_HEIGHT >= WHOLE_PAGE * self._page_height
            or anchor - SOME_LINES <= number <= anchor + one.lines + SOME_LINES
        )
        return frozenset().union(*reaching)


def _floating(drawn: Element) -> Iterator[Element]:
    """Answer what of a drawing does not take room in the text."""
    if name_of(drawn) == "drawing":
        for anchor in drawn:
            beside = {"wrapSquare", "wrapTight", "wrapTopAndBottom", "wrapThrough"}
            wraps = any(name_of(one) in beside for one in anchor)
            if name_of(anchor) == "anchor" and not wraps:
                yield anchor
    else:
        shapes = (one for one in drawn.iter() if name_of(one) in VML_SHAPES)
        yield from (one for one in shapes if "absolute" in (one.get("style") or ""))


def _float(shape: Element, theme: Theme) -> Float:
    if name_of(shape) == "anchor":
        grounds = {shape_fill(one, theme) for one in shape.iter("{*}wsp")}
        grounds |= {None for _ in shape.iter("{*}pic", "{*}chart", "{*}graphicFrame")}
    else:
        grounds = {shape_fill(shape, theme)}
    height = (_extent(shape) or (0.0, 0.0))[1]
    return Float(frozenset(one for one in grounds if one != "none"), height / LINE_HEIGHT)


def shape_fill(shape: Element, theme: Theme) -> Ground | Inherited:
    """Answer what a shape is filled with."""
    if name_of(shape) in VML_SHAPES:
        if (shape.get("filled") or "t").startswith("f"):
            return "none"
        fill = (shape.get("fillcolor") or "").partition(" ")[0].lstrip("#")
        return from_hex(fill)
    own = drawn_fill(child(shape, "spPr"), theme)
    styled = child(child(shape, "style"), "fillRef")
    if own == "none" and styled is not None and child(child(shape, "spPr"), "noFill") is None:
        return None if styled.get("idx") != "0" else "none"
    return own


def around(box: Element) -> Iterator[Element]:
    """Answer the shapes that a text box is in, the nearest first."""
    for outer in box.iterancestors():
        if name_of(outer) in ("p", "body"):
            return
        yield outer


def why_unseen(shape: Element, page: tuple[float, float]) -> FindingKind | None:
    """Say why nobody sees what is in a shape, None if it is seen."""
    properties = child(shape, "docPr")
    style = (shape.get("style") or "").replace(" ", "").lower()
    if "visibility:hidden" in style or (properties is not None and properties.get("hidden") == "1"):
        return "hidden_element"
    extent = _extent(shape)
    if extent and min(extent) < LEAST_SIDE:
        return "clipped_text"
    places = _places(shape)
    for (place, is_of_page), side, length in zip(places, extent or (0.0, 0.0), page, strict=True):
        least = 0.0 if is_of_page else -MARGIN
        if place is not None and (place + side <= least or place >= length):
            return "off_page"
    return None


def _extent(shape: Element) -> tuple[float, float] | None:
    if name_of(shape) in ("anchor", "inline"):
        extent = child(shape, "extent")
        sides = (
            [number_of(extent.get(side), EMU) for side in ("cx", "cy")]
            if extent is not None
            else []
        )
    else:
        sides = [_measure(shape, side) for side in ("width", "height")]
    known = [side for side in sides if side is not None]
    return (known[0], known[1]) if len(known) == 2 else None


def _places(shape: Element) -> list[tuple[float | None, bool]]:
    """Answer how far right and how far down it stands, each with whether from the page's edge."""
    if name_of(shape) != "anchor":
        return [
            (_measure(shape, f"margin-{side}", side), f"-{axis}-relative:page" in _style(shape))
            for side, axis in (("left", "position-horizontal"), ("top", "position-vertical"))
        ]
    found: list[tuple[float | None, bool]] = []
    for axis in ("positionH", "positionV"):
        position = child(shape, axis)
        offset = child(position, "posOffset")
        place = None if offset is None else number_of(offset.text, EMU)
        found.append((place, position is not None and position.get("relativeFrom") == "page"))
    return found


def _style(shape: Element) -> str:
    return (shape.get("style") or "").replace(" ", "").lower()


def _measure(shape: Element, *names: str) -> float | None:
    said = dict(part.partition(":")[::2] for part in _style(shape).split(";"))
    for name in names:
        found = VML_MEASURE.fullmatch(said.get(name, ""))
        if found:
            return float(found[1]) * VML_UNITS[found[2]]
    return None
