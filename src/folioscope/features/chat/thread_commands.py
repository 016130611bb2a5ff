"""The terminal door to conversations as a whole."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote

import click

from folioscope.features.chat.commands import known_mode
from folioscope.features.chat.export import no_answer
from folioscope.features.chat.printing import print_sources
from folioscope.platform.terminal.client import ApiClient
from folioscope.platform.terminal.output import plain, print_json, print_table
from folioscope.platform.terminal.session import connected, json_option

PAGE = 200
FURTHER = 100  # how many to ask for when there are more
NOTHING = "There is no conversation. Begin one: folioscope ask “…”"
NO_MATCH = "No conversation matches."
ALL_ARCHIVED = "Every conversation is archived: folioscope thread list --archived"


@click.group()
def thread() -> None:
    """List, read, rename, change, archive and export conversations."""


@thread.command("list")
@click.option("--archived", "archived", flag_value="true", help="Those that are archived.")
@click.option("--all", "archived", flag_value="all", help="Archived or not.")
@click.option("--search", "title", help="Those with this text in their title.")
@click.option(
    "--limit", type=click.IntRange(min=1), default=30, show_default=True, help="How many."
)
@json_option
@connected
async def list_(
    client: ApiClient, archived: str | None, title: str | None, limit: int, as_json: bool
) -> None:
    """List conversations, those with the newest activity first."""
    query: dict[str, str | int] = {"archived": archived or "false"}
    if title:
        query["q"] = title
    found, has_more = await _pages(client, query, limit)
    if as_json:
        print_json(found)
    elif not found:
        click.echo(await _why_none(client, archived, title))
    else:
        columns = ("id", "title", "messages", "last activity")
        print_table(columns, [_row(conversation) for conversation in found])
        if has_more:
            click.echo(f"More: --limit {max(2 * limit, FURTHER)}", err=True)


@thread.command()
@click.argument("thread_id")
@click.option("--superseded", is_flag=True, help="With what a later message took the place of.")
@json_option
@connected
async def show(client: ApiClient, thread_id: str, superseded: bool, as_json: bool) -> None:
    """Print what was said in a conversation."""
    found = await client.get(_path(thread_id))
    path = f"{_path(thread_id)}/messages"
    messages = (await client.get(path, superseded=str(superseded).lower()))["messages"]
    if as_json:
        print_json({**found, "messages": messages})
        return
    click.echo(click.style(plain(found["title"] or "Untitled"), bold=True))
    for message in messages:
        _print_message(message)


@thread.command()
@click.argument("thread_id")
@click.argument("title")
@json_option
@connected
async def rename(client: ApiClient, thread_id: str, title: str, as_json: bool) -> None:
    """Give a conversation another title."""
    changed = await client.patch(_path(thread_id), {"title": title})
    if as_json:
        print_json(changed)
    else:
        click.echo(f"The conversation is renamed to “{plain(changed['title'])}”.")


@thread.command()
@click.argument("thread_id")
@click.option("--model", help="Language model to answer; “default” is the one of the settings.")
@click.option("--mode", metavar="[hybrid|strict]", callback=known_mode, help="How it is to answer.")
@json_option
@connected
async def change(
    client: ApiClient, thread_id: str, model: str | None, mode: str | None, as_json: bool
) -> None:
    """Choose who answers in a conversation from now on, and how."""
    given = {"model": model, "mode": mode}
    wanted = {name: value for name, value in given.items() if value is not None}
    if not wanted:
        msg = "Give --model, --mode or both."
        raise click.UsageError(msg)
    changed = await client.patch(_path(thread_id), wanted)
    if as_json:
        print_json(changed)
    else:
        answerer = plain(changed["model"] or "the model of the settings")
        click.echo(f"From now on {answerer} answers, mode {changed['mode']}.")


@thread.command()
@click.argument("thread_id")
@json_option
@connected
async def archive(client: ApiClient, thread_id: str, as_json: bool) -> None:
    """Take a conversation out of the list; a new question brings it back."""
    await _archive(client, thread_id, as_json, archived=True)


@thread.command()
@click.argument("thread_id")
@json_option
@connected
async def unarchive(client: ApiClient, thread_id: str, as_json: bool) -> None:
    """Bring an archived conversation back into the list."""
    await _archive(client, thread_id, as_json, archived=False)


@thread.command()
@click.argument("thread_id")
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
@connected
async def delete(client: ApiClient, thread_id: str, yes: bool, as_json: bool) -> None:
    """Delete a conversation with all that is in it; what runs in it is stopped."""
    found = await client.get(_path(thread_id))
    title = plain(found["title"] or "Untitled")
    if not yes and not as_json:
        click.confirm(f"Delete “{title}” and its {found['message_count']} messages?", abort=True)
    await client.delete(_path(thread_id))
    if as_json:
        print_json({"deleted": found["thread_id"]})
    else:
        click.echo(f"“{title}” is deleted.")


@thread.command()
@click.argument("thread_id")
@click.option("--output", "-o", type=click.Path(path_type=Path), help="Write to this file.")
@json_option
@connected
async def export(client: ApiClient, thread_id: str, output: Path | None, as_json: bool) -> None:
    """Print a conversation as Markdown, or with --json everything that is stored of it."""
    kind = "json" if as_json else "markdown"
    _put(await client.text(f"{_path(thread_id)}/export", format=kind), output)


def _put(text: str, output: Path | None) -> None:
    if output is not None:
        output.write_text(text, encoding="utf-8")
    else:
        click.echo(plain(text) if sys.stdout.isatty() else text, nl=not text.endswith("\n"))


def _path(thread_id: str) -> str:
    return f"/api/threads/{quote(thread_id, safe='')}"


async def _why_none(client: ApiClient, archived: str | None, title: str | None) -> str:
    if title or archived == "true":
        return NO_MATCH
    others = await client.get("/api/threads", archived="all", limit=1)
    return ALL_ARCHIVED if others["threads"] else NOTHING


async def _pages(
    client: ApiClient, query: dict[str, str | int], limit: int
) -> tuple[list[Any], bool]:
    """So many conversations, and whether there are more."""
    found: list[Any] = []
    while True:
        page = await client.get("/api/threads", **query, limit=min(limit - len(found), PAGE))
        found += page["threads"]
        if page["next_cursor"] is None or len(found) >= limit:
            return found, page["next_cursor"] is not None
        query["cursor"] = page["next_cursor"]


async def _archive(client: ApiClient, thread_id: str, as_json: bool, *, archived: bool) -> None:
    changed = await client.patch(_path(thread_id), {"archived": archived})
    if as_json:
        print_json(changed)
    else:
        state = "archived" if changed["archived_at"] else "in the list"
        click.echo(f"“{plain(changed['title'] or 'Untitled')}” is {state}.")


def _row(found: dict[str, Any]) -> tuple[object, ...]:
    doing = {"running": " (answering)", "queued": " (waiting)", None: ""}
    title = f"{found['title'] or 'Untitled'}{doing[found['active_run_status']]}"
    moment = found["updated_at"][:16].replace("T", " ")
    return (found["thread_id"], title, found["message_count"], moment)


def _print_message(message: dict[str, Any]) -> None:
    who = "You" if message["role"] == "user" else "Answer"
    told = "" if message["status"] == "complete" else f" ({message['status']})"
    click.echo(f"\n{click.style(f'{who}{told}:', bold=True)}\n{plain(message['content'])}")
    print_sources(message["content"], message["citations"], message["grounding"])
    if message["run_status"]:
        click.echo(f"\n(no answer: {plain(no_answer(message['run_status'], message['error']))})")
