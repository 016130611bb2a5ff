"""What the documentation tells to type is what the program takes, and does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from docs.generate import ROOT
from folioscope.doors.cli import cli
from tests.docs.blocks import PAGES, Block, blocks_of
from tests.docs.town import Town, town

RUN = [page for page in PAGES if any(not block.not_run for block in blocks_of(page))]
ALL = [block for page in PAGES for block in blocks_of(page)]


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@pytest.fixture(scope="module")
def a_town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """One server for all pages; each page finds it as the first did."""
    with town(tmp_path_factory.mktemp("town")) as opened:
        yield opened


@pytest.mark.slow
@pytest.mark.parametrize("page", RUN, ids=name_of)
def test_the_commands_of_a_page_work(a_town: Town, page: Path) -> None:
    a_town.afresh()
    for block in blocks_of(page):
        if not block.not_run:
            ended = a_town.run(block)
            assert ended.returncode == 0, f"{block.place}\n{ended.stdout}"


@pytest.mark.parametrize("block", ALL, ids=lambda block: block.place)
def test_every_command_is_one_that_there_is(block: Block) -> None:
    for arguments in block.calls():
        parse(arguments)


def parse(arguments: list[str]) -> None:
    """Have click take the arguments apart, without looking at what they name."""
    command: click.Command = cli
    context = click.Context(command, info_name="folioscope")
    while isinstance(command, click.Group):
        left = command.make_parser(context).parse_args(list(arguments))[1]
        if not left:
            return  # a group that does something by itself, or an option such as --version
        found = command.get_command(context, left[0])
        assert found is not None, f"there is no “{' '.join(arguments)}”"
        command, arguments = found, left[1:]
        context = click.Context(command, info_name=command.name, parent=context)
    command.make_parser(context).parse_args(list(arguments))


def test_what_is_not_run_says_why() -> None:
    assert [block.place for block in ALL if block.not_run and " " not in block.not_run] == []


@pytest.mark.parametrize("line", ["kb crate team", "ask --modle x y", "kb add --nope"])
def test_a_command_that_is_not_there_is_noticed(line: str) -> None:
    with pytest.raises((click.UsageError, AssertionError)):
        parse(line.split())


def test_no_block_of_commands_is_without_its_language() -> None:
    for page in PAGES:
        fences = page.read_text().split("```")[1::2]
        bare = [text for text in fences if text.startswith("\n") and "folioscope " in text]
        assert bare == [], f"{name_of(page)}: say sh, console, text or env"
