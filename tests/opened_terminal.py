"""Commands in this process, over a real server on a private socket."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import click
from click.testing import CliRunner

from folioscope.doors.cli import Commands, exit_code
from folioscope.doors.server import private_server
from folioscope.errors import FolioscopeError
from folioscope.outbound.http import open_client
from folioscope.platform.terminal.client import ApiClient
from folioscope.platform.terminal.session import Terminal
from folioscope.settings.values import Settings
from tests.running_program import Finished


@dataclass(frozen=True)
class CommandLine:
    """Runs commands against a server, each in a thread with a loop of its own, as a shell does."""

    socket: Path
    token: str

    @asynccontextmanager
    async def connect(self) -> AsyncIterator[ApiClient]:
        """A client as the program hands one to its commands."""
        async with open_client("http://localhost", uds=str(self.socket)) as client:
            client.headers["Authorization"] = f"Bearer {self.token}"
            yield ApiClient(client, "The program")

    async def run(self, *arguments: str | Path, typed: str = "") -> Finished:
        """Run a command to its end; an error that would be told is told."""
        return await asyncio.to_thread(self._run, [str(each) for each in arguments], typed)

    async def succeed(self, *arguments: str | Path, typed: str = "") -> Finished:
        """Run a command that must end well."""
        said = await self.run(*arguments, typed=typed)
        assert said.code == 0, said
        return said

    def _run(self, arguments: list[str], typed: str) -> Finished:
        name, *others = arguments
        command = Commands().get_command(click.Context(click.Command("folioscope")), name)
        assert command is not None, name
        terminal = Terminal(self.connect)
        result = CliRunner().invoke(command, others, obj=terminal, input=typed, prog_name=name)
        if isinstance(result.exception, FolioscopeError):
            told = f"{result.stderr}error: {result.exception.message}\n"
            return Finished(exit_code(result.exception), result.stdout, told)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Finished(result.exit_code, result.stdout, result.stderr)


@asynccontextmanager
async def open_terminal(settings: Settings) -> AsyncIterator[CommandLine]:
    """Serve the program, and a command line of it."""
    async with private_server(settings) as (socket, token):
        yield CommandLine(socket, token)
