"""The terminal door of invitations."""

from __future__ import annotations

from typing import get_args

import click

from folioscope.platform.principal import Role
from folioscope.platform.terminal.client import ApiClient
from folioscope.platform.terminal.output import plain, print_json, print_table
from folioscope.platform.terminal.session import connected, json_option

ADDRESS = "/api/invitations"
ROLES = click.Choice(get_args(Role))


@click.command()
@click.argument("email", required=False)
@click.option("--role", type=ROLES, default="member", show_default=True)
@click.option("--days", type=click.IntRange(1, 90), default=7, show_default=True)
@json_option
@connected
async def invite(client: ApiClient, email: str | None, role: str, days: int, as_json: bool) -> None:
    """Invite whoever has an address, or without one whoever has the token that is printed."""
    wanted = {"email": email, "role": role, "days": days}
    made = await client.post(ADDRESS, wanted)
    if as_json:
        print_json(made)
        return
    click.echo(made["url"] or made["token"])
    click.echo(f"Hand it on now: it is not shown again. It is good for {days} days.", err=True)


@click.command()
@click.option("--withdraw", metavar="ID", help="Take this one back.")
@json_option
@connected
async def invitations(client: ApiClient, withdraw: str | None, as_json: bool) -> None:
    """List the invitations that nobody has used yet."""
    if withdraw is not None:
        await client.delete(f"{ADDRESS}/{withdraw}")
        click.echo(f"{plain(withdraw)} is taken back.")
        return
    found = (await client.get(ADDRESS))["invitations"]
    if as_json:
        print_json(found)
    else:
        rows = [
            (each["invitation_id"], each["email"] or "anybody", each["role"], each["expires_at"])
            for each in found
        ]
        print_table(("id", "address", "role", "until"), rows)


COMMANDS = (invite, invitations)
