"""``folioscope kb inspect``: what is hidden in documents, and what is aimed at a model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import click

from folioscope.features.knowledge.asking import all_documents, base_address
from folioscope.features.knowledge.explanations import is_hidden, what
from folioscope.platform.terminal.client import ApiClient
from folioscope.platform.terminal.output import plain, print_json, print_table
from folioscope.platform.terminal.session import connected, json_option

MONTHS = 12  # of a year
SHOWN = 400  # characters of a text; --json has all of it

Found = dict[str, Any]


@click.command()
@click.argument("name")
@click.argument("document", required=False)
@json_option
@connected
async def inspect(client: ApiClient, name: str, document: str | None, *, as_json: bool) -> None:
    """Show what is hidden in the documents of the base NAME, or in DOCUMENT, an id or a path.

    Of DOCUMENT its sections and facts are shown too.
    """
    if document is None:
        documents = await all_documents(client, name)
        shown, show = _told_of_base(documents), partial(_print_base, name, documents)
    else:
        address = f"{base_address(name)}/documents"
        (listed,) = (await client.get(address, document=document))["documents"]
        path = f"/api/documents/{listed['document_id']}"
        shown = await client.get(path) | {"facts": (await client.get(f"{path}/facts"))["facts"]}
        show = partial(_print_document, shown)
    if as_json:
        print_json(shown)
    else:
        show()


def _told_of_base(documents: Sequence[Found]) -> Found:
    names = ("document_id", "path", "findings", "found")
    return {
        "documents": len(documents),
        "findings": sum(found["findings"] for found in documents),
        "with_findings": [
            {name: found[name] for name in names} for found in documents if found["findings"]
        ],
    }


def _print_base(name: str, documents: Sequence[Found]) -> None:
    marked = [found for found in documents if found["findings"]]
    if not marked:
        click.echo(
            f"Nothing hidden and nothing aimed at a language model was found in “{plain(name)}” "
            f"({len(documents)} documents)."
        )
        return
    counts = [count for found in marked for count in found["found"].items()]
    hidden = sum(count for kind, count in counts if is_hidden(kind))
    aimed = sum(count for kind, count in counts if not is_hidden(kind))
    click.echo(
        f"{len(marked)} of the {len(documents)} documents of “{plain(name)}” hold what people do "
        f"not see, or what is aimed at a language model.\n"
        f"Hidden, and kept out of answers: {hidden}. In sight and left where it is, but aimed at "
        f"a model: {aimed}.\n"
    )
    rows = [[found["path"], found["findings"], _kinds(found["found"])] for found in marked]
    print_table(("path", "findings", "what"), rows)
    click.echo(f"\nThe texts of one document: folioscope kb inspect {plain(name)} PATH")


def _kinds(found: Mapping[str, int]) -> str:
    return "; ".join(f"{count} × {what(kind)}" for kind, count in found.items())


def _print_document(document: Found) -> None:
    reason = (document["reason"] or {}).get("message", "")
    state = f"{document['state']}: {reason}" if reason else document["state"]
    pages = f", pages: {document['pages']}" if document["pages"] else ""
    language = f", language: {document['language']}" if document["language"] else ""
    click.echo(plain(f"{document['path']} ({state}{pages}{language})"))
    for section in document["sections"]:
        click.echo(f"  {plain(_section(section))}")
    _print_facts(document["facts"])
    if not document["findings"]:
        click.echo("Nothing hidden and nothing aimed at a language model was found in it.")
        return
    click.echo(f"\nFound in it: {document['finding_count']}\n")
    for number, found in enumerate(document["findings"], start=1):
        click.echo(f"{number:>3}. {plain(_finding(found))}")
        click.echo(f"     {_quoted(found['text'])}\n")


def _print_facts(facts: Sequence[Found]) -> None:
    if facts:
        click.echo("\nStated in it:")
        rows = [[one["kind"], one["value"], _told(one), one["page"] or ""] for one in facts]
        print_table(("what", "as it is written", "", "page"), rows)
        click.echo()


def _told(fact: Found) -> str:
    """What is known of a fact besides its value."""
    detail = fact["detail"]
    lasted = f"{fact['since'] or '?'} to {fact['until'] or 'now'}" if fact["months"] else ""
    years = f"{fact['months'] / MONTHS:.1f} years" if fact["months"] else ""
    when = "" if lasted else fact["until"] or ""
    told = (detail.get("organization"), detail.get("country"), fact["level"], lasted or when, years)
    return ", ".join(filter(None, told))


def _section(section: Found) -> str:
    entry = ", ".join(part for part in (section["entry"] or {}).values() if part)
    place = f" (page {section['page']})" if section["page"] else ""
    return f"{section['section']}{place}{': ' if entry else ''}{entry}"


def _finding(found: Found) -> str:
    place = f"page {found['page']}: " if found["page"] else ""
    kept = "kept out of answers" if found["hidden"] else "in sight, so it stays in answers"
    return f"{place}{what(found['kind'])} ({kept})"


def _quoted(text: str) -> str:
    """A text on one line, without what could move the cursor of a terminal."""
    line = " ".join(plain(text).split())
    return f"“{line[:SHOWN]}{'…' if len(line) > SHOWN else ''}”"
