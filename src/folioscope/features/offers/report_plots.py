"""Plots of a report as SVG that stands on light and dark ground."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

WIDTH = 640
NAMES, VALUES = 210, 50  # at the left and at the right of bars
BAR, GAP = 16, 6
FLOOR, HEIGHT = 150, 120
COLOUR = "#3b82f6"
LONGEST_NAME = 30
WIDEST = 52  # of a column


def bars(title: str, values: Mapping[str, int]) -> str:
    """A bar for each name, one under the other."""
    most = max(values.values(), default=1) or 1
    parts: list[str] = []
    for at, (name, count) in enumerate(values.items()):
        y = GAP + at * (BAR + GAP)
        length = count / most * (WIDTH - NAMES - VALUES)
        short = name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"
        parts.append(_text(NAMES - 10, y + BAR - 4, short, "end"))
        parts.append(_rectangle(NAMES, y, max(length, 1), BAR))
        parts.append(_text(NAMES + length + 6, y + BAR - 4, str(count), "start"))
    return _svg(title, GAP + len(values) * (BAR + GAP), parts)


def columns(title: str, values: Sequence[tuple[str, int]]) -> str:
    """A column for each name, side by side; the first, the last and some between are named."""
    if not values:
        return _svg(title, GAP, [])
    most = max(count for _, count in values) or 1
    width = min(WIDTH / len(values), WIDEST)
    every = max(1, len(values) // 6)
    parts: list[str] = []
    for at, (name, count) in enumerate(values):
        height = count / most * HEIGHT
        middle = (at + 0.5) * width
        parts.append(_rectangle(at * width + 1, FLOOR - height, max(width - 3, 1), height))
        if count:
            parts.append(_text(middle, FLOOR - height - 4, str(count), "middle"))
        if at % every == 0:
            parts.append(_text(middle, FLOOR + 16, name, "middle"))
    return _svg(title, FLOOR + 24, parts)


def _rectangle(x: float, y: float, width: float, height: float) -> str:
    size = f'width="{width:.1f}" height="{height:.1f}"'
    return f'<rect x="{x:.1f}" y="{y:.1f}" {size} fill="{COLOUR}"/>'


def _text(x: float, y: float, text: str, anchor: str) -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"'
    return f'<text {place} fill="currentColor">{escape(text)}</text>'


def _svg(title: str, height: float, parts: Sequence[str]) -> str:
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" role="img" '
        f'font-family="sans-serif" font-size="12"><title>{escape(title)}</title>'
    )
    return "\n".join([head, *parts, "</svg>"])
