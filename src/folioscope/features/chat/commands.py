"""The terminal door of conversations."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, TypedDict
from urllib.parse import quote

import click
from typing_extensions import Unpack

from folioscope.errors import (
    BackendFailed,
    Conflict,
    FolioscopeError,
    Forbidden,
    Invalid,
    LimitReached,
    NotFound,
    Stopped,
)
from folioscope.features.chat.following import follow_answer
from folioscope.features.chat.modes import mode_named
from folioscope.features.chat.printing import print_sources
from folioscope.features.knowledge.commands import NO_BASE
from folioscope.platform.terminal.client import ApiClient
from folioscope.platform.terminal.output import plain, print_json
from folioscope.platform.terminal.session import connected, json_option

REFUSALS = (Invalid, Forbidden, NotFound, Conflict, LimitReached)


class Asked(TypedDict):
    """What goes with a question; None means as the conversation says, or the usual."""

    kbs: tuple[str, ...]
    mode: str | None
    model: str | None
    thread_id: str | None
    goes_on: bool
    policy: str | None
    replaces: str | None
    fresh: bool


def known_mode(_context: click.Context, _option: click.Parameter, name: str | None) -> object:
    try:
        return mode_named(name)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


@click.command()
@click.argument("question")
@click.option("--kb", "kbs", multiple=True, help="Knowledge base to ask; all without it.")
@click.option(
    "--mode",
    metavar="[hybrid|strict]",
    callback=known_mode,
    help="strict: from the documents only. hybrid without it.",
)
@click.option("--model", help="Language model to answer; folioscope models lists them.")
@click.option("--thread", "thread_id", help="Conversation to ask in; a new one without it.")
@click.option(
    "--continue",
    "-c",
    "goes_on",
    is_flag=True,
    help="Ask in the newest conversation.",
)
@click.option(
    "--policy",
    type=click.Choice(["reject", "enqueue", "interrupt", "rollback"]),
    help="While the conversation's last question is being answered: fail (reject, as without "
    "it), wait (enqueue), break it off (interrupt), or take its place (rollback).",
)
@click.option(
    "--replace",
    "replaces",
    metavar="MESSAGE_ID",
    help="Question of the conversation whose place this one takes, with all that came after it.",
)
@click.option("--fresh", is_flag=True, help="Answer anew what was answered before, too.")
@json_option
@connected
async def ask(client: ApiClient, question: str, as_json: bool, **wanted: Unpack[Asked]) -> None:
    """Answer QUESTION from your documents, with the lines the answer comes from."""
    thread_id, run_id = await _post(client, question, wanted)
    try:
        answer = await follow_answer(client, run_id, shows=not as_json)
    except asyncio.CancelledError:
        await client.post(f"/api/runs/{run_id}/cancel")
        msg = f"Stopped. What was written is kept: folioscope run events {run_id}"
        raise Stopped(msg) from None
    except BackendFailed:
        if not as_json:
            _tell_conversation(thread_id)
        raise
    if as_json:
        print_json({"thread_id": thread_id, "run_id": run_id, **answer})
    else:
        print_sources(answer["text"], answer["citations"], answer["grounding"])
        if not answer["citations"] and not (await client.get("/api/kbs"))["kbs"]:
            click.echo(NO_BASE, err=True)
        _suggest(answer.get("suggestions") or ())
        _tell_conversation(thread_id)
    if answer["status"] == "cancelled":
        raise Stopped(_broken_off(answer["text"]))


def _suggest(questions: Sequence[str]) -> None:
    if questions:
        click.echo(click.style("\nAsk next:", dim=True), err=True)
    for question in questions:
        click.echo(click.style(plain(f"  {question}"), dim=True), err=True)


def _tell_conversation(thread_id: str) -> None:
    told = f"Conversation: {thread_id}  (go on: folioscope ask --thread {thread_id} “…”)"
    click.echo(click.style(plain(told), dim=True), err=True)


def _broken_off(text: str) -> str:
    if text:
        return "The answer was cancelled; what was written is kept."
    return "The answer was cancelled before anything was written."


async def _post(client: ApiClient, question: str, wanted: Asked) -> tuple[str, str]:
    """Ask, in a new conversation if none is named; its id, and that of the run that answers."""
    if not question.strip():
        msg = "The question is empty."
        raise Invalid(msg)
    thread_id = await _named(client, wanted)
    chosen = {"mode": wanted["mode"], "model": wanted["model"]}
    narrowed = {"kbs": list(wanted["kbs"]) or None, **chosen}
    given = {name: value for name, value in narrowed.items() if value is not None}
    body: dict[str, Any] = {"content": question, "policy": wanted["policy"] or "reject"}
    if wanted["fresh"]:
        body["cache"] = False
    if wanted["replaces"] is not None:
        body["replaces"] = wanted["replaces"]
    if thread_id is None:
        return await _begin(client, given, body)
    path = f"/api/threads/{quote(thread_id, safe='')}/messages"
    return thread_id, (await client.post(path, body | given))["run_id"]


async def _named(client: ApiClient, wanted: Asked) -> str | None:
    """The conversation to ask in; None for a new one."""
    if not wanted["goes_on"]:
        if wanted["replaces"] is not None and wanted["thread_id"] is None:
            msg = "--replace takes the place of a question; say of which conversation: --thread."
            raise click.UsageError(msg)
        return wanted["thread_id"]
    if wanted["thread_id"] is not None:
        msg = "--continue and --thread name a conversation each; leave one of them out."
        raise click.UsageError(msg)
    newest = (await client.get("/api/threads", limit=1))["threads"]
    if not newest:
        msg = "There is no conversation to go on with."
        raise NotFound(msg)
    thread_id: str = newest[0]["thread_id"]
    return thread_id


async def _begin(client: ApiClient, given: dict[str, Any], body: dict[str, Any]) -> tuple[str, str]:
    """Ask in a new conversation, of which nothing is left when the question is refused."""
    thread_id: str = (await client.post("/api/threads", given))["thread_id"]
    path = f"/api/threads/{thread_id}"
    try:
        return thread_id, (await client.post(f"{path}/messages", body))["run_id"]
    except REFUSALS:
        with suppress(FolioscopeError):
            await client.delete(path)
        raise
