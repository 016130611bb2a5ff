"""Commands as coroutines: they are handed a connection, and it is closed behind them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import click
import httpx2
import pytest
from click.testing import CliRunner, Result

from folioscope.errors import NotFound
from folioscope.platform.terminal.client import ApiClient
from folioscope.platform.terminal.session import (
    ArgumentNotText,
    Terminal,
    connected,
    json_option,
)


@dataclass
class Connections:
    """Counts what is opened and closed."""

    log: list[str] = field(default_factory=list)

    @asynccontextmanager
    async def connect(self) -> AsyncIterator[ApiClient]:
        self.log.append("opened")
        try:
            async with httpx2.AsyncClient() as client:
                yield ApiClient(client, "nobody")
        finally:
            self.log.append("closed")


@click.command()
@click.argument("name")
@click.option("--also", multiple=True)
@click.option("--file", type=click.Path(path_type=Path))
@json_option
@connected
async def greet(
    client: ApiClient, name: str, as_json: bool, also: tuple[str, ...], file: Path | None
) -> None:
    """Greet NAME."""
    await asyncio.sleep(0)
    if name == "nobody":
        msg = "There is nobody."
        raise NotFound(msg)
    click.echo(f"{type(client).__name__} greets {name}, {as_json=}")
    if also or file:
        click.echo(f"{also!r} {file!r}")


def run(connections: Connections, *arguments: str) -> Result:
    return CliRunner().invoke(greet, arguments, obj=Terminal(connections.connect))


def test_a_command_is_handed_its_connection_and_its_options() -> None:
    connections = Connections()
    assert run(connections, "Ada").output == "ApiClient greets Ada, as_json=False\n"
    assert run(connections, "Ada", "--json").output == "ApiClient greets Ada, as_json=True\n"
    assert connections.log == ["opened", "closed"] * 2


def test_the_connection_is_closed_when_a_command_fails() -> None:
    connections = Connections()
    result = run(connections, "nobody")
    assert isinstance(result.exception, NotFound)
    assert connections.log == ["opened", "closed"]


@pytest.mark.parametrize("broken", ["\udc80Ada", "Ada\ud83d"])
def test_an_argument_that_is_no_text_is_refused_before_anything_is_opened(broken: str) -> None:
    connections = Connections()
    result = run(connections, broken)
    assert isinstance(result.exception, ArgumentNotText)
    assert "Ada" in result.exception.message
    result.exception.message.encode()
    assert run(connections, "Ada", "--also", "Bob", "--also", broken).exit_code != 0
    assert connections.log == []


def test_the_name_of_a_file_may_have_any_bytes() -> None:
    assert run(Connections(), "Ada", "--file", "\udc80.txt").exit_code == 0


def test_nothing_is_opened_for_help_or_for_arguments_that_cannot_be() -> None:
    connections = Connections()
    explained = run(connections, "--help")
    assert "Greet NAME." in explained.output
    assert "Print JSON for programs." in explained.output
    assert run(connections).exit_code == 2
    assert connections.log == []
