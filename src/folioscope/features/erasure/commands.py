"""The terminal door of erasures."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any, TypedDict

import click
from typing_extensions import Unpack

from folioscope.errors import Invalid
from folioscope.platform.terminal.client import ApiClient
from folioscope.platform.terminal.output import plain, print_json, print_table
from folioscope.platform.terminal.session import connected, json_option

ADDRESS = "/api/erasures"
LOOK_SECONDS = 0.5
LOOKS = 240  # at a receipt, before somebody else is left to complete it
MOST_SHOWN = 20  # documents before the question
WORDS = {
    "documents": "documents",
    "files": "files",
    "pages": "pages of text",
    "passages": "passages with their vectors",
    "resumes": "résumés",
    "offers": "offers",
    "coaching_sessions": "coaching sessions",
    "users": "users",
    "turns": "turns of conversations, emptied",
    "runs": "runs, emptied",
    "kept_answers": "kept answers",
    "other_texts": "other texts, struck",
    "indexes": "indexes, built anew when they are searched",
}


class Asked(TypedDict):
    """What ``erase`` is asked for."""

    document: str | None
    person: str | None
    email: str | None
    user: int | None
    kbs: tuple[str, ...]
    whole_file: bool
    rewrite: bool


class NothingNamed(Invalid):
    """An erasure of nothing, or of two things at once."""

    code = "nothing_named"


class NotConfirmed(Invalid):
    """An erasure that a program asks for without saying that it is meant."""

    code = "not_confirmed"


@click.command()
@click.option("--document", metavar="ID|PATH", help="A document; by its path with --kb.")
@click.option("--person", metavar="NAME", help="All that is of a person, by first and last name.")
@click.option("--email", metavar="ADDRESS", help="A person's mail address, with or without name.")
@click.option("--user", type=int, metavar="ID", help="A user with all that is theirs.")
@click.option("--kb", "kbs", multiple=True, metavar="NAME", help="Only here; several times.")
@click.option("--whole-file", is_flag=True, help="With all documents of the same file.")
@click.option("--rewrite", is_flag=True, help="Write the tables of PostgreSQL anew.")
@click.option("--dry-run", is_flag=True, help="Only show what would be erased.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--receipts", is_flag=True, help="List what was erased before, and when.")
@json_option
@connected
async def erase(
    client: ApiClient,
    dry_run: bool,
    yes: bool,
    receipts: bool,
    as_json: bool,
    **asked: Unpack[Asked],
) -> None:
    """Erase a document, a person or a user from files, texts, vectors, conversations and log.

    Nothing brings it back. A receipt tells what is gone.
    """
    if receipts:
        await _print_receipts(client, as_json=as_json)
        return
    body = _body(asked)
    found = await client.post(f"{ADDRESS}/preview", body)
    if dry_run:
        _print_found(found, as_json=as_json)
        return
    if not yes:
        if as_json:
            raise NotConfirmed("Erasing cannot be undone: say --yes, or look first with --dry-run.")
        _print_found(found, as_json=False)
        click.confirm("Erase this for good?", abort=True, err=True)
    receipt = await _completed(client, await client.post(ADDRESS, body))
    if as_json:
        print_json(receipt)
    else:
        _print_receipt(receipt)


def _body(asked: Asked) -> dict[str, Any]:
    """The request; ``NothingNamed``."""
    kbs = list(asked["kbs"])
    has_person = asked["person"] is not None or asked["email"] is not None
    if sum((asked["document"] is not None, has_person, asked["user"] is not None)) != 1:
        raise NothingNamed("Name what to erase: --document, --person (or --email), or --user.")
    if asked["document"] is not None and len(kbs) > 1:
        raise NothingNamed("A path is of one knowledge base: name it once, with --kb.")
    body: dict[str, Any] = {"rewrite": asked["rewrite"]}
    whole = {"whole_file": asked["whole_file"]}
    if asked["document"] is not None:
        one = kbs[0] if kbs else None
        return {**body, "document": {"document": asked["document"], "kb": one, **whole}}
    if asked["user"] is not None:
        return {**body, "user_id": asked["user"]}
    person = {"name": asked["person"], "email": asked["email"], "kbs": kbs or None}
    return {**body, "person": {**person, **whole}}


async def _completed(client: ApiClient, receipt: dict[str, Any]) -> dict[str, Any]:
    for _ in range(LOOKS):
        if receipt["state"] == "complete":
            break
        await asyncio.sleep(LOOK_SECONDS)
        receipt = await client.get(f"{ADDRESS}/{receipt['erasure_id']}")
    return receipt


def _print_found(found: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print_json(found)
        return
    if not (found["documents"] or found["resumes"] or found["users"]):
        click.echo("Nothing would be erased.")
    _print_documents("To be erased:", found["documents"])
    if found["resumes"]:
        click.echo(f"Résumés written by hand: {found['resumes']}")
    if found["users"]:
        click.echo(f"Users: {', '.join(map(str, found['users']))}, with all that is theirs")
    _print_documents("These mention it, are of others, and stay:", found["mentioned_in"])
    if found["not_searched"]:
        click.echo(f"Blind, so not searched by name: {plain(', '.join(found['not_searched']))}")


def _print_documents(title: str, documents: Sequence[dict[str, Any]]) -> None:
    if documents:
        click.echo(title)
        columns = ["document_id", "kb", "path", *(["email"] if _are_of_accounts(documents) else [])]
        rows = [[one[column] or "" for column in columns] for one in documents[:MOST_SHOWN]]
        print_table(("id", "base", "path", "of")[: len(columns)], rows)
        if len(documents) > MOST_SHOWN:
            click.echo(f"… and {len(documents) - MOST_SHOWN} more")


def _are_of_accounts(documents: Sequence[dict[str, Any]]) -> bool:
    return any(one["email"] for one in documents)


def _print_receipt(receipt: dict[str, Any]) -> None:
    done = "Erased." if receipt["state"] == "complete" else "Erased; traces are being cleaned up."
    click.echo(done)
    counts = {**receipt["erased"], **receipt["cleaned"]}
    rows = [[count, WORDS[name]] for name, count in counts.items() if count and name in WORDS]
    if rows:
        print_table(("", ""), rows)
    if receipt["erased"].get("watched"):
        click.echo(
            f"{receipt['erased']['watched']} of the files lie in a watched folder. They are not "
            "taken in again as they are; delete them there."
        )
    if receipt["left"].get("files_of_others"):
        click.echo("The same file is kept for other documents, where its bytes stay.")
    if receipt["mentioned_in"]:
        ids = ", ".join(receipt["mentioned_in"][:MOST_SHOWN])
        click.echo(f"Documents of others mention the person: {plain(ids)}")
    if receipt["not_searched"]:
        click.echo("Blind bases were not searched by name; erase there with --document.")
    if receipt["database"] == "vacuumed":
        click.echo(
            "PostgreSQL writes over the bytes of deleted rows by and by; --rewrite does now."
        )
    click.echo(f"Receipt: {receipt['erasure_id']}")


async def _print_receipts(client: ApiClient, *, as_json: bool) -> None:
    found = (await client.get(ADDRESS))["erasures"]
    if as_json:
        print_json(found)
    elif not found:
        click.echo("Nothing was erased yet.")
    else:
        rows = [
            [one["erasure_id"], one["kind"], one["at"], one["erased"]["documents"], one["state"]]
            for one in found
        ]
        print_table(("receipt", "what", "when", "documents", "state"), rows)
