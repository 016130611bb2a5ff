"""``folioscope models``: what people read, what programs read."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.features.models.opened_hub import TALL, TINY, filled_hub, pulling_settings
from tests.hub_server import HubServer, serving
from tests.opened_terminal import CommandLine, open_terminal


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[HubServer]:
    with serving(filled_hub(tmp_path)) as opened:
        yield opened


@pytest.fixture
async def line(database_url: str, tmp_path: Path, hub: HubServer) -> AsyncIterator[CommandLine]:
    async with open_terminal(pulling_settings(database_url, tmp_path / "data", hub)) as opened:
        yield opened


async def test_a_model_is_pulled_listed_and_removed(line: CommandLine, hub: HubServer) -> None:
    name = f"{TINY}@{hub.commit(TINY)}"
    told = await line.succeed("models", "pull", TINY)
    assert told.out == f"{name} is here: 1 MB.\n"
    again = await line.succeed("models", "pull", TINY, "--json")
    assert again.json["name"] == name
    rows = (await line.succeed("models", "list")).out.splitlines()
    (row,) = [row.split() for row in rows if row.startswith(TINY)]
    assert row == [name[: len(TINY) + 13], "ready", "24", "en", "1", "mit"]
    assert any(row.startswith("BAAI/bge-small-en-v1.5") and "can be pulled" in row for row in rows)
    gone = await line.succeed("models", "remove", name[: len(TINY) + 13])
    assert gone.out.endswith(" is removed.\n")
    left = (await line.succeed("models", "list", "--json")).json
    assert name not in {model["name"] for model in left}


async def test_a_model_in_use_stays_and_its_bases_are_named(line: CommandLine) -> None:
    await line.succeed("models", "pull", TINY)
    await line.succeed("kb", "create", "people", "--model", TINY)
    kept = await line.run("models", "remove", TINY)
    assert kept.code == 5
    assert "“people”" in kept.told
    rows = (await line.succeed("models", "list")).out.splitlines()
    assert any(row.startswith(TINY) and " people " in row for row in rows)


async def test_only_models_are_removed_whatever_the_name(line: CommandLine) -> None:
    await line.succeed("kb", "create", "people")
    for name in ("../kbs/people", "a/../../kbs/people"):
        assert (await line.run("models", "remove", name)).code == 4
    assert "people" in (await line.succeed("kb", "list")).out


async def test_a_model_that_makes_no_sense_is_told_by_the_exit_code(line: CommandLine) -> None:
    """The tiny ones were never trained."""
    await line.succeed("models", "pull", TALL)
    tried = await line.run("models", "test", TALL, "--json")
    assert (tried.code, tried.json["dimensions"]) == (0 if tried.json["is_sound"] else 1, 24)
    told = await line.run("models", "test", TALL)
    assert told.out.startswith(f"{tried.json['name']}: 24 dimensions, ")


async def test_what_cannot_be_pulled_is_told(line: CommandLine) -> None:
    unknown = await line.run("models", "pull", "acme/nothing")
    assert unknown.code != 0
    assert "has no acme/nothing@main" in unknown.told
    missing = await line.run("models", "test", "acme/nothing")
    assert "folioscope models pull acme/nothing" in missing.told
