"""What commands print: results on standard output, everything else on standard error."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import click
from rich.cells import cell_len
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

BOLD, NORMAL = "\x1b[1m", "\x1b[0m"
LEAST_WIDTH = 12  # to which a column of text is folded
GAP = 2  # between columns


def print_json(value: object) -> None:
    """A result for programs."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def print_table(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """A result for people. Cells are plain text: no markup in them is obeyed.

    The first column names the row, by an id or a path, and is never broken. Nothing is broken
    where programs read, nor on a terminal that is too narrow for columns.
    """
    cells = [[" ".join(plain(str(cell)).split("\n")) for cell in row] for row in rows]
    table = Table(box=None, pad_edge=False, header_style="bold", show_header=any(columns))
    widths = [max(map(cell_len, column)) for column in zip(columns, *cells, strict=True)]
    for position, (column, width) in enumerate(zip(columns, widths, strict=True)):
        narrowest = width if position == 0 else min(width, LEAST_WIDTH)
        table.add_column(column, overflow="fold", no_wrap=position == 0, min_width=narrowest)
    for row in cells:
        table.add_row(*map(Text, row))
    console = Console(highlight=False, soft_wrap=False)
    gaps = GAP * (len(columns) - 1)
    least = widths[0] + sum(min(width, LEAST_WIDTH) for width in widths[1:]) + gaps
    if not console.file.isatty() or console.width < least:
        console.width = max(console.width, sum(widths) + gaps)
    console.print(table)


def plain(text: str) -> str:
    """Text without control characters, which could move the cursor of a terminal."""
    return "".join(letter if letter.isprintable() or letter == "\n" else " " for letter in text)


class Emphasis:
    """Shows ``**bold**`` of a streamed text as a terminal does; plain where that is no terminal."""

    def __init__(self) -> None:
        self._held = ""
        self._is_bold = False

    def feed(self, text: str) -> str:
        """What can be shown by now; a lone asterisk at the end is held back."""
        whole = self._held + plain(text)
        self._held = "*" if whole.endswith("*") and not whole.endswith("**") else ""
        first, *others = whole.removesuffix(self._held).split("**")
        shown = [first]
        for part in others:
            self._is_bold = not self._is_bold
            shown += [BOLD if self._is_bold else NORMAL, part]
        return "".join(shown)

    def close(self) -> str:
        """The rest."""
        return self._held + (NORMAL if self._is_bold else "")


class Bar:
    """A progress bar on standard error; silent where that is no terminal."""

    def __init__(self, progress: Progress, description: str) -> None:
        self._progress = progress
        self._task = progress.add_task(description, total=None)

    def show(self, data: dict[str, Any]) -> None:
        """Show the data of a ``progress`` event."""
        self._progress.update(self._task, completed=data["done"], total=data["total"])


@contextmanager
def progress_bar(description: str) -> Iterator[Bar]:
    """A bar that is gone when the work is done."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    console = Console(stderr=True)
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        yield Bar(bar, description)
