"""The terminal door of job boards."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, TypedDict
from urllib.parse import quote

import click
from typing_extensions import Unpack

from folioscope.errors import Invalid, NotFound
from folioscope.platform.terminal.client import ApiClient
from folioscope.platform.terminal.output import plain, print_json, print_table
from folioscope.platform.terminal.session import connected, json_option

BOARDS = "/api/boards"
SECONDS = {"m": 60, "h": 3600, "d": 86_400, "w": 604_800}
NO_BOARD = "There is no job board. Add one: folioscope offers board add NAME --backend BACKEND"


class DurationInvalid(Invalid):
    """A time between syncs that cannot be read."""

    code = "duration_invalid"


class BoardFilterInvalid(Invalid):
    """A filter of a board that is not NAME=VALUE."""

    code = "board_filter_invalid"


class Told(TypedDict):
    """Where a board is, what it filters by, and how often it is synced."""

    slug: str
    url: str
    file: Path | None
    filters: tuple[str, ...]
    every: str | None


@click.group()
def board() -> None:
    """Add, list, remove job boards."""


@board.command()
@click.argument("name")
@click.option("--backend", help="What kind of board it is; NAME without it.")
@click.option("--slug", default="", help="The company's name at a board of companies.")
@click.option("--url", default="", help="A page with offers, on a host that the server allows.")
@click.option("--file", "file", type=click.Path(path_type=Path), help="A file with offers.")
@click.option(
    "--filter",
    "filters",
    multiple=True,
    metavar="NAME=VALUE",
    help="What the board is to filter by; JSON values are taken as such.",
)
@click.option("--every", metavar="6h", help="Sync it again and again: 30m, 6h, 1d.")
@json_option
@connected
async def add(
    client: ApiClient, name: str, backend: str | None, as_json: bool, **told: Unpack[Told]
) -> None:
    """Add the job board NAME; its offers come with: folioscope offers sync NAME."""
    body = {
        "name": name,
        "backend": backend or name,
        "slug": told["slug"],
        "url": told["url"],
        "path": _absolute(told["file"]),
        "query": dict(_filter(each) for each in told["filters"]),
        "every_seconds": None if told["every"] is None else seconds_of(told["every"]),
    }
    made = await client.post(BOARDS, body)
    if as_json:
        print_json(made)
    else:
        click.echo(plain(f"Added the job board “{made['name']}”."))
        click.echo(f"Fetch its offers: folioscope offers sync {made['name']}")


@board.command("list")
@json_option
@connected
async def listing(client: ApiClient, as_json: bool) -> None:
    """List job boards with their last sync."""
    boards = (await client.get(BOARDS))["boards"]
    if as_json:
        print_json(boards)
    elif not boards:
        click.echo(NO_BOARD)
    else:
        columns = ("name", "backend", "open", "closed", "synced", "next", "reason")
        print_table(columns, [_row(each) for each in boards])


@board.command()
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do not ask.")
@json_option
@connected
async def remove(client: ApiClient, name: str, yes: bool, as_json: bool) -> None:
    """Remove the job board NAME with its offers and their documents."""
    path = board_address(name)
    found = await client.get(path)
    count = found["open"] + found["closed"]
    if not yes:
        click.confirm(f"Remove “{plain(found['name'])}” and its {count} offers?", abort=True)
    await client.delete(path)
    if as_json:
        print_json({"removed": found["name"], "offers": count})
    else:
        click.echo(plain(f"Removed “{found['name']}” and its {count} offers."))


def board_address(name: str) -> str:
    """Where a job board is in the API."""
    if "/" in name or name in ("", ".", ".."):  # no board has such a name, and no address either
        msg = f"There is no job board “{name}”."
        raise NotFound(msg)
    return f"{BOARDS}/{quote(name, safe='')}"


def seconds_of(every: str) -> int | None:
    """The seconds of a time such as 30m, 6h or 1d; None for “never”."""
    if every == "never":
        return None
    found = re.fullmatch(r"(\d{1,6})\s?([mhdw])", every.strip().lower(), re.ASCII)
    if found is None:
        msg = f"“{every}” is no time between syncs: 30m, 6h, 1d or 1w, or “never”."
        raise DurationInvalid(msg)
    return int(found[1]) * SECONDS[found[2]]


def _absolute(file: Path | None) -> str:
    return "" if file is None else str(Path.cwd() / file.expanduser())


def _filter(text: str) -> tuple[str, Any]:
    name, equals, value = text.partition("=")
    if not name or not equals:
        msg = f"“{text}” is no filter; give --filter NAME=VALUE."
        raise BoardFilterInvalid(msg)
    try:
        return name, json.loads(value)
    except ValueError:
        return name, value


def _row(each: dict[str, Any]) -> list[object]:
    last = each["last_sync"] or {}
    synced = f"{last['state']} {last['started_at'][:16]}" if last else "never"
    reason = (last.get("reason") or {}).get("message", "")
    following = (each["next_sync_at"] or "")[:16]
    return [
        each["name"],
        each["backend"],
        each["open"],
        each["closed"],
        synced,
        following,
        reason,
    ]
