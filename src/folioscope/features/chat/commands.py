"""The terminal door of conversations."""

from __future__ import annotations

import asyncio
from typing import Any

import click

from folioscope.errors import Stopped
from folioscope.features.knowledge.commands import NO_BASE
from folioscope.platform.terminal.client import ApiClient
from folioscope.platform.terminal.following import RunFailed
from folioscope.platform.terminal.output import Emphasis, plain, print_json
from folioscope.platform.terminal.session import connected, json_option


@click.command()
@click.argument("question")
@click.option("--kb", "kbs", multiple=True, help="Knowledge base to ask; all without it.")
@click.option(
    "--mode",
    type=click.Choice(["hybrid", "strict"]),
    default="hybrid",
    show_default=True,
    help="strict: from the documents only.",
)
@json_option
@connected
async def ask(
    client: ApiClient, question: str, kbs: tuple[str, ...], mode: str, as_json: bool
) -> None:
    """Answer QUESTION from your documents, with the lines the answer comes from."""
    thread = await client.post("/api/threads", {"kbs": list(kbs) or None, "mode": mode})
    path = f"/api/threads/{thread['thread_id']}/messages"
    run_id = (await client.post(path, {"content": question}))["run_id"]
    try:
        answer = await _follow(client, run_id, shows=not as_json)
    except asyncio.CancelledError:
        await client.post(f"/api/runs/{run_id}/cancel")
        msg = f"Stopped. What was written is kept: folioscope run events {run_id}"
        raise Stopped(msg) from None
    if as_json:
        print_json({"run_id": run_id, **answer})
    else:
        _print_citations(answer["citations"])
        if not answer["citations"] and not (await client.get("/api/kbs"))["kbs"]:
            click.echo(NO_BASE, err=True)


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


def _print_citations(citations: list[dict[str, Any]]) -> None:
    if citations:
        click.echo()
    for citation in citations:
        page = f", page {citation['page']}" if citation["page"] else ""
        number = click.style(f"[{citation['n']}]", bold=True)
        click.echo(f"{number} {plain(citation['path'])}{page}")
        quote = " ".join(plain(citation["quote"] or "").split())
        doubt = "" if citation["verified"] else "  (does not bear it out word for word)"
        click.echo(f"    “{quote}”{doubt}")
