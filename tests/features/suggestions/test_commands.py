"""``folioscope kb suggest``."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from folioscope.features.samples.generate import generate
from folioscope.features.samples.render import render_html
from folioscope.features.suggestions.commands import NONE
from folioscope.settings.values import Settings
from tests.opened_terminal import CommandLine, open_terminal


@pytest.fixture
async def line(settings: Settings, tmp_path: Path) -> AsyncIterator[CommandLine]:
    """The program with one CV in ``people``."""
    (person,) = generate(1, 3, ["en"])
    cv = tmp_path / "cv.html"
    cv.write_text(render_html(person, "classic"))
    async with open_terminal(settings) as opened:
        await opened.succeed("kb", "create", "people")
        await opened.succeed("kb", "add", "people", cv)
        yield opened


async def test_questions_are_printed_one_a_line(line: CommandLine) -> None:
    told = (await line.succeed("kb", "suggest", "people", "--limit", "2")).out.splitlines()
    assert len(told) == 2
    assert told == (await line.succeed("kb", "suggest", "people", "--json")).json[:2]


async def test_a_base_without_cvs_has_nothing_to_suggest(line: CommandLine) -> None:
    await line.succeed("kb", "create", "empty")
    assert (await line.succeed("kb", "suggest", "empty")).out.strip() == NONE
