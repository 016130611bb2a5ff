"""A language model in this process that says what a test tells it to."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass, field

from folioscope.backends.llms.port import Delta, Prompt, Usage


@dataclass
class ScriptedModel:
    """Yields ``pieces`` in turn.

    An exception among them is raised there, an event is waited for, a number is slept. ``prompts``
    keeps what was asked and ``closed`` tells that a stream was left before its end.
    """

    pieces: Sequence[str | float | Exception | asyncio.Event] = ("Ada ran Kubernetes [1].",)
    usage: Usage | None = None
    name: str = "scripted"
    prompts: list[Prompt] = field(default_factory=list)
    started: asyncio.Event = field(default_factory=asyncio.Event)
    closed: asyncio.Event = field(default_factory=asyncio.Event)
    context_tokens: int | None = None
    after_failure: Callable[[], None] | None = None

    async def count_tokens(self, texts: Sequence[str]) -> Sequence[int]:
        """Four letters make a token."""
        return [len(text) // 4 + 1 for text in texts]

    async def stream(self, prompt: Prompt) -> AsyncGenerator[Delta, None]:
        """Follow the script."""
        self.prompts.append(prompt)
        self.started.set()
        try:
            for piece in self.pieces:
                if isinstance(piece, Exception):
                    if self.after_failure is not None:
                        self.after_failure()
                    raise piece
                if isinstance(piece, asyncio.Event):
                    await piece.wait()
                elif isinstance(piece, str):
                    yield Delta(piece)
                else:
                    await asyncio.sleep(piece)
            if self.usage:
                yield Delta(usage=self.usage)
        except (GeneratorExit, asyncio.CancelledError):
            self.closed.set()
            raise

    async def aclose(self) -> None:
        """Nothing is open."""
