"""The one checker of the invariants I1 to I12, asked after every case.

It compares four things that know nothing of each other: the rows, what clients logged, the files
on the disk, and the processes.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from tests.faults.checker_of_bases import files_whole, searchable
from tests.faults.processes import descendants, held_by, processes_of
from tests.faults.rows import Rows, parsed
from tests.faults.wire import Seen
from tests.faults.world import User, World

TERMINAL = {"final": "done", "error": "failed", "cancelled": "cancelled"}
QUIET_SECONDS = 20.0
SPARE_DESCRIPTORS = 40
"""Connections that pools open when they need them, and keep."""


@dataclass(frozen=True)
class Found:
    """The rows that the checks are about."""

    runs: dict[str, Any]
    events: dict[str, list[Seen]]
    messages: list[Any]
    keys: list[Any]

    def of_run(self, run_id: str) -> list[Any]:
        """The messages that name a run."""
        return [message for message in self.messages if message.run_id == run_id]


async def look(rows: Rows) -> Found:
    """Read what the checks are about."""
    runs = await rows.all(
        "SELECT id, kind, owner_id, thread_id, status, attempt, max_attempts, next_seq, "
        "superseded_at, compacted_at FROM runs"
    )
    events: dict[str, list[Seen]] = defaultdict(list)
    for row in await rows.all("SELECT run_id, seq, type, data FROM run_events ORDER BY seq"):
        events[row.run_id].append(Seen(row.seq, row.type, row.data))
    messages = await rows.all(
        "SELECT id, owner_id, thread_id, run_id, role, content, status FROM messages"
    )
    keys = await rows.all("SELECT owner_id, key, answer FROM idempotency_keys")
    return Found({row.id: row for row in runs}, events, list(messages), list(keys))


async def check(world: World) -> None:
    """Wait until all is quiet, then assert every invariant; a server must be running."""
    await world.settle()
    found = await look(world.rows)
    problems = [
        *stored_once(world, found),
        *numbered(found),
        *seen_as_stored(world, found),
        *ended_once(found),
        *answered_as_told(found),
        *attempts_in_order(found),
        *schema_refuses(world.rows, found),
        *await searchable(world),
        *await files_whole(world),
        *await private(world, found),
        *alive(world),
        *await nothing_left(world),
    ]
    assert not problems, "\n".join(problems)


def stored_once(world: World, found: Found) -> Iterator[str]:
    """I1: an acknowledged POST is stored exactly once, one without an answer at most once."""
    stored = Counter(message.content for message in found.messages if message.role == "user")
    by_id = {message.id: message for message in found.messages}
    for posted in world.journal.posts:
        count = stored[posted.content]
        if count > 1:
            yield f"I1: stored {count} times: {posted}"
        if not posted.is_acknowledged:
            continue
        message = by_id.get(posted.answer["message_id"])
        if count != 1 or message is None or posted.run_id not in found.runs:
            yield f"I1: acknowledged and not stored: {posted}"
        elif (message.content, message.run_id) != (posted.content, posted.run_id):
            yield f"I1: acknowledged and stored as something else: {posted}"
        if posted.key and _kept(found, posted.key) != posted.answer:
            yield f"I1: the key {posted.key} holds {_kept(found, posted.key)}: {posted}"


def _kept(found: Found, key: str) -> Any:
    return next((parsed(row.answer) for row in found.keys if row.key == key), None)


def numbered(found: Found) -> Iterator[str]:
    """I2: the events of a run are 1..n without a gap."""
    for run_id, run in found.runs.items():
        numbers = [event.seq for event in found.events[run_id]]
        if run.compacted_at is not None:
            continue
        if numbers != list(range(1, run.next_seq)):
            yield f"I2: run {run_id} has {numbers[:5]}…{numbers[-3:]}, next is {run.next_seq}"


def seen_as_stored(world: World, found: Found) -> Iterator[str]:
    """I2: what a client saw over all its connections is what is stored, byte for byte."""
    for watch in world.journal.watches:
        stored = [event for event in found.events[watch.run_id] if event.seq > watch.cursor]
        if not watch.is_over:
            stored = stored[: len(watch.seen)]
        if watch.seen != stored:
            pairs = zip(watch.seen, stored, strict=False)
            wrong = next((pair for pair in pairs if pair[0] != pair[1]), "a part of them")
            yield (
                f"I2: a client of run {watch.run_id} from {watch.cursor} saw {len(watch.seen)} of "
                f"{len(stored)} events on {watch.connections} connections; first wrong: {wrong}"
            )
        if 409 in watch.refusals or 404 in watch.refusals:
            yield f"I2: a client of run {watch.run_id} was refused: {Counter(watch.refusals)}"


def ended_once(found: Found) -> Iterator[str]:
    """I3: exactly one terminal event, then ``done``, and the status agrees. I5: it has ended."""
    for run_id, run in found.runs.items():
        kinds = [event.type for event in found.events[run_id]]
        terminal = [kind for kind in kinds if kind in TERMINAL]
        if len(terminal) != 1 or kinds[-2:] != [*terminal, "done"] or kinds.count("done") != 1:
            yield f"I3: run {run_id} ({run.status}) ends with {kinds[-4:]}, terminal: {terminal}"
            continue
        told = json.loads(found.events[run_id][-1].data)["status"]
        if not TERMINAL[terminal[0]] == run.status == told:
            yield f"I3: run {run_id} is {run.status}, its events say {terminal[0]} and {told}"


def answered_as_told(found: Found) -> Iterator[str]:
    """I4: final text = the tokens of the winning attempt = the one assistant message."""
    for run_id, run in found.runs.items():
        if not run.kind.startswith("chat."):
            continue
        events = found.events[run_id]
        ending = next((event for event in events if event.type in TERMINAL), None)
        messages = [m.content for m in found.of_run(run_id) if m.role == "assistant"]
        if ending is None or ending.type == "error":
            if messages:
                yield f"I4: failed run {run_id} left the message {messages}"
            continue
        told = json.loads(ending.data)["text"]
        tokens = _tokens(events, run.attempt)
        wanted = [told] if told or ending.type == "final" else []
        if tokens != told or messages != wanted:
            yield (
                f"I4: run {run_id} ({run.status}, attempt {run.attempt}) has {ending.type} of "
                f"{len(told)} letters, tokens of {len(tokens)}, messages {[*map(len, messages)]}"
            )


def _tokens(events: list[Seen], attempt: int) -> str:
    tokens = [json.loads(event.data) for event in events if event.type == "token"]
    return "".join(token["text"] for token in tokens if token["attempt"] == attempt)


def attempts_in_order(found: Found) -> Iterator[str]:
    """I6: attempts follow one another; after a reset nothing comes of an attempt before it."""
    for run_id, run in found.runs.items():
        told = [
            (event, data["attempt"])
            for event in found.events[run_id]
            if "attempt" in (data := json.loads(event.data))
        ]
        for (_, before), (event, attempt) in pairwise(told):
            if attempt < before:
                yield f"I6: run {run_id}: {event} of a fenced attempt after one of {before}"
        begun = [
            json.loads(event.data)["attempt"]
            for event in found.events[run_id]
            if event.type == "status" and "stage" not in json.loads(event.data)
        ]
        if len(begun) != len(set(begun)) or (begun and max(begun) > run.attempt):
            yield f"I6: run {run_id} (attempt {run.attempt}) began {begun}"


def schema_refuses(rows: Rows, found: Found) -> Iterator[str]:
    """The schema carries the rules: second ones of what may be there once are refused."""
    run = next((r for r in found.runs.values() if found.events[r.id]), None)
    if run is None:
        return
    insert = "INSERT INTO run_events (run_id, seq, type, data) VALUES (:id, :seq, :type, '{}')"
    for seq, kind, rule in ((1, "status", "I2: two"), (999_999, "error", "I3: two terminal")):
        with rows.connect() as connection:
            try:
                connection.execute(text(insert), {"id": run.id, "seq": seq, "type": kind})
            except IntegrityError:
                continue
            finally:
                connection.rollback()
            yield f"{rule} events of one run fit into the schema"


async def private(world: World, found: Found) -> list[str]:
    """I10: what one user said or was told is in nothing that another user gets."""
    problems = []
    for user in world.users:
        others = [other.canary for other in world.users if other is not user]
        own = {run_id for run_id, run in found.runs.items() if run.owner_id == user.id}
        told = [message.content for message in found.messages if message.owner_id == user.id]
        told += [f.data for w in world.journal.watches if w.run_id in own for f in w.seen]
        told += [await _thread(world, thread) for thread, owner in _some(world) if owner is user]
        if any(canary in body for body in told for canary in others):
            problems.append(f"I10: user {user.id} was told what another one said")
    for request in world.model.requests:
        asked = json.dumps(request)
        if sum(user.canary in asked for user in world.users) > 1:
            problems.append("I10: two users' words went into one question")
    return problems


def _some(world: World) -> list[tuple[str, User]]:
    return list(world.threads.items())[:20]


async def _thread(world: World, thread_id: str) -> str:
    return json.dumps(await world.get(f"/api/threads/{thread_id}/messages"))


def alive(world: World) -> Iterator[str]:
    """I11: every process that nobody ended is up."""
    for server in world.servers:
        if not server.is_running and not server.may_end:
            yield f"I11: {server.arguments} ended by itself:\n{server.told()[-3000:]}"


async def nothing_left(world: World) -> list[str]:
    """I12: children, descriptors, connections and temporary files come back to what they were."""
    deadline = time.monotonic() + QUIET_SECONDS
    while problems := _left(world):
        if time.monotonic() > deadline:
            return problems
        await asyncio.sleep(0.25)
    return []


def _left(world: World) -> list[str]:
    problems = []
    known = {server.pid for server in world.servers if server.is_running}
    for server in world.servers:
        started = set(processes_of(server.place.folder))
        if strays := started - descendants(known):
            problems.append(f"I12: {strays} outlived the process that started them")
    if world.before is not None and world.server.is_running:
        held = held_by(world.server.pid)
        for kind, count in held.descriptors.items():
            if count > world.before.descriptors[kind] + SPARE_DESCRIPTORS:
                problems.append(f"I12: {count} descriptors of {kind}: {world.before}")
        if held.children > world.before.children + 2:
            problems.append(f"I12: {held.children} children: {world.before}")
    return problems
