"""The terminal door of conversations."""

from __future__ import annotations

import asyncio
from typing import Any, TypedDict
from urllib.parse import quote

import click
from typing_extensions import Unpack

from folioscope.errors import Stopped
from folioscope.features.knowledge.commands import NO_BASE
from folioscope.platform.terminal.client import ApiClient
from folioscope.platform.terminal.following import RunFailed
from folioscope.platform.terminal.output import Emphasis, plain, print_json
from folioscope.platform.terminal.session import connected, json_option


class Asked(TypedDict):
    """What goes with a question; None means as the conversation says, or the usual."""

    kbs: tuple[str, ...]
    mode: str | None
    thread_id: str | None
    policy: str | None


@click.command()
@click.argument("question")
@click.option("--kb", "kbs", multiple=True, help="Knowledge base to ask; all without it.")
@click.option(
    "--mode",
    type=click.Choice(["hybrid", "strict"]),
    help="strict: from the documents only. hybrid without it.",
)
@click.option("--thread", "thread_id", help="Conversation to ask in; a new one without it.")
@click.option(
    "--policy",
    type=click.Choice(["reject", "enqueue", "interrupt", "rollback"]),
    help="While the conversation's last question is being answered: fail (reject, as without "
    "it), wait (enqueue), break it off (interrupt), or take its place (rollback).",
)
@json_option
@connected
async def ask(client: ApiClient, question: str, as_json: bool, **wanted: Unpack[Asked]) -> None:
    """Answer QUESTION from your documents, with the lines the answer comes from."""
    thread_id, run_id = await _post(client, question, wanted)
    try:
        answer = await _follow(client, run_id, shows=not as_json)
    except asyncio.CancelledError:
        await client.post(f"/api/runs/{run_id}/cancel")
        msg = f"Stopped. What was written is kept: folioscope run events {run_id}"
        raise Stopped(msg) from None
    if as_json:
        print_json({"thread_id": thread_id, "run_id": run_id, **answer})
    else:
        print_citations(answer["citations"])
        if not answer["citations"] and not (await client.get("/api/kbs"))["kbs"]:
            click.echo(NO_BASE, err=True)


async def _post(client: ApiClient, question: str, wanted: Asked) -> tuple[str, str]:
    """Ask, in a new conversation if none is named; its id, and that of the run that answers."""
    thread_id = wanted["thread_id"]
    narrowed = {"kbs": list(wanted["kbs"]) or None, "mode": wanted["mode"]}
    given = {name: value for name, value in narrowed.items() if value is not None}
    body: dict[str, Any] = {"content": question, "policy": wanted["policy"] or "reject"}
    if thread_id is None:
        thread_id = (await client.post("/api/threads", given))["thread_id"]
    else:
        body |= given
    accepted = await client.post(f"/api/threads/{quote(thread_id, safe='')}/messages", body)
    return thread_id, accepted["run_id"]


async def _follow(client: ApiClient, run_id: str, *, shows: bool) -> dict[str, Any]:
    """Print the answer as it is written; the answer as a whole."""
    answer: dict[str, Any] = {"text": "", "citations": [], "status": "failed"}
    emphasis = Emphasis()
    async for event in client.events(run_id):
        if event.type == "token" and shows:
            click.echo(emphasis.feed(event.data["text"]), nl=False)
        elif event.type == "reset" and shows:
            click.echo("\n… the answer is begun anew:\n", err=True)
        elif event.type in ("final", "cancelled"):
            citations = event.data.get("citations", [])
            answer |= {"text": event.data["text"], "citations": citations}
        elif event.type == "error":
            raise RunFailed(event.data["code"], event.data["message"])
        elif event.type == "done":
            answer["status"] = event.data["status"]
    if shows:
        click.echo(emphasis.close())
    return answer


def print_citations(citations: list[dict[str, Any]]) -> None:
    """The lines that an answer rests on, each under its number."""
    if citations:
        click.echo()
    for citation in citations:
        page = f", page {citation['page']}" if citation["page"] else ""
        number = click.style(f"[{citation['n']}]", bold=True)
        click.echo(f"{number} {plain(citation['path'])}{page}")
        line = " ".join(plain(citation["quote"] or "").split())
        doubt = "" if citation["verified"] else "  (does not bear it out word for word)"
        click.echo(f"    “{line}”{doubt}")
