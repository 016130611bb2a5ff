"""The events of a program that answers, while they are read: what they say, and how much."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from folioscope.backends.llms.port import Usage


@dataclass(frozen=True, slots=True)
class CommandPatience:
    """How long to wait, in seconds, and how much to read. Codex sends its answer in one piece."""

    first_text: float = 120.0
    between_events: float = 60.0
    whole: float = 300.0
    after_end: float = 1.0
    glance: float = 1.0
    answer_chars: int = 200_000
    output_bytes: int = 16 * 1024 * 1024
    line_bytes: int = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Told:
    """What one event says: text, an act that nobody asked for, trouble, or the end."""

    text: str = ""
    usage: Usage | None = None
    act: str = ""
    trouble: str = ""
    ended: bool = False


class CommandReading:
    """What has been read of one answer, and what is wrong with it."""

    def __init__(
        self, patience: CommandPatience, take: Callable[[Mapping[str, Any]], Told]
    ) -> None:
        self._patience = patience
        self._take = take
        self._now = asyncio.get_running_loop().time
        self._rest = bytearray()
        self._bytes = self._chars = 0
        self._last = self._now() + patience.whole
        self.deadline = self._now() + patience.first_text
        self.any = self.ended = False
        self.trouble = self.words = self.problem = ""

    def tellings(self, piece: bytes) -> Iterator[Told]:
        """What the events in this piece say, up to the last one."""
        self._bytes += len(piece)
        self._rest += piece
        lines: list[bytearray] = []
        if b"\n" in piece:
            *lines, self._rest = self._rest.split(b"\n")
        too_much = self._bytes > self._patience.output_bytes
        if too_much or len(self._rest) > self._patience.line_bytes:
            self.problem = "sent an answer without end"
        for line in lines:
            if not (self.ended or self.problem):
                yield self._telling(line)

    def _telling(self, line: bytearray) -> Told:
        event = _event(line)
        if event is None:
            # Not an event: something for people, perhaps a question.
            self.words = (self.words + line.decode(errors="replace") + "\n")[-4000:]
            return Told()
        told = self._take(event)
        self._chars += len(told.text)
        if self._chars > self._patience.answer_chars:
            self.problem = "sent an answer without end"
            return Told()
        self.any = self.any or bool(told.text.strip())
        self.ended = told.ended
        self.words += told.trouble[:4000]
        self.trouble = told.trouble if told.ended else ""
        if self.any:
            self.deadline = min(self._now() + self._patience.between_events, self._last)
        return told


def _event(line: bytearray) -> dict[str, Any] | None:
    try:
        event = json.loads(line.decode(errors="replace"))
    except (ValueError, RecursionError):
        return None
    return event if isinstance(event, dict) else None
