"""Accounts at the terminal: made, listed, changed, deleted, with the password piped in."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import pytest

from folioscope.settings.values import Settings
from tests.opened_terminal import CommandLine, open_terminal

PASSWORD = "correct horse battery\n"


@pytest.fixture
async def terminal(settings: Settings) -> AsyncIterator[CommandLine]:
    async with open_terminal(settings) as opened:
        yield opened


async def test_the_first_owner_is_made_while_accounts_are_still_off(
    terminal: CommandLine,
) -> None:
    await terminal.succeed("kb", "create", "cvs")
    making = ("users", "create", "ada@example.org", "--role", "owner", "--takes-over")
    said = await terminal.succeed(*making, typed=PASSWORD)
    assert said.out == "ada@example.org is user 1, with the role owner.\n"
    assert PASSWORD.strip() not in said.out + said.told
    listed = json.loads((await terminal.succeed("users", "list", "--json")).out)
    assert [(user["name"], user["role"]) for user in listed] == [("ada", "owner")]
    assert "cvs" not in (await terminal.succeed("kb", "list")).out


async def test_a_password_is_never_an_argument(terminal: CommandLine) -> None:
    said = await terminal.run("users", "create", "ada@example.org")
    assert said.code == 5
    assert "no option" in said.told
    weak = await terminal.run("users", "create", "ada@example.org", typed="short\n")
    assert weak.code == 2


async def test_somebody_is_found_by_number_or_address(terminal: CommandLine) -> None:
    await terminal.succeed("users", "create", "ada@example.org", typed=PASSWORD)
    await terminal.succeed("users", "role", "Ada@example.org", "admin")
    await terminal.succeed("users", "suspend", "1")
    listed = (await terminal.succeed("users", "list")).out
    assert "admin" in listed
    assert "suspended" in listed
    await terminal.succeed("users", "restore", "ada@example.org")
    await terminal.succeed("users", "password", "1", typed="another horse entirely\n")
    missing = await terminal.run("users", "role", "bob@example.org", "admin")
    assert (missing.code, "users list" in missing.told) == (4, True)


async def test_an_invitation_is_printed_once_alone_on_standard_output(
    terminal: CommandLine,
) -> None:
    said = await terminal.succeed("users", "invite", "bob@example.org", "--role", "admin")
    assert said.out.startswith("fsi_")
    assert len(said.out.split()) == 1
    listed = json.loads((await terminal.succeed("users", "invitations", "--json")).out)
    assert [(each["email"], each["role"]) for each in listed] == [("bob@example.org", "admin")]
    withdrawing = ("users", "invitations", "--withdraw", listed[0]["invitation_id"])
    await terminal.succeed(*withdrawing)
    assert "bob@" not in (await terminal.succeed("users", "invitations")).out


async def test_an_account_is_deleted_when_that_is_meant(terminal: CommandLine) -> None:
    await terminal.succeed("users", "create", "ada@example.org", typed=PASSWORD)
    kept = await terminal.succeed("users", "delete", "1", typed="n\n")
    assert "Nothing is erased" in kept.out
    said = await terminal.succeed("users", "delete", "ada@example.org", "--yes")
    assert "Receipt: " in said.out
    assert "There are no accounts" in (await terminal.succeed("users", "list")).out


async def test_the_last_owner_stays_at_the_terminal_too(terminal: CommandLine) -> None:
    making = ("users", "create", "ada@example.org", "--role", "owner")
    await terminal.succeed(*making, typed=PASSWORD)
    for refused in (("delete", "1", "--yes"), ("suspend", "1"), ("role", "1", "member")):
        assert (await terminal.run("users", *refused)).code == 5
