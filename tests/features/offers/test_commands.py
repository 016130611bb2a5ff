"""Offers on the terminal."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from folioscope.backends.job_boards.port import BoardRefused, Unreadable
from folioscope.errors import Invalid
from folioscope.features.offers.board_commands import seconds_of
from folioscope.settings.values import Settings
from tests.features.offers.scripted_board import ScriptedBoard, posting
from tests.opened_terminal import CommandLine, open_terminal


@pytest.fixture
async def terminal(settings: Settings, board: ScriptedBoard) -> AsyncIterator[CommandLine]:
    """A command line whose board is added and synced."""
    board.postings[0] = posting(0, title="Cook", posted_at=datetime(2026, 5, 1, tzinfo=UTC))
    board.postings.append(Unreadable("9", "no_title", "The posting 9 has no title."))
    async with open_terminal(settings) as opened:
        await opened.succeed(
            "offers", "board", "add", "jobs", "--backend", "scripted", "--slug", "bakeries"
        )
        yield opened


async def test_a_board_is_added_synced_and_removed(terminal: CommandLine) -> None:
    said = await terminal.succeed("offers", "sync", "jobs", "--every", "6h")
    assert said.out == "3 seen, 3 new, 0 changed, 0 closed, 1 failed\n"
    assert "9: The posting 9 has no title." in said.told
    (listed,) = json.loads((await terminal.succeed("offers", "board", "list", "--json")).out)
    assert (listed["open"], listed["every_seconds"]) == (3, 21_600)
    assert "jobs" in (await terminal.succeed("offers", "board", "list")).out
    assert (await terminal.run("offers", "board", "remove", "jobs", typed="n\n")).code != 0
    said = await terminal.succeed("offers", "board", "remove", "jobs", "--yes")
    assert said.out == "Removed “jobs” and its 3 offers.\n"
    assert "board add" in (await terminal.succeed("offers", "board", "list")).out


async def test_offers_are_listed_shown_found_and_asked_about(terminal: CommandLine) -> None:
    synced = json.loads((await terminal.succeed("offers", "sync", "jobs", "--json")).out)
    assert synced["result"]["counts"]["new"] == 3
    narrow = ("--title", "Cook", "--country", "FR", "--posted-since", "2026-05-01")
    listed = json.loads((await terminal.succeed("offers", "list", *narrow, "--json")).out)
    (offer,) = listed["offers"]
    told = (await terminal.succeed("offers", "list", *narrow)).out
    assert "2,000–3,000 EUR/month" in told
    assert "Lyon, FR" in told
    shown = (await terminal.succeed("offers", "show", offer["offer_id"])).out
    assert "Knead the dough" in shown
    found = await terminal.succeed("offers", "search", "bread", *narrow)
    assert offer["offer_id"] in found.out
    answered = await terminal.succeed("offers", "ask", "Who lights the oven?", *narrow)
    assert f"folioscope offers show {offer['offer_id']}" in answered.out
    summary = await terminal.succeed("offers", "summarise", offer["offer_id"])
    assert summary.out.startswith("**Cook** [1]")
    counted = json.loads((await terminal.succeed("offers", "summarise", "--json")).out)
    assert len(counted["result"]["offers"]) == 3


async def test_what_cannot_be_done_is_told(terminal: CommandLine, board: ScriptedBoard) -> None:
    for arguments, code, told in (
        (("sync", "nope"), 4, "There is no job board “nope”."),
        (("sync", "../kbs"), 4, "There is no job board “../kbs”."),
        (("sync", "jobs", "--every", "soon"), 2, "30m, 6h, 1d"),
        (("show", "a/b"), 4, "There is no offer “a/b”."),
        (("ask", "Who?", "--title", "Astronaut"), 4, "No offer fits"),
        (("ask", "  "), 2, "The question is empty."),
        (("board", "add", "x", "--backend", "scripted", "--filter", "x"), 2, "NAME=VALUE"),
        (("list", "--country", "Nowhere"), 2, "Nowhere"),
    ):
        said = await terminal.run("offers", *arguments)
        assert (said.code, told in said.told) == (code, True), said
    board.failures = {0: BoardRefused("The board wants a key: CIVIWEB_API_KEY.")}
    said = await terminal.run("offers", "sync", "jobs")
    assert said.code == 7
    assert "CIVIWEB_API_KEY" in said.told
    assert "CIVIWEB_API_KEY" in (await terminal.succeed("offers", "board", "list")).out


def test_times_between_syncs_are_read() -> None:
    assert [seconds_of(text) for text in ("30m", "6h", "1d", "1W", "never")] == [
        1800,
        21_600,
        86_400,
        604_800,
        None,
    ]
    for text in ("", "6", "h", "-1h", "1.5h", "9999999h", "²h"):
        with pytest.raises(Invalid):
            seconds_of(text)
