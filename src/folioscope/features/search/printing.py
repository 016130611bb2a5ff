"""Hits as people read them on a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click

from folioscope.platform.terminal.output import plain

SHOWN = 400  # characters of a passage; --json has all of it
MOST_NAMED = 3  # documents that say the same


def print_hit(number: int, hit: dict[str, Any]) -> None:
    """A hit with all that came with it."""
    head = click.style(plain(f"{hit['document']}{_place(hit)}"), bold=True)
    click.echo(f"{number:>2}. {head}  ({plain(hit['kb'])}, {hit['score']:.3f})")
    for beside in hit["before"]:
        _print_dim(f"    … {_shortened(beside['text'], from_end=True)}")
    click.echo(f"    {_shortened(hit['text'])}")
    for beside in hit["after"]:
        _print_dim(f"    {_shortened(beside['text'])} …")
    if hit["duplicates"]:
        _print_dim(f"    The same in {_named(hit['duplicates'])}")
    if hit["explanation"]:
        for line in _reasons(hit):
            _print_dim(f"    {line}")
    click.echo()


def _print_dim(text: str) -> None:
    click.echo(click.style(plain(text), dim=True))


def _shortened(text: str, *, from_end: bool = False) -> str:
    line = " ".join(plain(text).split())
    if len(line) <= SHOWN:
        return line
    return f"…{line[-SHOWN:]}" if from_end else f"{line[:SHOWN]}…"


def _named(duplicates: list[dict[str, Any]]) -> str:
    names = [f"{each['path']} ({each['kb']})" for each in duplicates[:MOST_NAMED]]
    more = len(duplicates) - len(names)
    return ", ".join(names) + (f" and {more} more" if more else "")


def _place(hit: dict[str, Any]) -> str:
    """Where in its document a passage stands: its page, its section, and of which entry it is."""
    entry = hit["entry"] or {}
    known = filter(None, (entry.get("position"), entry.get("organization"), entry.get("dates")))
    section = " – ".join(filter(None, (hit["section"], ", ".join(known))))
    return "".join(
        f", {told}" for told in (f"page {hit['page']}" if hit["page"] else "", section) if told
    )


def _reasons(hit: dict[str, Any]) -> Iterator[str]:
    """Its place after each step, one a line, in columns."""
    why = hit["explanation"]
    yield _row("meaning", why["meaning"], "cosine", why["model"])
    yield _row("words", why["words"], "BM25")
    yield _row("together", why["fused"], "score", f"meaning counts {why['trust']:.0%}")
    if judged := why["rerank"]:
        moved = f"{judged['name']}, from #{judged['before']}"
        place = {"rank": judged["after"], "score": judged["score"]}
        yield _row("reranked", place, "score", moved)
    if why["held_back"]:
        yield f"{'held back':<9} its document has as many hits above as it may"
    if hit["before"] or hit["after"]:
        yield f"{'beside':<9} {_sides(hit)}: the passages next to it in the same section"


def _row(step: str, place: dict[str, Any] | None, unit: str, more: str = "") -> str:
    if place is None:
        return f"{step:<9} not among the first"
    row = f"{step:<9} #{place['rank']:<4} {unit:<6} {place['score']:>8.3f}  {more}"
    return row.rstrip()


def _sides(hit: dict[str, Any]) -> str:
    return ", ".join(f"{len(hit[side])} {side}" for side in ("before", "after") if hit[side])
