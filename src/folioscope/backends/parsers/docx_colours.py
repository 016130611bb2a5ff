"""The colours of a Word document: of its theme, of type, and of what is beneath it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from folioscope.backends.parsers.docx_xml import Element, child, name_of, value_of
from folioscope.backends.visible.contrast import BLACK, WHITE, Colour, Ground, from_hex, mixed

Inherited: TypeAlias = Literal["none"]
"""Nothing beneath that is the element's own: what is around it shows through."""

TypeColour: TypeAlias = Colour | Literal["auto"]
"""``auto`` is chosen by Word so that it can be read."""

THEME_NAMES = {
    "background1": "lt1",
    "light1": "lt1",
    "bg1": "lt1",
    "text1": "dk1",
    "dark1": "dk1",
    "tx1": "dk1",
    "background2": "lt2",
    "light2": "lt2",
    "bg2": "lt2",
    "text2": "dk2",
    "dark2": "dk2",
    "tx2": "dk2",
}
USUAL_THEME: dict[str, Colour] = {"lt1": WHITE, "dk1": BLACK}
HIGHLIGHTS = {
    "black": "000000",
    "blue": "0000ff",
    "cyan": "00ffff",
    "green": "00ff00",
    "magenta": "ff00ff",
    "red": "ff0000",
    "yellow": "ffff00",
    "white": "ffffff",
    "darkBlue": "000080",
    "darkCyan": "008080",
    "darkGreen": "008000",
    "darkMagenta": "800080",
    "darkRed": "800000",
    "darkYellow": "808000",
    "darkGray": "808080",
    "lightGray": "c0c0c0",
}
FULL = 255
NO_FILL = frozenset({"noFill"})
UNKNOWN_FILL = frozenset({"gradFill", "blipFill", "pattFill", "grpFill"})


@dataclass(frozen=True, slots=True)
class Theme:
    """The colours that a document calls by name."""

    colours: dict[str, Colour] = field(default_factory=lambda: dict(USUAL_THEME))

    def named(self, name: str | None) -> Colour | None:
        """Answer a colour by any of its names."""
        return self.colours.get(THEME_NAMES.get(name or "", name or ""))


def theme_of(part: Element | None) -> Theme:
    """Read the colours of a theme."""
    colours = dict(USUAL_THEME)
    scheme = child(child(part, "themeElements"), "clrScheme")
    for named in scheme if scheme is not None else ():
        for colour in named:
            found = from_hex(colour.get("lastClr") or colour.get("val"))
            if found:
                colours[name_of(named)] = found
    return Theme(colours)


def type_colour(element: Element, theme: Theme) -> TypeColour | None:
    """Read ``w:color``; None where it says nothing that can be read."""
    found = _themed(element, theme, ("themeColor", "themeTint", "themeShade"))
    value = value_of(element)
    return found or from_hex(value) or ("auto" if value == "auto" else None)


def shading(element: Element, theme: Theme) -> Ground | Inherited:
    """Read ``w:shd``: what it puts beneath the text."""
    pattern = value_of(element) or "clear"
    fill = _themed(element, theme, ("themeFill", "themeFillTint", "themeFillShade")) or from_hex(
        value_of(element, "fill")
    )
    if pattern in ("clear", "nil"):
        return fill or "none"
    ink = type_colour_of_pattern(element, theme)
    if pattern == "solid":
        return ink
    if pattern.startswith("pct") and pattern[3:].isdecimal():
        return mixed(ink, fill or WHITE, int(pattern[3:]) / 100)
    return None


def type_colour_of_pattern(element: Element, theme: Theme) -> Colour:
    """Read the colour in which a pattern is drawn."""
    themed = _themed(element, theme, ("themeColor", "themeTint", "themeShade"))
    return themed or from_hex(value_of(element, "color")) or BLACK


def highlight(element: Element) -> Ground | Inherited:
    """Read ``w:highlight``."""
    return from_hex(HIGHLIGHTS.get(value_of(element) or "")) or "none"


def drawn_fill(properties: Element | None, theme: Theme) -> Ground | Inherited:
    """Read what a drawn shape is filled with."""
    for fill in properties if properties is not None else ():
        name = name_of(fill)
        if name in UNKNOWN_FILL:
            return None
        if name == "solidFill":
            return next((drawn_colour(colour, theme) for colour in fill), None)
    return "none"


def drawn_colour(colour: Element, theme: Theme) -> Ground:
    """Read a colour of a drawing; one that is changed in ways not known here is not told."""
    if any(name_of(change) == "alpha" for change in colour):
        return None
    value = colour.get("lastClr") or colour.get("val")
    found = theme.named(value) if name_of(colour) == "schemeClr" else from_hex(value)
    return None if len(colour) else found


def _themed(element: Element, theme: Theme, names: tuple[str, str, str]) -> Colour | None:
    colour, tint, shade = (value_of(element, name) for name in names)
    found = theme.named(colour)
    if found is None:
        return None
    if tint and len(tint) <= 2:
        return mixed(found, WHITE, _share(tint))
    return mixed(found, BLACK, _share(shade)) if shade and len(shade) <= 2 else found


def _share(digits: str) -> float:
    try:
        return int(digits, 16) / FULL
    except ValueError:
        return 1.0
