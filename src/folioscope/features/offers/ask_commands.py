"""Questions about offers on the terminal: a conversation that looks only at those that fit."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any

import click
from typing_extensions import Unpack

from folioscope.errors import BackendFailed, FolioscopeError, Invalid, NotFound, Stopped
from folioscope.features.offers.filter_options import Narrowed, as_query, narrowed
from folioscope.platform.terminal.client import ApiClient
from folioscope.platform.terminal.following import RunFailed
from folioscope.platform.terminal.output import Emphasis, plain, print_json
from folioscope.platform.terminal.session import connected, json_option

KEPT = ("text", "citations", "grounding")


@click.command()
@click.argument("question")
@narrowed
@click.option("--model", help="Language model to answer; folioscope models lists them.")
@json_option
@connected
async def ask(
    client: ApiClient, question: str, model: str | None, as_json: bool, **wanted: Unpack[Narrowed]
) -> None:
    """Answer QUESTION from the open offers that fit, with the lines the answer comes from."""
    if not question.strip():
        msg = "The question is empty."
        raise Invalid(msg)
    scope = await client.get("/api/offers/scope", **as_query(wanted))
    if not scope["offers"]:
        msg = "No offer fits, so there is nothing to ask. See: folioscope offers list"
        raise NotFound(msg)
    if scope["is_cut"]:
        told = f"{scope['offers']} offers fit; the newest {len(scope['documents'])} are asked."
        click.echo(told, err=True)
    thread_id, run_id = await _begin(client, question, model, scope)
    try:
        answer = await _follow(client, run_id, shows=not as_json)
    except asyncio.CancelledError:
        await client.post(f"/api/runs/{run_id}/cancel")
        msg = f"Stopped. What was written is kept: folioscope run events {run_id}"
        raise Stopped(msg) from None
    if as_json:
        print_json({"thread_id": thread_id, "run_id": run_id, **answer})
    else:
        _print_sources(answer["citations"])


async def _begin(
    client: ApiClient, question: str, model: str | None, scope: dict[str, Any]
) -> tuple[str, str]:
    """Ask in a conversation of its own, of which nothing is left when that is refused."""
    thread = {"kbs": scope["kbs"], "model": model}
    thread_id: str = (await client.post("/api/threads", thread))["thread_id"]
    message = {"content": question, "filters": {"documents": scope["documents"]}}
    try:
        asked = await client.post(f"/api/threads/{thread_id}/messages", message)
    except BackendFailed:  # it may have been taken
        raise
    except FolioscopeError:
        with suppress(FolioscopeError):
            await client.delete(f"/api/threads/{thread_id}")
        raise
    return thread_id, asked["run_id"]


async def _follow(client: ApiClient, run_id: str, *, shows: bool) -> dict[str, Any]:
    """Print the answer as it is written; the answer as a whole."""
    answer: dict[str, Any] = {"text": "", "citations": [], "grounding": None}
    emphasis = Emphasis()
    async for event in client.events(run_id):
        if event.type == "token" and shows:
            click.echo(emphasis.feed(event.data["text"]), nl=False)
        elif event.type == "reset" and shows:
            click.echo("\n… the answer is begun anew:\n", err=True)
        elif event.type in ("final", "cancelled"):
            answer |= {name: event.data[name] for name in KEPT if name in event.data}
        elif event.type == "error":
            raise RunFailed(event.data["code"], event.data["message"])
    if shows:
        click.echo(emphasis.close())
    return answer


def _print_sources(citations: list[dict[str, Any]]) -> None:
    for citation in citations:
        title, _, offer_id = citation["document"].removesuffix(".md").rpartition(" ")
        number = click.style(f"[{citation['n']}]", bold=True)
        click.echo(f"{number} {plain(title)}")
        click.echo(plain(f"    folioscope offers show {offer_id}"))
        if citation["quote"]:
            click.echo(f"    “{' '.join(plain(citation['quote']).split())}”")
