"""``folioscope kb share``, ``kb unshare``, ``kb shares``: who else may use a base."""

from __future__ import annotations

from typing import Any

import click

from folioscope.errors import NotFound
from folioscope.features.knowledge.asking import base_address
from folioscope.platform.terminal.client import ApiClient
from folioscope.platform.terminal.output import plain, print_json, print_table
from folioscope.platform.terminal.session import connected, json_option

EVERYONE = "everyone"
WHOM = f"WHOM is a mail address, the id of a user, or “{EVERYONE}”."


@click.command(epilog=WHOM)
@click.argument("name")
@click.argument("whom")
@click.option("--write", is_flag=True, help="They may add and remove documents too.")
@json_option
@connected
async def share(client: ApiClient, name: str, whom: str, *, write: bool, as_json: bool) -> None:
    """Let WHOM search, ask and read the knowledge base NAME."""
    wanted = {**_named(whom), "access": "write" if write else "read"}
    made = await client.put(f"{base_address(name)}/shares", wanted)
    if as_json:
        print_json(made)
    else:
        click.echo(f"“{plain(name)}” is shared with {_who(made)}, to {made['access']}.")


@click.command(epilog=WHOM)
@click.argument("name")
@click.argument("whom")
@connected
async def unshare(client: ApiClient, name: str, whom: str) -> None:
    """Let WHOM use the knowledge base NAME no more, from now on."""
    address = f"{base_address(name)}/shares"
    listed = (await client.get(address))["shares"]
    meant = [one for one in listed if _is_meant(one, whom)]
    if not meant:
        msg = f"“{name}” is not shared with “{whom}”; “folioscope kb shares” lists with whom."
        raise NotFound(msg)
    for one in meant:
        await client.delete(f"{address}/{one['share_id']}")
    click.echo(f"“{plain(name)}” is not shared with {_who(meant[0])} any more.")


@click.command()
@click.argument("name")
@json_option
@connected
async def shares(client: ApiClient, name: str, *, as_json: bool) -> None:
    """List with whom the knowledge base NAME is shared."""
    found = (await client.get(f"{base_address(name)}/shares"))["shares"]
    if as_json:
        print_json(found)
    elif not found:
        click.echo("It is shared with nobody.")
    else:
        columns = ("with", "address", "user", "to", "since")
        print_table(columns, [_row(one) for one in found])


def _named(whom: str) -> dict[str, Any]:
    """Who is meant, as the server is asked."""
    if whom == EVERYONE:
        return {"everyone": True}
    return {"user_id": int(whom)} if whom.isascii() and whom.isdigit() else {"email": whom}


def _is_meant(share: dict[str, Any], whom: str) -> bool:
    if whom == EVERYONE:
        return share["user_id"] is None
    return whom.lower() in (str(share["user_id"]), share["email"])


def _who(share: dict[str, Any]) -> str:
    return EVERYONE if share["user_id"] is None else f"“{plain(share['name'])}”"


def _row(share: dict[str, Any]) -> list[str]:
    who = EVERYONE if share["user_id"] is None else share["name"]
    user = "" if share["user_id"] is None else str(share["user_id"])
    return [who, share["email"] or "", user, share["access"], share["created_at"]]


COMMANDS = (share, unshare, shares)
"""What ``folioscope kb`` can do besides."""
