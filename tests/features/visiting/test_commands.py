"""``folioscope kb publish``, ``kb links``, ``kb unpublish``."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from folioscope.settings.values import Settings
from tests.opened_terminal import CommandLine, open_terminal


@pytest.fixture
async def line(settings: Settings) -> AsyncIterator[CommandLine]:
    """The program with an empty base, ``me``."""
    async with open_terminal(settings) as opened:
        await opened.succeed("kb", "create", "me")
        yield opened


async def test_a_base_is_published_listed_and_withdrawn(line: CommandLine) -> None:
    assert (await line.succeed("kb", "links")).out.strip() == "Nothing is public."
    site = ("--origin", "https://ada.example")
    told = (await line.succeed("kb", "publish", "me", "--title", "Ask Ada", *site)).out
    assert "“me” can be asked at /ask/" in told
    assert "https://ada.example" in told
    (link,) = (await line.succeed("kb", "links", "me", "--json")).json
    assert (link["title"], link["origins"], link["is_on"]) == (
        "Ask Ada",
        ["https://ada.example"],
        True,
    )
    assert link["url"] in (await line.succeed("kb", "links")).out
    assert (await line.succeed("kb", "unpublish", "me")).out.strip() == "1 switched off."
    assert not (await line.succeed("kb", "links", "--json")).json[0]["is_on"]
    again = ("--link", link["link_id"], "--daily-messages", "5", "--json")
    back = (await line.succeed("kb", "publish", "me", *again)).json
    assert back == {**link, "daily_messages": 5}
    assert (await line.succeed("kb", "unpublish", "me", "--delete")).out.strip() == "1 deleted."
    assert (await line.succeed("kb", "links", "--json")).json == []


async def test_what_cannot_be_withdrawn_is_told(line: CommandLine) -> None:
    assert (await line.run("kb", "unpublish", "me")).code == 4
    assert (await line.run("kb", "publish", "nothing")).code == 4
    assert (await line.run("kb", "publish", "me", "--link", "nothing")).code == 4
    await line.succeed("kb", "publish", "me")
    await line.succeed("kb", "unpublish", "me")
    assert (await line.run("kb", "unpublish", "me")).code == 5
    assert (await line.run("kb", "publish", "me", "--origin", "https://*")).code == 2
