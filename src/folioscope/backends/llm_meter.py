"""What language models read and write for one piece of work, counted where they are asked.

Whoever does the work need not know: a meter is found from wherever a model is asked meanwhile.
It is the one way to every model that generates, so what nobody sees is taken out of prompts here.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterator, Sequence
from contextlib import aclosing, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace

from folioscope.backends.llms.port import Delta, LanguageModel, Prompt
from folioscope.backends.visible.invisible import strip_invisible

LETTERS_A_TOKEN = 4


@dataclass
class Meter:
    """Tokens so far: as vendors tell them, estimated while they have not or where they never do."""

    tokens: int = 0


_running: ContextVar[Meter | None] = ContextVar("meter", default=None)


@contextmanager
def metering(meter: Meter) -> Iterator[None]:
    """Count what is asked of models inside, also by tasks and threads that are begun there."""
    token = _running.set(meter)
    try:
        yield
    finally:
        _running.reset(token)


class Metered:
    """A language model that is counted, reads what people see, and writes no more than it may."""

    def __init__(self, model: LanguageModel, most_output: int) -> None:
        self._model = model
        self._most_output = most_output

    @property
    def name(self) -> str:
        """What answers."""
        return self._model.name

    @property
    def context_tokens(self) -> int | None:
        """Tokens that prompt and answer may have together."""
        return self._model.context_tokens

    async def count_tokens(self, texts: Sequence[str]) -> Sequence[int]:
        """Tokens of each text."""
        return await self._model.count_tokens(texts)

    async def stream(self, prompt: Prompt) -> AsyncGenerator[Delta, None]:
        """Answer piece by piece, and count what was asked and said, even if it is broken off."""
        seen = tuple(replace(one, content=strip_invisible(one.content)) for one in prompt.messages)
        most = min(prompt.max_tokens, self._most_output)
        allowed = replace(prompt, messages=seen, max_tokens=most)
        share = _Share(_running.get() or Meter())
        letters = sum(len(message.content) for message in seen)
        # Before anything is said: who breaks an answer off has had its question read.
        share.set(_tokens(letters))
        async with aclosing(self._model.stream(allowed)) as pieces:
            async for delta in pieces:
                letters += len(delta.text)
                if delta.usage is not None:
                    share.tell(delta.usage.input_tokens + delta.usage.output_tokens)
                share.set(_tokens(letters))
                yield delta

    async def aclose(self) -> None:
        """Let go of connections."""
        await self._model.aclose()


@dataclass
class _Share:
    """What one answer adds to a meter, of which several may be under way."""

    meter: Meter
    tokens: int = 0
    is_told: bool = False

    def set(self, tokens: int) -> None:
        """Have it be so many, unless the vendor has told."""
        if not self.is_told:
            self.meter.tokens += tokens - self.tokens
            self.tokens = tokens

    def tell(self, tokens: int) -> None:
        """Have it be as many as the vendor tells."""
        self.is_told = False
        self.set(tokens)
        self.is_told = True


def _tokens(letters: int) -> int:
    return -(-letters // LETTERS_A_TOKEN)
