"""One answer while it is read: how long it may take, how long it may get, and what it lacks."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from folioscope.backends.llms.port import AnswerFiltered, MalformedStream
from folioscope.errors import BackendFailed


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait, in seconds, and how much text to take."""

    first_token: float = 30.0
    between_tokens: float = 20.0
    after_end: float = 2.0
    answer_chars: int = 200_000
    after_done: float = 0.1
    whole: float = 600.0


class Reading:
    """What has come of one answer. A vendor's module says what each event of it means."""

    def __init__(self, patience: Patience, label: str, model: str) -> None:
        self.model = model
        self.label = label
        self.input_tokens = 0
        self.ended = self.done = False
        self.problem: BackendFailed | None = None
        self._patience = patience
        self._now = asyncio.get_running_loop().time
        self._chars = 0
        self._any = self._is_cut = False
        self._latest = self._now() + patience.whole
        self.deadline = min(self._now() + patience.first_token, self._latest)

    def is_over(self) -> bool:
        """Whether nothing that follows matters."""
        return self.done or self.problem is not None

    def said(self, text: object) -> str:
        """The text of the answer in an event; empty when it is none, or too much."""
        if not isinstance(text, str) or not self._count(text):
            return ""
        self._any = self._any or bool(text.strip())
        return text

    def thought(self, text: object) -> None:
        """What a model says to itself is no answer, and yet a sign of life."""
        if isinstance(text, str):
            self._count(text)

    def end(self, *, is_cut: bool = False) -> None:
        """The model has said why it stopped; ``is_cut`` if for the length of its answer."""
        self.ended = True
        self._is_cut = is_cut
        self._wait(self._patience.after_end)

    def close(self) -> None:
        """The stream is over. What follows is read only to use the connection again."""
        self.done = True
        self.deadline = min(self.deadline, self._now() + self._patience.after_done)

    def hold_back(self) -> None:
        """The vendor shows no more of this answer."""
        what = "the rest of its answer" if self._any else "its answer"
        self.problem = AnswerFiltered(f"{self.label} held back {what} for what it says.")

    def failure(self) -> BackendFailed | None:
        """What is wrong with an answer that is over."""
        if self.problem is not None:
            return self.problem
        if self._any:
            words = "" if self.ended else "broke its answer off"
        elif self._is_cut:
            words = "used up the tokens of its answer before the first word of it"
        else:
            words = "sent an empty answer"
        return MalformedStream(f"{self.label} {words}.") if words else None

    def _count(self, text: str) -> bool:
        self._chars += len(text)
        if self._chars > self._patience.answer_chars:
            self.problem = MalformedStream(f"{self.label} sent an answer without end.")
        elif text:
            self._wait(self._patience.after_end if self.ended else self._patience.between_tokens)
        return self.problem is None

    def _wait(self, seconds: float) -> None:
        self.deadline = min(self._now() + seconds, self._latest)
