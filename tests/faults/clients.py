"""Clients that keep a log: what they posted, what they were told, every frame that they saw."""

from __future__ import annotations

import asyncio
import os
import random
import time
from dataclasses import dataclass, field
from typing import Any, Protocol

from tests.faults.wire import Answer, Broken, Connection, Seen

PATIENCE = float(os.environ.get("FAULTS_PATIENCE", "90"))
PAUSE = 0.1


@dataclass
class Posted:
    """A message and what came back for it; without an answer it may be stored or not."""

    thread_id: str
    content: str
    key: str | None
    status: int | None = None
    answer: Any = None
    statuses: list[int] = field(default_factory=list)

    @property
    def is_acknowledged(self) -> bool:
        return self.status == 202

    @property
    def run_id(self) -> str:
        found: str = self.answer["run_id"]
        return found


@dataclass
class Watch:
    """What one client saw of one run, over all its connections."""

    run_id: str
    cursor: int
    seen: list[Seen] = field(default_factory=list)
    refusals: list[int] = field(default_factory=list)
    connections: int = 0
    is_over: bool = False

    @property
    def last(self) -> int:
        return self.seen[-1].seq if self.seen else self.cursor

    @property
    def tokens(self) -> int:
        return sum(frame.type == "token" for frame in self.seen)


@dataclass
class Journal:
    """The log of all clients of a case."""

    posts: list[Posted] = field(default_factory=list)
    watches: list[Watch] = field(default_factory=list)


@dataclass(frozen=True)
class Manner:
    """How a client follows a run: it may leave after some frames, or take its time."""

    until_tokens: int | None = None
    vanish_every: int | None = None
    pause: float = 0.0
    patience: float = PATIENCE


STEADY = Manner()


class Reachable(Protocol):
    """Where the server is, now; it may have moved since."""

    @property
    def port(self) -> int: ...


async def follow(
    at: Reachable, journal: Journal, run_id: str, cursor: int = 0, manner: Manner = STEADY
) -> Watch:
    """Follow a run as an ``EventSource`` does: reconnect with the last number until 204."""
    watch = Watch(run_id, cursor)
    journal.watches.append(watch)
    await carry_on(at, watch, manner)
    return watch


async def carry_on(at: Reachable, watch: Watch, manner: Manner = STEADY) -> None:
    """Follow further, from where the client stands."""
    deadline = time.monotonic() + manner.patience
    while not (watch.is_over or _has_enough(watch, manner)):
        if time.monotonic() > deadline:
            msg = f"run {watch.run_id} did not end in {manner.patience:.0f} s; {watch.refusals}"
            raise AssertionError(msg)
        try:
            connection = await Connection.open(at.port)
        except Broken:
            await asyncio.sleep(PAUSE)
            continue
        try:
            async with asyncio.timeout_at(asyncio.get_running_loop().time() + manner.patience):
                await _listen(connection, watch, manner)
        except (Broken, TimeoutError):
            pass
        finally:
            connection.vanish()
        if not watch.is_over:
            await asyncio.sleep(random.uniform(0, PAUSE))


async def _listen(connection: Connection, watch: Watch, manner: Manner) -> None:
    headers = {"Last-Event-ID": str(watch.last)} if watch.last else {}
    answer = await connection.begin("GET", f"/api/runs/{watch.run_id}/events", b"", headers)
    watch.connections += 1
    if answer.status == 204:
        watch.is_over = True
    elif answer.status != 200:
        watch.refusals.append(answer.status)
        await asyncio.sleep(PAUSE)
    else:
        await _read(connection, watch, manner)


async def _read(connection: Connection, watch: Watch, manner: Manner) -> None:
    before = len(watch.seen)
    async for frame in connection.frames():
        watch.seen.append(frame)
        watch.is_over = frame.type == "done"
        if manner.pause:
            await asyncio.sleep(manner.pause)
        if _has_enough(watch, manner):
            return
        if manner.vanish_every and len(watch.seen) - before >= manner.vanish_every:
            return


def _has_enough(watch: Watch, manner: Manner) -> bool:
    return manner.until_tokens is not None and watch.tokens >= manner.until_tokens


async def post(at: Reachable, journal: Journal, posted: Posted, **fields: Any) -> Posted:
    """Post a message once; what comes back, if anything does, is noted."""
    if posted not in journal.posts:
        journal.posts.append(posted)
    headers = {"Idempotency-Key": posted.key} if posted.key else {}
    path = f"/api/threads/{posted.thread_id}/messages"
    try:
        connection = await Connection.open(at.port)
        try:
            body = {"content": posted.content, **fields}
            note(posted, await connection.ask("POST", path, body, headers))
        finally:
            connection.vanish()
    except Broken:
        pass
    return posted


def note(posted: Posted, answer: Answer) -> None:
    """Keep the answer to a message; one with a key must be told the same each time."""
    told = answer.json
    posted.statuses.append(answer.status)
    if posted.is_acknowledged and answer.status == 202:
        assert told == posted.answer, f"I1: the same key was answered {told} and {posted.answer}"
    if not posted.is_acknowledged:
        posted.status, posted.answer = answer.status, told


async def insist(at: Reachable, journal: Journal, posted: Posted) -> Posted:
    """Post a message with its key until it is acknowledged."""
    assert posted.key, "without a key it would be stored twice"
    deadline = time.monotonic() + PATIENCE
    while not posted.is_acknowledged:
        assert time.monotonic() < deadline, f"never acknowledged: {posted}"
        await post(at, journal, posted)
        if not posted.is_acknowledged:
            await asyncio.sleep(PAUSE)
    return posted
