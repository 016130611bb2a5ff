"""A model in a GGUF file on this machine, run by llama.cpp in a child process.

The child is started for the first question, so nothing is loaded that nobody asks. It serves
OpenAI's protocol on a port of the loopback, with a key that is made for it, and is started anew
after its end, whatever ended it. After a while without questions it is ended, to free its memory.
"""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import sys
from collections.abc import AsyncGenerator, Sequence
from contextlib import AsyncExitStack, aclosing
from dataclasses import dataclass
from pathlib import Path

from folioscope.backends.llms.estimates import estimated_tokens
from folioscope.backends.llms.gguf_file import GGUFUnusable, read_gguf
from folioscope.backends.llms.gguf_readiness import HOW_TO_INSTALL, is_installed
from folioscope.backends.llms.openai import OpenAIChat
from folioscope.backends.llms.port import Delta, NoConnection, Prompt
from folioscope.backends.llms.reading import Patience
from folioscope.backends.llms.streamed import Server
from folioscope.errors import BackendBusy, BackendFailed
from folioscope.outbound.command import Command, Running, running
from folioscope.outbound.process import INHERITED

MOST_CONTEXT = 8192
LOADING_SECONDS = 300.0
IDLE_SECONDS = 600.0
# A long prompt is read at a few hundred tokens a second, or less on a busy machine.
PATIENCE = Patience(first_token=240.0, between_tokens=60.0)
BOOT = (
    "import sys; sys.path[:] = sys.argv[1:]; "
    "from folioscope.backends.llms.llama_server import main; main()"
)


class LocalExtraMissing(BackendFailed):
    """The package that runs local models is not installed."""

    code = "local_extra_missing"


class ModelEnded(BackendBusy):
    """The process that runs a local model ended in the middle of an answer."""

    code = "model_ended"


@dataclass(frozen=True, slots=True)
class _Server:
    """A child that serves, and the client that asks it."""

    child: Running
    chat: OpenAIChat
    life: AsyncExitStack

    async def end(self) -> None:
        try:
            await self.chat.aclose()
        finally:
            await self.life.aclose()


class GGUFModel:
    """One file. ``threads`` 0 is all cores but one, ``context`` 0 what the model has, to 8,192."""

    def __init__(
        self,
        path: str,
        threads: int = 0,
        context: int = 0,
        idle_seconds: float = IDLE_SECONDS,
        patience: Patience = PATIENCE,
    ) -> None:
        self._path = Path(path).expanduser().absolute()
        self.threads = threads or max(1, (os.cpu_count() or 1) - 1)
        self._context = context or MOST_CONTEXT
        self._idle_seconds = idle_seconds
        self._patience = patience
        self._server: _Server | None = None
        self._starting = asyncio.Lock()
        self._answering = asyncio.Lock()
        self._idle: asyncio.Task[None] | None = None

    @property
    def name(self) -> str:
        """The file without its folder and ending."""
        return self._path.stem

    @property
    def context_tokens(self) -> int | None:
        """What is set, or fewer if the model cannot hold that; None if the file is unusable."""
        try:
            trained = read_gguf(self._path).context_tokens
        except GGUFUnusable:
            return None
        return min(self._context, trained or self._context)

    async def count_tokens(self, texts: Sequence[str]) -> Sequence[int]:
        """By the model's own tokenizer."""
        try:
            server = await self._serving()
        except BackendFailed:
            return estimated_tokens(texts)
        return await server.chat.count_tokens(texts)

    async def stream(self, prompt: Prompt) -> AsyncGenerator[Delta, None]:
        """Answer piece by piece. The clock runs when the model is loaded and has no one before."""
        async with self._answering:
            server = await self._serving()
            try:
                async with aclosing(server.chat.stream(prompt)) as deltas:
                    async for delta in deltas:
                        yield delta
            except NoConnection as error:
                async with self._starting:
                    await self._end()
                raise ModelEnded(
                    f"The process that runs {self.name} ended in the middle of its answer; "
                    "perhaps memory is short. It is started again for the next question."
                ) from error
            finally:
                self._wait_for_more()

    async def aclose(self) -> None:
        """End the child."""
        if self._idle is not None:
            self._idle.cancel()
        async with self._starting:
            await self._end()

    async def _serving(self) -> _Server:
        async with self._starting:
            if self._server is None or not self._server.child.is_running:
                await self._end()
                self._server = await self._start()
            self._wait_for_more()
            return self._server

    async def _start(self) -> _Server:
        if not is_installed():
            raise LocalExtraMissing(HOW_TO_INSTALL)
        await asyncio.to_thread(read_gguf, self._path)
        key = secrets.token_urlsafe(32)
        async with AsyncExitStack() as life:
            child = await life.enter_async_context(running(self._command(key)))
            url = await self._address(child)
            place = Server(self.name, f"{url}/v1", key, wants_key=False)
            chat = await asyncio.to_thread(OpenAIChat, "", "", self.name, place, self._patience)
            return _Server(child, chat, life.pop_all())

    async def _address(self, child: Running) -> str:
        said = b""
        try:
            async with asyncio.timeout(LOADING_SECONDS):
                # llama.cpp may have said something first.
                while not (b'"url"' in said and said.endswith(b"\n")):
                    if not (piece := await child.read()):
                        break
                    said += piece
        except TimeoutError:
            raise GGUFUnusable(f"“{self._path}” took too long to load.") from None
        try:
            url: str = json.loads(said.splitlines()[-1])["url"]
        except (ValueError, IndexError, KeyError, TypeError):
            raise await self._not_loaded(child) from None
        return url

    async def _not_loaded(self, child: Running) -> GGUFUnusable:
        exit_code = await child.ended()
        cause = "it is damaged, not whole, or of a kind that this llama.cpp does not know"
        if exit_code == -9:
            cause = "the system ended it, probably because memory is short"
        return GGUFUnusable(f"“{self._path}” could not be loaded: {cause}.")

    def _command(self, key: str) -> Command:
        paths = [str(Path(entry).absolute()) for entry in sys.path]
        wanted = {
            "path": str(self._path),
            "context": self.context_tokens or self._context,
            "threads": self.threads,
            "key": key,
        }
        return Command(
            [sys.executable, "-I", "-c", BOOT, *paths],
            {name: os.environ[name] for name in INHERITED if name in os.environ},
            Path("/"),
            json.dumps(wanted).encode(),
        )

    def _wait_for_more(self) -> None:
        if self._idle is not None:
            self._idle.cancel()
        self._idle = asyncio.create_task(self._end_when_idle())

    async def _end_when_idle(self) -> None:
        await asyncio.sleep(self._idle_seconds)
        async with self._answering, self._starting:
            await self._end()

    async def _end(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            await server.end()
