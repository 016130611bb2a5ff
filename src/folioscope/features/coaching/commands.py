"""The terminal door of coaching."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TypedDict

import click
from typing_extensions import Unpack

from folioscope.features.chat.commands import known_mode
from folioscope.features.chat.printing import print_sources
from folioscope.features.coaching.shown import (
    DraftOptions,
    address_of,
    read_job,
    show_answer,
    show_draft,
)
from folioscope.features.resumes.naming import find_resume
from folioscope.platform.terminal.client import ApiClient
from folioscope.platform.terminal.output import plain, print_json, print_table
from folioscope.platform.terminal.session import connected, json_option

LANGUAGES = click.Choice(["en", "fr", "de", "es"])
NONE_YET = "No coaching session yet. Begin one: folioscope coach start --job job.txt"


class About(TypedDict):
    """What a session is to be about, and how it is answered; None as is usual."""

    offer_id: str | None
    job: str | None
    title: str
    company: str
    profile: str
    mode: str | None
    model: str | None
    context: str | None


@click.group()
def coach() -> None:
    """Talk about one job with your own résumé at hand; have letters and CVs written for it."""


@coach.command()
@click.argument("question", required=False)
@click.option("--offer", "offer_id", help="Offer that it is about, by its id.")
@click.option(
    "--job",
    metavar="FILE",
    help="Text of the job: a file, or “-” for what comes on standard input.",
)
@click.option("--title", default="", help="What the job is called; its first line without it.")
@click.option("--company", default="", help="Who offers it.")
@click.option("--profile", default="own", help="Résumé by its id or a name; your own without it.")
@click.option(
    "--mode",
    metavar="[hybrid|strict]",
    callback=known_mode,
    help="strict: from the two texts only. hybrid without it.",
)
@click.option("--model", help="Language model to answer; folioscope models lists them.")
@click.option(
    "--context",
    type=click.Choice(["search", "everything"]),
    help="What a language model is shown: what a search finds, or both texts whole.",
)
@json_option
@connected
async def start(
    client: ApiClient, question: str | None, as_json: bool, **about: Unpack[About]
) -> None:
    """Begin a session about a job, and ask QUESTION; without one, how your résumé fits."""
    given = {name: about[name] for name in ("offer_id", "company", "profile", "model", "context")}
    body = {
        **given,
        "job_title": about["title"],
        "job_text": None
        if about["job"] is None
        else await asyncio.to_thread(read_job, about["job"]),
        "message": question,
        "mode": about["mode"],
    }
    if about["profile"] != "own":
        body["profile"] = (await find_resume(client, about["profile"]))["resume_id"]
    wanted = {name: value for name, value in body.items() if value is not None}
    accepted = await client.post("/api/chat/start?wait=false", wanted)
    await show_answer(client, accepted, as_json=as_json)


@coach.command()
@click.argument("session_id")
@click.argument("question")
@click.option("--model", help="Language model to answer; as the session began without it.")
@click.option("--fresh", is_flag=True, help="Answer anew what was answered before, too.")
@json_option
@connected
async def ask(
    client: ApiClient,
    session_id: str,
    question: str,
    model: str | None,
    *,
    fresh: bool,
    as_json: bool,
) -> None:
    """Ask QUESTION in a session."""
    body = {"message": question, "cache": not fresh, **({"model": model} if model else {})}
    accepted = await client.post(f"{address_of(session_id)}/message?wait=false", body)
    await show_answer(client, accepted, as_json=as_json)


@coach.command()
@click.argument("session_id")
@click.option("--language", type=LANGUAGES, help="Of the letter; that of the job without it.")
@click.option("--model", help="Language model to write; as the session began without it.")
@click.option("--out", type=click.Path(path_type=Path), help="File to write it to, as text.")
@json_option
@connected
async def letter(
    client: ApiClient, session_id: str, as_json: bool, **wanted: Unpack[DraftOptions]
) -> None:
    """Write a letter for the job, of nothing but what your profile says."""
    await show_draft(client, session_id, "letter", wanted, as_json=as_json)


@coach.command()
@click.argument("session_id")
@click.option("--language", type=LANGUAGES, help="Of the headings; that of the job without it.")
@click.option("--model", help="Language model to write; as the session began without it.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="File to write the CV to: Markdown, or JSON Resume where its name ends with .json.",
)
@json_option
@connected
async def cv(
    client: ApiClient, session_id: str, as_json: bool, **wanted: Unpack[DraftOptions]
) -> None:
    """Put your CV in order for the job, and show what is otherwise."""
    await show_draft(client, session_id, "cv", wanted, as_json=as_json)


@coach.command(name="list")
@json_option
@connected
async def list_sessions(client: ApiClient, as_json: bool) -> None:
    """List sessions, those that were touched last first."""
    found = (await client.get("/api/chat/sessions", limit=200))["sessions"]
    if as_json:
        print_json(found)
    elif not found:
        click.echo(NONE_YET)
    else:
        rows = [[one["session_id"], one["job_title"], one["company"], one["person"],
                 one["updated_at"][:16].replace("T", " ")] for one in found]  # fmt: skip
        print_table(("session", "job", "company", "résumé of", "touched"), rows)


@coach.command()
@click.argument("session_id")
@click.option("--texts", is_flag=True, help="The résumé and the job as they were at its start.")
@json_option
@connected
async def show(client: ApiClient, session_id: str, texts: bool, as_json: bool) -> None:
    """Show what was said in a session."""
    found = await client.get(address_of(session_id))
    if as_json:
        print_json(found)
        return
    at = f" at {found['company']}" if found["company"] else ""
    click.echo(click.style(plain(f"{found['job_title']}{at} – {found['person']}"), bold=True))
    if texts:
        click.echo(plain(f"\n{found['resume_text']}\n{found['job_text']}"))
    for message in found["messages"]:
        if message["role"] == "user":
            click.echo(click.style(f"\n> {plain(message['content'])}\n", bold=True))
        else:
            click.echo(plain(message["content"]))
            print_sources(message["content"], message["citations"], message["grounding"])


@coach.command()
@click.argument("session_id")
@json_option
@connected
async def remove(client: ApiClient, session_id: str, as_json: bool) -> None:
    """Delete a session with all that was said in it."""
    await client.delete(address_of(session_id))
    if as_json:
        print_json({"removed": session_id})
    else:
        click.echo(f"The session {plain(session_id)} is deleted.")
