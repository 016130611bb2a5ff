"""The terminal door of search."""

from __future__ import annotations

import click

from folioscope.platform.terminal.client import ApiClient
from folioscope.platform.terminal.output import plain, print_json
from folioscope.platform.terminal.session import connected, json_option

SHOWN = 400  # characters of a passage; --json has all of it


@click.command()
@click.argument("query")
@click.option("--kb", "kbs", multiple=True, help="Knowledge base to search; all without it.")
@click.option("-k", type=click.IntRange(1, 100), default=8, show_default=True, help="How many.")
@click.option("--document", "documents", multiple=True, help="Only in this document (name, path).")
@json_option
@connected
async def search(
    client: ApiClient,
    query: str,
    kbs: tuple[str, ...],
    k: int,
    documents: tuple[str, ...],
    as_json: bool,
) -> None:
    """Find the passages that fit QUERY, by meaning and by words."""
    body = {
        "query": query,
        "kb": list(kbs) or None,
        "k": k,
        "filters": {"documents": list(documents)},
    }
    hits = (await client.post("/api/search", body))["hits"]
    if as_json:
        print_json(hits)
        return
    if not hits:
        click.echo("Nothing was found.")
    for number, hit in enumerate(hits, start=1):
        place = f", page {hit['page']}" if hit["page"] else ""
        head = click.style(plain(f"{hit['document']}{place}"), bold=True)
        click.echo(f"{number:>2}. {head}  ({plain(hit['kb'])}, {hit['score']:.3f})")
        text = " ".join(plain(hit["text"]).split())
        click.echo(f"    {text[:SHOWN]}{'…' if len(text) > SHOWN else ''}\n")
