"""How an element of a web page looks, as far as that decides whether people can read it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from folioscope.backends.visible.contrast import BLACK, WHITE, Colour, Ground, is_readable
from folioscope.backends.visible.html_colours import colour_and_opacity, painted_over
from folioscope.backends.visible.html_css import BACKGROUNDS, Declarations

WhyUnseen = Literal["hidden_element", "low_contrast", "tiny_text"]
"""Why nobody reads what is there."""

POINTS = {"px": 0.75, "pt": 1.0, "in": 72.0, "cm": 28.35, "mm": 2.835, "pc": 12.0, "rem": 12.0}
RELATIVE = {"em": 1.0, "%": 0.01, "ex": 0.5, "ch": 0.5}
KEYWORDS = {
    "xx-small": 6.75,
    "x-small": 7.5,
    "small": 9.75,
    "medium": 12.0,
    "large": 13.5,
    "x-large": 18.0,
    "xx-large": 24.0,
}
USUAL_SIZE = 12.0
SMALLEST = 3.0
TIMES = {"h1": 2.0, "h2": 1.5, "h3": 1.17, "h4": 1.0, "h5": 0.83, "h6": 0.67, "small": 0.83}
BOLD_TAGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "b", "strong", "th"})
TELLING_TAGS = frozenset({*TIMES, *BOLD_TAGS, "a", "body", "dialog", "font", "pre"})
TELLING_ATTRIBUTES = frozenset({"hidden", "bgcolor", "background"})
LENGTH = re.compile(r"(-?\d*\.?\d+)(px|pt|rem|em|%|in|cm|mm|pc|ex|ch|vw|vh|)")
FONT_SIZE = re.compile(r"(?:^|\s)(\d*\.?\d+(?:px|pt|rem|em|%))(?=[\s/])")
NO_SIZE_SCALE = re.compile(r"scale[xy3d]*\(\s*0*\.?0+\s*[,)]")
MOVED_AWAY = re.compile(r"translate\w*\([^)]*-\d{4,}(?:px|pt)")
NOT_OPAQUE = re.compile(r"opacity\(\s*(0*\.?0*[0-4]?%?)\s*\)")
CLIPPED = re.compile(r"rect\((?:\s*[01](?:px)?[\s,]*){4}\)|inset\((?:50|100)%\s*\)|circle\(0\D.*\)")
AWAY = -900.0
HARDLY_THERE = 0.08
BOLD_WEIGHT = 600


@dataclass(frozen=True, slots=True)
class Look:
    """What an element takes over from those around it; ``unseen`` if nobody sees it at all."""

    size: float = USUAL_SIZE
    bold: bool = False
    colour: Colour | None = BLACK
    is_see_through: bool = False
    grounds: tuple[Ground, ...] = (WHITE,)
    is_invisible: bool = False
    keeps_lines: bool = False
    unseen: WhyUnseen | None = None

    def hides(self) -> WhyUnseen | None:
        """Say why nobody reads words in this look; None if they are read."""
        if self.unseen or self.is_invisible:
            return self.unseen or "hidden_element"
        if self.size < SMALLEST:
            return "tiny_text"
        if self.is_see_through:
            return "low_contrast"
        unreadable = self.colour is not None and not is_readable(self.colour, self.grounds)
        return "low_contrast" if unreadable else None


def look_of(tag: str, attributes: Mapping[str, str], declared: Declarations, around: Look) -> Look:
    """Answer the look of an element, from what is declared for it and what is around it."""
    if not declared and tag not in TELLING_TAGS and TELLING_ATTRIBUTES.isdisjoint(attributes):
        return around
    said = _from_attributes(tag, attributes) | declared
    white_space = said.get("white-space", "pre" if tag == "pre" else "")
    look = replace(
        around,
        size=_size(tag, said, around),
        bold=_is_bold(tag, said, around),
        grounds=_grounds(said, around),
        keeps_lines=white_space.startswith("pre") if white_space else around.keeps_lines,
        unseen=around.unseen or _why_unseen(tag, attributes, said),
    )
    if "visibility" in said:
        look = replace(look, is_invisible=said["visibility"] in ("hidden", "collapse"))
    return _coloured(look, said.get("-webkit-text-fill-color") or said.get("color"), tag)


def _from_attributes(tag: str, attributes: Mapping[str, str]) -> Declarations:
    """Read what older pages say in attributes."""
    found: Declarations = {}
    if attributes.get("bgcolor"):
        found["background-color"] = attributes["bgcolor"].strip().lower()
    colour = attributes.get("text" if tag == "body" else "color")
    if colour and tag in ("body", "font"):
        found["color"] = colour.strip().lower()
    if attributes.get("background"):
        found["background-image"] = "url(there)"
    return found


def _coloured(look: Look, said: str | None, tag: str) -> Look:
    """Links are blue unless it is said otherwise."""
    if said is None or said in ("inherit", "currentcolor", "unset"):
        return replace(look, colour=None) if tag == "a" and said is None else look
    found = colour_and_opacity(said)
    if found is None:
        return replace(look, colour=None, is_see_through=False)
    return replace(look, colour=found[0], is_see_through=found[1] < HARDLY_THERE)


def _grounds(said: Declarations, around: Look) -> tuple[Ground, ...]:
    grounds = around.grounds
    for name in BACKGROUNDS:
        if name in said:
            grounds = tuple(dict.fromkeys(painted_over(ground, said[name]) for ground in grounds))
    return grounds


def _size(tag: str, said: Declarations, around: Look) -> float:
    shorthand = FONT_SIZE.search(said.get("font", ""))
    value = said.get("font-size") or (shorthand[1] if shorthand else "")
    if value in KEYWORDS:
        return KEYWORDS[value]
    found = LENGTH.fullmatch(value)
    if found is None:
        return around.size * TIMES.get(tag, 1.0)
    number, unit = float(found[1]), found[2]
    if unit in RELATIVE:
        return number * RELATIVE[unit] * around.size
    # A size without a unit counts only where it is nothing.
    return number * POINTS[unit] if unit in POINTS else around.size * (number != 0)


def _is_bold(tag: str, said: Declarations, around: Look) -> bool:
    is_usual = tag in BOLD_TAGS or "bold" in said.get("font", "").split()
    weight = said.get("font-weight") or ("bold" if is_usual else "")
    if weight.isdecimal():
        return int(weight[:4]) >= BOLD_WEIGHT
    if weight in ("bold", "bolder"):
        return True
    return around.bold and weight != "normal"


def _why_unseen(tag: str, attributes: Mapping[str, str], said: Declarations) -> WhyUnseen | None:
    is_closed = tag == "dialog" and "open" not in attributes
    shown = said.get("display")
    is_left_out = shown == "none" or (shown is None and ("hidden" in attributes or is_closed))
    is_away = _is_away(said) or said.get("content-visibility") == "hidden"
    if is_left_out or is_away or _is_transparent(said) or _is_clipped(said):
        return "hidden_element"
    return None


def _is_transparent(said: Declarations) -> bool:
    opacity = said.get("opacity", "")
    number = LENGTH.fullmatch(opacity)
    share = float(number[1]) * RELATIVE.get(number[2], 1.0) if number else 1.0
    return share < HARDLY_THERE or NOT_OPAQUE.search(said.get("filter", "")) is not None


def _is_away(said: Declarations) -> bool:
    names = ["text-indent", "margin-left", "margin-top"]
    if said.get("position") in ("absolute", "fixed", "relative"):
        names += ["left", "top", "right"]
    if any(_points(said.get(name, "")) < AWAY for name in names):
        return True
    transform = said.get("transform", "")
    return bool(NO_SIZE_SCALE.search(transform) or MOVED_AWAY.search(transform))


def _is_clipped(said: Declarations) -> bool:
    if any(CLIPPED.search(said.get(name, "")) for name in ("clip", "clip-path")):
        return True
    flows = {said.get(name) for name in ("overflow", "overflow-x", "overflow-y")}
    sides = (said.get(name) for name in ("width", "height", "max-width", "max-height"))
    is_small = any(side is not None and _is_nothing(side) for side in sides)
    return is_small and bool(flows & {"hidden", "clip"})


def _is_nothing(side: str) -> bool:
    found = LENGTH.fullmatch(side)
    return found is not None and abs(float(found[1])) <= 1 and found[2] in ("px", "pt", "", "%")


def _points(value: str) -> float:
    found = LENGTH.fullmatch(value)
    return float(found[1]) * (POINTS | {"em": USUAL_SIZE}).get(found[2], 0.0) if found else 0.0
