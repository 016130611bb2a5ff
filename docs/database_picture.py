"""The tables of the database as a drawing: what refers to what, from the right to the left.

Always the same bytes for the same tables. Nearly everything refers to ``users``; those lines are
left out and told in words, or nothing else could be seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from sqlalchemy import Table

from docs.database_reference import by_owner

EVERYBODYS = "users"
ROW, HEAD, PAD = 15, 20, 12
LETTER = 6.7
COLUMN_GAP, BOX_GAP, MARGIN = 90, 16, 20
ALONE_PER_ROW = 4
STYLE = """
text{font:11px ui-monospace,SFMono-Regular,Menlo,monospace;fill:#1f2933}
.name{font-weight:700}.key{fill:#52606d}
.box{fill:#fff;stroke:#9aa5b1}.head{fill:#e4e7eb;stroke:#9aa5b1}
.line{fill:none;stroke:#3b82f6;stroke-opacity:.7}.end{fill:#3b82f6}
@media (prefers-color-scheme:dark){text{fill:#e4e7eb}.key{fill:#9aa5b1}
.box{fill:#1f2933;stroke:#52606d}.head{fill:#323f4b;stroke:#52606d}
.line{stroke:#7cb3ff}.end{fill:#7cb3ff}}
""".strip()


@dataclass(frozen=True)
class Reference:
    """A column that refers to another table; ``row`` is its place among the keys of its own."""

    source: str
    column: str
    target: str


@dataclass
class Box:
    """A table with its keys, and where it is drawn."""

    name: str
    keys: Sequence[str]
    x: float = 0.0
    y: float = 0.0

    @property
    def width(self) -> float:
        return round(max(len(told) for told in (self.name, *self.keys)) * LETTER + 2 * PAD, 1)

    @property
    def height(self) -> float:
        return HEAD + ROW * len(self.keys) + 6

    def row(self, key: str) -> float:
        """The middle of the line of a key."""
        return self.y + HEAD + ROW * self.keys.index(key) + ROW / 2 + 2


def picture() -> str:
    """The drawing as SVG."""
    every = [table for tables in by_owner().values() for table in tables]
    boxes = {table.name: Box(table.name, _keys(table)) for table in every}
    references = sorted(
        (found for table in every for found in _references(table)),
        key=lambda one: (one.source, one.column, one.target),
    )
    width, height = _place(boxes, references)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" '
        'role="img"><title>Tables of the database, and what refers to what</title>'
        f"<style>{STYLE}</style>",
        *(_line(boxes, one) for one in references),
        *(part for name in sorted(boxes) for part in _drawn(boxes[name])),
        "</svg>\n",
    ]
    return "\n".join(parts)


def _keys(table: Table) -> list[str]:
    """The columns that say what a row is, and what it refers to."""
    return [_told(column.name, table) for column in table.columns if _is_key(column.name, table)]


def _is_key(name: str, table: Table) -> bool:
    return table.columns[name].primary_key or bool(table.columns[name].foreign_keys)


def _told(name: str, table: Table) -> str:
    to_users = any(
        foreign.target_fullname.startswith(f"{EVERYBODYS}.")
        for foreign in table.columns[name].foreign_keys
    )
    return f"{name} → {EVERYBODYS}" if to_users else name


def _references(table: Table) -> Iterator[Reference]:
    for foreign in table.foreign_keys:
        target = foreign.target_fullname.partition(".")[0]
        if target not in (EVERYBODYS, table.name):
            yield Reference(table.name, _told(foreign.parent.name, table), target)


def _place(boxes: Mapping[str, Box], references: Sequence[Reference]) -> tuple[float, float]:
    """Put what is referred to at the left; what stands alone goes below. The size of it all."""
    joined = {one.source for one in references} | {one.target for one in references}
    levels = {name: _level(name, references, frozenset()) for name in sorted(joined)}
    x, bottom = float(MARGIN), 0.0
    for level in range(max(levels.values()) + 1):
        column = [boxes[name] for name in sorted(levels) if levels[name] == level]
        column.sort(key=lambda box: (_middle_of_targets(box, boxes, references), box.name))
        y = float(MARGIN)
        for box in column:
            box.x, box.y = x, y
            y += box.height + BOX_GAP
        bottom = max(bottom, y)
        x += max(box.width for box in column) + COLUMN_GAP
    return x - COLUMN_GAP + MARGIN, _place_alone(boxes, joined, bottom + BOX_GAP)


def _level(name: str, references: Sequence[Reference], above: frozenset[str]) -> int:
    """How far to the right: past everything that it refers to. Circles are cut."""
    targets = {one.target for one in references if one.source == name} - above - {name}
    deeper = above | {name}
    return max((_level(target, references, deeper) + 1 for target in sorted(targets)), default=0)


def _middle_of_targets(
    box: Box, boxes: Mapping[str, Box], references: Sequence[Reference]
) -> float:
    heights = [boxes[one.target].y for one in references if one.source == box.name]
    return sum(heights) / len(heights) if heights else 0.0


def _place_alone(boxes: Mapping[str, Box], joined: set[str], top: float) -> float:
    """Lay what refers to nothing but users in rows; where the drawing ends."""
    alone = [boxes[name] for name in sorted(boxes) if name not in joined]
    for start in range(0, len(alone), ALONE_PER_ROW):
        row = alone[start : start + ALONE_PER_ROW]
        x = float(MARGIN)
        for box in row:
            box.x, box.y = x, top
            x += max(one.width for one in alone) + BOX_GAP * 2
        top += max(box.height for box in row) + BOX_GAP
    return top


def _line(boxes: Mapping[str, Box], one: Reference) -> str:
    source, target = boxes[one.source], boxes[one.target]
    x, y = source.x, source.row(one.column)
    to_x, to_y = target.x + target.width, target.y + HEAD / 2
    bend = max(30.0, abs(x - to_x) / 2)
    return (
        f'<path class="line" d="M{x:.1f} {y:.1f}C{x - bend:.1f} {y:.1f} {to_x + bend:.1f} '
        f'{to_y:.1f} {to_x:.1f} {to_y:.1f}"/><circle class="end" cx="{to_x:.1f}" '
        f'cy="{to_y:.1f}" r="2.5"/>'
    )


def _drawn(box: Box) -> Iterator[str]:
    at = f'x="{box.x:.1f}" y="{box.y:.1f}" width="{box.width}" rx="3"'
    yield f'<rect class="box" {at} height="{box.height}"/>'
    yield f'<rect class="head" {at} height="{HEAD}"/>'
    yield _text("name", box.x + PAD, box.y + 14, box.name)
    for key in box.keys:
        yield _text("key", box.x + PAD, box.row(key) + 4, key)


def _text(kind: str, x: float, y: float, told: str) -> str:
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}">{escape(told)}</text>'
