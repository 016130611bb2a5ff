"""The terminal door of API keys."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypedDict, get_args

import click
from typing_extensions import Unpack

from folioscope.platform.principal import Scope
from folioscope.platform.terminal.client import ApiClient
from folioscope.platform.terminal.output import plain, print_json, print_table
from folioscope.platform.terminal.session import connected, json_option

ADDRESS = "/api/keys"
USUAL_DAYS = 90
COLUMNS = ("id", "user", "name", "begins", "good for", "used", "until")


class Asked(TypedDict):
    """The key that ``create`` is asked for."""

    scopes: tuple[str, ...]
    days: int
    no_end: bool
    user_id: int | None


@click.group()
def keys() -> None:
    """Make, list, revoke API keys, by which programs are known."""


@keys.command()
@click.argument("name")
@click.option(
    "--scope",
    "scopes",
    type=click.Choice(get_args(Scope)),
    multiple=True,
    required=True,
    help="What it is good for; may be given several times.",
)
@click.option("--days", type=click.IntRange(1, 3650), default=USUAL_DAYS, show_default=True)
@click.option("--no-end", is_flag=True, help="Good until it is revoked.")
@click.option("--user", "user_id", type=int, help="Whom it is for; you, without it.")
@json_option
@connected
async def create(client: ApiClient, name: str, as_json: bool, **asked: Unpack[Asked]) -> None:
    """Make a key and print it, this once; nothing else goes to standard output."""
    wanted = {
        "name": name,
        "scopes": list(asked["scopes"]),
        "days": None if asked["no_end"] else asked["days"],
        "user_id": asked["user_id"],
    }
    made = await client.post(ADDRESS, wanted)
    if as_json:
        print_json(made)
        return
    click.echo(made["key"])
    ends = _minute(made["expires_at"])
    until = f"until {ends}" if ends else "until you revoke it"
    click.echo(f"Keep it now: it is not shown again. It is good {until}.", err=True)


@keys.command("list")
@json_option
@connected
async def list_(client: ApiClient, as_json: bool) -> None:
    """List keys, the newest first, and when each was used last."""
    found = (await client.get(ADDRESS))["keys"]
    if as_json:
        print_json(found)
    else:
        print_table(COLUMNS, [_row(key) for key in found])


@keys.command()
@click.argument("key_id", metavar="ID")
@connected
async def revoke(client: ApiClient, key_id: str) -> None:
    """Have a key be refused from now on. What it has open is closed."""
    await client.delete(f"{ADDRESS}/{key_id}")
    click.echo(f"{plain(key_id)} is revoked.")


def _row(key: Mapping[str, Any]) -> list[object]:
    return [
        key["key_id"],
        key["user_id"],
        key["name"],
        key["start"],
        " ".join(key["scopes"]),
        _minute(key["used_at"]) or "never",
        "revoked" if key["revoked_at"] else _minute(key["expires_at"]) or "no end",
    ]


def _minute(moment: str | None) -> str:
    """A moment in UTC, to the minute."""
    return "" if moment is None else moment[:16].replace("T", " ") + " UTC"
