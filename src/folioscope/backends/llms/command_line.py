"""Models behind a program of their vendor: the prompt on its standard input, events out of it.

The program is started for each answer, in an empty folder and with an environment of a few
names, and is gone afterwards. It may write text and nothing else: when its events tell of a tool,
it is ended.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Protocol

from folioscope.backends.llms.command_events import CommandPatience, CommandReading, Told
from folioscope.backends.llms.command_failures import (
    CommandActed,
    CommandMissing,
    Vendor,
    asks_for_login,
    failure,
    login_needed,
)
from folioscope.backends.llms.estimates import estimated_tokens
from folioscope.backends.llms.port import (
    AnswerTimedOut,
    Delta,
    MalformedStream,
    ModelUnknown,
    Prompt,
)
from folioscope.backends.llms.transcripts import transcript
from folioscope.outbound.command import Command, Running, running

INHERITED = ("PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE")
EMPTY = "empty"
_MODEL_NAME = re.compile(r"[A-Za-z0-9][\w.:/@-]{0,99}")


@dataclass(frozen=True, slots=True)
class Invocation:
    """How a program is run: its options, and its environment beside what every program gets."""

    options: Sequence[str]
    environment: Mapping[str, str]


class Dialect(Protocol):
    """What differs between the programs."""

    @property
    def vendor(self) -> Vendor:
        """How the program is called, installed and logged in."""
        ...

    def invocation(self, model: str, api_key: str, folder: Path) -> Invocation:
        """How to run it; ``folder`` is private, and the program works in an empty one in it."""
        ...

    def reader(self) -> Callable[[Mapping[str, Any]], Told]:
        """Reads the events of one answer."""
        ...


class CommandLineModel:
    """A program that answers. It keeps nothing between two answers."""

    def __init__(
        self,
        dialect: Dialect,
        command: str,
        model: str = "",
        api_key: str = "",
        patience: CommandPatience | None = None,
    ) -> None:
        self._dialect = dialect
        self._vendor = dialect.vendor
        self._command = command
        self._model = model
        self._api_key = api_key
        self._patience = patience or CommandPatience()

    @property
    def name(self) -> str:
        """The program and the model."""
        return f"{self._vendor.name} {self._model}".strip()

    @property
    def context_tokens(self) -> int | None:
        """The programs do not say."""
        return None

    async def count_tokens(self, texts: Sequence[str]) -> Sequence[int]:
        """An estimate."""
        return estimated_tokens(texts)

    async def stream(self, prompt: Prompt) -> AsyncGenerator[Delta, None]:
        """Answer as the program does; closing the iterator ends the program."""
        program = located(self._command, self._vendor)
        model = prompt.model or self._model
        if model and not _MODEL_NAME.fullmatch(model):
            raise ModelUnknown(f"{self._vendor.name} can have no model of that name.")
        with _private_folder() as folder:
            invocation = self._dialect.invocation(model, self._api_key, folder)
            arguments = [program, *invocation.options]
            environment = {**_inherited(folder), **invocation.environment}
            command = Command(arguments, environment, folder / EMPTY, transcript(prompt))
            async with running(command) as child:
                async for told in self._tellings(child):
                    if told.text or told.usage:
                        yield Delta(told.text, told.usage)

    async def aclose(self) -> None:
        """Nothing is kept."""

    async def _tellings(self, child: Running) -> AsyncGenerator[Told, None]:
        reading = CommandReading(self._patience, self._dialect.reader())
        while not reading.ended and (piece := await self._next(child, reading)):
            for told in reading.tellings(piece):
                self._judge(told)
                yield told
            if reading.problem:
                raise MalformedStream(f"{self._vendor.name} {reading.problem}.")
        exit_code = await child.ended(self._patience.after_end)
        if reading.trouble or not reading.ended:
            words = f"{reading.words}\n{child.complaints}"
            if reading.any and not reading.trouble:
                raise MalformedStream(f"{self._vendor.name} broke its answer off.")
            raise failure(self._vendor, words, exit_code, key_set=bool(self._api_key))
        if not reading.any:
            raise MalformedStream(f"{self._vendor.name} gave an empty answer.")

    def _judge(self, told: Told) -> None:
        if told.act:
            raise CommandActed(
                f"{self._vendor.name} was ended: it wanted to use a tool ({told.act[:40]}), and "
                "only text is asked of it."
            )
        self._look_for_login(told.trouble)

    async def _next(self, child: Running, reading: CommandReading) -> bytes:
        loop = asyncio.get_running_loop()
        while loop.time() < reading.deadline:
            glance = min(reading.deadline, loop.time() + self._patience.glance)
            try:
                async with asyncio.timeout_at(glance):
                    return await child.read()
            except TimeoutError:
                self._look_for_login(child.complaints + reading.words)
        raise AnswerTimedOut(f"{self._vendor.name} did not answer in time.")

    def _look_for_login(self, words: str) -> None:
        if asks_for_login(words):
            raise login_needed(self._vendor, key_set=bool(self._api_key))


def located(command: str, vendor: Vendor) -> str:
    """The path of a program, by the name of one on PATH or by a path."""
    home = os.path.expanduser  # leaves a “~nobody” as it is
    found = shutil.which(home(command) if "/" in command else command)
    if found is None:
        where = "does not exist or cannot be run" if "/" in command else "is not on PATH"
        raise CommandMissing(f"“{command}” {where}. To install it: {vendor.install}")
    return str(Path(found).absolute())


def _inherited(folder: Path) -> dict[str, str]:
    kept = {name: os.environ[name] for name in INHERITED if name in os.environ}
    return kept | {"TMPDIR": str(folder), "NO_COLOR": "1", "NO_BROWSER": "true"}


@contextmanager
def _private_folder() -> Iterator[Path]:
    """A folder of our own with an empty one in it to work in."""
    with TemporaryDirectory(prefix="folioscope-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        (folder / EMPTY).mkdir()
        yield folder
