"""Elements of OOXML, whose names are compared without their namespaces.

The transitional and the strict dialect have the same names in different namespaces.
"""

from __future__ import annotations

import contextlib
from typing import Any, TypeAlias

Element: TypeAlias = Any
"""An element of lxml, whose trees here hold whatever a stranger wrote."""

OFF = frozenset({"0", "false", "off", "none"})
TWIPS = 20
HALVES = 2


def name_of(element: Element) -> str:
    """Answer the name without its namespace; comments and the like have none."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def value_of(element: Element, name: str = "val") -> str | None:
    """Answer an attribute that is in the namespace of its element."""
    space = element.tag.rpartition("}")[0]
    value: str | None = element.get(f"{space}}}{name}" if space else name)
    return value


def child(element: Element | None, name: str) -> Element | None:
    """Answer the first child of this name."""
    if element is None:
        return None
    return next((inner for inner in element if name_of(inner) == name), None)


def is_on(element: Element) -> bool:
    """Tell whether a property that is there is on: it may say that it is off."""
    return (value_of(element) or "").lower() not in OFF


def number_of(text: str | None, unit: float = 1) -> float | None:
    """Read a measure in points, given in so many units to a point."""
    with contextlib.suppress(ValueError, TypeError, OverflowError):
        return float(text or "") / unit
    return None
