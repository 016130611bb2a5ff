"""An answer on a terminal while it is written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from folioscope.platform.terminal.client import StreamedEvent
from folioscope.platform.terminal.output import Emphasis, plain


class Writing:
    """An answer as it comes, on standard output."""

    def __init__(self, *, shows: bool) -> None:
        self._shows = shows
        self._emphasis = Emphasis()
        self._is_begun = False

    def show(self, event: StreamedEvent) -> None:
        """Print what an event adds."""
        if not self._shows:
            return
        if event.type == "token":
            self._is_begun = True
            click.echo(self._emphasis.feed(event.data["text"]), nl=False)
        elif event.type == "reset":
            click.echo("\n… the answer is begun anew:\n", err=True)
        elif event.type == "sources":
            for note in event.data.get("notes", []):
                _aside(f"note: {note['message']}")
        elif event.type == "status":
            self._show_status(event.data)

    def _show_status(self, data: Mapping[str, Any]) -> None:
        """What is done otherwise than was asked."""
        if "query" in data:
            _aside(f"searched for: {data['query']}")
        if "note" in data:
            if self._is_begun:
                click.echo("\n", err=True)
            _aside(f"note: {data['note']['message']}")
        if data.get("stage") == "kept":
            _aside("given again, since nothing has changed; --fresh asks anew")

    def end(self) -> None:
        """End the line, whatever ended the answer."""
        if self._is_begun:
            click.echo(self._emphasis.close())


def _aside(text: str) -> None:
    click.echo(click.style(plain(text), dim=True), err=True)
