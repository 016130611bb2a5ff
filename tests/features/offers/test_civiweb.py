"""A sync over HTTP, of a board on loopback with the traps of the real one."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest

from folioscope.settings.values import Settings
from tests.board_server import BoardServer, civiweb_offer, civiweb_offers, serving
from tests.opened_program import Program, open_program


@pytest.fixture
def server() -> Iterator[BoardServer]:
    """A board of 250 offers, which puts new ones on top of its list while it is read."""
    new = [civiweb_offer(900 + number) for number in range(2)]
    with serving(BoardServer(civiweb_offers(250), shifts=new)) as served:
        yield served


@pytest.fixture
async def vie(settings: Settings, server: BoardServer) -> AsyncIterator[Program]:
    """The program with that board."""
    boards = {"board_urls": {"civiweb": server.civiweb}, "board_pause": 0.0}
    async with open_program(settings.model_copy(update=boards)) as opened:
        await opened.post("/api/boards", 201, {"name": "vie", "backend": "civiweb"})
        yield opened


async def synced(program: Program) -> dict[str, int]:
    started = await program.post("/api/boards/vie/sync", 202, {})
    counts: dict[str, int] = (await program.outcome(started["run_id"]))["result"]["counts"]
    return {name: count for name, count in counts.items() if count}


async def test_a_list_that_shifts_while_it_is_read_is_seen_whole_at_the_second_look(
    vie: Program, server: BoardServer
) -> None:
    first = await synced(vie)
    assert first["seen"] >= 250
    assert await synced(vie) in ({"seen": 252}, {"seen": 252, "new": 252 - first["seen"]})
    assert (await vie.get("/api/offers", limit=1))["total"] == 252
    server.offers[0]["viewCounter"] = 10_000
    assert await synced(vie) == {"seen": 252}


@pytest.mark.parametrize(
    "trap",
    [
        {"instead": b"<html>Sorry</html>"},
        {"location": "http://169.254.169.254/latest/meta-data"},
        {"circles": True},
        {"key": "secret"},
    ],
    ids=["html", "redirect", "loop", "no key"],
)
async def test_a_board_that_does_not_behave_closes_nothing(
    vie: Program, server: BoardServer, trap: dict[str, object]
) -> None:
    await synced(vie)
    total = (await vie.get("/api/offers", limit=1))["total"]
    for name, value in trap.items():
        setattr(server, name, value)
    started = await vie.post("/api/boards/vie/sync", 202, {})
    outcome = await vie.outcome(started["run_id"])
    assert "result" not in outcome
    shown = await vie.get("/api/boards/vie")
    assert shown["open"] >= total
    assert shown["closed"] == 0
    assert shown["last_sync"]["reason"]["message"] == outcome["message"]
    assert "@example.com" not in outcome["message"]


async def test_offers_that_a_list_in_circles_never_shows_stay_open(
    vie: Program, server: BoardServer
) -> None:
    server.offers, server.shifts = server.offers[:130], []
    await synced(vie)
    server.circles = True
    for _ in range(3):
        started = await vie.post("/api/boards/vie/sync", 202, {})
        assert "result" not in await vie.outcome(started["run_id"])
    shown = await vie.get("/api/boards/vie")
    assert (shown["open"], shown["closed"]) == (130, 0)
