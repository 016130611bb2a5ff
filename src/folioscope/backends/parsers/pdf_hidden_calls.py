"""PDFium's functions called over a whole page at a time.

Some makers of PDF draw each letter on its own, thousands a page. The bindings of pypdfium2 make an
object of every pointer and let go of the interpreter's lock at every call; with plain numbers and
the lock kept, a call costs a third of that.
"""

from __future__ import annotations

import ctypes
import struct
from collections.abc import Callable, Sequence
from itertools import repeat
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

MOST_POINTS = 64
RECTANGLE = (4, 5)
MOST_CODE = 0x10FFFF
POINTER, NUMBER = ctypes.c_void_p, ctypes.c_int
FOUR = struct.Struct("4f")
EIGHT = struct.Struct("8f")
COLOUR = struct.Struct("4I")
BOX_OF_DOUBLES = struct.Struct("4d")

Quad = tuple[float, ...]
Colour = tuple[int, ...]
"""Red, green, blue and opacity, up to 255 each."""


class Matrix(NamedTuple):
    """What takes the coordinates of an object to those of what holds it."""

    a: float
    b: float
    c: float
    d: float
    e: float
    f: float

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Take a point over."""
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def within(self, outer: Matrix) -> Matrix:
        """Answer this matrix followed by another."""
        a, b = outer.a * self.a + outer.c * self.b, outer.b * self.a + outer.d * self.b
        c, d = outer.a * self.c + outer.c * self.d, outer.b * self.c + outer.d * self.d
        return Matrix(a, b, c, d, *outer.at(self.e, self.f))


class Path(NamedTuple):
    """The points of a path, and how the line gets to each."""

    points: Sequence[tuple[float, float]]
    kinds: Sequence[int]

    @property
    def box(self) -> Quad:
        """The box around all of its points."""
        across, up = zip(*self.points, strict=True) if self.points else ((0.0,), (0.0,))
        return min(across), min(up), max(across), max(up)

    @property
    def is_rectangle(self) -> bool:
        """Whether it is one upright rectangle, drawn by straight lines from corner to corner."""
        count, points = len(self.points), self.points
        if count not in RECTANGLE or points[-1] not in (points[0], points[3]):
            return False
        (left, bottom), (right, top) = points[0], points[2]
        sides = ([(left, top), (right, bottom)], [(right, bottom), (left, top)])
        lines = [pdfium.FPDF_SEGMENT_MOVETO] + [pdfium.FPDF_SEGMENT_LINETO] * (count - 1)
        return self.kinds == lines and [points[1], points[3]] in sides


def common(one: Quad, other: Quad) -> Quad:
    """Answer the part that two boxes have in common; it is turned inside out if there is none."""
    return (
        max(one[0], other[0]),
        max(one[1], other[1]),
        min(one[2], other[2]),
        min(one[3], other[3]),
    )


def function(name: str, result: Any, *arguments: Any) -> Callable[..., Any]:
    """Answer a function of PDFium that takes pointers as numbers."""
    place = ctypes.cast(getattr(pdfium, name), POINTER).value
    call: Callable[..., Any] = ctypes.PYFUNCTYPE(result, *arguments)(place or 0)
    return call


_count_objects = function("FPDFPage_CountObjects", NUMBER, POINTER)
# Without types of arguments it takes them as they come, a pointer and a number, in half the time.
_get_object = function("FPDFPage_GetObject", POINTER)
_get_inner_object = function("FPDFFormObj_GetObject", POINTER, POINTER, NUMBER)
_get_text_object = function("FPDFText_GetTextObject", POINTER, POINTER, NUMBER)
_get_char_box = function("FPDFText_GetCharBox", NUMBER, POINTER, NUMBER, *[POINTER] * 4)
_get_letter = function("FPDFText_GetUnicode", ctypes.c_uint, POINTER, NUMBER)
_get_quad = function("FPDFPageObj_GetRotatedBounds", NUMBER, POINTER, POINTER)
_get_bounds = function("FPDFPageObj_GetBounds", NUMBER, *[POINTER] * 5)
_get_fill = function("FPDFPageObj_GetFillColor", NUMBER, *[POINTER] * 5)
_get_stroke = function("FPDFPageObj_GetStrokeColor", NUMBER, *[POINTER] * 5)
_get_matrix = function("FPDFPageObj_GetMatrix", NUMBER, POINTER, POINTER)
_get_size = function("FPDFTextObj_GetFontSize", NUMBER, POINTER, POINTER)
_get_clip = function("FPDFPageObj_GetClipPath", POINTER, POINTER)
_count_clips = function("FPDFClipPath_CountPaths", NUMBER, POINTER)
_count_inner = function("FPDFFormObj_CountObjects", NUMBER, POINTER)
_set_active = function("FPDFPageObj_SetIsActive", NUMBER, POINTER, NUMBER)
_count_clip_points = function("FPDFClipPath_CountPathSegments", NUMBER, POINTER, NUMBER)
_get_clip_segment = function("FPDFClipPath_GetPathSegment", POINTER, POINTER, NUMBER, NUMBER)
_get_segment_type = function("FPDFPathSegment_GetType", NUMBER, POINTER)
_get_path_segment = function("FPDFPath_GetPathSegment", POINTER, POINTER, NUMBER)
_count_path_points = function("FPDFPath_CountSegments", NUMBER, POINTER)
_get_point = function("FPDFPathSegment_GetPoint", NUMBER, *[POINTER] * 3)

kind_of = function("FPDFPageObj_GetType", NUMBER, POINTER)
mode_of = function("FPDFTextObj_GetTextRenderMode", NUMBER, POINTER)
"""How a text object is painted; -1 of an object that is no text."""
is_transparent = function("FPDFPageObj_HasTransparency", NUMBER, POINTER)
count_marks = function("FPDFPageObj_CountMarks", NUMBER, POINTER)


def address(handle: Any) -> int:
    """Answer a pointer of pypdfium2 as a number; 0 is none."""
    return ctypes.cast(handle, POINTER).value or 0


def objects_of(page: int) -> list[int]:
    """List what is drawn on a page, in order."""
    return list(map(_get_object, repeat(POINTER(page)), range(_count_objects(page))))


def inner_objects_of(form: int, most: int) -> list[int]:
    """List what is drawn in a form, in order."""
    return list(map(_get_inner_object, repeat(form), range(min(_count_inner(form), most))))


def owners(text_page: int, indices: Sequence[int]) -> list[int]:
    """Answer which object each of these characters stands in; 0 is none."""
    return [one or 0 for one in map(_get_text_object, repeat(text_page), indices)]


def letters_of(text_page: int, indices: Sequence[int]) -> list[str]:
    """Answer each of these characters; one beyond the first 65,536 may come as two halves."""
    return [
        chr(code) if code <= MOST_CODE else ""
        for code in map(_get_letter, repeat(text_page), indices)
    ]


def character_boxes(text_page: int, indices: Sequence[int]) -> list[Quad]:
    """Answer (left, right, bottom, top) of each of these characters."""
    buffer, places = _places(len(indices), BOX_OF_DOUBLES, 4)
    list(map(_get_char_box, repeat(text_page), indices, *places))
    return list(BOX_OF_DOUBLES.iter_unpack(buffer))


def quads_of(texts: Sequence[int]) -> list[Quad]:
    """Answer the four corners (x, y) of each of these text objects."""
    buffer, (places,) = _places(len(texts), EIGHT, 1)
    list(map(_get_quad, texts, places))
    return list(EIGHT.iter_unpack(buffer))


def fills_of(handles: Sequence[int]) -> list[Colour]:
    """Answer the colour each of these objects is filled with; none is black without opacity."""
    return _colours(_get_fill, handles)


def strokes_of(handles: Sequence[int]) -> list[Colour]:
    """Answer the colour of the lines of each of these objects."""
    return _colours(_get_stroke, handles)


def _colours(get: Callable[..., int], handles: Sequence[int]) -> list[Colour]:
    buffer, places = _places(len(handles), COLOUR, 4)
    list(map(get, handles, *places))
    return list(COLOUR.iter_unpack(buffer))


def bounds_of(handle: int) -> Quad:
    """Answer (left, bottom, right, top) of an object, in what holds it."""
    buffer, places = _places(1, FOUR, 4)
    _get_bounds(handle, *(place[0] for place in places))
    return FOUR.unpack(buffer)


def matrix_of(handle: int) -> Matrix:
    """Answer the matrix of an object."""
    place = pdfium.FS_MATRIX()
    _get_matrix(handle, ctypes.addressof(place))
    return Matrix(place.a, place.b, place.c, place.d, place.e, place.f)


def size_of(text: int) -> float:
    """Answer the size of the type of a text object, before its matrix."""
    size = ctypes.c_float()
    _get_size(text, ctypes.addressof(size))
    return size.value


def clips_of(handles: Sequence[int]) -> list[int]:
    """Count the paths that each of these objects is clipped by."""
    return list(map(_count_clips, map(_get_clip, handles)))


def clip_path(handle: int, number: int) -> Path | None:
    """Answer one of the paths that an object is clipped by, unless it has many points."""
    clip = _get_clip(handle)
    count = _count_clip_points(clip, number)
    if count > MOST_POINTS:
        return None
    return _path([_get_clip_segment(clip, number, place) for place in range(count)])


def path_of(handle: int) -> Path | None:
    """Answer the points of a path, unless it has many."""
    count = _count_path_points(handle)
    if count > MOST_POINTS:
        return None
    return _path([_get_path_segment(handle, place) for place in range(count)])


def _path(segments: Sequence[int]) -> Path:
    x, y = ctypes.c_float(), ctypes.c_float()
    at_x, at_y = ctypes.addressof(x), ctypes.addressof(y)
    points = []
    for segment in segments:
        _get_point(segment, at_x, at_y)
        points.append((x.value, y.value))
    return Path(points, list(map(_get_segment_type, segments)))


def activate(handles: Sequence[int], shown: int) -> None:
    """Let these objects be painted (1) or not (0)."""
    list(map(_set_active, handles, repeat(shown)))


def _places(count: int, of: struct.Struct, parts: int) -> tuple[bytearray, list[range]]:
    """Make room for results, and list the addresses of each part of one."""
    buffer = bytearray(of.size * count)
    start = ctypes.addressof(ctypes.c_char.from_buffer(buffer)) if count else 0
    end = start + of.size * count
    step = of.size // parts
    return buffer, [range(start + part * step, end + part * step, of.size) for part in range(parts)]
