"""What commands print: results on standard output, everything else on standard error."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

BOLD, NORMAL = "\x1b[1m", "\x1b[0m"


def print_json(value: object) -> None:
    """A result for programs."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def print_table(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """A result for people. Cells are plain text: no markup in them is obeyed."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(Text(plain(str(cell))) for cell in row))
    Console(highlight=False, soft_wrap=False).print(table)


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
