"""Commands as coroutines over a connection."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, Concatenate, ParamSpec

import click

from folioscope.errors import Invalid
from folioscope.platform.terminal.client import ApiClient

Options = ParamSpec("Options")


@dataclass(frozen=True)
class Terminal:
    """What the program hands its commands: how to connect."""

    connect: Callable[[], AbstractAsyncContextManager[ApiClient]]


class ArgumentNotText(Invalid):
    """An argument or option of a command with bytes that are no text."""

    code = "argument_not_text"


def connected(
    command: Callable[Concatenate[ApiClient, Options], Awaitable[None]],
) -> Callable[Options, None]:
    """Make a command of a coroutine whose first argument is a connection."""

    @functools.wraps(command)
    def run(*args: Options.args, **options: Options.kwargs) -> None:
        terminal = click.get_current_context().find_object(Terminal)
        assert terminal is not None, "the program hands its commands a terminal"
        _check([args, options])

        async def converse() -> None:
            async with terminal.connect() as client:
                await command(client, *args, **options)

        asyncio.run(converse())

    return run


def _check(given: object) -> None:
    """Refuse what a shell may pass on and no request can hold; the names of files are let be."""
    if isinstance(given, str):
        try:
            given.encode()
        except UnicodeEncodeError as error:
            shown = given.encode("utf-8", "replace").decode()
            raise ArgumentNotText(f"“{shown}” has bytes that are no text in UTF-8.") from error
    elif isinstance(given, Mapping):
        _check(list(given.values()))
    elif isinstance(given, list | tuple):
        for each in given:
            _check(each)


def json_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command ``--json``."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")(command)
