"""What the commands of coaching read, and what they show of answers and drafts."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import Any, TypedDict
from urllib.parse import quote

import click

from folioscope.errors import BackendFailed, Invalid, Stopped
from folioscope.features.chat.following import follow_answer
from folioscope.features.chat.printing import print_sources
from folioscope.platform.terminal.client import ApiClient
from folioscope.platform.terminal.output import plain, print_json

MOST_BYTES = 2_000_000


class DraftOptions(TypedDict):
    """How a letter or a CV is to be written."""

    language: str | None
    model: str | None
    out: Path | None


def address_of(session_id: str) -> str:
    """Where a session is."""
    return f"/api/chat/{quote(session_id, safe='')}"


def read_job(place: str) -> str:
    """The text of a job; ``Invalid`` where it is none."""
    try:
        if place == "-":
            content = sys.stdin.buffer.read(MOST_BYTES + 1)
        else:
            with Path(place).open("rb") as file:
                content = file.read(MOST_BYTES + 1)
        return content.decode("utf-8-sig")
    except OSError as error:
        msg = f"“{place}” cannot be read: {error.strerror or error}."
        raise Invalid(msg) from error
    except UnicodeDecodeError as error:
        msg = f"“{place}” is no text in UTF-8. Save the job as plain text, or paste it: --job -"
        raise Invalid(msg) from error


async def show_answer(client: ApiClient, accepted: dict[str, Any], *, as_json: bool) -> None:
    """Print the answer as it is written, with its sources and how to go on."""
    session_id, run_id = accepted["session_id"], accepted["run_id"]
    try:
        answer = await follow_answer(client, run_id, shows=not as_json)
    except asyncio.CancelledError:
        await client.post(f"/api/runs/{run_id}/cancel")
        msg = f"Stopped. What was written is kept: folioscope coach show {session_id}"
        raise Stopped(msg) from None
    except BackendFailed:
        if not as_json:
            _tell_session(session_id)
        raise
    if as_json:
        print_json({"session_id": session_id, "run_id": run_id, **answer})
    else:
        print_sources(answer["text"], answer["citations"], answer["grounding"])
        _tell_session(session_id)
    if answer["status"] == "cancelled":
        msg = "The answer was cancelled; what was written is kept."
        raise Stopped(msg)


async def show_draft(
    client: ApiClient, session_id: str, kind: str, wanted: DraftOptions, *, as_json: bool
) -> None:
    """Have a letter or a CV written, and show it with what is otherwise and what was struck."""
    body = {name: wanted[name] for name in ("language", "model") if wanted[name]}
    accepted = await client.post(f"{address_of(session_id)}/{kind}?wait=false", body)
    answer = await follow_answer(client, accepted["run_id"], shows=False)
    draft = (answer["grounding"] or {}).get("draft")
    if draft is None:
        raise Stopped("The writing was cancelled before it was done.")
    if wanted["out"] is not None:
        await asyncio.to_thread(_write, wanted["out"], answer["text"], draft)
    if as_json:
        print_json(
            {"session_id": session_id, "run_id": accepted["run_id"], **answer, "draft": draft}
        )
        return
    if wanted["out"] is None and kind == "letter":
        click.echo(plain(answer["text"]))
    _tell_draft(draft)
    if wanted["out"] is not None:
        click.echo(f"Written to {plain(str(wanted['out']))}.", err=True)


def _write(path: Path, text: str, draft: dict[str, Any]) -> None:
    is_json = path.suffix.lower() == ".json" and draft.get("resume") is not None
    content = json.dumps(draft["resume"], ensure_ascii=False, indent=2) if is_json else text
    path.write_text(content.rstrip() + "\n", encoding="utf-8")


def _tell_draft(draft: dict[str, Any]) -> None:
    """The difference, and what of a model's words was not believed."""
    for line in draft["diff"].splitlines():
        colour = {"+": "green", "-": "red"}.get(line[:1])
        click.echo(click.style(plain(line), fg=colour))
    if draft["kind"] == "cv" and not draft["diff"]:
        click.echo("The CV stands as well for this job as it is.")
    for one in draft["refused"]:
        told = f"Struck, for {', '.join(one['words'])}: {one['text']}"
        click.echo(click.style(plain(told), fg="yellow"), err=True)


def _tell_session(session_id: str) -> None:
    told = f"Session: {session_id}  (go on: folioscope coach ask {session_id} “…”)"
    click.echo(click.style(plain(told), dim=True), err=True)
