"""The terminal door of accounts."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Mapping
from typing import Any, TypedDict, get_args

import click
from typing_extensions import Unpack

from folioscope.errors import Conflict, NotFound
from folioscope.features.accounts.ranks import FIRST_OWNER
from folioscope.platform.principal import Role
from folioscope.platform.terminal.client import ApiClient
from folioscope.platform.terminal.output import plain, print_json, print_table
from folioscope.platform.terminal.session import connected, json_option

ADDRESS = "/api/users"
COLUMNS = ("id", "address", "name", "role", "seen", "")
ROLES = click.Choice(get_args(Role))


class AccountNotFound(NotFound):
    """No account with this number or address."""

    code = "account_not_found"


class NobodyTyped(Conflict):
    """No password where one is to be typed or piped."""

    code = "password_missing"


@click.group()
def users() -> None:
    """Make, list, invite, suspend, delete the accounts of people."""


class Asked(TypedDict):
    """The account that ``create`` is asked for."""

    name: str | None
    role: str
    takes_over: bool


@users.command()
@click.argument("email")
@click.option("--name", help="What they are called; else what stands before the @.")
@click.option("--role", type=ROLES, default="member", show_default=True)
@click.option("--takes-over", is_flag=True, help="Owns from now on all that was made without one.")
@click.option("--no-password", is_flag=True, help="They log in at an issuer, without a password.")
@json_option
@connected
async def create(
    client: ApiClient, email: str, no_password: bool, as_json: bool, **asked: Unpack[Asked]
) -> None:
    """Make an account. The password is asked for, or read from standard input."""
    name = asked["name"] or email.partition("@")[0]
    given = None if no_password else _typed_password()
    made = await client.post(ADDRESS, {**asked, "email": email, "name": name, "password": given})
    if as_json:
        print_json(made)
    else:
        click.echo(f"{plain(email)} is user {made['user_id']}, with the role {asked['role']}.")


@users.command("list")
@json_option
@connected
async def list_(client: ApiClient, as_json: bool) -> None:
    """List all accounts."""
    found = (await client.get(ADDRESS))["users"]
    if as_json:
        print_json(found)
    elif not found:
        click.echo(f"There are no accounts. Make the first: {FIRST_OWNER}")
    else:
        print_table(COLUMNS, [_row(user) for user in found])


@users.command()
@click.argument("who", metavar="ID|EMAIL")
@click.argument("role", type=ROLES)
@connected
async def role(client: ApiClient, who: str, role: str) -> None:
    """Give somebody another role."""
    await client.patch(f"{ADDRESS}/{await find_account(client, who)}", {"role": role})
    click.echo(f"{plain(who)} has the role {role}.")


@users.command()
@click.argument("who", metavar="ID|EMAIL")
@connected
async def suspend(client: ApiClient, who: str) -> None:
    """Have nothing of somebody's be good any more: logins, keys, open streams."""
    await client.patch(f"{ADDRESS}/{await find_account(client, who)}", {"suspended": True})
    click.echo(f"{plain(who)} is suspended. What is theirs stays.")


@users.command()
@click.argument("who", metavar="ID|EMAIL")
@connected
async def restore(client: ApiClient, who: str) -> None:
    """Let somebody log in again who was suspended."""
    await client.patch(f"{ADDRESS}/{await find_account(client, who)}", {"suspended": False})
    click.echo(f"{plain(who)} may log in again.")


@users.command()
@click.argument("who", metavar="ID|EMAIL")
@connected
async def password(client: ApiClient, who: str) -> None:
    """Give somebody a password. It is asked for, or read from standard input."""
    user_id = await find_account(client, who)
    await client.put(f"{ADDRESS}/{user_id}/password", {"password": _typed_password()})
    click.echo(f"{plain(who)} has another password; their logins have ended.")


@users.command()
@click.argument("who", metavar="ID|EMAIL")
@click.option("--yes", is_flag=True, help="Do not ask.")
@connected
async def delete(client: ApiClient, who: str, yes: bool) -> None:
    """Delete an account with all that is theirs. Nothing brings it back."""
    user_id = await find_account(client, who)
    question = f"Erase {plain(who)} with all bases, files and conversations of theirs?"
    if not yes and not await asyncio.to_thread(click.confirm, question, err=True):
        click.echo("Nothing is erased.")
        return
    receipt = await client.delete(f"{ADDRESS}/{user_id}")
    told = receipt["erased"]
    click.echo(
        f"{plain(who)} is erased, with {told['documents']} documents and {told['files']} files. "
        f"Receipt: {receipt['erasure_id']}"
    )


async def find_account(client: ApiClient, who: str) -> int:
    """The number of an account that is meant by its number or its address."""
    found = (await client.get(ADDRESS))["users"]
    wanted = who.strip().lower()
    for user in found:
        if wanted in (str(user["user_id"]), user["email"]):
            return int(user["user_id"])
    raise AccountNotFound(f"There is no account “{plain(who)}”. See: folioscope users list")


def _typed_password() -> str:
    """From the keyboard, twice and unseen; from a pipe its first line."""
    if sys.stdin.isatty():
        typed: str = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
        return typed
    piped = sys.stdin.readline().rstrip("\r\n")
    if not piped:
        raise NobodyTyped("A password is typed, or piped in: it is no option, others could see it.")
    return piped


def _row(user: Mapping[str, Any]) -> list[object]:
    seen = (user["seen_at"] or "never")[:16].replace("T", " ")
    is_out = "suspended" if user["suspended_at"] else ""
    return [user["user_id"], user["email"] or "", user["name"], user["role"], seen, is_out]
