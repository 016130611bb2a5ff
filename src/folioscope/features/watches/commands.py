"""The terminal door of watched folders."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Any

import click

from folioscope.errors import Invalid
from folioscope.features.knowledge.asking import base_address
from folioscope.platform.terminal.client import ApiClient
from folioscope.platform.terminal.output import (
    Bar,
    plain,
    print_json,
    print_table,
    progress_bar,
)
from folioscope.platform.terminal.session import connected, json_option

PAGE = 1000
OTHER_LOOKS = 60  # that are waited for, one second each
NO_WATCH = "No folder is watched. Have one watched: folioscope kb watch NAME FOLDER"


@click.command()
@click.argument("name")
@click.argument("folder", type=click.Path(path_type=Path))
@json_option
@connected
async def watch(client: ApiClient, name: str, folder: Path, as_json: bool) -> None:
    """Have the knowledge base NAME follow FOLDER: what is new, changed, renamed or deleted there.

    It goes on while “folioscope serve” runs. For a folder that is watched already, what failed is
    tried again.
    """
    address = f"{base_address(name)}/watches"
    made = await client.post(address, {"path": _absolute(folder)})
    with progress_bar("Reading and embedding") as bar:
        await _look_until_settled(client, f"{address}/{made['watch_id']}/look", bar)
    watches = (await client.get(address))["watches"]
    shown = next(each for each in watches if each["watch_id"] == made["watch_id"])
    if as_json:
        print_json(shown)
        return
    click.echo(f"{plain(shown['path'])}: {_counts(shown)}")
    _tell_reason(shown)
    click.echo(_what_follows(shown))
    click.echo(f"Each file with its state: folioscope kb watches {name}")


@click.command()
@click.argument("name", required=False)
@json_option
@connected
async def watches(client: ApiClient, name: str | None, as_json: bool) -> None:
    """List watched folders; those of the knowledge base NAME with each of their files."""
    names = [name] if name else [base["name"] for base in (await client.get("/api/kbs"))["kbs"]]
    found: list[dict[str, Any]] = []
    for each in names:
        for shown in (await client.get(f"{base_address(each)}/watches"))["watches"]:
            listed = {"list": await _files(client, each, shown["watch_id"])} if name else {}
            found.append({"kb": each, **shown, **listed})
    if as_json:
        print_json(found)
    elif not found:
        click.echo(NO_WATCH)
    elif name:
        for shown in found:
            _print_files(shown)
    else:
        rows = [
            [each["path"], each["kb"], each["state"], _counts(each), _message(each)]
            for each in found
        ]
        print_table(("folder", "base", "state", "files", "reason"), rows)


@click.command()
@click.argument("name")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--remove", is_flag=True, help="Remove the documents of the folder too.")
@json_option
@connected
async def unwatch(client: ApiClient, name: str, folder: Path, remove: bool, as_json: bool) -> None:
    """Have the knowledge base NAME follow FOLDER no longer; its documents stay."""
    path = _absolute(folder)
    query = {"watch": path, "remove": "true" if remove else "false"}
    await client.delete(f"{base_address(name)}/watches", **query)
    if as_json:
        print_json({"unwatched": path, "removed": remove})
    else:
        stay = "its documents are removed" if remove else "its documents stay"
        click.echo(f"{plain(path)} is not watched any more; {stay}.")


def _absolute(folder: Path) -> str:
    path = os.path.normpath(Path.cwd() / folder.expanduser())
    if not path.isprintable():
        shown = os.fsencode(path).decode("utf-8", "replace")
        msg = f"“{plain(shown)}” cannot be watched: its name holds characters that cannot be shown."
        raise Invalid(msg)
    return path


async def _look_until_settled(client: ApiClient, address: str, bar: Bar) -> None:
    """Have the folder looked at until what lies there is taken in. Ctrl-C ends no run."""
    others = 0
    while True:
        looked = await client.post(address)
        if looked["run_id"] is not None:
            await _follow(client, looked["run_id"], bar)
        elif looked["outcome"] == "busy" and others < OTHER_LOOKS:
            others += 1
            await asyncio.sleep(1)
        elif looked["outcome"] != "more":
            return


async def _follow(client: ApiClient, run_id: str, bar: Bar) -> None:
    async for event in client.events(run_id):
        if event.type == "progress":
            bar.show(event.data)


async def _files(client: ApiClient, name: str, watch_id: str) -> list[dict[str, Any]]:
    files: list[dict[str, Any]] = []
    address = f"{base_address(name)}/watches/{watch_id}/files"
    after: str | None = ""
    while after is not None:
        page = await client.get(address, limit=PAGE, after=after)
        files += page["files"]
        after = page["next"]
    return files


def _print_files(shown: dict[str, Any]) -> None:
    click.echo(f"{plain(shown['path'])}: {_counts(shown)}")
    _tell_reason(shown)
    rows = [[file["path"], file["state"], _reason(file)] for file in shown["list"]]
    if rows:
        print_table(("path", "state", "reason"), rows)


def _reason(file: dict[str, Any]) -> str:
    told = _message(file)
    if file["same_as"] is not None:
        told = f"the same as {file['same_as']}"
    if file["is_found"] and file["state"] in ("failed", "refused", "waiting"):
        told = f"{told} The version before it still answers.".strip()
    return told


def _message(shown: dict[str, Any]) -> str:
    return str((shown["reason"] or {}).get("message", ""))


def _tell_reason(shown: dict[str, Any]) -> None:
    if shown["reason"] is not None:
        click.echo(f"  {plain(_message(shown))}", err=True)


def _counts(shown: dict[str, Any]) -> str:
    counted = [f"{count} {state}" for state, count in shown["files"].items()]
    if shown["skipped"]:
        counted.append(f"{shown['skipped']} of other kinds")
    return ", ".join(counted) or "no files"


def _what_follows(shown: dict[str, Any]) -> str:
    if shown["is_followed"]:
        return f"It is watched from now on, and looked at every {shown['seconds']:g} s at least."
    return "No server runs here now: it is watched whenever “folioscope serve” does."


COMMANDS = (watch, watches, unwatch)
"""What ``folioscope kb`` can do besides."""
