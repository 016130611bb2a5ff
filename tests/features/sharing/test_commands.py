"""``folioscope kb share``, ``kb unshare`` and ``kb shares``."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from folioscope.features.accounts.tables import User
from folioscope.platform.database.engine import Database
from folioscope.settings.values import Settings
from tests.opened_terminal import CommandLine, open_terminal


@pytest.fixture
async def line(settings: Settings, database: Database) -> AsyncIterator[CommandLine]:
    """A terminal at a server with a base, and a user somebody else made."""
    async with database.write() as session:
        session.add(User(name="Bob", email="bob@example.org"))
    async with open_terminal(settings) as opened:
        await opened.succeed("kb", "create", "cvs")
        yield opened


async def test_a_base_is_shared_by_address_or_with_everyone(line: CommandLine) -> None:
    told = await line.succeed("kb", "share", "cvs", "Bob@example.org")
    assert told.out == "“cvs” is shared with “Bob”, to read.\n"
    told = await line.succeed("kb", "share", "cvs", "everyone", "--write")
    assert told.out == "“cvs” is shared with everyone, to write.\n"
    head, everyone, bob = (await line.succeed("kb", "shares", "cvs")).out.splitlines()
    assert head.split() == ["with", "address", "user", "to", "since"]
    assert everyone.split()[:2] == ["everyone", "write"]
    assert bob.split()[:2] == ["Bob", "bob@example.org"]


async def test_a_user_may_be_named_by_number_at_the_machine(line: CommandLine) -> None:
    made = (await line.succeed("kb", "share", "cvs", "bob@example.org", "--json")).json
    again = (await line.succeed("kb", "share", "cvs", str(made["user_id"]), "--write")).out
    assert again == "“cvs” is shared with “Bob”, to write.\n"
    (only,) = (await line.succeed("kb", "shares", "cvs", "--json")).json
    assert (only["share_id"], only["access"]) == (made["share_id"], "write")


async def test_a_share_is_ended_by_what_it_was_made_with(line: CommandLine) -> None:
    for whom in ("everyone", "bob@example.org"):
        await line.succeed("kb", "share", "cvs", whom)
        told = (await line.succeed("kb", "unshare", "cvs", whom)).out
        assert told.endswith("any more.\n")
    assert (await line.succeed("kb", "shares", "cvs")).out == "It is shared with nobody.\n"
    said = await line.run("kb", "unshare", "cvs", "everyone")
    assert (said.code, "is not shared with" in said.told) == (4, True)


async def test_nobody_is_shared_with_who_is_not_there(line: CommandLine) -> None:
    said = await line.run("kb", "share", "cvs", "eve@example.org")
    assert said.code == 4
    assert "There is no user “eve@example.org”." in said.told
