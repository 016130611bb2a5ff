"""Commands as coroutines over a connection."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, Concatenate, ParamSpec

import click

from folioscope.platform.terminal.client import ApiClient

Options = ParamSpec("Options")


@dataclass(frozen=True)
class Terminal:
    """What the program hands its commands: how to connect."""

    connect: Callable[[], AbstractAsyncContextManager[ApiClient]]


def connected(
    command: Callable[Concatenate[ApiClient, Options], Awaitable[None]],
) -> Callable[Options, None]:
    """Make a command of a coroutine whose first argument is a connection."""

    @functools.wraps(command)
    def run(*args: Options.args, **options: Options.kwargs) -> None:
        terminal = click.get_current_context().find_object(Terminal)
        assert terminal is not None, "the program hands its commands a terminal"

        async def converse() -> None:
            async with terminal.connect() as client:
                await command(client, *args, **options)

        asyncio.run(converse())

    return run


def json_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command ``--json``."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")(command)
