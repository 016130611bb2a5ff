"""The text objects of a PDF page and all that decides whether they are seen, forms included."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import NamedTuple

import pypdfium2.raw as pdfium

from folioscope.backends.parsers.pdf_hidden_calls import (
    Colour,
    Matrix,
    Quad,
    clip_path,
    clips_of,
    common,
    fills_of,
    inner_objects_of,
    is_transparent,
    kind_of,
    matrix_of,
    mode_of,
    quads_of,
    size_of,
)
from folioscope.backends.parsers.pdf_hidden_marks import Marked, marked
from folioscope.backends.parsers.pdf_hidden_shapes import (
    NOTHING,
    OPAQUE,
    Shape,
    boxed,
    shapes_of,
)

DEEPEST, MOST_OBJECTS = 20, 100_000
MOST_CLIPS = 16
EVERYWHERE = (-math.inf, -math.inf, math.inf, math.inf)
INVISIBLE_MODES = (3, 7)
Look = tuple[object, ...]


class Clip(NamedTuple):
    """A box outside of which nothing is left; all inside of it is, unless it is doubtful."""

    box: Quad = EVERYWHERE
    doubtful: bool = False


UNCLIPPED = Clip()


@dataclass(frozen=True, slots=True)
class Setting:
    """Where an object stands: its place in the order of painting, and what its forms do to it."""

    order: float
    matrix: Matrix = NOTHING
    opacity: float = 1.0
    clip: Clip = UNCLIPPED
    depth: int = 0
    clear: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """A text object that may not be seen, and all that could be the reason."""

    handle: int
    order: float
    mode: int
    colour: Colour
    opacity: float
    clear: bool
    size: float
    box: Quad
    clip: Clip
    marked: Marked
    nested: bool

    @property
    def look(self) -> Look:
        """What makes letters beside each other look the same."""
        return self.mode, self.colour, self.opacity, self.marked.layered, self.nested, self.clip

    @property
    def paints(self) -> bool:
        """Whether its letters are painted at all."""
        return self.mode not in INVISIBLE_MODES


def text_of(handle: int, setting: Setting) -> Text:
    """Read what decides whether a text is seen."""
    (colour,), (quad,) = fills_of([handle]), quads_of([handle])
    own = matrix_of(handle).within(setting.matrix)
    return Text(
        handle,
        setting.order,
        mode_of(handle),
        colour,
        setting.opacity * colour[3] / OPAQUE,
        setting.clear or bool(is_transparent(handle)),
        abs(size_of(handle)) * math.hypot(own.c, own.d),
        boxed((min(quad[::2]), min(quad[1::2]), max(quad[::2]), max(quad[1::2])), setting.matrix),
        clip_of(handle, setting),
        marked(handle),
        setting.depth > 0,
    )


def clip_of(handle: int, setting: Setting) -> Clip:
    """Answer what is left of an object by all paths that it is clipped with."""
    left, doubtful = setting.clip
    (count,) = clips_of([handle])
    for number in range(min(count, MOST_CLIPS)):
        path = clip_path(handle, number)
        doubtful = doubtful or path is None or not path.is_rectangle
        if path:
            left = common(left, boxed(path.box, setting.matrix))
    return Clip(left, doubtful or count > MOST_CLIPS)


def opened(objects: list[tuple[int, Setting]]) -> tuple[list[tuple[int, Setting]], list[Shape]]:
    """Open forms, and forms in forms: answer the texts in them, and what else is painted."""
    texts: list[tuple[int, Setting]] = []
    shapes: list[Shape] = []
    waiting = objects[::-1]
    for number in range(MOST_OBJECTS):
        if not waiting:
            break
        handle, setting = waiting.pop()
        order = setting.order if setting.depth == 0 else int(setting.order) + number / MOST_OBJECTS
        kind = kind_of(handle)
        if kind == pdfium.FPDF_PAGEOBJ_TEXT:
            texts.append((handle, replace(setting, order=order)))
        elif kind != pdfium.FPDF_PAGEOBJ_FORM:
            shapes += shapes_of(handle, order, setting.matrix)
        elif setting.depth < DEEPEST:
            inner = _inside(handle, setting)
            objects_inside = inner_objects_of(handle, MOST_OBJECTS)
            waiting += [(one, inner) for one in reversed(objects_inside)]
    return texts, shapes


def _inside(form: int, setting: Setting) -> Setting:
    (colour,) = fills_of([form])
    return Setting(
        setting.order,
        matrix_of(form).within(setting.matrix),
        setting.opacity * colour[3] / OPAQUE,
        clip_of(form, setting),
        setting.depth + 1,
        setting.clear or bool(is_transparent(form)),
    )
