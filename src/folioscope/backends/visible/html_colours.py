"""Colours as web pages write them."""

from __future__ import annotations

import re

from folioscope.backends.visible.contrast import WHITE, Colour, Ground, from_hex, mixed

NAMED = {
    "white": "ffffff",
    "black": "000000",
    "red": "ff0000",
    "green": "008000",
    "blue": "0000ff",
    "yellow": "ffff00",
    "gray": "808080",
    "grey": "808080",
    "silver": "c0c0c0",
    "navy": "000080",
    "maroon": "800000",
    "purple": "800080",
    "teal": "008080",
    "olive": "808000",
    "lime": "00ff00",
    "aqua": "00ffff",
    "cyan": "00ffff",
    "fuchsia": "ff00ff",
    "magenta": "ff00ff",
    "orange": "ffa500",
    "snow": "fffafa",
    "ivory": "fffff0",
    "ghostwhite": "f8f8ff",
    "floralwhite": "fffaf0",
    "whitesmoke": "f5f5f5",
    "mintcream": "f5fffa",
    "azure": "f0ffff",
    "aliceblue": "f0f8ff",
    "seashell": "fff5ee",
    "lightgray": "d3d3d3",
    "lightgrey": "d3d3d3",
    "darkgray": "a9a9a9",
    "dimgray": "696969",
}
FUNCTION = re.compile(r"rgba?\(([^()]*)\)")
GREY_LIGHTNESS = re.compile(r"hsla?\(\s*[\d.]+(?:deg)?[\s,]+[\d.]+%[\s,]+(0|100)%\s*\)")
TOKEN = re.compile(r"rgba?\([^()]*\)|hsla?\([^()]*\)|#[0-9a-f]{3,8}\b|\b[a-z]{3,20}\b")
FULL = 255.0
HARDLY_THERE = 0.08


def colour_and_opacity(value: str) -> tuple[Colour, float] | None:
    """Read a colour and how opaque it is; None where it is not told here."""
    value = value.strip()
    if value == "transparent":
        return WHITE, 0.0
    if value in NAMED:
        value = f"#{NAMED[value]}"
    if value.startswith("#"):
        return _from_digits(value[1:])
    lightness = GREY_LIGHTNESS.fullmatch(value)
    if lightness:
        return ((0, 0, 0) if lightness[1] == "0" else WHITE), 1.0
    found = FUNCTION.fullmatch(value)
    return _from_numbers(re.split(r"[\s,/]+", found[1].strip())) if found else None


def _from_digits(digits: str) -> tuple[Colour, float] | None:
    opacity = 1.0
    if len(digits) in (4, 8):
        size = len(digits) // 4
        digits, alpha = digits[:-size], digits[-size:]
        pair = from_hex(alpha * (6 // size) if size == 2 else alpha * 3)
        opacity = pair[0] / FULL if pair else 1.0
    colour = from_hex(digits)
    return None if colour is None else (colour, opacity)


def _from_numbers(numbers: list[str]) -> tuple[Colour, float] | None:
    try:
        red, green, blue = (_channel(number) for number in numbers[:3])
        return (red, green, blue), _share(numbers[3]) if len(numbers) > 3 else 1.0
    except ValueError:
        return None


def _channel(number: str) -> int:
    value = _share(number) * FULL if number.endswith("%") else float(number)
    return round(min(FULL, max(0.0, value)))


def _share(number: str) -> float:
    """Read a share; what is no number to reckon with, as “nan”, is nothing."""
    return min(1.0, max(0.0, float(number.rstrip("%")) / (100 if number.endswith("%") else 1)))


def painted_over(ground: Ground, background: str) -> Ground:
    """Answer what is beneath the text of an element with this background."""
    if "url(" in background or "gradient" in background or "var(" in background:
        return None
    for token in TOKEN.findall(background):
        found = colour_and_opacity(token)
        if found:
            colour, opacity = found
            if opacity >= 1:
                return colour
            return None if ground is None else mixed(colour, ground, opacity)
    return ground
