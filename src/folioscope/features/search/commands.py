"""The terminal door of search."""

from __future__ import annotations

from typing import Any, TypedDict

import click
from typing_extensions import Unpack

from folioscope.features.sections.headings import SECTIONS
from folioscope.platform.terminal.client import ApiClient
from folioscope.platform.terminal.output import plain, print_json
from folioscope.platform.terminal.session import connected, json_option

SHOWN = 400  # characters of a passage; --json has all of it


class Narrowed(TypedDict):
    """Where to search; an empty tuple narrows nothing."""

    kbs: tuple[str, ...]
    documents: tuple[str, ...]
    sections: tuple[str, ...]


@click.command()
@click.argument("query")
@click.option("--kb", "kbs", multiple=True, help="Knowledge base to search; all without it.")
@click.option("-k", type=click.IntRange(1, 100), default=8, show_default=True, help="How many.")
@click.option("--document", "documents", multiple=True, help="Only in this document (name, path).")
@click.option(
    "--section",
    "sections",
    multiple=True,
    type=click.Choice(SECTIONS),
    help="Only in this section of CVs.",
)
@json_option
@connected
async def search(
    client: ApiClient, query: str, k: int, as_json: bool, **narrowed: Unpack[Narrowed]
) -> None:
    """Find the passages that fit QUERY, by meaning and by words."""
    body = {
        "query": query,
        "kb": list(narrowed["kbs"]) or None,
        "k": k,
        "filters": {name: list(narrowed[name]) for name in ("documents", "sections")},
    }
    hits = (await client.post("/api/search", body))["hits"]
    if as_json:
        print_json(hits)
        return
    if not hits:
        click.echo("Nothing was found.")
    for number, hit in enumerate(hits, start=1):
        head = click.style(plain(f"{hit['document']}{_place(hit)}"), bold=True)
        click.echo(f"{number:>2}. {head}  ({plain(hit['kb'])}, {hit['score']:.3f})")
        text = " ".join(plain(hit["text"]).split())
        click.echo(f"    {text[:SHOWN]}{'…' if len(text) > SHOWN else ''}\n")


def _place(hit: dict[str, Any]) -> str:
    """Where in its document a passage stands: its page, its section, and of which entry it is."""
    entry = hit["entry"] or {}
    known = filter(None, (entry.get("position"), entry.get("organization"), entry.get("dates")))
    section = " – ".join(filter(None, (hit["section"], ", ".join(known))))
    return "".join(
        f", {told}" for told in (f"page {hit['page']}" if hit["page"] else "", section) if told
    )
