"""The lines of a PDF page: characters gathered by line, words set apart, lines put together.

PDFium decides the order and the lines. It sets words apart too, but misses the narrow spaces of
condensed type; those are found here by the gap between the characters.
"""

from __future__ import annotations

import ctypes
import itertools
import math
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from folioscope.backends.parsers.characters import clean
from folioscope.backends.parsers.port import Line

Box = tuple[float, float, float, float]

# PDFium writes one of the first two where a hyphen breaks a word at the end of a line.
SEGMENT = re.compile(r"([^\x02\ufffe\r\n]+)([\x02\ufffe\r\n]*)")
RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
# Fonts made by TeX leave their ligatures at these places, where text has only controls.
TEX_LIGATURES = {0x1B: "ff", 0x1C: "fi", 0x1D: "fl", 0x1E: "ffi", 0x1F: "ffl"}
# Drawn apart from their text by many makers: alone on a line they say nothing.
LIST_SIGNS = "•▪◦‣●■□▸►➢➤❖⁃·∙○\uf0b7 "
RECTANGLE = struct.Struct("4f")
LEFT, TOP, RIGHT, BOTTOM = range(4)
UNITS_PER_POINT = 64
# Shares of the line height, tried against another engine's words on 150 files. The box of an f
# reaches over its neighbour.
WORD_GAP = 0.12
WORD_GAP_AFTER_F = 0.05
PARAGRAPH_GAP = 0.5


class Frame(NamedTuple):
    """A page as the reader sees it, turned and cropped."""

    page: Any
    width: int
    height: int

    def seen_at(self, across: float, up: float) -> tuple[float, float]:
        """Answer where a point of the page is seen, in points from the top left corner."""
        x, y = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDF_PageToDevice(self.page, 0, 0, self.width, self.height, 0, across, up, x, y)
        return round(x.value / UNITS_PER_POINT, 2), round(y.value / UNITS_PER_POINT, 2)


@dataclass(frozen=True, slots=True)
class Segment:
    """What stands on one line of the page; ``broken`` if its last word goes on in the next."""

    text: str
    box: Box | None
    broken: bool


def read_segments(page: Any, text_page: Any) -> Iterator[Segment]:
    """Read what stands on a page, line by line, in PDFium's order."""
    frame = Frame(page.raw, *(round(side * UNITS_PER_POINT) for side in page.get_size()))
    raw, boxes = _read_characters(text_page.raw)
    for match in SEGMENT.finditer(raw):
        start, end = match.span(1)
        spaced = _with_spaces(match[1], boxes[start:end])
        text = clean(_joined_surrogates(spaced).translate(TEX_LIGATURES)).strip()
        if text.strip(LIST_SIGNS):
            broken = match[2][:1] in ("\x02", "\ufffe")
            yield Segment(text, _line_box(frame, match[1], boxes[start:end]), broken)


def _read_characters(handle: Any) -> tuple[str, list[Box]]:
    count = pdfium.FPDFText_CountChars(handle)
    get_box, box = pdfium.FPDFText_GetLooseCharBox, pdfium.FS_RECTF()
    place = ctypes.byref(box)
    boxes = []
    # One call a character is most of what reading a page costs.
    for index in range(count):
        get_box(handle, index, place)
        boxes.append(RECTANGLE.unpack(box))
    return _raw_text(handle, count), boxes


def _raw_text(handle: Any, count: int) -> str:
    """Read the text of a page, exactly one character for each that PDFium counts."""
    buffer = (ctypes.c_ushort * (count + 1))()
    written = pdfium.FPDFText_GetText(handle, 0, count, buffer)
    text = bytes(buffer)[: 2 * (written - 1)].decode("utf-16-le", "replace")
    if len(text) == written - 1 == count:
        return text
    return "".join([chr(pdfium.FPDFText_GetUnicode(handle, index)) for index in range(count)])


def _with_spaces(text: str, boxes: list[Box]) -> str:
    gaps = {
        place: boxes[place][LEFT] - boxes[place - 1][RIGHT]
        for place in range(1, len(text))
        if text[place - 1] > " " and text[place] > " "
    }
    if not gaps or RIGHT_TO_LEFT.search(text):
        return text
    usual = median(gaps.values())
    wider = (place for place, gap in gaps.items() if gap > usual)
    cuts = [place for place in wider if gaps[place] - usual > _word_gap(text, boxes, place)]
    ends = zip([0, *cuts], [*cuts, len(text)], strict=True)
    return " ".join(text[start:end] for start, end in ends)


def _word_gap(text: str, boxes: list[Box], place: int) -> float:
    before, after = boxes[place - 1], boxes[place]
    height = min(before[TOP] - before[BOTTOM], after[TOP] - after[BOTTOM])
    return height * (WORD_GAP_AFTER_F if text[place - 1] == "f" else WORD_GAP)


def _joined_surrogates(text: str) -> str:
    if text.isascii():
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _line_box(frame: Frame, text: str, boxes: list[Box]) -> Box | None:
    seen = [box for character, box in zip(text, boxes, strict=True) if character > " "]
    if not seen:
        return None
    lefts, tops, rights, bottoms = zip(*seen, strict=True)
    corners = (min(lefts), max(tops), max(rights), min(bottoms))
    if not all(map(math.isfinite, corners)):
        return None
    # On a turned page the corners change places.
    (x, y), (other_x, other_y) = frame.seen_at(*corners[:2]), frame.seen_at(*corners[2:])
    return min(x, other_x), min(y, other_y), max(x, other_x), max(y, other_y)


def join(segments: list[Segment]) -> tuple[str, tuple[Line, ...]]:
    """Put the segments together, with a blank line where the page has a gap."""
    wide = _paragraph_gap(segments)
    pieces: list[str] = []
    lines: list[Line] = []
    position = 0
    for segment, following in itertools.zip_longest(segments, segments[1:]):
        separator = "" if following is None else _separator(segment, following, wide)
        lines.append(Line(position, position + len(segment.text), segment.box))
        pieces += (segment.text, separator)
        position += len(segment.text) + len(separator)
    return "".join(pieces), tuple(lines)


def _separator(segment: Segment, following: Segment, wide: float) -> str:
    if segment.broken:
        return "" if following.text[0].islower() else "-"
    gap = _gap(segment, following)
    # A jump upwards starts another column or block.
    return "\n" if gap is None or -2 * wide < gap <= wide else "\n\n"


def _gap(segment: Segment, following: Segment) -> float | None:
    if segment.box is None or following.box is None:
        return None
    return following.box[1] - segment.box[3]


def _paragraph_gap(segments: list[Segment]) -> float:
    """Answer how far apart, in points, lines of this page are when a paragraph ends."""
    pairs = itertools.pairwise(segments)
    gaps = [gap for one, other in pairs if (gap := _gap(one, other)) is not None]
    heights = [segment.box[3] - segment.box[1] for segment in segments if segment.box]
    return median(gaps) + PARAGRAPH_GAP * median(heights) if gaps else math.inf
