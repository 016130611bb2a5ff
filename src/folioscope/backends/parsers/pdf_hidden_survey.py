"""Which texts of a PDF page may not be seen, told from their attributes alone.

It runs on every page, so that it looks for a reason to look at the picture of the page, not for
the truth. A text needs no look if it is dark, opaque, neither tiny nor clipped, on the page, and
nothing but plain shapes of other colours are painted beneath it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from operator import attrgetter

from folioscope.backends.parsers.pdf_hidden_calls import (
    Quad,
    clips_of,
    count_marks,
    fills_of,
    is_transparent,
    mode_of,
    objects_of,
    owners,
    quads_of,
)
from folioscope.backends.parsers.pdf_hidden_marks import UNMARKED, marked
from folioscope.backends.parsers.pdf_hidden_shapes import Shape, Shapes
from folioscope.backends.parsers.pdf_hidden_texts import (
    Clip,
    Setting,
    Text,
    clip_of,
    opened,
    text_of,
)

PAGE = Setting(0)
MANY_TEXTS = 1000
STRIDE = 6
"""Of very many texts only those of each sixth character are looked at, unless one is suspect."""
FILLED, CLIPPING = (0, 2), 4
SMALLEST = 3.0
SHORT = 4.0
HAIR = 1.0


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page as PDFium opened it: it, its text and the characters in it, and where it is seen.

    ``layered`` says whether the document has layers, in which a form may lie untold.
    """

    page: int
    text_page: int
    characters: int
    box: Quad
    layered: bool


@dataclass(slots=True)
class Survey:
    """All texts of a page, what else it paints, and the texts that need a look.

    All do if ``doubtful``: of a clip made of letters PDFium tells nothing.
    """

    page: Quad
    objects: list[int]
    nested: list[int]
    shapes: Shapes
    layered: bool
    doubtful: bool
    suspects: dict[int, Text] = field(default_factory=dict)
    altered: dict[int, Text] = field(default_factory=dict)

    @property
    def texts(self) -> list[int]:
        """All text objects, those of the page itself first."""
        return [handle for handle in self.objects if mode_of(handle) >= 0] + self.nested

    def take(self, text: Text) -> None:
        """Note a text that needs a look, or that has another text for machines."""
        if text.marked.actual:
            self.altered[text.handle] = text
        if _needs_look(self, text):
            self.suspects[text.handle] = text


def surveyed(sheet: Sheet, covers: Iterable[Shape]) -> Survey:
    """Survey a page that is painted over with these shapes."""
    objects = objects_of(sheet.page)
    modes = list(map(mode_of, objects))
    others = [place for place, mode in enumerate(modes) if mode < 0]
    nested, shapes = opened([(objects[place], Setting(place)) for place in others])
    shapes = sorted((*shapes, *covers), key=attrgetter("order"))
    survey = Survey(
        sheet.box,
        objects,
        [handle for handle, _ in nested],
        Shapes(sheet.box, shapes),
        sheet.layered,
        max(max(modes, default=0), *(mode_of(handle) for handle, _ in nested), 0) >= CLIPPING,
    )
    texts = len(objects) - len(others)
    if texts > MANY_TEXTS and not survey.doubtful:
        places = dict(zip(objects, range(len(objects)), strict=True))
        some = owners(sheet.text_page, range(0, sheet.characters, STRIDE))
        sample = set(some) & places.keys()
        _judge(survey, list(sample), [places[handle] for handle in sample])
    if texts <= MANY_TEXTS or survey.doubtful or survey.suspects or survey.altered:
        orders = [place for place, mode in enumerate(modes) if mode >= 0]
        _judge(survey, [objects[place] for place in orders], orders)
    for handle, setting in nested:
        survey.take(text_of(handle, setting))
    return survey


def _judge(survey: Survey, handles: Sequence[int], orders: Sequence[int]) -> None:
    """Take those texts of the page itself that are not plainly seen."""
    columns = (
        fills_of(handles),
        quads_of(handles),
        map(mode_of, handles),
        clips_of(handles),
        map(count_marks, handles),
        map(is_transparent, handles),
    )
    left, bottom, right, top = survey.page
    doubtful = survey.doubtful
    for handle, order, fill, quad, mode, clips, marks, clear in zip(
        handles, orders, *columns, strict=True
    ):
        x, y, _, _, other_x, other_y, _, _ = quad
        box = (x, y, other_x, other_y)
        # What is turned, small, light or partly outside is left to the longer way.
        if (
            left <= x <= other_x <= right
            and bottom <= y <= other_y - SHORT
            and other_y <= top
            and mode in FILLED
            and not (clear or doubtful)
            and (clips < 1 or _is_left(box, clip_of(handle, PAGE)))
            and (not marks or marked(handle) is UNMARKED)
            and (
                survey.shapes.are_behind(order, fill, box)
                or survey.shapes.stands_out(order, fill, box)
            )
        ):
            continue
        survey.take(text_of(handle, Setting(order)))


def _needs_look(survey: Survey, text: Text) -> bool:
    return (
        survey.doubtful
        or text.clear
        or text.marked.layered
        or (text.nested and survey.layered)
        or text.mode not in FILLED
        or is_tiny(text)
        or not _is_left(text.box, Clip(survey.page))
        or not _is_left(text.box, text.clip)
        or not survey.shapes.stands_out(text.order, text.colour, text.box)
    )


def _is_left(box: Quad, clip: Clip) -> bool:
    """Tell whether all of a text is left, but for a hair."""
    left, bottom, right, top = clip.box
    return (
        not clip.doubtful
        and left - HAIR <= box[0]
        and bottom - HAIR <= box[1]
        and box[2] <= right + HAIR
        and box[3] <= top + HAIR
    )


def is_tiny(text: Text) -> bool:
    """Tell whether its type is too small to be read; the size that is told may be anything."""
    height = min(text.box[2] - text.box[0], text.box[3] - text.box[1])
    return height < SHORT and text.size < SMALLEST
