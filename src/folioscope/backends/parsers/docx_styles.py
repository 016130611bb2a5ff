"""How type looks in a Word document: by defaults, by styles that build on styles, by itself."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from typing import Any

from folioscope.backends.parsers.docx_colours import (
    Inherited,
    Theme,
    TypeColour,
    highlight,
    shading,
    type_colour,
)
from folioscope.backends.parsers.docx_xml import (
    HALVES,
    Element,
    child,
    is_on,
    name_of,
    number_of,
    value_of,
)
from folioscope.backends.visible.contrast import Ground

USUAL_SIZE = 10.0
HEADING_SIZES = (20.0, 16.0, 14.0, 13.0, 12.0, 12.0)
BODY_LEVEL = 9
DEEPEST_CHAIN = 50


@dataclass(frozen=True, slots=True)
class Look:
    """How type looks, as far as it is said; ``level`` is that of a heading."""

    vanishes: bool | None = None
    is_transparent: bool | None = None
    bold: bool | None = None
    size: float | None = None
    colour: TypeColour | None = None
    beneath: Ground | Inherited = "none"
    around: Ground | Inherited = "none"
    level: int | None = None

    def over(self, base: Look) -> Look:
        """Answer this look, and where it says nothing the one that it builds on."""
        said = {one.name: getattr(self, one.name) for one in fields(self)}
        changed = {
            one.name: said[one.name] for one in fields(self) if said[one.name] != one.default
        }
        return replace(base, **changed)


@dataclass(frozen=True, slots=True)
class TableStyle:
    """The look of the words of a table, and all that may be beneath them."""

    look: Look = field(default_factory=Look)
    grounds: frozenset[Ground] = frozenset()


def run_look(properties: Element | None, theme: Theme) -> Look:
    """Read the properties of a run."""
    found: dict[str, Any] = {}
    for one in properties if properties is not None else ():
        name = name_of(one)
        if name in ("vanish", "specVanish"):
            found["vanishes"] = is_on(one)
        elif name == "b":
            found["bold"] = is_on(one)
        elif name == "sz":
            found["size"] = number_of(value_of(one), HALVES)
        elif name == "color":
            found["colour"] = type_colour(one, theme)
        elif name in ("shd", "highlight"):
            _put_beneath(found, one, theme)
        elif name == "textFill":
            found["is_transparent"] = _is_transparent(one)
    return Look(**found)


def _put_beneath(found: dict[str, Any], element: Element, theme: Theme) -> None:
    """A highlight covers a shading, whichever comes first."""
    ground = highlight(element) if name_of(element) == "highlight" else shading(element, theme)
    if ground != "none" and ("beneath" not in found or name_of(element) == "highlight"):
        found["beneath"] = ground


def _is_transparent(fill: Element) -> bool:
    if child(fill, "noFill") is not None:
        return True
    alphas = [value_of(one) for one in fill.iter("{*}alpha")]
    return any((number_of(alpha, 1000) or 0) >= 95 for alpha in alphas)


def paragraph_look(properties: Element | None, theme: Theme) -> Look:
    """Read the properties of a paragraph, but for those of its mark."""
    found: dict[str, Any] = {}
    for one in properties if properties is not None else ():
        if name_of(one) == "shd":
            found["around"] = shading(one, theme)
        elif name_of(one) == "outlineLvl":
            level = number_of(value_of(one))
            found["level"] = None if level is None or level >= BODY_LEVEL else int(level)
    return Look(**found)


class Styles:
    """The styles of a document, each looked up once."""

    def __init__(self, part: Element | None, theme: Theme) -> None:
        self.theme = theme
        self._styles: dict[str, Element] = {}
        self._looks: dict[str, Look] = {}
        self._usual: dict[str, str] = {}
        for style in part if part is not None else ():
            if name_of(style) == "style":
                self._add(style)
        defaults = child(child(child(part, "docDefaults"), "rPrDefault"), "rPr")
        self.default = run_look(defaults, theme)

    def _add(self, style: Element) -> None:
        name = value_of(style, "styleId") or ""
        self._styles[name] = style
        if (value_of(style, "default") or "0").lower() in ("1", "true", "on"):
            self._usual[value_of(style, "type") or ""] = name

    def paragraph(self, properties: Element | None) -> Look:
        """Answer the look of a paragraph by its style and its own properties."""
        own = paragraph_look(properties, self.theme)
        named = child(properties, "pStyle")
        name = self._usual.get("paragraph") if named is None else value_of(named)
        return own.over(self._look(name))

    def run(self, properties: Element | None) -> Look:
        """Answer the look of a run by its style and its own properties."""
        named = child(properties, "rStyle")
        own = run_look(properties, self.theme)
        return own if named is None else own.over(self._look(value_of(named)))

    def table(self, properties: Element | None) -> TableStyle:
        """Answer the look of a table, and every colour its style may put beneath a cell."""
        named = child(properties, "tblStyle")
        name = None if named is None else value_of(named)
        chain = self._chain(name)
        shadings = (shade for style in chain for shade in style.iter("{*}shd"))
        found = (shading(shade, self.theme) for shade in shadings)
        return TableStyle(self._look(name), frozenset(one for one in found if one != "none"))

    def shading(self, properties: Element | None) -> Ground | Inherited:
        """Answer what the properties of a table or a cell put beneath its text."""
        said = child(properties, "shd")
        return "none" if said is None else shading(said, self.theme)

    def _chain(self, name: str | None) -> list[Element]:
        """Answer a style and those it builds on, nearest first."""
        chain: list[Element] = []
        while name in self._styles and len(chain) < DEEPEST_CHAIN:
            style = self._styles[name]
            chain.append(style)
            based_on = child(style, "basedOn")
            name = None if based_on is None else value_of(based_on)
        return chain

    def _look(self, name: str | None) -> Look:
        if name is None or name not in self._styles:
            return Look()
        if name not in self._looks:
            look = Look()
            for style in reversed(self._chain(name)):
                look = self._own_look(style).over(look)
            self._looks[name] = look
        return self._looks[name]

    def _own_look(self, style: Element) -> Look:
        run = run_look(child(style, "rPr"), self.theme)
        paragraph = paragraph_look(child(style, "pPr"), self.theme)
        return run.over(paragraph).over(Look(level=_heading_level(style)))


def _heading_level(style: Element) -> int | None:
    named = child(style, "name")
    words = ((None if named is None else value_of(named)) or "").lower().split()
    if words == ["title"]:
        return 0
    if len(words) == 2 and words[0] == "heading" and words[1].isdecimal():
        return int(words[1]) - 1
    return None
