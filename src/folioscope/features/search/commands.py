"""The terminal door of search."""

from __future__ import annotations

from typing import Any, TypedDict

import click
from typing_extensions import Unpack

from folioscope.features.search.printing import print_hit
from folioscope.features.search.wanted import KINDS
from folioscope.features.sections.headings import SECTIONS
from folioscope.platform.terminal.client import ApiClient
from folioscope.platform.terminal.output import plain, print_json
from folioscope.platform.terminal.session import connected, json_option

LONGEST = 32_000  # characters of a query; no more than one beyond it is read


class Asked(TypedDict):
    """How and where to search; an empty tuple narrows nothing."""

    k: int
    kbs: tuple[str, ...]
    documents: tuple[str, ...]
    kinds: tuple[str, ...]
    sections: tuple[str, ...]
    languages: tuple[str, ...]
    paths: tuple[str, ...]
    skills: tuple[str, ...]
    spoken: tuple[str, ...]
    countries: tuple[str, ...]
    rerank: bool | None
    per_document: int | None
    neighbours: int
    explain: bool


FILTERS = (
    "documents",
    "kinds",
    "sections",
    "languages",
    "paths",
    "skills",
    "spoken",
    "countries",
)
SETTINGS = ("k", "rerank", "per_document", "neighbours", "explain")


@click.command()
@click.argument("query")
@click.option("--kb", "kbs", multiple=True, help="Knowledge base to search; all without it.")
@click.option("-k", type=click.IntRange(1, 100), default=8, show_default=True, help="How many.")
@click.option("--document", "documents", multiple=True, help="Only in this document (name, path).")
@click.option("--path", "paths", multiple=True, help="Only in paths like this: offers/*.pdf")
@click.option(
    "--section",
    "sections",
    multiple=True,
    type=click.Choice(SECTIONS),
    help="Only in this section of CVs.",
)
@click.option(
    "--kind", "kinds", multiple=True, type=click.Choice(KINDS), help="Only in such documents."
)
@click.option("--language", "languages", multiple=True, help="Only in this language: en, fr, …")
@click.option("--skill", "skills", multiple=True, help="Only CVs of people with this skill.")
@click.option("--speaks", "spoken", multiple=True, help="Only of people who speak this: English.")
@click.option("--country", "countries", multiple=True, help="Only of people who live in it.")
@click.option(
    "--per-document",
    type=click.IntRange(1, 100),
    help="Most hits of one document. Without it, few where it is asked who or which.",
)
@click.option(
    "--neighbours",
    type=click.IntRange(0, 3),
    default=0,
    show_default=True,
    help="Passages before and after each hit to show too.",
)
@click.option("--rerank/--no-rerank", default=None, help="Judge the best once more, or do not.")
@click.option("--explain", is_flag=True, help="Say of each hit why it is there.")
@json_option
@connected
async def search(client: ApiClient, query: str, as_json: bool, **asked: Unpack[Asked]) -> None:
    """Find the passages that fit QUERY, by meaning and by words.

    A QUERY of - is read from standard input.
    """
    given: dict[str, Any] = dict(asked)
    body = {
        "query": _read() if query == "-" else query,
        "kb": list(asked["kbs"]) or None,
        "filters": {name: list(given[name]) for name in FILTERS},
        **{name: given[name] for name in SETTINGS},
    }
    answer = await client.post("/api/search", body)
    for note in answer["notes"]:
        click.echo(plain(f"note: {note['message']}"), err=True)
    if as_json:
        print_json(answer["hits"])
        return
    if not answer["hits"]:
        click.echo("Nothing was found.")
    for number, hit in enumerate(answer["hits"], start=1):
        print_hit(number, hit)


def _read() -> str:
    """A query of any length, but for what no server would take."""
    with click.open_file("-", encoding="utf-8", errors="replace") as stream:
        return str(stream.read(LONGEST + 1)).strip()
