"""One client: it asks, follows the answer over as many connections as it takes, and keeps all."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field
from itertools import chain

from streams_apis import Api, Refused
from streams_llm import microseconds
from streams_wire import Frame, Wire

TOKEN = re.compile(rb" (\d+):(\d+)")
BROKEN = (OSError, EOFError, ValueError, Refused)
PATIENCE = 60_000_000


@dataclass(frozen=True)
class Target:
    """The server under load."""

    api: Api
    port: int

    def wire(self) -> Wire:
        """A new connection."""
        return Wire(self.port)

    async def threads(self, count: int) -> list[str]:
        """Conversations to ask in."""

        async def some(share: range) -> list[str]:
            async with self.wire() as wire:
                return [await self.api.begin(wire) for _ in share]

        shares = (range(first, count, 4) for first in range(4))
        return list(chain(*await asyncio.gather(*map(some, shares))))

    async def ask(self, wire: Wire, thread: str, tag: str) -> str:
        """Ask; the run that answers."""
        path, body = self.api.question(thread, f"What is there to say about #q{tag}?")
        status, answer = await wire.ask("POST", path, body)
        if status >= 300:
            msg = f"POST {path}: {status}"
            raise Refused(msg)
        return str(answer["run_id"])


@dataclass
class Heard:
    """What a client has seen of one answer, over all its connections."""

    thread: str
    run: str
    frames: list[Frame] = field(default_factory=list)

    def tokens(self, text_type: str) -> list[tuple[int, int, int]]:
        """Number, moment of sending and moment of arrival of each token, as they came."""
        return [
            (int(number), int(sent), frame.at)
            for frame in self.frames
            if frame.type == text_type
            for number, sent in TOKEN.findall(frame.data)
        ]


async def follow(target: Target, heard: Heard, break_at: int = 0) -> None:
    """Follow to the end, resuming after each break; break off once by itself if told to."""
    deadline = microseconds() + PATIENCE
    while microseconds() < deadline:
        try:
            if await _follow_once(target, heard, break_at):
                return
            break_at = 0
        except BROKEN:
            await asyncio.sleep(0.1)


async def _follow_once(target: Target, heard: Heard, break_at: int) -> bool:
    """Follow over one connection; whether that was the end."""
    api, frames = target.api, heard.frames
    after = next((one.id for one in reversed(frames) if one.id), api.from_start)
    async with target.wire() as wire:
        async for frame in wire.events(api.events(heard.thread, heard.run), after):
            frames.append(frame)
            if break_at and len(frames) >= break_at:
                return False
    return not api.last_type or (bool(frames) and frames[-1].type == api.last_type)
