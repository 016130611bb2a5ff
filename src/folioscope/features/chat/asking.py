"""A question put to a language model: asked once more where that may help, never in mid-answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing
from dataclasses import dataclass

from folioscope.backends.llms.port import Delta, LanguageModel, Prompt, PromptTooLong
from folioscope.errors import BackendBusy, BackendFailed
from folioscope.features.chat.budget import Fitted, fit
from folioscope.features.search.hits import Note

Tell = Callable[[Note], Awaitable[None]]
"""Told at once what is done about a failure: whoever waits should know why."""

ASKED_AGAIN, SHRUNK = "asked_again", "context_shrunk"


class AnswerTooSlow(BackendFailed):
    """The answer was not complete in the time it may take as a whole."""

    code = "answer_too_slow"


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds: for a whole answer, and at most before a busy model is asked again."""

    whole: float = 240.0
    pause: float = 10.0


class Asking:
    """One question, from the first try to the end of the answer.

    ``fitted`` is what was asked last: after the first piece, what is answered.
    """

    def __init__(
        self, llm: LanguageModel, fitted: Fitted, tell: Tell, patience: Patience | None = None
    ) -> None:
        self.fitted = fitted
        self._llm = llm
        self._tell = tell
        self._patience = patience or Patience()
        self._tried: set[str] = set()

    @property
    def prompt(self) -> Prompt:
        """What was asked last."""
        return self.fitted.prompt

    async def pieces(self) -> AsyncGenerator[Delta, None]:
        """The answer. Closing this closes what is behind it."""
        deadline = asyncio.get_running_loop().time() + self._patience.whole
        stream, first = await self._begun(deadline)
        async with aclosing(stream):
            for delta in first:
                yield delta
            while (following := await self._next(stream, deadline)) is not None:
                yield following

    async def _begun(self, deadline: float) -> tuple[AsyncGenerator[Delta, None], list[Delta]]:
        """A stream with what it begins with, after as many tries as there are remedies."""
        while True:
            stream = self._llm.stream(self.prompt)
            try:
                return stream, await self._first(stream, deadline)
            except BackendFailed as error:
                await self._remedy(error)

    async def _first(self, stream: AsyncGenerator[Delta, None], deadline: float) -> list[Delta]:
        """Everything up to the first text."""
        first: list[Delta] = []
        while not (first and first[-1].text):
            delta = await self._next(stream, deadline)
            if delta is None:
                break
            first.append(delta)
        return first

    async def _next(self, stream: AsyncGenerator[Delta, None], deadline: float) -> Delta | None:
        """The next piece; None at the end."""
        try:
            async with asyncio.timeout_at(deadline):
                return await anext(stream, None)
        except TimeoutError:
            seconds = f"{self._patience.whole:g}"
            msg = f"{self._llm.name} had not finished its answer after {seconds} seconds."
            raise AnswerTooSlow(msg) from None

    async def _remedy(self, error: BackendFailed) -> None:
        """Do what may help against a failure, each once; otherwise it is raised again."""
        if isinstance(error, BackendBusy) and self._may_wait(error):
            await self._wait(error)
        elif isinstance(error, PromptTooLong) and self._may_shrink():
            await self._shrink()
        else:
            raise error

    def _may_wait(self, error: BackendBusy) -> bool:
        return ASKED_AGAIN not in self._tried and error.retry_after <= self._patience.pause

    def _may_shrink(self) -> bool:
        return SHRUNK not in self._tried and self.fitted.draft.may_shrink

    async def _wait(self, error: BackendBusy) -> None:
        self._tried.add(ASKED_AGAIN)
        await self._tell(Note(None, ASKED_AGAIN, f"{error.message} It is asked once more."))
        await asyncio.sleep(error.retry_after)

    async def _shrink(self) -> None:
        """Half of everything, the room for the answer included."""
        self._tried.add(SHRUNK)
        before = len(self.prompt.passages)
        self.fitted = await fit(self._llm, self.fitted.draft.shrunk(), self.fitted.context // 2)
        told = (
            f"The question and its sources were too long for {self._llm.name}. "
            f"It is asked again with {len(self.prompt.passages)} of {before} passages."
        )
        await self._tell(Note(None, SHRUNK, told))
