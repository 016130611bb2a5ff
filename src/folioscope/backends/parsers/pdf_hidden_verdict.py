"""Which words of suspect texts nobody sees, and why, told from pictures of the page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from folioscope.backends.parsers.pdf_hidden_calls import activate, common
from folioscope.backends.parsers.pdf_hidden_picture import (
    Picture,
    difference,
    painted,
    view_of,
)
from folioscope.backends.parsers.pdf_hidden_scan import shown_in_picture
from folioscope.backends.parsers.pdf_hidden_shapes import WHITE
from folioscope.backends.parsers.pdf_hidden_survey import Survey
from folioscope.backends.parsers.pdf_hidden_texts import Text
from folioscope.backends.parsers.pdf_hidden_words import Word
from folioscope.backends.parsers.port import FindingKind

LEAST = 20
"""Of 255: the contrast that people can just read, as that of #ebebeb on white."""
MOST_ALIKE = 0.5
FILL = 0
PLAIN_PIXELS = 16
"""Type of so many pixels shows its colour; that of smaller type is thinned out."""
HARDLY = 0.12
"""The opacity below which dark type on white cannot be read."""


def guessed(page: Any, survey: Survey, words: Sequence[Word]) -> list[FindingKind | None]:
    """Answer what ``judged`` does without a picture: only what is beyond doubt is hidden."""
    size = page.get_size()
    return [_without_look(word, size) or _guess(survey, word) for word in words]


def judged(page: Any, survey: Survey, words: Sequence[Word]) -> list[FindingKind | None]:
    """Answer for each of these words why nobody sees it, or None if it is seen."""
    size = page.get_size()
    kinds = [_without_look(word, size) for word in words]
    places = [place for place, kind in enumerate(kinds) if kind is None]
    beneath = _judge_painted(page, words, kinds, places)
    for place in places:
        if not words[place].text.paints:
            kinds[place] = "invisible_text"
        elif kinds[place]:
            kinds[place] = _reason(survey, words[place], beneath)
    unseen = [place for place in places if kinds[place] in ("invisible_text", "covered_text")]
    for place in shown_in_picture(page, survey, words, unseen):
        kinds[place] = None
    return kinds


def _without_look(word: Word, size: tuple[float, float]) -> FindingKind | None:
    box = word.box
    if box is None or box[0] >= size[0] or box[1] >= size[1] or box[2] <= 0 or box[3] <= 0:
        return "off_page"
    return "tiny_text" if word.is_tiny else None


def _guess(survey: Survey, word: Word) -> FindingKind | None:
    text = word.text
    around = survey.shapes.meeting(word.place)
    is_bare = around is not None and not around
    later = [shape for shape in around or () if shape.solid and shape.order > text.order]
    reasons: list[tuple[bool, FindingKind]] = [
        (not text.paints and is_bare, "invisible_text"),
        (text.opacity < HARDLY, "transparent_text"),
        (_is_clipped(word), "clipped_text"),
        (is_bare and _is_white(text), "low_contrast"),
        (any(common(shape.box, word.place) == word.place for shape in later), "covered_text"),
    ]
    return next((kind for holds, kind in reasons if holds), None)


def _is_white(text: Text) -> bool:
    return text.mode == FILL and min(text.colour[:3]) > max(WHITE) - LEAST


def _judge_painted(
    page: Any, words: Sequence[Word], kinds: list[FindingKind | None], places: Sequence[int]
) -> Picture | None:
    """Mark the words that change nothing in the picture; answer the picture without them."""
    seen = [place for place in places if words[place].text.paints]
    view = view_of(page, [box for place in seen for box in words[place].boxes])
    if view is None:
        return None
    whole = painted(page, view)
    handles = list({words[place].text.handle for place in seen})
    activate(handles, 0)
    beneath = painted(page, view)
    activate(handles, 1)
    for place in seen:
        if not _is_seen(words[place], whole, beneath):
            kinds[place] = "covered_text"
    return beneath


def _is_seen(word: Word, whole: Picture, beneath: Picture) -> bool:
    pixels = whole.view.scale * word.text.size
    needed = LEAST * min(1.0, 0.4 + 0.6 * pixels / PLAIN_PIXELS)
    if not any(difference(whole, beneath, box) >= needed for box in word.boxes):
        return False
    # White type on white that crosses black letters changes the picture, and is not read.
    return word.text.mode != FILL or not _is_of_the_same_colour(word, beneath)


def _reason(survey: Survey, word: Word, beneath: Picture | None) -> FindingKind:
    text = word.text
    later = survey.shapes.meeting(word.place)
    reasons: list[tuple[bool, FindingKind]] = [
        (text.opacity < HARDLY, "transparent_text"),
        (text.marked.layered, "hidden_layer"),
        (_is_clipped(word), "clipped_text"),
        (beneath is not None and _is_of_the_same_colour(word, beneath), "low_contrast"),
        (later is None or any(one.order > text.order for one in later), "covered_text"),
        (text.clear, "transparent_text"),
        (text.nested, "hidden_layer"),
    ]
    return next((kind for holds, kind in reasons if holds), "clipped_text")


def _is_clipped(word: Word) -> bool:
    left, bottom, right, top = common(word.text.clip.box, word.place)
    return right <= left or top <= bottom


def _is_of_the_same_colour(word: Word, beneath: Picture) -> bool:
    """Tell whether most of what is painted where a word stands has its colour."""
    red, green, blue, _ = word.text.colour
    pixels = [pixel for box in word.boxes for pixel in beneath.samples(box)]
    near = sum(
        max(abs(one - blue), abs(two - green), abs(three - red)) < LEAST
        for one, two, three in pixels
    )
    return near > MOST_ALIKE * len(pixels)
