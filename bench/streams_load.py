"""The clients: one process that asks, follows, waits or cancels, and says what it saw.

    echo JOB | python bench/streams_load.py

A job is a line of JSON: the name of a function below, the API and the port, and what the function
takes. The answer is a line of JSON. Moments are microseconds of the monotonic clock.
"""

from __future__ import annotations

import asyncio
import json
import resource
import sys
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import uvloop
from streams_apis import APIS
from streams_follow import BROKEN, Heard, Target, follow
from streams_llm import microseconds
from streams_wire import Wire


async def streams(target: Target, count: int, tokens: int, log: str) -> dict[str, Any]:
    """Many answers at once, each followed; every fourth client breaks off once and resumes."""
    threads = await target.threads(count)
    print("prepared", flush=True)

    async def one(number: int) -> Heard:
        await asyncio.sleep(number / count)
        async with target.wire() as wire:
            heard = Heard(threads[number], await target.ask(wire, threads[number], str(number)))
        await follow(target, heard, 20 if number % 4 == 0 else 0)
        return heard

    start = microseconds()
    all_heard = await asyncio.gather(*map(one, range(count)))
    seconds = (microseconds() - start) / 1e6
    _write(Path(log), all_heard)
    seen = [heard.tokens(target.api.text_type) for heard in all_heard]
    return {"seconds": seconds, **_judged(seen, tokens)}


def _write(log: Path, all_heard: Sequence[Heard]) -> None:
    """A line of JSON for each client."""
    with log.open("w", encoding="utf-8") as file:
        for heard in all_heard:
            events = [(frame.id, frame.type, frame.data.decode()) for frame in heard.frames]
            print(json.dumps({"run": heard.run, "events": events}), file=file)


def _judged(seen: Sequence[list[tuple[int, int, int]]], tokens: int) -> dict[str, Any]:
    lags = [(arrived - sent) / 1000 for one in seen for _, sent, arrived in one]
    numbers = [[number for number, _, _ in one] for one in seen]
    moments = [arrived for one in seen for _, _, arrived in one] or [0]
    return {
        "lost": sum(tokens - len(set(one)) for one in numbers),
        "duplicated": sum(len(one) - len(set(one)) for one in numbers),
        "reordered": sum(b < a for one in numbers for a, b in pairwise(one)),
        "rate": 1e6 * len(moments) / max(1, max(moments) - min(moments)),
        "lags": [float(q) for q in np.percentile(lags or [0.0], (50, 99, 100))],
    }


async def posts(target: Target, rate: int, seconds: int, warm: int) -> dict[str, Any]:
    """Questions at fixed moments, whether the last one was answered or not."""
    threads, idle = await target.threads(rate * seconds), deque[Wire]()
    samples: list[float] = []
    refused: list[str] = []

    async def one(number: int, due: float) -> None:
        wire = idle.pop() if idle else target.wire()
        try:
            await target.ask(wire, threads[number], str(number))
            idle.append(wire)
            samples.append(1000 * (loop.time() - due))
        except BROKEN as error:
            refused.append(str(error))

    loop = asyncio.get_running_loop()
    start, tasks = loop.time(), []
    for number in range(rate * seconds):
        due = start + number / rate
        await asyncio.sleep(due - loop.time())
        tasks.append(asyncio.create_task(one(number, due)))
    await asyncio.gather(*tasks)
    return {"samples": samples[warm:], "refused": len(refused), "reason": refused[:1]}


async def first_token(target: Target, questions: list[str]) -> dict[str, Any]:
    """Question by question: when it was asked, its first token was sent, and it arrived."""
    moments = []
    for thread, text in zip(await target.threads(len(questions)), questions, strict=True):
        path, body = target.api.question(thread, text)
        async with target.wire() as wire, target.wire() as stream:
            start = microseconds()
            _, answer = await wire.ask("POST", path, body)
            heard = Heard(thread, answer["run_id"])
            async for frame in stream.events(target.api.events(thread, heard.run)):
                heard.frames.append(frame)
        _, sent, arrived = heard.tokens(target.api.text_type)[0]
        moments.append((start, sent, arrived))
    return {"moments": moments}


async def idle(target: Target, clients: int, runs: list[tuple[str, str]]) -> dict[str, Any]:
    """Clients that follow runs which say nothing, until a line comes in."""

    async def one(number: int) -> None:
        await asyncio.sleep(number / 500)
        thread, run = runs[number % len(runs)]
        async with target.wire() as wire:
            if await wire.listen(target.api.events(thread, run), target.api.from_start):
                connected.add(number)
                if len(connected) == clients:
                    everybody.set()
                async for _ in wire.frames():
                    pass

    connected: set[int] = set()
    everybody = asyncio.Event()
    tasks = [asyncio.create_task(one(number)) for number in range(clients)]
    with suppress(TimeoutError):
        await asyncio.wait_for(everybody.wait(), 20)
    print("connected", flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    still_open = sum(not task.done() for task in tasks)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return {"open": still_open}


async def hold(target: Target, count: int) -> dict[str, Any]:
    """Ask and leave."""
    threads = await target.threads(count)
    async with target.wire() as wire:
        runs = [await target.ask(wire, one, str(number)) for number, one in enumerate(threads)]
    return {"runs": list(zip(threads, runs, strict=True))}


async def cancels(target: Target, count: int, at_once: int) -> dict[str, Any]:
    """Ask, wait for the first token, cancel; when each cancel was sent, by tag."""
    threads, sent = await target.threads(count), {}
    gate = asyncio.Semaphore(at_once)

    async def one(number: int) -> None:
        thread, tag = threads[number], str(number)
        async with gate, target.wire() as wire, target.wire() as stream:
            run = await target.ask(wire, thread, tag)
            wire.close()  # until there is a token the server might close it
            await asyncio.sleep(0.037 * (number % at_once))
            async for frame in stream.events(target.api.events(thread, run), target.api.from_start):
                if frame.type == target.api.text_type and tag not in sent:
                    sent[tag] = microseconds()
                    await wire.ask("POST", target.api.cancel(thread, run))

    await asyncio.gather(*map(one, range(count)))
    return {"sent": sent}


async def askers(target: Target, count: int, seconds: float) -> dict[str, Any]:
    """Each asks, follows to the end and asks again, whatever happens meanwhile."""
    threads = await target.threads(count)
    print("prepared", flush=True)
    deadline = microseconds() + int(1e6 * seconds)
    all_heard: list[Heard] = []

    async def one(thread: str) -> None:
        while microseconds() < deadline:
            try:
                async with target.wire() as wire:
                    heard = Heard(thread, await target.ask(wire, thread, "0"))
            except BROKEN:
                await asyncio.sleep(0.1)
                continue
            all_heard.append(heard)
            await follow(target, heard)

    await asyncio.gather(*map(one, threads))
    text_type = target.api.text_type
    arrivals = [at for heard in all_heard for _, _, at in heard.tokens(text_type)]
    return {"arrivals": sorted(arrivals), "runs": [heard.run for heard in all_heard]}


JOBS = {job.__name__: job for job in (streams, posts, first_token, idle, hold, cancels, askers)}


async def main() -> None:
    """Do the job of one line."""
    wanted = json.loads(sys.stdin.readline())
    target = Target(APIS[wanted.pop("api")], wanted.pop("port"))
    answer = await JOBS[wanted.pop("job")](target, **wanted)
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(json.dumps({**answer, "client_seconds": used.ru_utime + used.ru_stime}))


if __name__ == "__main__":
    uvloop.run(main())
