"""What the generated parts of the documentation are written with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table in Markdown."""
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(str(cell) for cell in line)} |" for line in lines)


def summary(docstring: str | None) -> str:
    """The first line of a docstring, or what stands for it."""
    return (docstring or "").partition("\n")[0].replace("``", "`")
