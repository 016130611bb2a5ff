"""What stands below an answer on a terminal: the lines it rests on, and what rests on none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import click

from folioscope.platform.terminal.output import plain

MOST_NAMED = 3  # sentences without a source; --json has all of them
SHOWN = 120  # letters of each


def print_sources(text: str, citations: Sequence[Any], grounding: Mapping[str, Any] | None) -> None:
    """The sources of an answer, each under its number, then the sentences that have none."""
    if citations:
        click.echo()
    for citation in citations:
        _print_citation(citation)
    bare = [text[start:end] for start, end in (grounding or {}).get("unsupported", [])]
    if bare:
        quoted = "; ".join(f"“{_shortened(sentence)}”" for sentence in bare[:MOST_NAMED])
        more = f"; and {len(bare) - MOST_NAMED} more" if len(bare) > MOST_NAMED else ""
        click.echo(click.style(f"\nWithout a source: {quoted}{more}", dim=True))


def _print_citation(citation: Mapping[str, Any]) -> None:
    page = f", page {citation['page']}" if citation["page"] else ""
    number = click.style(f"[{citation['n']}]", bold=True)
    click.echo(f"{number} {plain(citation['path'])}{page}")
    doubt = "" if citation["verified"] else "  (does not bear it out word for word)"
    if citation["quote"]:
        click.echo(f"    “{_one_line(citation['quote'])}”{doubt}")
    elif doubt:
        click.echo(f"   {doubt}")


def _shortened(text: str) -> str:
    line = _one_line(text)
    return line if len(line) <= SHOWN else f"{line[:SHOWN].rstrip()}…"


def _one_line(text: str) -> str:
    return " ".join(plain(text).split())
