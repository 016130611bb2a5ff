"""Plots of a report as SVG that stands on light and dark ground."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

WIDTH = 640
NAMES = 170  # at the left
VALUES = 60  # at the right
BAR, GAP = 14, 12
COLOURS = ("#3b82f6", "#e07b39", "#2fa36b", "#b05fc9", "#c9a227", "#14a3a8")
BINS = 20


def bars(title: str, values: Mapping[str, Sequence[tuple[str, float | None]]]) -> str:
    """For each measure a bar of every variant, between 0 and 1."""
    parts: list[str] = []
    y = GAP
    for name, of_variants in values.items():
        parts.append(_text(NAMES - 10, y + BAR * len(of_variants) / 2 + 4, name, "end"))
        for at, (_, value) in enumerate(of_variants):
            if value is not None:
                length = value * (WIDTH - NAMES - VALUES)
                parts.append(_bar(NAMES, y, max(length, 1), COLOURS[at]))
                parts.append(_text(NAMES + length + 6, y + BAR - 3, f"{value:.3f}", "start"))
            y += BAR
        y += GAP
    variants = [name for name, _ in next(iter(values.values()), ())]
    for at, name in enumerate(variants):
        parts += [_bar(NAMES, y, BAR, COLOURS[at]), _text(NAMES + 22, y + BAR - 3, name, "start")]
        y += BAR + 6
    return _svg(title, y + GAP, parts)


def histogram(title: str, values: Sequence[float], unit: str) -> str:
    """How often which value came; the last bar holds all that is higher."""
    highest = sorted(values)[int(0.98 * (len(values) - 1))] or 1.0
    counts = [0] * BINS
    for value in values:
        counts[min(int(BINS * value / highest), BINS - 1)] += 1
    height, floor = 120, 145
    width = (WIDTH - 2 * GAP) / BINS
    parts = [
        _bar(GAP + at * width, floor - height * count / max(counts), width - 2, COLOURS[0], floor)
        for at, count in enumerate(counts)
        if count
    ]
    top = floor - height
    parts.append(f'<path d="M{GAP} {top}H{WIDTH - GAP}" stroke="currentColor" opacity=".3"/>')
    parts.append(_text(WIDTH - GAP, top - 5, f"highest bar: {max(counts)} of {len(values)}", "end"))
    parts.append(_text(GAP, floor + 18, "0", "start"))
    parts.append(_text(WIDTH - GAP, floor + 18, f"{highest:.0f} {unit} and more", "end"))
    return _svg(title, floor + 30, parts)


def _bar(x: float, y: float, width: float, colour: str, floor: float | None = None) -> str:
    height = BAR - 3 if floor is None else floor - y
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{colour}"/>'
    )


def _text(x: float, y: float, text: str, anchor: str) -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"'
    return f'<text {place} fill="currentColor">{escape(text)}</text>'


def _svg(title: str, height: float, parts: Sequence[str]) -> str:
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" role="img" '
        f'font-family="sans-serif" font-size="12"><title>{escape(title)}</title>'
    )
    return "\n".join([head, *parts, "</svg>"])
