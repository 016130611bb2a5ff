"""How cost grows with the size of a base, as a picture that stands on light and dark ground."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log10

WIDTH, HEIGHT = 720, 380
LEFT, RIGHT, TOP, BOTTOM = 70, 190, 30, 50
COLOURS = (
    "#3b82f6",
    "#e07b39",
    "#2fa36b",
    "#b05fc9",
    "#c9a227",
    "#8a8f98",
    "#d6455d",
    "#14a3a8",
)
Points = Sequence[tuple[float, float]]


def plot(title: str, series: Mapping[str, Points]) -> str:
    """An SVG of lines over logarithmic axes."""
    across = [x for points in series.values() for x, _ in points]
    upward = [y for points in series.values() for _, y in points]
    low, high = _decades(upward)
    first, last = log10(min(across)), log10(max(across))
    span = max(last - first, 1)

    def place(x: float, y: float) -> tuple[float, float]:
        return (
            LEFT + (log10(x) - first) / span * (WIDTH - LEFT - RIGHT),
            HEIGHT - BOTTOM - (log10(y) - low) / (high - low) * (HEIGHT - TOP - BOTTOM),
        )

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'font-family="sans-serif" font-size="12"><title>{title}</title>'
    ]
    for decade in range(low, high + 1):
        _, y = place(min(across), 10**decade)
        parts.append(_line([(LEFT, y), (WIDTH - RIGHT, y)], "#8886", 1))
        parts.append(_text(LEFT - 8, y + 4, f"{10**decade:g}", "end"))
    parts += [
        _text(place(x, 10**low)[0], HEIGHT - BOTTOM + 20, f"{x:,.0f}", "middle")
        for x in sorted(set(across))
    ]
    parts.append(_text(LEFT + (WIDTH - LEFT - RIGHT) / 2, HEIGHT - 10, "chunks", "middle"))
    for points, colour in zip(series.values(), COLOURS, strict=False):
        places = [place(*point) for point in sorted(points)]
        parts.append(_line(places, colour, 2))
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in places]
    parts += _legend(series, place)
    return "\n".join([*parts, "</svg>\n"])


def _legend(series: Mapping[str, Points], place: object) -> list[str]:
    """The names at the right, in the order of the ends of their lines, none over another."""
    assert callable(place)
    ends = [(place(*max(points))[1], name) for name, points in series.items()]
    colours = dict(zip(series, COLOURS, strict=False))
    parts, free = [], float(TOP)
    for y, name in sorted(ends):
        free = max(y, free)
        parts.append(_text(WIDTH - RIGHT + 12, free + 4, name, "start", colours[name]))
        free += 16
    return parts


def _decades(values: Sequence[float]) -> tuple[int, int]:
    low, high = int(log10(min(values)) // 1), int(-(-log10(max(values)) // 1))
    return low, max(high, low + 1)


def _line(places: Sequence[tuple[float, float]], colour: str, width: int) -> str:
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    return f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="{width}"/>'


def _text(x: float, y: float, text: str, anchor: str, colour: str = "#8a8f98") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}">{text}</text>'
