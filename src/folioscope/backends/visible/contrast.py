"""Colours, and whether type in one of them can be read on another."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TypeAlias

Colour: TypeAlias = tuple[int, int, int]
Ground: TypeAlias = Colour | None
"""What is beneath the type; None where it cannot be told, as of a picture."""

WHITE: Colour = (255, 255, 255)
BLACK: Colour = (0, 0, 0)
LEAST_DIFFERENCE = 20
"""Of 255: what people can just tell apart, as #ebebeb on white."""
HEX = re.compile(r"[0-9A-Fa-f]{6}|[0-9A-Fa-f]{3}")


def from_hex(digits: str | None) -> Colour | None:
    """Read ``ffffff`` or ``fff``."""
    if digits is None or not HEX.fullmatch(digits):
        return None
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    return int(digits[0:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)


def mixed(colour: Colour, other: Colour, share: float) -> Colour:
    """Mix a share of a colour into another."""
    red, green, blue = (
        min(255, max(0, round(one * share + two * (1 - share))))
        for one, two in zip(colour, other, strict=True)
    )
    return red, green, blue


def is_readable(colour: Colour, grounds: Iterable[Ground]) -> bool:
    """Tell whether type can be read on any of the grounds that it may stand on."""
    return any(
        ground is None
        or max(abs(one - two) for one, two in zip(colour, ground, strict=True)) >= LEAST_DIFFERENCE
        for ground in grounds
    )
